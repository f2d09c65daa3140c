"""The doors that open once: who comes in, as what, and what happens to the second."""

import threading
from datetime import timedelta

import pytest
from people import PASSWORD, Visitor
from sqlalchemy import func, select

from workbench.extensions import db
from workbench.models.base import now
from workbench.models.catalogue.city import City
from workbench.models.commit import commit
from workbench.models.people.invitation import Invitation
from workbench.models.people.office import CityOffice
from workbench.models.people.passwords import matches
from workbench.models.people.person import Person
from workbench.models.programme.enrolment import Enrolment
from workbench.views.people import invitations

pytestmark = pytest.mark.postgres_by_proof

NEW = {"name": "Gil Torres", "email": "gil@vila.example", "password": "words in a row"}


@pytest.fixture
def seat(city):
    """The code of a seat as participant in the first phase."""
    phase = city.programme.phases[0]
    _invitation, code = Invitation.to_seat(phase, "participant", by=city.davi, name="Gil")
    commit()
    return code


def enrolled(email):
    person = Person.by_email(email)
    statement = select(Enrolment.role).where(Enrolment.person_id == person.id)
    return list(db.session.scalars(statement)) if person else []


def test_a_code_is_typed_as_people_type(visit, seat):
    stranger = visit()
    typed = f"{seat[:4]}-{seat[4:8]} {seat[8:]}".lower()
    assert stranger.post("/join", code=typed).location == f"/join/{seat}"


def test_a_wrong_code_is_said_to_be_wrong(visit, city):
    assert "No open invitation has this code" in visit().post("/join", 200, code="ABCD-EFGH-JKMN")
    assert "This invitation is closed" in visit().get("/join/ABCDEFGHJKMN", 404)


def test_the_code_is_not_in_the_database(seat):
    invitation = db.session.scalars(select(Invitation)).one()
    assert seat not in str(vars(invitation))


def test_somebody_new_accepts_a_seat_and_is_signed_in(visit, city, seat):
    green_id = city.green.id
    stranger = visit()
    page = stranger.get(f"/join/{seat}")
    assert "Davi Franco invites you as: Participant." in page
    assert "Serviços Mais Simples" in page
    assert stranger.post(f"/join/{seat}", organisation_id=green_id, **NEW).location == "/"
    assert enrolled("gil@vila.example") == ["participant"]
    assert Person.by_email("gil@vila.example").organisation_id == green_id
    assert "Gil Torres" in stranger.get("/account")


def test_an_invitation_opens_once(visit, seat):
    visit().post(f"/join/{seat}", **NEW)
    later = {**NEW, "email": "other@vila.example"}
    assert "This invitation is closed" in visit().post(f"/join/{seat}", 404, **later)
    assert Person.by_email("other@vila.example") is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("password", "short", "Choose a password of at least 10 characters."),
        ("email", "no address", "Write an e-mail address"),
        ("name", "", "Fill this in."),
        ("email", "bruno@vila.example", "is here already"),
    ],
)
def test_what_is_wrong_is_said_and_the_invitation_stays_open(visit, seat, field, value, said):
    page = visit().post(f"/join/{seat}?known=0", 200, **{**NEW, field: value})
    assert said in page
    assert Invitation.by_code(seat) is not None


def test_nobody_learns_who_is_in_another_city(visit, city, seat):
    other, email = City.found(slug="outra", name="Outra"), "zilda@outra.example"
    Person.add(other, name="Zilda Reis", email=email, by=None)
    phase = city.programme.phases[0]
    _made, code = Invitation.to_seat(phase, "participant", by=city.davi, name="Zilda", email=email)
    commit()
    # The link of an invitation with their e-mail looks like that of anybody's.
    assert "Say who you are and choose a password" in visit().get(f"/join/{code}")
    page = visit().post(f"/join/{seat}?known=0", 200, **{**NEW, "email": email})
    assert "cannot be used here" in page
    assert not any(words in page.text for words in ("Zilda", "is here already"))


