"""The people of a city: who may see them, invite them, give them a new password and end their access."""

import pytest
from sqlalchemy import inspect, select

from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.catalogue.organisation import Organisation
from workbench.models.commit import commit
from workbench.models.people.invitation import Invitation
from workbench.models.people.person import Person


def id_of(record):
    return inspect(record).identity[0]


def code_on(page):
    return next(
        field.get("value") for field in page.document.iter("input") if field.get("id") == "code"
    )


def test_staff_read_the_list_of_people(visit, city):
    page = visit(city.ana).get("/people")
    assert "Bruno Sales" in page
    assert "Serviços Mais Simples: Participant" in page
    found = visit(city.ana).get("/people?q=BRUN")
    assert "1 person found." in found
    assert "Carla" not in found
    assert "Nobody found" in visit(city.ana).get("/people?q=nobody+at+all")


def test_the_list_is_there_for_other_programs(visit, city):
    rows = visit(city.davi).get("/people.json").json["people"]
    assert {"name", "email", "organisation", "administrator", "programmes"} == set(rows[0])
    assert "edite@vila.example" in visit(city.davi).get("/people.csv").text


def test_the_list_needs_a_sign_in_and_a_role(visit, city):
    assert visit().get("/people", 302).location == "/sign-in"
    visit().get("/people.json", 401)
    for reader in (city.bruno, city.carla, city.observer):
        visit(reader).get("/people", 403)


def test_one_person_is_shown_with_what_the_reader_may_see(visit, city):
    address = f"/people/{id_of(city.bruno)}"
    page = visit(city.davi).get(address)
    assert "Licença de poda de árvore" in page
    assert f"{address}/password-link" in page.forms()
    assert f"{address}/remove" not in page.forms()
    assert f"{address}/remove" in visit(city.edite).get(address).forms()
    visit(city.bruno).get(address, 404)
    visit(city.davi).get("/people/99999", 404)


def test_people_of_another_city_are_nobody(visit, city):
    elsewhere = City.found(slug="longe", name="Longe")
    Person.add(elsewhere, name="Zé", email="ze@longe.example", by=None)
    commit()
    stranger = Person.by_email("ze@longe.example").id
    visit(city.edite).get(f"/people/{stranger}", 404)
    visit(city.edite).post(f"/people/{stranger}/remove", 404)
    visit(city.edite).post(f"/people/{stranger}/password-link", 404)
    assert "Zé" not in visit(city.edite).get("/people")


def test_a_lead_invites_into_a_phase_and_sees_the_link_once(visit, city):
    phase_id = city.programme.phases[0].id
    davi = visit(city.davi)
    page = davi.post("/people/invite", name="Gil", place=phase_id, role="participant")
    shown = davi.get(page.location)
    code = code_on(shown).replace("-", "")
    assert Invitation.by_code(code).name == "Gil"
    assert code not in davi.get(page.location).text
    assert "shown once" in davi.get(page.location)
    assert visit().get(f"/join/{code}").title


def test_a_lead_cannot_invite_an_administrator_or_into_other_programmes(visit, city):
    other_id = city.other_programme.phases[0].id
    davi = visit(city.davi)
    for place in ("administrator", other_id):
        davi.post("/people/invite", 200, name="Gil", place=place, role="participant")
    assert db.session.scalars(select(Invitation)).all() == []


def test_an_administrator_invites_another(visit, city):
    edite = visit(city.edite)
    page = edite.post("/people/invite", name="Gil", place="administrator", role="participant")
    assert "City administrator" in edite.get(page.location)


def test_who_may_not_invite(visit, city):
    for reader in (city.ana, city.bruno, city.carla, city.observer):
        visit(reader).get("/people/invite", 403)
    visit().get("/people/invite", 302)


