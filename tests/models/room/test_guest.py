"""Guests: how they come in, where they sit, and that nothing is lost when it is known who they are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import City4, token_of
from sqlalchemy import func, select

from workbench.extensions import db
from workbench.models.base import DomainError, now
from workbench.models.commit import commit
from workbench.models.log.edit import Edit
from workbench.models.log.event import Event
from workbench.models.people.person import Person
from workbench.models.people.presence import Presence
from workbench.models.people.sign_in import SignIn
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.membership import Membership
from workbench.models.room.attendance import Attendance
from workbench.models.room.ballot import Ballot
from workbench.models.room.block import Block
from workbench.models.room.guest import Guest, plain_name
from workbench.models.room.guest_merge import recognise
from workbench.models.room.joining import come_in, renew_code, sit_down
from workbench.models.room.passing import references
from workbench.models.room.tick import DoneTick, HelpCall
from workbench.models.room.vote import close
from workbench.models.work.note import Note, NoteGroup
from workbench.models.work.problem import Problem

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def workshop(city: City4) -> Workshop:
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=city.ana)
    workshop.open_room(by=city.ana)
    commit()
    return workshop


@pytest.fixture
def rosa(workshop: Workshop) -> Guest:
    guest = come_in(workshop, name="Rosa Lima", workplace="Verde", language="pt_BR")
    commit()
    return guest


def rows_of(person_id: int) -> dict[str, int]:
    """Return how many rows of each table and column refer to a person, but for what is a seat's own."""
    found = {}
    for table, column in references():
        count = db.session.scalar(
            select(func.count()).select_from(table).where(column == person_id)
        )
        if count:
            found[f"{table.name}.{column.name}"] = count
    return found


def block_of(workshop: Workshop, title: str, kind: str = "vote") -> Block:
    block = Block.add(workshop, {"title": title, "kind": kind}, by=None)
    db.session.flush()
    return block


def work_as(guest: Guest, city: City4) -> None:
    """Leave a row of the guest in every table that a guest can reach."""
    person, workshop, redesign = guest.person, guest.workshop, city.redesign
    guest.sit_with(redesign, by=city.ana)
    block = block_of(workshop, "Voto")
    group = NoteGroup.write(workshop, {"title": "Filas"}, by=person)
    Note.write(workshop, {"text": "A fila"}, by=person).move_to(group, by=person)
    Note.write(redesign, {"text": "O balcão"}, by=person)
    Problem.write(redesign, {"title": "Volta três vezes"}, by=person)
    moment = now()
    db.session.add_all(
        (
            Ballot(block_id=block.id, person_id=person.id, dots={"x": 2}, created_by_id=person.id),
            DoneTick(block_id=block.id, person_id=person.id),
            HelpCall(workshop_id=workshop.id, person_id=person.id),
            Presence(workspace_id=workshop.workspace_id, person_id=person.id, process="1"),
            Edit(person_id=person.id, edit_id="e" * 16, request_hash="h", status=302),
            Attendance(
                workshop_id=workshop.id,
                person_id=person.id,
                first_seen_at=moment,
                last_seen_at=moment + timedelta(minutes=30),
                seen_seconds=1800,
                remark="",
            ),
        )
    )
    commit()


def test_nothing_refers_to_a_guest_who_is_known_and_nothing_is_lost(
    city: City4, rosa: Guest
) -> None:
    work_as(rosa, city)
    former_id, carla_id = rosa.person_id, city.carla.id
    theirs, own = rows_of(former_id), rows_of(carla_id)
    assert {"note.created_by_id", "attendance.person_id"} <= theirs.keys()
    assert {"event.by_id", "done_tick.person_id", "help_call.person_id"} <= theirs.keys()
    assert "problem.created_by_id" in theirs
    recognise(rosa, city.carla, by=city.ana)
    commit()
    assert rows_of(former_id) == {}
    joined = {"person.joined_to_id": 1}
    names = theirs.keys() | own.keys() | joined.keys()
    expected = {
        name: theirs.get(name, 0) + own.get(name, 0) + joined.get(name, 0) for name in names
    }
    assert rows_of(carla_id) == expected
    former = db.session.get_one(Person, former_id)
    assert (former.joined_to_id, former.name) == (carla_id, "Carla Moura")
    own = [db.session.scalars(select(kind.person_id)).all() for kind in (Ballot, Edit, Presence)]
    assert own == [[former_id]] * 3  # what its browser sent, has open and votes for is the seat's
    seats = db.session.scalars(select(Guest.person_id).order_by(Guest.id)).all()
    assert seats == [former_id, carla_id]  # the guest's own row stays; Carla keeps the seat
    assert city.carla.may("room:take_part", rosa.workshop)
    assert "member" in city.carla.roles_in(city.redesign.scope)