def test_a_right_code_goes_on_whatever_others_typed(visit, seat, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_WRONG_CODES", 2)
    for status in (404, 404, 429):
        visit().get("/join/ABCDEFGHJKMNPQRS", status)
    visit().get(f"/join/{seat}")


def test_somebody_with_an_account_signs_in_and_gets_the_seat(visit, city, seat):
    city.carla.set_password(PASSWORD, by=city.carla)
    commit()
    stranger = visit()
    assert "I am new here" in stranger.get(f"/join/{seat}?known=1")
    wrong = stranger.post(
        f"/join/{seat}?known=1", 200, email="carla@vila.example", password="wrong"
    )
    assert "not right" in wrong
    stranger.post(f"/join/{seat}?known=1", email="carla@vila.example", password=PASSWORD)
    assert enrolled("carla@vila.example") == ["participant", "participant"]


def test_somebody_signed_in_accepts_with_one_button(visit, city, seat):
    carla = visit(city.carla)
    assert "Accept as Carla Moura" in carla.get(f"/join/{seat}")
    assert carla.post(f"/join/{seat}").location == "/"
    assert enrolled("carla@vila.example") == ["participant", "participant"]


def test_a_seat_that_one_has_is_refused_and_the_invitation_stays_open(visit, city, seat):
    page = visit(city.bruno).post(f"/join/{seat}", 200)
    assert "Bruno Sales is enrolled in this phase already." in page
    assert Invitation.by_code(seat) is not None


def test_an_old_and_a_withdrawn_invitation_are_closed(visit, city, seat):
    invitation = Invitation.by_code(seat)
    invitation.expires_at = now() - timedelta(minutes=1)
    commit()
    visit().get(f"/join/{seat}", 404)


def test_an_administrator_is_invited_by_another(visit, city):
    _invitation, code = Invitation.open("administrator", by=city.edite, city=city.city, name="Gil")
    commit()
    stranger = visit()
    stranger.post(f"/join/{code}", **NEW)
    assert "Vila Jacarandá" in stranger.get("/city")


def test_the_first_administrator_opens_the_workbench_of_a_city(app):
    _invitation, code = Invitation.open("first", by=None)
    commit()
    stranger = Visitor(app)
    assert "Set up your city" in stranger.get(f"/join/{code}")
    place = {"city_name": "São João del-Rei", "country": "BR", "currency": "BRL"}
    page = stranger.post(f"/join/{code}", time_zone="America/Sao_Paulo", **place, **NEW)
    assert page.location == "/city"
    city = db.session.scalars(select(City)).one()
    assert (city.slug, city.name) == ("sao-joao-del-rei", "São João del-Rei")
    assert db.session.scalars(select(CityOffice)).one().person.email == "gil@vila.example"
    assert "The catalogue is empty" in stranger.get("/city")


def test_a_link_to_a_new_password_ends_open_sessions(visit, city):
    city.bruno.set_password(PASSWORD, by=city.bruno)
    _invitation, code = Invitation.open(
        "password", by=city.davi, city=city.city, person=city.bruno, name="Bruno"
    )
    commit()
    elsewhere, stranger = visit(city.bruno), visit()
    assert "bruno@vila.example" in stranger.get(f"/join/{code}")
    stranger.post(f"/join/{code}", password="a quite new password")
    elsewhere.get("/account", 302)
    assert "Bruno Sales" in stranger.get("/account")
    bruno = Person.by_email("bruno@vila.example")
    assert matches(bruno.password_hash, "a quite new password")
    stranger.get(f"/join/{code}", 404)


def test_of_two_people_at_one_door_only_one_comes_in(app, city, seat):
    both = [Visitor(app), Visitor(app)]
    for visitor in both:
        assert visitor.token
    db.session.remove()
    ready = threading.Barrier(2)
    answers = []

    def come_in(number):
        fields = {**NEW, "email": f"person{number}@vila.example", "csrf_token": both[number].token}
        ready.wait()
        answers.append(both[number].client.post(f"/join/{seat}", data=fields).status_code)

    threads = [threading.Thread(target=come_in, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(302) == 1, answers
    newcomers = select(func.count()).where(Person.email.like("person%"))
    assert db.session.scalar(newcomers) == 1
