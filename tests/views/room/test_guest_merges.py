"""A facilitator joins a guest to a person: shown first, confirmed, taken back; nobody reads what is hidden by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from people import City4, Page, Visitor, forget
from sqlalchemy import inspect, select
from threads import at_once

from workbench.extensions import db
from workbench.models.base import new_id, now
from workbench.models.catalogue.city import City
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.room.attendance import note_seen
from workbench.models.room.block import Block
from workbench.models.room.guest import Guest
from workbench.models.room.reveal import reveal
from workbench.models.work.note import Note

WORDS = "ninguém atende no balcão"


@pytest.fixture
def room(city: City4) -> str:
    """The address of a room in which people write in silence and without names."""
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=city.ana)
    workshop.open_room(by=city.ana)
    values = {"title": "Escrita", "kind": "write", "is_hidden": True, "is_anonymous": True}
    block = Block.add(workshop, values, by=city.ana)
    db.session.flush()
    block.start(by=city.ana)
    commit()
    return f"/workshops/{workshop.id}"


@pytest.fixture
def rosa(app: Flask, room: str) -> Visitor:
    """A guest who has written a hidden note."""
    workshop = db.session.scalars(select(Block)).one().workshop
    visitor = Visitor(app)
    visitor.post(f"/join/{workshop.code}", name="Rosa Lima")
    visitor._token = ""
    visitor.post(f"{room}/notes", text=WORDS, kind="citizen", id=new_id())
    return visitor


def seat() -> Guest:
    forget()
    return db.session.scalars(select(Guest).order_by(Guest.id)).first()


def id_of(person: Person) -> int:
    return int(inspect(person).identity[0])


def note() -> Note:
    forget()
    return db.session.scalars(select(Note)).one()


def shown(facilitator: Visitor, address: str, **fields: Any) -> Page:
    return facilitator.post(f"{address}/recognise", 200, **fields)


def join(facilitator: Visitor, address: str, status: int = 302, **fields: Any) -> Page:
    """Say who a guest is, and confirm what was shown."""
    seen = shown(facilitator, address, **fields).hidden("seen")
    return facilitator.post(f"{address}/recognise", status, **fields, seen=seen)


def here(room: str) -> str:
    return f"{room}/guests/{seat().id}"


def own(visitor: Visitor, room: str) -> str:
    """Return what a page shows to its reader of what they wrote and nobody else can read."""
    forget()
    return visitor.client.get(f"{room}/notes/own").get_data(as_text=True)


def reveal_all(city: City4) -> None:
    forget()
    block = db.session.scalars(select(Block)).one()
    reveal(block, by=db.session.get_one(Person, id_of(city.ana)))
    commit()


def test_a_facilitator_does_not_join_a_guest_to_herself(
    visit: Callable[..., Visitor], city: City4, room: str, rosa: Visitor
) -> None:
    ana, address = visit(city.ana), here(room)
    page = shown(ana, address, person="else", email="ana@vila.example")
    assert "You cannot say that a guest is you." in page
    assert not seat().is_recognised
    assert WORDS not in own(ana, room)


def test_what_is_hidden_is_read_where_it_was_written_and_nowhere_else(
    visit: Callable[..., Visitor], city: City4, room: str, rosa: Visitor
) -> None:
    ana, address = visit(city.ana), here(room)
    note_page = f"{room}/notes/{note().id}"
    join(ana, address, person="else", email="carla@vila.example")
    carla = visit(db.session.get(Person, id_of(city.carla)))
    carla.get(f"{room}/room")
    for page in ("notes/own", "board", "notes.json", "notes.csv", "trash", "room"):
        assert WORDS not in carla.client.get(f"{room}/{page}").get_data(as_text=True)
    carla.get(note_page, 404)
    assert WORDS in own(rosa, room)
    rosa.post(note_page, text="outra coisa", kind="citizen", version=note().version)
    assert "outra coisa" in own(rosa, room)
    reveal_all(city)
    assert note().created_by_id == seat().person_id
    assert "Carla Moura" not in rosa.get(note_page).text.partition("<main")[2]


def test_the_seat_gets_no_right_of_the_person(
    visit: Callable[..., Visitor], city: City4, room: str, rosa: Visitor
) -> None:
    ana, address = visit(city.ana), here(room)
    join(ana, address, person="else", email="davi@vila.example")
    assert "Davi Franco" in rosa.get(f"{room}/room")
    rosa.get(f"{room}/guests", 403)
    rosa.get("/account", 403)
    rosa.get("/people", 403)
    rosa.get(f"/programmes/{seat().workshop.phase.programme_id}", 404)


def test_what_will_pass_is_shown_and_counts_nothing_that_is_hidden(
    visit: Callable[..., Visitor], city: City4, room: str, rosa: Visitor
) -> None:
    page = shown(visit(city.ana), here(room), person="else", email="carla@vila.example")
    assert "0 notes that everybody can read" in page
    assert "Is Rosa Lima Carla Moura?" in page
    assert not seat().is_recognised


def test_a_form_that_was_shown_something_else_is_told(
    visit: Callable[..., Visitor], city: City4, room: str, rosa: Visitor
) -> None:
    ana, address = visit(city.ana), here(room)
    fields = {"person": "else", "email": "carla@vila.example"}
    seen = shown(ana, address, **fields).hidden("seen")
    Note.write(seat().workshop, {"text": "À vista"}, by=seat().person)
    commit()
    page = ana.post(f"{address}/recognise", 409, **fields, seen=seen)
    assert "Something has changed since this was shown." in page
    assert not seat().is_recognised
    ana.post(f"{address}/recognise", **fields, seen=page.hidden("seen"))
    assert seat().is_recognised


def test_who_is_here_goes_on_being_counted_while_a_facilitator_reads(
    visit: Callable[..., Visitor], city: City4, room: str, rosa: Visitor
) -> None:
    ana, address = visit(city.ana), here(room)
    fields = {"person": "else", "email": "carla@vila.example"}
    seen = shown(ana, address, **fields).hidden("seen")
    note_seen(seat().workshop_id, {seat().person_id: 20})
    commit()
    ana.post(f"{address}/recognise", **fields, seen=seen)
    assert seat().is_recognised


def test_a_joining_is_taken_back(
    visit: Callable[..., Visitor], city: City4, room: str, rosa: Visitor
) -> None:
    ana, address = visit(city.ana), here(room)
    join(ana, address, person="else", email="carla@vila.example")
    assert "Separate them again" in ana.get(address)
    assert "joined, goes on here" in ana.get(f"{room}/guests")
    ana.post(f"{address}/separate")
    assert "Rosa Lima is a guest again" in ana.get(f"{room}/guests")
    assert seat().name == "Rosa Lima"
    assert WORDS in own(rosa, room)
    ana.post(f"{address}/separate", 303)
    assert "can be separated again for 24 hours" in ana.get(f"{room}/guests")


def test_a_guest_who_is_known_is_sent_out_as_before(
    visit: Callable[..., Visitor], city: City4, room: str, rosa: Visitor
) -> None:
    ana, address = visit(city.ana), here(room)
    join(ana, address, person="else", email="bruno@vila.example")
    ana.post(f"{address}/remove")
    rosa.get(f"{room}/room", 404)


def test_both_seats_of_one_person_are_ended_together(
    visit: Callable[..., Visitor], city: City4, room: str, rosa: Visitor
) -> None:
    ana, address = visit(city.ana), here(room)
    join(ana, address, person="else", email="carla@vila.example")
    carla = visit(db.session.get(Person, id_of(city.carla)))
    carla.get(f"{room}/room")
    ana.post(f"{address}/remove")
    carla.get(f"{room}/room", 404)
    rosa.get(f"{room}/room", 404)
    ana.post(f"{address}/readmit")
    carla.get(f"{room}/room")
    rosa.get(f"{room}/room")


def test_strangers_and_readers_join_nobody(
    visit: Callable[..., Visitor], city: City4, room: str, rosa: Visitor
) -> None:
    address = here(room)
    carla, bruno = visit(city.carla), visit(city.bruno)
    for way in ("recognise", "separate"):
        carla.post(f"{address}/{way}", 404, person="else", email="carla@vila.example")
        bruno.post(f"{address}/{way}", 403, person="else", email="carla@vila.example")
        rosa.post(f"{address}/{way}", 403, person="else", email="carla@vila.example")


def test_an_e_mail_of_another_city_is_shown_as_one_of_nobody(
    visit: Callable[..., Visitor], city: City4, room: str, rosa: Visitor
) -> None:
    other = City.found(slug="outra", name="Outra")
    Person.add(other, name="Zilda Porto", email="known@outra.example", by=None)
    commit()
    ana, address = visit(city.ana), here(room)
    with time_machine.travel(now(), tick=False):  # the bar tells how much of the block is left
        pages = [
            shown(ana, address, person="else", email=email, name="Rosa").document
            for email in ("known@outra.example", "nobody@outra.example")
        ]
    texts = ["".join(page.itertext()) for page in pages]
    assert texts[0].replace("known@", "") == texts[1].replace("nobody@", "")
    refused = join(ana, address, 200, person="else", email="known@outra.example")
    assert "none can be made with it" in refused
    assert "Zilda" not in refused.text
    for _ in range(9):
        join(ana, address, 200, person="else", email="known@outra.example")
    join(ana, address, 429, person="else", email="known@outra.example")


def test_of_two_who_join_one_guest_in_one_moment_one_is_told(
    app: Flask, visit: Callable[..., Visitor], city: City4, room: str, rosa: Visitor
) -> None:
    address = here(room)
    ways: list[tuple[Visitor, dict[str, str]]] = []
    for person, email in ((city.ana, "carla"), (city.davi, "bruno")):
        visitor = visit(db.session.get(Person, id_of(person)))
        fields = {"person": "else", "email": f"{email}@vila.example"}
        fields["seen"] = shown(visitor, address, **fields).hidden("seen")
        fields |= {"csrf_token": visitor.token, "edit_id": new_id()}
        ways.append((visitor, fields))
    forget()

    def sends(visitor: Visitor, fields: dict[str, str]) -> Callable[[], int]:
        return lambda: visitor.client.post(f"{address}/recognise", data=fields).status_code

    answers = at_once(app, [sends(*way) for way in ways])
    assert sorted(answers) == [200, 302]
    assert seat().is_recognised