def test_the_log_tells_it_wherever_the_guest_did_something(city: City4, rosa: Guest) -> None:
    work_as(rosa, city)
    recognise(rosa, city.carla, by=city.ana)
    commit()
    told = db.session.scalars(
        select(Event.workspace_id).where(Event.action == "guest.recognised")
    ).all()
    assert set(told) == {rosa.workshop.workspace_id, city.redesign.workspace_id}
    assert city.bruno.id not in db.session.scalars(
        select(Event.by_id).where(Event.action == "note.written")
    )


def test_of_two_rows_about_one_thing_one_stays(city: City4, rosa: Guest) -> None:
    work_as(rosa, city)
    block_id = db.session.scalars(select(DoneTick.block_id)).one()
    bruno, former_id = city.bruno, rosa.person_id
    early = now() - timedelta(hours=2)
    db.session.add_all(
        (
            DoneTick(block_id=block_id, person_id=bruno.id),
            Attendance(
                workshop_id=rosa.workshop_id,
                person_id=bruno.id,
                first_seen_at=early,
                last_seen_at=early + timedelta(minutes=10),
                seen_seconds=600,
                state="partial",
                minutes=10,
                remark="saiu",
            ),
        )
    )
    commit()
    last = db.session.scalars(select(func.max(Attendance.last_seen_at))).one()
    recognise(rosa, bruno, by=city.ana)
    commit()
    assert rows_of(former_id) == {}
    assert db.session.scalars(select(DoneTick.person_id)).all() == [bruno.id]
    [seen] = db.session.scalars(select(Attendance))
    assert (seen.person_id, seen.first_seen_at, seen.last_seen_at) == (bruno.id, early, last)
    assert (seen.seen_seconds, seen.state, seen.minutes) == (2400, "partial", 10)
    assert set(db.session.scalars(select(Guest.person_id))) == {former_id}


def vote_of(city: City4, rosa: Guest, guest: int, person: int) -> Block:
    """Return a block in whose vote a guest and the person they turn out to be both gave dots."""
    block = block_of(rosa.workshop, "Voto")
    group = NoteGroup.write(rosa.workshop, {"title": "Filas"}, by=None)
    for who, dots in ((rosa.person_id, guest), (city.bruno.id, person)):
        given = {group.id: dots} if dots else {}
        db.session.add(Ballot(block_id=block.id, person_id=who, dots=given))
    commit()
    return block


@pytest.mark.parametrize(
    ("guest", "person", "counted"),
    [(3, 1, 1), (3, 0, 3), (0, 2, 2), (0, 0, 0)],
)
def test_nobody_has_two_votes(
    city: City4, rosa: Guest, guest: int, person: int, counted: int
) -> None:
    block = vote_of(city, rosa, guest, person)
    recognise(rosa, city.bruno, by=city.ana)
    close(block, by=city.ana)
    commit()
    assert sum(line["votes"] for line in block.tally or []) == counted
    assert len(db.session.scalars(select(Ballot)).all()) == 1


def test_a_vote_that_is_counted_stays_as_it_was_counted(city: City4, rosa: Guest) -> None:
    block = vote_of(city, rosa, 3, 1)
    close(block, by=city.ana)
    recognise(rosa, city.bruno, by=city.ana)
    commit()
    ballots = db.session.scalars(select(Ballot)).all()
    assert sum(ballot.spent for ballot in ballots) == 4
    assert {ballot.person_id for ballot in ballots} == {rosa.person_id, city.bruno.id}


def test_somebody_enrolled_needs_no_second_seat(city: City4, rosa: Guest) -> None:
    recognise(rosa, city.bruno, by=city.ana)
    commit()
    assert db.session.scalars(select(Guest.person_id)).all() == [rosa.person_id]


def test_two_guests_may_be_one_person(city: City4, workshop: Workshop, rosa: Guest) -> None:
    again = come_in(workshop, name="Rosa (celular)", workplace="", language="es")
    Note.write(workshop, {"text": "Do celular"}, by=again.person)
    recognise(again, rosa.person, by=city.ana)
    recognise(rosa, city.carla, by=city.ana)
    commit()
    assert {each.created_by_id for each in db.session.scalars(select(Note))} == {city.carla.id}
    assert again.person.joined_to_id == city.carla.id


def test_who_is_known_is_not_joined_again(city: City4, rosa: Guest) -> None:
    recognise(rosa, city.carla, by=city.ana)
    with pytest.raises(DomainError):
        recognise(rosa, city.bruno, by=city.ana)


