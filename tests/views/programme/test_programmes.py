"""Programmes: opened, described, peopled, and seen only by those who take part."""

import pytest
from sqlalchemy import inspect, select

from tests.reports.counting import statements
from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.objective import Objective
from workbench.models.programme.outcome import Outcome
from workbench.models.programme.phase import Phase
from workbench.models.programme.programme import Party, Programme, Testimonial
from workbench.models.redesign.redesign import Redesign

THRESHOLDS = {"charter_share": "60", "problems": "3", "sessions": "5", "stuck_days": "14"}


def id_of(record):
    return inspect(record).identity[0]


@pytest.fixture
def here(city):
    return f"/programmes/{city.programme.id}"


def stored():
    return Programme.by_slug("simples")


def test_people_see_the_programmes_they_take_part_in(visit, city, here):
    page = visit(city.bruno).get("/programmes")
    assert "Serviços Mais Simples" in page
    assert "Outro programa" not in page
    assert "/programmes/new" not in page.links()
    both = visit(city.edite).get("/programmes")
    assert "Serviços Mais Simples" in both
    assert "Outro programa" in both
    assert visit().get("/programmes", 302).location == "/sign-in"


def test_the_list_is_there_for_other_programs(visit, city):
    rows = visit(city.davi).get("/programmes.json").json["programmes"]
    assert [(row["slug"], row["services"], row["people"]) for row in rows] == [("simples", 1, 1)]
    assert "Serviços Mais Simples" in visit(city.davi).get("/programmes.csv").text


def test_a_programme_is_shown_to_its_people_and_no_others(visit, city, here):
    for reader in (city.ana, city.bruno, city.davi, city.observer, city.edite):
        page = visit(reader).get(here)
        assert "Licença de poda de árvore" in page
        assert "Fase 1" in page
    visit(city.carla).get(here, 404)
    visit().get(here, 302)
    visit(city.davi).get("/programmes/99999", 404)


def test_doors_are_offered_only_to_those_who_may_open_them(visit, city, here):
    lead, member = visit(city.davi).get(here).links(), visit(city.bruno).get(here).links()
    for door in ("/edit", "/phases", "/parties", "/people", "/matrix", "/report", "/add-redesign"):
        assert here + door in lead
        assert here + door not in member
    assert here + "/activity" in member


def test_every_link_of_a_programme_leads_somewhere(visit, city, here):
    davi = visit(city.davi)
    for address in sorted({link.partition("#")[0] for link in davi.get(here).links()}):
        if address.startswith("/"):
            davi.get(address)


def test_a_lead_opens_a_programme_and_leads_it(visit, city):
    davi = visit(city.davi)
    assert "The name and the first phase are enough to begin" in davi.get("/programmes/new")
    page = davi.post(
        "/programmes/new",
        title="Licenças 2027",
        first_phase="Primeira fase",
        topics="a, b",
        **THRESHOLDS,
    )
    assert "Primeira fase" in davi.get(page.location)
    programme = Programme.by_slug("licencas-2027")
    assert programme.topics == ["a", "b"]
    assert programme.thresholds == {}
    seats = db.session.scalars(
        select(Enrolment).where(Enrolment.phase_id == programme.phases[0].id)
    )
    assert [(seat.person.first_name, seat.role) for seat in seats] == [("Davi", "lead")]
    assert "Fill this in." in davi.post("/programmes/new", 200, title="", first_phase="x")
    for reader in (city.bruno, city.carla, city.ana):
        visit(reader).get("/programmes/new", 403)


def test_two_programmes_of_one_name_get_different_short_names(visit, city):
    edite = visit(city.edite)
    for _time in range(2):
        edite.post("/programmes/new", title="Igual", first_phase="1", **THRESHOLDS)
    assert Programme.by_slug("igual")
    assert Programme.by_slug("igual-2")


def test_a_lead_changes_the_details(visit, city, here):
    davi = visit(city.davi)
    fields = {**THRESHOLDS, "problems": "4", "summary": "Uma **frase**.", "starts_on": "2026-01-05"}
    version = davi.get(f"{here}/edit").hidden("version")
    davi.post(f"{here}/edit", title="Mais Simples", version=version, **fields)
    assert stored().title == "Mais Simples"
    assert stored().threshold("problems") == 4
    assert "<strong>frase</strong>" in davi.get(here).text
    stale = davi.post(f"{here}/edit", 409, title="Outro nome", version=version, **fields)
    assert "Outro nome" in stale.text
    backwards = davi.post(f"{here}/edit", 200, title="X", **{**fields, "ends_on": "2025-01-01"})
    assert "The end comes before the beginning." in backwards


