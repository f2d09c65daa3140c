"""A joining is taken back for a day: what passed, and what the seat did since, is the guest's again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from people import City4, predate
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.base import DomainError, now
from workbench.models.commit import commit
from workbench.models.log.edit import Edit
from workbench.models.log.event import Event
from workbench.models.log.transaction import transaction
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.models.room.attendance import Attendance
from workbench.models.room.block import Block
from workbench.models.room.guest import Guest
from workbench.models.room.guest_merge import recognise
from workbench.models.room.guest_separation import TOO_LATE, joining_of, separate
from workbench.models.room.joining import come_in
from workbench.models.room.reveal import reveal
from workbench.models.room.tick import DoneTick
from workbench.models.work.launch import Launch
from workbench.models.work.note import Note


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


def write_block(workshop: Workshop, *, hidden: bool = False) -> Block:
    values = {"title": "Escrita", "kind": "write", "is_hidden": hidden}
    block = Block.add(workshop, values, by=None)
    db.session.flush()
    block.start(by=None)
    commit()
    return block


def attended(workshop: Workshop, person: Person, minutes: int) -> None:
    at = now().replace(microsecond=0) - timedelta(hours=1)
    seen = {"first_seen_at": at, "last_seen_at": at + timedelta(minutes=minutes)}
    row = Attendance(
        workshop_id=workshop.id, person_id=person.id, seen_seconds=60 * minutes, **seen
    )
    db.session.add(row)


def held(workshop: Workshop, *people: Person) -> dict[str, Any]:
    """Return everything that a joining may change, as it is now."""
    ids = [person.id for person in people]
    seen = select(Attendance).where(Attendance.person_id.in_(ids)).order_by(Attendance.person_id)
    return {
        "notes": [(note.text, note.created_by_id) for note in db.session.scalars(select(Note))],
        "events": db.session.execute(
            select(Event.position, Event.by_id)
            .where(Event.action.not_in(("guest.recognised", "guest.separated")))
            .order_by(Event.workspace_id, Event.position)
        ).all(),
        "ticks": sorted(db.session.scalars(select(DoneTick.person_id))),
        "attendances": [
            (row.person_id, row.first_seen_at, row.last_seen_at, row.seen_seconds, row.state)
            for row in db.session.scalars(seen)
        ],
        "seats": db.session.execute(
            select(Guest.person_id, Guest.redesign_id, Guest.removed_at).order_by(Guest.person_id)
        ).all(),
        "proofs": [launch.author_ids for launch in db.session.scalars(select(Launch))],
        "names": [person.name for person in people],
    }


def work_as(rosa: Guest, city: City4, other: Person) -> None:
    """Let the guest and another person leave what there can be one of, and more."""
    block = write_block(rosa.workshop)
    rosa.sit_with(city.redesign, by=city.ana)
    Note.write(rosa.workshop, {"text": "A fila", "block": block}, by=rosa.person)
    proof = {"live_url": "https://vila.example", "launched_on": city.city.today()}
    Launch.write(city.redesign, proof, by=rosa.person)
    for person, minutes in ((rosa.person, 30), (other, 10)):
        DoneTick.give(block, by=person)
        attended(rosa.workshop, person, minutes)
    commit()


@pytest.mark.parametrize("name", ["bruno", "carla"])
def test_everything_comes_back(city: City4, workshop: Workshop, rosa: Guest, name: str) -> None:
    other = getattr(city, name)
    work_as(rosa, city, other)
    before = held(workshop, rosa.person, other)
    recognise(rosa, other, by=city.ana)
    commit()
    assert held(workshop, rosa.person, other) != before
    assert separate(rosa, by=city.ana) == 0
    commit()
    assert held(workshop, rosa.person, other) == before
    assert not rosa.is_recognised
    recognise(rosa, city.davi, by=city.ana)
    commit()


def test_what_was_changed_since_stays(city: City4, workshop: Workshop, rosa: Guest) -> None:
    work_as(rosa, city, city.carla)
    recognise(rosa, city.carla, by=city.ana)
    commit()
    own = Guest.seat_of(workshop, city.carla)
    assert own is not None
    own.edit(name=own.name, workplace="Fazenda", redesign=None, by=city.ana)
    Attendance.of(workshop, city.carla).confirm("excused", by=city.ana)
    commit()
    assert separate(rosa, by=city.ana) == 1
    commit()
    [note] = db.session.scalars(select(Note))
    assert note.created_by_id == rosa.person_id
    assert Attendance.of(workshop, city.carla).state == "excused"
    assert Guest.seat_of(workshop, city.carla) is own


def test_what_the_seat_did_meanwhile_is_the_guests(
    city: City4, workshop: Workshop, rosa: Guest
) -> None:
    block = write_block(workshop, hidden=True)
    transaction().operation = "e" * 16
    note = Note.write(workshop, {"text": "A fila", "block": block}, by=rosa.person)
    db.session.add(Edit(person_id=rosa.person_id, edit_id="e" * 16, request_hash="h", status=302))
    commit()
    transaction().operation = None
    recognise(rosa, city.carla, by=city.ana)
    reveal(block, by=city.ana)
    commit()
    assert note.created_by_id == city.carla.id
    separate(rosa, by=city.ana)
    commit()
    assert note.created_by_id == rosa.person_id
    assert note.author_name == "Rosa Lima"


def test_after_a_day_it_is_too_late(city: City4, rosa: Guest) -> None:
    recognise(rosa, city.carla, by=city.ana)
    commit()
    told = joining_of(rosa)
    assert told is not None
    predate([told], timedelta(hours=25))
    commit()
    with pytest.raises(DomainError) as refused:
        separate(rosa, by=city.ana)
    assert refused.value.message == TOO_LATE


def test_who_was_joined_on_the_way_comes_back_as_well(
    city: City4, workshop: Workshop, rosa: Guest
) -> None:
    again = come_in(workshop, name="Rosa (celular)", workplace="", language="es")
    Note.write(workshop, {"text": "Do celular"}, by=again.person)
    recognise(again, rosa.person, by=city.ana)
    recognise(rosa, city.carla, by=city.ana)
    commit()
    separate(rosa, by=city.ana)
    commit()
    [note] = db.session.scalars(select(Note))
    assert (note.created_by_id, again.person.joined_to_id) == (rosa.person_id, rosa.person_id)
    separate(again, by=city.ana)
    commit()
    assert note.created_by_id == again.person_id
    assert [again.name, rosa.name] == ["Rosa (celular)", "Rosa Lima"]
