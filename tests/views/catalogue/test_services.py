"""The catalogue: found, read as a citizen asks, filled in by staff and teams, and never judged unfairly."""

import pytest
from sqlalchemy import inspect, select

from tests.reports.counting import statements
from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.catalogue.service import Service
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.catalogue.volume import Volume
from workbench.models.commit import commit

CHARTER = {
    "name": "Inscrição em curso",
    "is_free": "yes",
    "declared_digital": "",
    "organisation_id": "",
}


@pytest.fixture
def here(city):
    return f"/services/{city.service.id}"


def stored(name="Licença de poda de árvore"):
    return db.session.scalars(select(Service).where(Service.name == name)).one_or_none()


def add(city, name, *steps, **values):
    service = Service.add(city.city, name=name, by=None, **values)
    for number, channels in enumerate(steps, start=1):
        service.add_step({"title": f"Passo {number}", "channels": channels}, by=None)
    commit()
    return service


def test_everybody_of_the_city_reads_the_catalogue(visit, city, here):
    for reader in (city.ana, city.bruno, city.carla, city.davi, city.observer, city.edite):
        assert "Licença de poda de árvore" in visit(reader).get("/services")
        assert "Ir à subprefeitura" in visit(reader).get(here)
    assert visit().get("/services", 302).location == "/sign-in"
    visit().get(here, 302)
    visit(city.bruno).get("/services/99999", 404)


def test_another_citys_catalogue_is_nobodys(visit, city):
    elsewhere = City.found(slug="longe", name="Longe")
    other = Service.add(elsewhere, name="Alheio", by=None)
    commit()
    visit(city.edite).get(f"/services/{inspect(other).identity[0]}", 404)
    assert "Alheio" not in visit(city.edite).get("/services")


@pytest.mark.parametrize("words", ["inscricao", "INSCRIÇÃO", "curs inscr", "inscri"])
def test_services_are_found_by_the_beginning_of_words_without_accents(visit, city, words):
    add(city, "Inscrição em curso")
    page = visit(city.carla).get(f"/services?q={words}")
    assert "Inscrição em curso" in page
    assert "Licença de poda" not in page
    assert "No service found" in visit(city.carla).get("/services?q=zzz")


@pytest.mark.parametrize("words", ["%27 OR 1=1 --", "%22", "a*b(", "NEAR(", "%00"])
def test_signs_in_a_search_do_no_harm(visit, city, words):
    visit(city.carla).get(f"/services?q={words}")


def test_services_are_filtered(visit, city):
    add(city, "Tudo na rede", ["web"], declared_digital=False)
    add(city, "Sem passos")
    bruno = visit(city.bruno)

    def names(query):
        return {row["name"] for row in bruno.get(f"/services.json?{query}").json["services"]}

    assert names("level=4") == names("level=digital") == {"Tudo na rede"}
    assert "Sem passos" in names("level=none")
    assert names("contradiction=any") == {"Tudo na rede"}
    assert names("contradiction=is_undeclared") == {"Tudo na rede"}
    assert names("contradiction=declared_not") == set()
    assert names(f"organisation={inspect(city.green).identity[0]}") == {"Licença de poda de árvore"}
    assert names(f"organisation={10**20}") == names("")
    assert "Tudo na rede" in names("requests=none")
    assert "Tudo na rede" in bruno.get("/services.csv?level=4").text


def test_a_contradiction_shows_both_sides_and_calls_neither_wrong(visit, city):
    service = add(city, "Dito digital", ["web"], ["in_person"], declared_digital=True)
    day = service.city.today()
    page = visit(city.carla).get(f"/services/{service.id}")
    assert "Declared digital, and a step still has no digital channel" in page
    assert "Either may be right" in page
    assert "A digital channel is offered on 1 of 2 steps; on 1 of them it is the only one." in page
    # The older address of the list leads to the city's one, and its rows to those of the catalogue.
    carla = visit(city.carla)
    listed = carla.get("/city/contradictions?kind=declared_steps")
    assert "Dito digital" in listed and "neither side is taken for wrong" in listed
    moved = carla.get(f"/services/contradictions?as_of={day}", 302).response.location
    assert moved == f"/city/contradictions?kind=declared_steps&as_of={day}"
    moved = carla.get("/services/contradictions.json", 302).response.location
    assert moved == "/services.json?contradiction=any"
    assert [row["name"] for row in carla.get(moved).json["services"]] == ["Dito digital"]