@pytest.mark.parametrize(
    "page", ["edit", "parties", "objectives", "testimonials", "phases", "people"]
)
def test_who_may_change_a_programme(visit, city, here, page):
    visit(city.davi).get(f"{here}/{page}")
    visit(city.edite).get(f"{here}/{page}")
    visit(city.bruno).get(f"{here}/{page}", 403)
    visit(city.carla).get(f"{here}/{page}", 404)
    visit().get(f"{here}/{page}", 302)


def test_parties_are_named_and_taken_back(visit, city, here):
    davi, green = visit(city.davi), id_of(city.green)
    davi.post(f"{here}/parties", organisation_id=green, role="host")
    again = davi.post(f"{here}/parties", 200, organisation_id=green, role="host")
    assert "has this role already" in again
    assert "Host" in davi.get(here)
    party = db.session.scalars(select(Party)).one()
    visit(city.bruno).post(f"{here}/parties/{party.id}/remove", 403)
    davi.post(f"{here}/parties/{id_of(party)}/remove")
    assert db.session.scalars(select(Party)).all() == []
    davi.post(f"{here}/parties/99999/remove", 404)


def test_objectives_come_with_their_target_and_their_figure(visit, city, here):
    davi, said = visit(city.davi), {"title": "Digitalizar oito", "indicator": "services_total"}
    davi.post(f"{here}/objectives", **said)
    assert "no target stated" in davi.get(here)
    objective = id_of(db.session.scalars(select(Objective)).one())
    one = f"{here}/objectives/{objective}"
    visit(city.bruno).get(one, 403)
    assert "Not saved yet" in davi.post(one, 200, **said, target="oito")
    davi.change(one, on=one, **said, target="2", unit="serviços", due_on="2020-06-30")
    assert "Undo" in davi.get(f"{here}/objectives")
    for page in (here, f"{here}/report"):
        told = davi.get(page)
        assert "1 of 2" in told and "1 missing" in told and "this day has passed" in told, page
    davi.change(one, on=one, **said, target="1")
    assert "target reached" in davi.get(here)
    davi.post(f"{one}/remove")
    assert db.session.scalars(select(Objective)).all() == []


def test_outcomes_stand_apart_from_the_services(visit, city, here):
    davi, said = visit(city.davi), {"text": "Testam antes de contratar.", "kind": "organisational"}
    davi.post(f"{here}/outcomes", **said, evidence="Três secretarias", seen_on="2025-01-10")
    kept = f"{here}/outcomes/{id_of(db.session.scalars(select(Outcome)).one())}"
    visit(city.bruno).get(kept, 403)
    davi.change(kept, on=kept, **{**said, "text": "Perguntam antes."}, evidence="Três secretarias")
    assert "Perguntam antes." in davi.get(f"{here}/report") and "Perguntam antes." in davi.get(here)
    (told,) = davi.get(f"{here}/report.json").json["outcomes"]
    assert (told["kind"], told["evidence"]) == ("organisational", "Três secretarias")
    davi.post(f"{kept}/remove")
    assert "Undo" in davi.get(f"{here}/outcomes")
    assert davi.get(f"{here}/report.json").json["outcomes"] == []


def test_nobody_is_quoted_without_consent(visit, city, here):
    davi, said = visit(city.davi), {"text": "Mudou tudo.", "person_name": "Rita"}
    assert "Ask for consent" in davi.post(f"{here}/testimonials", 200, **said)
    davi.post(f"{here}/testimonials", consent="y", **said)
    assert "Mudou tudo." in visit(city.bruno).get(here)
    kept = id_of(db.session.scalars(select(Testimonial)).one())
    davi.post(f"{here}/testimonials/{kept}/remove")
    assert "Mudou tudo." not in visit(city.bruno).get(here)


def test_phases_are_added_changed_and_ordered(visit, city, here):
    other = id_of(city.other_programme.phases[0])
    davi = visit(city.davi)
    davi.post(f"{here}/phases", title="Fase 2", starts_on="2026-03-01", ends_on="2026-04-01")
    second = db.session.scalars(select(Phase).where(Phase.title == "Fase 2")).one().id
    assert "The end comes" in davi.post(
        f"{here}/phases", 200, title="Fase 3", starts_on="2026-03-01", ends_on="2026-02-01"
    )
    davi.change(f"{here}/phases/{second}/move", on=f"{here}/phases", position=1)
    assert [phase.title for phase in stored().phases] == ["Fase 2", "Fase 1"]
    davi.post(
        f"{here}/phases/{second}",
        title="Fase zero",
        version=davi.get(f"{here}/phases/{second}").hidden("version"),
    )
    assert [phase.title for phase in stored().phases] == ["Fase zero", "Fase 1"]
    davi.get(f"{here}/phases/{other}", 404)
    visit(city.ana).post(f"{here}/phases", 403, title="Fase 4")