def test_a_lead_makes_a_new_password_link_and_the_older_one_closes(visit, city):
    address = f"/people/{id_of(city.bruno)}/password-link"
    davi = visit(city.davi)
    first = code_on(davi.get(davi.post(address).location))
    second = code_on(davi.get(davi.post(address).location))
    assert Invitation.by_code(first) is None
    assert Invitation.by_code(second).person.email == "bruno@vila.example"


def test_nobody_gets_a_link_with_which_to_walk_in_above_themselves(visit, city):
    davi = visit(city.davi)
    davi.post(f"/people/{id_of(city.edite)}/password-link", 403)
    davi.post(f"/people/{id_of(city.carla)}/password-link", 403)
    davi.post(f"/people/{id_of(city.davi)}/password-link", 403)
    visit(city.ana).post(f"/people/{id_of(city.bruno)}/password-link", 403)
    visit(city.edite).post(f"/people/{id_of(city.carla)}/password-link")


def test_a_lead_of_one_programme_has_no_key_to_another(visit, city):
    city.other_programme.phases[0].enrol(city.bruno, role="lead", by=None)
    commit()
    visit(city.davi).post(f"/people/{id_of(city.bruno)}/password-link", 403)


def test_an_administrator_ends_the_access_of_somebody(visit, city):
    address = f"/people/{id_of(city.bruno)}"
    bruno, edite = visit(city.bruno), visit(city.edite)
    visit(city.davi).post(f"{address}/remove", 403)
    assert "no access any more" in edite.get(edite.post(f"{address}/remove").location)
    bruno.get("/account", 302)
    assert "This person has no access any more." in edite.get(address)
    assert "Bruno Sales" not in edite.get("/people")


def test_nobody_removes_themselves(visit, city):
    edite = visit(city.edite)
    edite.post(f"/people/{id_of(city.edite)}/remove", 303)
    assert not Person.by_email("edite@vila.example").is_removed


def test_an_administrator_corrects_somebodys_details(visit, city):
    address, finance = f"/people/{id_of(city.bruno)}/edit", id_of(city.finance)
    fields = {"name": "Bruno Sá", "email": "B.Sa@vila.example", "organisation_id": finance}
    edite = visit(city.edite)
    assert "Bruno Sales" in edite.get(address).text
    edite.change(address, **fields)
    person = Person.by_email("b.sa@vila.example")
    assert (person.name, person.organisation_id) == ("Bruno Sá", finance)
    taken = edite.change(address, 200, **{**fields, "email": "ana@vila.example"})
    assert "is here already" in taken
    visit(city.davi).get(address, 403)


@pytest.mark.parametrize("who", ["davi", "edite"])
def test_an_invitation_is_withdrawn(visit, city, who):
    invitation, code = Invitation.to_seat(
        city.programme.phases[0], "participant", by=city.davi, name="Gil"
    )
    commit()
    address = f"/people/links/{invitation.id}/withdraw"
    visit(city.carla).post(address, 404)
    visit(city.bruno).post(address, 404)
    visit(getattr(city, who)).post(address)
    assert Invitation.by_code(code) is None


def test_a_lead_withdraws_no_invitation_of_administrators(visit, city):
    invitation, _code = Invitation.open("administrator", by=city.edite, city=city.city, name="Gil")
    commit()
    visit(city.davi).post(f"/people/links/{invitation.id}/withdraw", 403)


def test_long_lists_come_in_pages(visit, city):
    organisation = db.session.get(Organisation, id_of(city.green))
    for number in range(60):
        Person.add(
            city.city,
            name=f"Pessoa {number:02}",
            email=f"p{number}@vila.example",
            organisation=organisation,
            by=None,
        )
    commit()
    page = visit(city.edite).get("/people?q=Pessoa")
    assert "Page 1 of 2" in page
    assert "Pessoa 59" in visit(city.edite).get("/people?q=Pessoa&page=2")
    assert "Pessoa 59" in visit(city.edite).get("/people?q=Pessoa&page=99")
    assert "Pessoa 00" in visit(city.edite).get(f"/people?q=Pessoa&organisation={10**20}")