def test_no_contradiction_is_said_in_words(visit, city):
    assert "Nothing contradicts itself here" in visit(city.carla).get("/city/contradictions")


def test_staff_add_a_service_and_go_on_to_its_steps(visit, city):
    ana = visit(city.ana)
    ana.get("/services/new")
    page = ana.post("/services/new", **CHARTER)
    service = stored("Inscrição em curso")
    assert page.location == f"/services/{service.id}/steps"
    assert service.is_free is True
    assert service.declared_digital is None
    assert "Fill this in." in ana.post("/services/new", 200, **{**CHARTER, "name": ""})
    bad = {**CHARTER, "declared_url": "javascript:alert(1)"}
    assert "beginning with https://" in ana.post("/services/new", 200, **bad)
    for reader in (city.bruno, city.carla, city.observer):
        visit(reader).get("/services/new", 403)


def test_a_team_fills_in_the_charter_of_its_own_service_and_of_no_other(visit, city, here):
    other = f"/services/{add(city, 'Outro').id}"
    bruno = visit(city.bruno)
    assert "Missing:" in bruno.get(here)
    version = bruno.get(f"{here}/edit").hidden("version")
    fields = {**CHARTER, "name": "Licença de poda de árvore", "maximum_time": "20 dias"}
    bruno.post(f"{here}/edit", version=version, **fields)
    assert "20 dias" in visit(city.carla).get(here)
    assert (
        "Outro texto"
        in bruno.post(
            f"{here}/edit", 409, version=version, **{**fields, "summary": "Outro texto"}
        ).text
    )
    for page in ("edit", "steps", "volumes"):
        bruno.get(f"{here}/{page}")
        bruno.get(f"{other}/{page}", 403)
        visit(city.carla).get(f"{here}/{page}", 403)
        visit(city.observer).get(f"{here}/{page}", 403)
        visit().get(f"{here}/{page}", 302)


@pytest.mark.parametrize(
    "mark", ["[", "![", "<a ", "1. ", "> ", "- # a\n", "*a ", "`", "|\n", "<!--"]
)
def test_whatever_marks_a_text_has_its_page_shows_its_words(visit, city, here, mark):
    bruno = visit(city.bruno)
    version = bruno.get(f"{here}/edit").hidden("version")
    summary = f"Começo {mark * (9900 // len(mark))} e fim"
    fields = {**CHARTER, "name": "Licença de poda de árvore", "summary": summary}
    bruno.post(f"{here}/edit", version=version, **fields)
    words = visit(city.carla).get(here).words
    assert "Começo" in words
    assert "e fim" in words


def test_steps_are_added_changed_moved_and_removed(visit, city, here):
    davi = visit(city.davi)
    davi.post(
        f"{here}/steps",
        title="Pedir na rede",
        kind="",
        channels="web",
        minutes="10",
        cost="4,40",
        documents_asked="RG\nCPF\n\n",
        documents_held="IPTU",
    )
    step = stored().steps[1]
    assert (step.position, step.channels, step.minutes) == (2, ["web"], 10)
    assert [(one["name"], one["held"]) for one in step.documents] == [
        ("RG", False),
        ("CPF", False),
        ("IPTU", True),
    ]
    assert "the State has it already" in davi.get(here)
    second = step.id
    davi.change(f"{here}/steps/{second}/move", on=f"{here}/steps", position=1)
    assert [one.title for one in stored().steps] == ["Pedir na rede", "Ir à subprefeitura"]
    version = davi.get(f"{here}/steps/{second}").hidden("version")
    empty = {"documents_asked": "", "documents_held": "", "kind": ""}
    davi.post(f"{here}/steps/{second}", title="Pedir", channels="app", version=version, **empty)
    assert stored().steps[0].documents == []
    page = davi.post(
        f"{here}/steps/{second}", 409, title="Meu texto", kind="", channels="app", version=version
    )
    assert "Meu texto" in page.text
    davi.post(f"{here}/steps/{second}/remove", 409, version=version)
    davi.post(f"{here}/steps/{second}/remove", version=db.session.get(ServiceStep, second).version)
    assert [one.title for one in stored().steps] == ["Ir à subprefeitura"]
    assert stored().steps[0].position == 1