def test_people_are_enrolled_and_their_seat_ends(visit, city, here):
    davi, carla = visit(city.davi), visit(city.carla)
    phase = stored().phases[0].id
    carla_id = id_of(city.carla)
    carla.get(here, 404)
    davi.post(f"{here}/people", person_id=carla_id, phase_id=phase, role="observer")
    carla.get(here)
    again = davi.post(f"{here}/people", 200, person_id=carla_id, phase_id=phase, role="observer")
    assert "is enrolled in this phase already" in again
    seat = (
        db.session.scalars(
            select(Enrolment).where(Enrolment.person_id == carla_id, Enrolment.phase_id == phase)
        )
        .one()
        .id
    )
    assert "End the enrolment of Carla Moura" in davi.get(f"{here}/people/{seat}/end")
    day = stored().city.today().isoformat()
    davi.post(f"{here}/people/{seat}/end", ends_on=day)
    carla.get(here, 404)
    davi.post(f"{here}/people", person_id=carla_id, phase_id=phase, role="observer")
    carla.get(here)


def test_the_team_of_an_ended_seat_is_closed_too(visit, city, here):
    davi, bruno = visit(city.davi), visit(city.bruno)
    redesign = f"/redesigns/{id_of(city.redesign)}"
    bruno.get(redesign)
    seat = (
        db.session.scalars(select(Enrolment).where(Enrolment.person_id == id_of(city.bruno)))
        .one()
        .id
    )
    davi.post(f"{here}/people/{seat}/end", ends_on=stored().city.today().isoformat())
    bruno.get(redesign, 404)


def test_who_may_enrol(visit, city, here):
    fields = {"person_id": id_of(city.carla), "phase_id": stored().phases[0].id, "role": "lead"}
    visit(city.ana).get(f"{here}/people")
    visit(city.observer).get(f"{here}/people")
    for reader in (city.ana, city.bruno, city.observer):
        visit(reader).post(f"{here}/people", 403, **fields)
    visit(city.carla).post(f"{here}/people", 404, **fields)


def test_a_seat_of_another_programme_is_not_ended_here(visit, city, here):
    seat = id_of(city.other_programme.phases[0].enrolments[0])
    visit(city.davi).post(f"{here}/people/{seat}/end", 404, ends_on="2026-01-01")


def test_a_service_is_chosen_and_its_team_named(visit, city, here):
    ana, service = visit(city.ana), id_of(city.service)
    assert "This programme works on it already." in ana.get(f"{here}/add-redesign?q=poda")
    assert "No service has these words" in ana.get(f"{here}/add-redesign?q=zzz")
    ana.get(f"{here}/add-redesign?service={10**20}")
    page = ana.post(f"{here}/add-redesign", service_id=service, team_name="Equipe 9")
    begun = db.session.scalars(select(Redesign).where(Redesign.team_name == "Equipe 9")).one()
    assert page.location == f"/redesigns/{begun.id}/team"
    ana.post(f"{here}/add-redesign", 200, service_id=99999, team_name="Equipe 10")
    visit(city.bruno).get(f"{here}/add-redesign", 403)
    visit(city.carla).get(f"{here}/add-redesign", 404)


def test_somebody_in_no_programme_is_told_what_to_do(visit, city):
    seat = city.other_programme.phases[0].enrolments[0]
    seat.end(city.city.today(), by=city.edite)
    commit()
    page = visit(city.carla).get("/programmes")
    assert "You are in no programme yet" in page
    assert "/join" in page.links()


def test_a_programme_list_asks_the_same_number_of_statements_for_more_programmes(visit, city):
    # Another question in the address, so that no page is answered from memory.
    edite = visit(city.edite)
    edite.get("/programmes")
    with statements() as few:
        edite.get("/programmes?look=1")
    for number in range(12):
        found = Programme.found(stored().city, slug=f"p{number}", title=f"P {number}", by=None)
        found.add_phase(title="1", by=None)
    commit()
    with statements() as many:
        edite.get("/programmes?look=2")
    assert len(asked(many)) == len(asked(few)) <= 8


def asked(sent):
    return [statement for statement in sent if not statement.startswith("BEGIN")]