def test_a_guest_who_is_sent_out_has_no_access_and_is_known_at_the_door(
    city: City4, rosa: Guest
) -> None:
    token = token_of(rosa.person)
    rosa.send_out(by=city.ana)
    commit()
    assert SignIn.of(token).person is rosa.person
    assert Guest.closed_seats(rosa.person_id) == [rosa]
    with pytest.raises(DomainError):
        sit_down(rosa.workshop, rosa.person)
    assert not rosa.person.may("room:read", rosa.workshop)
    rosa.readmit(by=city.ana)
    assert rosa.person.may("room:read", rosa.workshop)


def test_somebody_with_an_account_who_is_sent_out_stays_signed_in(
    city: City4, workshop: Workshop
) -> None:
    seat = sit_down(workshop, city.carla)
    assert seat is not None
    assert city.carla.may("room:take_part", workshop)
    seat.send_out(by=city.ana)
    commit()
    assert SignIn.of(token_of(city.carla)).person is city.carla
    assert not city.carla.may("room:read", workshop)
    with pytest.raises(DomainError):
        sit_down(workshop, city.carla)


def test_a_seat_in_a_team_of_another_programme_is_refused(city: City4, rosa: Guest) -> None:
    city.redesign.programme = city.other_programme
    db.session.flush()
    with pytest.raises(DomainError):
        rosa.sit_with(city.redesign, by=city.ana)


def test_a_new_name_tells_apart(city: City4, workshop: Workshop, rosa: Guest) -> None:
    ines = come_in(workshop, name="Inês", workplace="", language="pt_BR")
    with pytest.raises(DomainError):
        ines.rename("ROSA lima", by=city.ana)
    ines.rename("Inês Prado", by=city.ana)
    assert ines.person.name == "Inês Prado"


def test_who_was_sent_out_stays_out_until_there_is_a_new_code(
    city: City4, workshop: Workshop, rosa: Guest
) -> None:
    rosa.send_out(by=city.ana)
    for name in ("Rosa Lima", "ROSA  LIMA"):
        with pytest.raises(DomainError, match="Your place in this room was ended"):
            come_in(workshop, name=name, workplace="", language="pt_BR")
    with pytest.raises(DomainError, match="Your place in this room was ended"):
        sit_down(workshop, rosa.person)
    come_in(workshop, name="Rosa Lima, Butantã", workplace="", language="pt_BR")
    renew_code(workshop, by=city.ana)
    assert not rosa.is_kept_out
    assert sit_down(workshop, rosa.person) is rosa
    assert rosa.person.may("room:read", workshop)


def test_a_guest_takes_nobodys_place_in_teams_or_phases(city: City4, rosa: Guest) -> None:
    rosa.sit_with(city.redesign, by=city.ana)
    assert db.session.scalar(select(func.count()).select_from(Membership)) == 1
    with pytest.raises(DomainError):
        city.redesign.add_member(rosa.person, by=city.ana)


@given(st.text(max_size=60))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_plain_names_are_stable(name: str) -> None:
    plain = plain_name(name)
    assert plain_name(plain) == plain
    assert plain_name(f"  {name}  ") == plain


OPTIONAL_SECONDS = st.one_of(st.none(), st.integers(0, 7200))


@given(
    guest=st.tuples(
        OPTIONAL_SECONDS, st.integers(0, 7200), st.one_of(st.none(), st.integers(0, 200))
    ),
    person=st.tuples(
        OPTIONAL_SECONDS, st.integers(0, 7200), st.one_of(st.none(), st.integers(0, 200))
    ),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_attendance_of_two_becomes_the_widest(
    city: City4, workshop: Workshop, guest: tuple[Any, ...], person: tuple[Any, ...]
) -> None:
    begin = now().replace(microsecond=0) - timedelta(days=1)
    seat = come_in(workshop, name=f"Rosa {now().timestamp()}", workplace="", language="en")
    rows = []
    for who, (first, length, minutes) in ((seat.person, guest), (city.bruno, person)):
        row = Attendance.of(workshop, who)
        row.first_seen_at = None if first is None else begin + timedelta(seconds=first)
        row.last_seen_at = None if first is None else row.first_seen_at + timedelta(seconds=length)
        row.seen_seconds, row.minutes = (0 if first is None else length), minutes
        row.state = None
        rows.append((row.first_seen_at, row.last_seen_at, row.seen_seconds, row.minutes))
    recognise(seat, city.bruno, by=city.ana)
    kept = Attendance.of(workshop, city.bruno)
    firsts, lasts, seconds, minutes_ = zip(*rows, strict=True)
    assert kept.first_seen_at == min(filter(None, firsts), default=None)
    assert kept.last_seen_at == max(filter(None, lasts), default=None)
    assert max(seconds) <= kept.seen_seconds <= sum(seconds)
    assert kept.minutes == max((each for each in minutes_ if each is not None), default=None)
    db.session.rollback()