def test_what_is_wrong_with_a_step_is_said(visit, city, here):
    davi = visit(city.davi)
    assert "Fill this in." in davi.post(f"{here}/steps", 200, title="")
    assert "Name the law" in davi.post(f"{here}/steps", 200, title="X", in_person_by_law="y")
    assert "Write a whole number" in davi.post(f"{here}/steps", 200, title="X", minutes="many")
    assert len(stored().steps) == 1
    davi.get(f"{here}/steps/99999", 404)


def test_the_level_follows_from_the_steps(visit, city, here):
    davi, step = visit(city.davi), stored().steps[0].id
    davi.change(f"{here}/steps/{step}", title="Pedir", kind="", channels="web")
    page = davi.get(here)
    assert "everything online" in page
    assert "digital: no visit needed" in page


def test_requests_are_stated_replaced_and_taken_back(visit, city, here):
    davi = visit(city.davi)
    davi.post(f"{here}/volumes", requests="12,000", year="2025", channel="156", source="SP156")
    again = {"requests": "13 000", "year": "2025", "channel": "156"}
    both = davi.post(f"{here}/volumes", 409, **again)
    assert "12000" in both
    assert stored().yearly_requests == 12000
    davi.post(f"{here}/volumes", was_requests=both.hidden("was_requests"), **again)
    davi.post(f"{here}/volumes", requests="500", year="", channel="")
    assert stored().yearly_requests == 13000
    page = visit(city.carla).get(here)
    assert "not informed" in page
    assert "period not stated" in page
    davi.get(f"{here}/volumes")
    assert "Fill this in." in davi.post(f"{here}/volumes", 200, requests="", year="2025")
    for volume in db.session.scalars(select(Volume.id)).all():
        davi.post(f"{here}/volumes/{volume}/remove")
    assert stored().yearly_requests is None
    davi.post(f"{here}/volumes/99999/remove", 404)


def test_a_reader_changes_nothing(visit, city, here):
    carla, step = visit(city.carla), stored().steps[0].id
    carla.post(f"{here}/edit", 403, **CHARTER)
    carla.post(f"{here}/steps", 403, title="X")
    carla.post(f"{here}/steps/{step}", 403, title="X")
    carla.post(f"{here}/steps/{step}/move", 403, position=1)
    carla.post(f"{here}/steps/{step}/remove", 403)
    carla.post(f"{here}/volumes", 403, requests="1")
    page = carla.get(here)
    assert not [link for link in page.links() if link.startswith(f"{here}/")]


def test_redesigns_of_a_service_are_shown_to_those_who_may_read_them(visit, city, here):
    redesign = f"/redesigns/{city.redesign.id}"
    assert redesign in visit(city.bruno).get(here).links()
    assert redesign not in visit(city.carla).get(here).links()


def test_a_link_that_acts_is_never_offered(visit, city):
    service = add(city, "Com endereço", declared_url="javascript:alert(1)")
    page = visit(city.bruno).get(f"/services/{service.id}")
    assert not [link for link in page.links() if link.startswith("javascript")]


def test_every_link_of_a_service_leads_somewhere(visit, city, here):
    edite, seen = visit(city.edite), set()
    for page in (
        "/services",
        here,
        f"{here}/steps",
        f"{here}/volumes",
        "/city",
        "/people",
        "/organisations",
    ):
        for address in edite.get(page).links():
            if address.startswith("/") and edite.is_of_new_kind(address, seen):
                edite.get(address)


def test_a_long_catalogue_comes_in_pages_with_as_many_statements(visit, city, here):
    bruno = visit(city.bruno)
    with statements() as few:
        bruno.get("/services?look=1")
    for number in range(120):
        Service.add(City.by_slug("vila"), name=f"Serviço {number:03}", by=None)
    commit()
    with statements() as many:
        page = bruno.get("/services?look=2")
    assert "Page 1 of 3" in page
    assert len(asked(many)) == len(asked(few)) <= 8
    assert "Serviço 119" in bruno.get("/services?page=3")
    assert "121 services" in page


def asked(sent):
    return [statement for statement in sent if not statement.startswith("BEGIN")]
