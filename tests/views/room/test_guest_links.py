"""What a guest is offered opens: no page of the room leads a guest to a door that is closed to them."""

from __future__ import annotations

from typing import Any

import pytest
from people import City4, Kind, Visitor

from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.programme.programme import Programme
from workbench.models.programme.workshop import Workshop
from workbench.models.room.block import Block
from workbench.models.room.joining import come_in, sit_down
from workbench.models.work.note import Note

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def workshop(city: City4) -> Workshop:
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=city.ana)
    workshop.open_room(by=city.ana)
    block = Block.add(
        workshop, {"title": "Escrever", "kind": "write", "board": "room"}, by=city.ana
    )
    db.session.flush()
    block.start(by=city.ana)
    Note.write(workshop, {"text": "A fila"}, by=city.bruno)
    commit()
    return workshop


def closed_doors(visitor: Visitor, board: str) -> dict[str, str]:
    """Follow all links from the first page and the board on; return those that do not open, and where they stand."""
    closed: dict[str, str] = {}
    waiting = {"/": "", board: ""}
    seen: set[Kind] = set()
    while waiting:
        address, stood_on = waiting.popitem()
        page = visitor.open(address)
        if page.status >= 400:
            closed[address] = stood_on
        for link in [page.location, *page.links()]:
            if link.startswith("/") and visitor.is_of_new_kind(link, seen):
                waiting[link] = address
    assert len(seen) > 3
    return closed


def test_every_link_opens_for_a_guest(city: City4, visit: Any, workshop: Workshop) -> None:
    guest = come_in(workshop, name="Rosa Lima", workplace="", language="en")
    commit()
    board = f"/workshops/{workshop.id}/board"
    assert closed_doors(visit(guest.person), board) == {}


def test_every_link_opens_for_a_guest_with_a_team(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    guest = come_in(workshop, name="Rosa Lima", workplace="", language="en")
    guest.sit_with(city.redesign, by=city.ana)
    commit()
    board = f"/workshops/{workshop.id}/board"
    assert closed_doors(visit(guest.person), board) == {}


def test_somebody_of_another_city_finds_the_room_on_the_first_page(
    city: City4, visit: Any, workshop: Workshop
) -> None:
    elsewhere = City.found(slug="longe", name="Longe")
    person = Person.add(elsewhere, name="Lia Paz", email="lia@longe.example", by=None)
    own = Programme.found(elsewhere, slug="longe", title="De longe", by=None)
    phase = own.add_phase(title="Fase 1", by=None)
    phase.enrol(person, role="participant", by=None)
    for number in range(3):
        phase.plan(title=f"Perto {number}", by=None, held_on=elsewhere.today())
    # The room was closed once, and is open again.
    workshop.close_room(by=city.ana)
    workshop.open_room(by=city.ana)
    db.session.flush()
    sit_down(workshop, person)
    commit()
    room, board = (f"/workshops/{workshop.id}/{page}" for page in ("room", "board"))
    assert room in visit(person).get("/").links()
    assert closed_doors(visit(person), board) == {}
