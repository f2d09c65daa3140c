"""A person: their roles come and go with seats, teams and offices, and sessions end when they should."""

from __future__ import annotations

from datetime import timedelta

import pytest
from people import City4

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.commit import commit
from workbench.models.people.passwords import matches
from workbench.models.people.person import NotFound, Person
from workbench.models.people.sign_in import SignIn
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.note import Note

pytestmark = pytest.mark.both_databases

PASSWORD = "uma senha bem comprida"


def again(person: Person) -> Person:
    """Return the person as the next request reads them."""
    person_id = person.id
    commit()
    db.session.expunge_all()
    return db.session.get_one(Person, person_id)


def test_an_email_is_one_persons_whatever_its_case(city: City4) -> None:
    with pytest.raises(DomainError, match="here already"):
        Person.add(city.city, name="Outra", email=" ANA@vila.example ", by=None)
    with pytest.raises(DomainError, match="here already"):
        city.bruno.edit({"email": "ana@VILA.example"}, by=city.edite)
    city.bruno.edit({"email": "Bruno@Vila.example"}, by=city.edite)
    assert Person.by_email("bruno@vila.EXAMPLE") is city.bruno


def test_a_password_is_checked_and_ends_open_sessions(city: City4) -> None:
    before = SignIn.open(city.bruno)
    assert not matches(city.bruno.password_hash, PASSWORD)
    city.bruno.set_password(PASSWORD, by=city.bruno)
    commit()
    assert matches(city.bruno.password_hash, PASSWORD)
    assert not matches(city.bruno.password_hash, PASSWORD + " ")
    assert SignIn.of(before) is None
    assert SignIn.of(SignIn.open(city.bruno)).person is city.bruno


def test_a_short_password_is_refused(city: City4) -> None:
    with pytest.raises(DomainError, match="at least 10"):
        city.bruno.set_password("123456789", by=city.bruno)


@pytest.mark.parametrize("token", ["", "x", "1", "1.1", "\u00e9", "\ud800", "\x00"])
def test_no_made_up_token_opens_a_door(city: City4, token: str) -> None:
    assert SignIn.of(token) is None


def test_who_was_removed_is_out_at_once(city: City4) -> None:
    token = SignIn.open(city.bruno)
    city.bruno.remove(by=city.edite)
    commit()
    assert SignIn.of(token) is None
    assert SignIn.of(SignIn.open(city.bruno)) is None
    with pytest.raises(DomainError, match="cannot remove yourself"):
        city.edite.remove(by=city.edite)


def test_a_seat_that_ended_takes_the_team_with_it(city: City4) -> None:
    note = Note.write(city.redesign, {"text": "nota"}, by=city.bruno)
    assert city.bruno.may("note:write", note)
    (seat,) = [s for s in city.programme.phases[0].enrolments if s.person is city.bruno]
    seat.end(city.city.today() - timedelta(days=1), by=city.davi)
    redesign_id = city.redesign.id
    bruno = again(city.bruno)
    with pytest.raises(NotFound):
        bruno.find(Redesign, redesign_id)
    assert bruno.may("service:read", bruno)


def test_a_seat_lasts_until_its_last_day(city: City4) -> None:
    (seat,) = [s for s in city.programme.phases[0].enrolments if s.person is city.bruno]
    seat.end(city.city.today() + timedelta(days=5), by=city.davi)
    redesign_id = city.redesign.id
    assert again(city.bruno).find(Redesign, redesign_id)


def test_a_stranger_learns_nothing(city: City4) -> None:
    for kind_id in (city.redesign.id, 999):
        with pytest.raises(NotFound):
            city.carla.find(Redesign, kind_id)


def test_roles_of_one_programme_do_not_count_in_another(city: City4) -> None:
    assert city.davi.may("programme:edit", city.programme)
    assert not city.davi.may("programme:read", city.other_programme)
    assert city.edite.may("programme:edit", city.other_programme)


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Ana Prado", "AP"), ("Maria da Silva", "MS"), ("ana", "A"), ("Bruno", "B"), ("", "?")],
)
def test_initials(name: str, initials: str) -> None:
    assert Person(name=name).initials == initials


def test_no_permission_by_a_name_that_is_not_in_the_table(city: City4) -> None:
    with pytest.raises(KeyError):
        city.ana.may("note:burn", city.redesign)
