"""What becomes a person's when a guest is joined to them, what stays with the guest's seat, and who is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from people import City4, token_of
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.base import DomainError, now
from workbench.models.catalogue.city import City
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.models.log.transaction import transaction
from workbench.models.people.person import Person
from workbench.models.people.sign_in import SignIn
from workbench.models.programme.workshop import Workshop
from workbench.models.room.block import Block
from workbench.models.room.guest import Guest
from workbench.models.room.guest_merge import NOBODY_HERE, ONESELF, recognise
from workbench.models.room.joining import come_in
from workbench.models.room.reveal import reveal
from workbench.models.room.tick import DoneTick, HelpCall
from workbench.models.undo.trash import trash_at
from workbench.models.undo.undo import within_reach
from workbench.models.work.launch import Launch
from workbench.models.work.note import Note
from workbench.reports.homework import homework_of, rolls_of


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


def silence(workshop: Workshop, *, anonymous: bool) -> Block:
    """Begin a block in which nobody reads what others write, nor learns who wrote it if it is anonymous."""
    values = {"title": "Escrita", "kind": "write", "is_hidden": True, "is_anonymous": anonymous}
    block = Block.add(workshop, values, by=None)
    db.session.flush()
    block.start(by=None)
    commit()
    return block


def written(guest: Guest, block: Block | None, text: str = "A fila") -> Note:
    note = Note.write(guest.workshop, {"text": text, "block": block}, by=guest.person)
    commit()
    return note


def as_one_deed(name: str) -> None:
    transaction().operation = name


@pytest.mark.parametrize("anonymous", [True, False])
def test_what_is_hidden_stays_with_the_seat(
    city: City4, workshop: Workshop, rosa: Guest, anonymous: bool
) -> None:
    block = silence(workshop, anonymous=anonymous)
    note, away = written(rosa, block), written(rosa, block, "Fora")
    away.discard(by=rosa.person)
    recognise(rosa, city.carla, by=city.ana)
    commit()
    assert not note.may_be_read_by(city.carla.id)
    assert not Note.own_hidden(workshop, city.carla.id)
    assert not trash_at(workshop, city.carla)
    assert Note.own_hidden(workshop, rosa.person_id) == [note]
    assert len(trash_at(workshop, rosa.person)) == 1
    told = select(Event).where(Event.subject_kind == "note", Event.by_id == city.carla.id)
    assert not db.session.scalars(told).all()


def test_a_note_with_a_name_passes_when_it_is_revealed(
    city: City4, workshop: Workshop, rosa: Guest
) -> None:
    block = silence(workshop, anonymous=False)
    note = written(rosa, block)
    recognise(rosa, city.carla, by=city.ana)
    late = written(rosa, block, "Depois")
    assert late.created_by_id == rosa.person_id
    reveal(block, by=city.ana)
    commit()
    assert {note.created_by_id, late.created_by_id} == {city.carla.id}
    assert note.author_name == "Carla Moura"


def test_an_anonymous_note_never_passes(city: City4, workshop: Workshop, rosa: Guest) -> None:
    block = silence(workshop, anonymous=True)
    early = written(rosa, block)
    recognise(rosa, city.carla, by=city.ana)
    late = written(rosa, block, "Depois")
    reveal(block, by=city.ana)
    commit()
    assert {early.created_by_id, late.created_by_id} == {rosa.person_id}
    assert early.author_name is None


def test_an_anonymous_note_that_was_revealed_before_stays_too(
    city: City4, workshop: Workshop, rosa: Guest
) -> None:
    block = silence(workshop, anonymous=True)
    note = written(rosa, block)
    reveal(block, by=city.ana)
    recognise(rosa, city.carla, by=city.ana)
    assert note.created_by_id == rosa.person_id


def test_the_seat_works_under_the_persons_name_with_a_guests_rights(
    city: City4, workshop: Workshop, rosa: Guest
) -> None:
    token = token_of(rosa.person)
    recognise(rosa, city.davi, by=city.ana)
    commit()
    seat = SignIn.of(token).person
    assert seat is rosa.person
    assert seat.name == "Davi Franco"
    assert seat.may("room:take_part", workshop)
    for permission in ("room:run", "note:moderate", "workshop:edit", "guest:confirm"):
        assert not seat.may(permission, workshop)
    assert not seat.may("account:edit")
    assert not seat.may("person:read")
    assert not seat.may("programme:read", city.programme)
    note = written(rosa, None)
    assert note.created_by_id == city.davi.id
    assert note.is_by(seat)


def test_signs_in_the_room_are_the_persons_wherever_they_give_them(
    city: City4, workshop: Workshop, rosa: Guest
) -> None:
    block = silence(workshop, anonymous=False)
    DoneTick.give(block, by=rosa.person)
    HelpCall.raise_hand(workshop, None, by=rosa.person)
    recognise(rosa, city.bruno, by=city.ana)
    commit()
    assert DoneTick.of(block, city.bruno) is DoneTick.of(block, rosa.person) is not None
    DoneTick.take_back(block, by=rosa.person)
    call = HelpCall.open_of(workshop, rosa.person)
    assert call is not None
    call.answer(by=rosa.person)
    commit()
    assert DoneTick.of(block, city.bruno) is None
    told = select(Event.action).where(Event.action.like("help.%")).order_by(Event.position)
    assert db.session.scalars(told).all() == ["help.called", "help.withdrawn"]


def test_what_the_seat_did_is_undone_from_the_seat(
    city: City4, workshop: Workshop, rosa: Guest
) -> None:
    block = silence(workshop, anonymous=False)
    as_one_deed("hidden")
    written(rosa, block)
    recognise(rosa, city.carla, by=city.ana)
    commit()
    assert within_reach(workshop.workspace, city.carla).last is None
    reach = within_reach(workshop.workspace, rosa.person)
    assert reach.last is not None
    assert reach.last.id == "hidden"


def test_homework_counts_for_the_person(city: City4, workshop: Workshop, rosa: Guest) -> None:
    values = {"title": "Em casa", "kind": "homework", "is_hidden": True, "is_anonymous": True}
    block = Block.add(workshop, values, by=None)
    db.session.flush()
    note = written(rosa, block)
    note.created_at = now() - timedelta(minutes=1)
    recognise(rosa, city.carla, by=city.ana)
    commit()
    assert rolls_of(workshop)[0].contributed == 1
    assert homework_of(rosa.person, [workshop])[workshop.id][0].written == 1
    assert homework_of(city.carla, [workshop])[workshop.id][0].written == 0


def test_nobody_joins_a_guest_to_themselves(city: City4, rosa: Guest) -> None:
    with pytest.raises(DomainError, match="a guest is you") as refused:
        recognise(rosa, city.ana, by=city.ana)
    assert refused.value.message == ONESELF
    assert not rosa.is_recognised


def test_somebody_of_another_city_is_nobody(city: City4, rosa: Guest) -> None:
    elsewhere = City.found(slug="outra", name="Outra")
    stranger = Person.add(elsewhere, name="Zilda Porto", email="z@outra.example", by=None)
    db.session.flush()
    with pytest.raises(DomainError) as refused:
        recognise(rosa, stranger, by=city.ana)
    assert refused.value.message == NOBODY_HERE
    assert "Zilda" not in str(refused.value)


def test_who_proved_a_launch_as_a_guest_does_not_verify_it(city: City4, rosa: Guest) -> None:
    rosa.sit_with(city.redesign, by=city.ana)
    proof = {"live_url": "https://vila.example", "launched_on": city.city.today()}
    launch = Launch.write(city.redesign, proof, by=rosa.person)
    commit()
    assert launch.why_not_verify(city.davi) == ""
    recognise(rosa, city.davi, by=city.ana)
    assert launch.why_not_verify(city.davi)


def test_the_seat_ends_with_the_account(city: City4, rosa: Guest) -> None:
    token = token_of(rosa.person)
    recognise(rosa, city.carla, by=city.ana)
    city.carla.remove(by=city.edite)
    commit()
    assert SignIn.of(token) is None


def test_the_seat_goes_by_the_name_of_the_account(city: City4, rosa: Guest) -> None:
    recognise(rosa, city.carla, by=city.ana)
    city.carla.edit({"name": "Carla Moura Dias"}, by=city.carla)
    commit()
    assert rosa.name == "Carla Moura Dias"
