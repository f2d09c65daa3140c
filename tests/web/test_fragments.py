"""Every page of a team is live: what changes stands in parts, and no part tells anything of who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
from flask import Flask, current_app
from house.rich_world import RichWorld, build_rich_world
from people import City4, Page, Visitor, forget
from sqlalchemy import event, func, select

from workbench.extensions import db
from workbench.live.log import positions
from workbench.models.commit import commit
from workbench.models.log.event import Workspace
from workbench.models.people.attempt import Attempt
from workbench.models.people.person import Person
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.web.audience import audience_at, rendered

TEAM = "/redesigns/{redesign_id}"
PAGES = {
    "overview": TEAM,
    "team": TEAM + "/team",
    "details": TEAM + "/edit",
    "problems": TEAM + "/problems",
    "problem": TEAM + "/problems/{problem_id}",
    "problem, open in a form": TEAM + "/problems/{problem_id}/edit",
    "evidence, open in a form": TEAM + "/problems/{problem_id}/evidence/{evidence_id}",
    "journey of today": TEAM + "/journeys/today",
    "future journey": TEAM + "/journeys/future",
    "both journeys": TEAM + "/journeys/compare",
    "step": TEAM + "/journey-steps/{step_id}",
    "prototypes": TEAM + "/prototypes",
    "prototype": TEAM + "/prototypes/{prototype_id}",
    "prototype, open in a form": TEAM + "/prototypes/{prototype_id}/edit",
    "tests": TEAM + "/tests",
    "test, open in a form": TEAM + "/tests/{session_id}/edit",
    "finding": TEAM + "/findings/{finding_id}",
    "launch": TEAM + "/launch",
    "launch, open in a form": TEAM + "/launch/edit",
    "statuses": TEAM + "/statuses",
}
READERS = ("bruno", "ana")
# What the browser fills in.
FILLED_IN = re.compile(r'((?:name="(?:csrf_token|edit_id)"|data-fresh-id) value=)"[^"]*"')


@pytest.fixture
def world(app: Flask) -> RichWorld:
    return build_rich_world()


def plain(html: str) -> str:
    return FILLED_IN.sub(r'\1""', html)


def page_of(visitor: Visitor, address: str) -> Page:
    page = visitor.get(address)
    (body,) = page.document.iter("body")
    assert body.get("data-live"), f"{address} does not follow the log"
    return page


def parts_for(person_id: int, address: str, live: str) -> dict[str, Any]:
    """Return the parts that the stream would send to somebody with this person's roles."""
    forget()
    reader = db.session.get(Person, person_id)
    watched = [db.session.get(Workspace, int(each.split(".")[0])) for each in live.split("_")]
    audience = replace(audience_at(reader, watched), language="en")
    db.session.rollback()
    capture = rendered(audience, address)
    assert capture is not None, f"{address} is no page for the stream"
    return capture.parts


@pytest.mark.parametrize("name", PAGES)
def test_a_part_is_the_same_for_all_who_may_do_the_same(
    app: Flask, world: RichWorld, name: str
) -> None:
    address = PAGES[name].format(**world.ids)
    people = {who: (getattr(world, who).id, getattr(world, who)) for who in READERS}
    known = {who: (person.name, person.email) for who, (_, person) in people.items()}
    visitors = {who: Visitor(app, person) for who, (_, person) in people.items()}
    for who, visitor in visitors.items():
        page = page_of(visitor, address)
        (body,) = page.document.iter("body")
        parts = parts_for(people[who][0], address, body.get("data-live"))
        assert parts, f"{address} has no part"
        for part in parts.values():
            is_shared = plain(part.html) in plain(page.text)
            assert is_shared, f"{part.id} of {address} is {who}'s own: {part.html[:3000]}"
            assert known[who][1] not in part.html, f"{part.id} tells {who}'s e-mail"
            values = re.findall(r'name="(?:csrf_token|edit_id)" value="([^"]*)"', part.html)
            assert not any(values), f"{part.id} carries a token"


def test_the_stream_knocks_at_no_door_for_a_reader(app: Flask, world: RichWorld) -> None:
    workspace = db.session.get(Workspace, 1)
    audience = audience_at(world.bruno, [workspace])
    for address in ("/join/AAAAAA", "/sign-in", "/nowhere"):
        assert rendered(audience, address) is None
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_the_matrix_follows_every_team(app: Flask, world: RichWorld) -> None:
    address = f"/programmes/{world.ids['programme_id']}/matrix"
    page = page_of(Visitor(app, world.davi), address)
    (body,) = page.document.iter("body")
    assert len(body.get("data-live").split("_")) >= 2
    assert 'id="part-matrix"' in page.text


@contextmanager
def after_reading(words: str, operation: Callable[[], None]) -> Iterator[None]:
    """Let somebody else do something right after the first statement with these words."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    waiting = [operation]

    def elsewhere() -> None:
        with app.app_context():
            waiting.pop()()
            commit()

    def interrupt(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if waiting and words in " ".join(statement.split()):
            other = Thread(target=elsewhere)
            other.start()
            other.join()

    event.listen(db.engine, "after_cursor_execute", interrupt)
    try:
        yield
    finally:
        event.remove(db.engine, "after_cursor_execute", interrupt)
    assert not waiting, f"nothing was asked with {words}"


def rename_the_block() -> None:
    block = db.session.scalars(select(Block)).one()
    block.edit({"title": "Um nome novo"}, by=db.session.get_one(Person, 1))


def add_to_the_team() -> None:
    carla = db.session.scalars(select(Person).where(Person.name == "Carla Moura")).one()
    team = db.session.get_one(Redesign, 1)
    team.programme.phases[0].enrol(carla, role="participant", by=None)
    team.add_member(carla, by=None)


@pytest.mark.postgres_by_proof
@pytest.mark.parametrize(
    ("address", "read", "operation", "shown"),
    [
        ("/redesigns/1/problems", "WHERE (block.kind != ", rename_the_block, "Um nome novo"),
        ("/workshops/1/wall", "UNION SELECT guest.redesign_id", add_to_the_team, "Carla Moura"),
    ],
)
def test_a_page_has_seen_no_more_than_it_shows(
    city: City4, visit: Any, address: str, read: str, operation: Callable[[], None], shown: str
) -> None:
    workshop = city.programme.phases[0].plan(title="Oficina", by=city.ana)
    workshop.open_room(by=city.ana)
    block = Block.add(workshop, {"kind": "write", "title": "Jeito", "board": "team"}, by=city.ana)
    db.session.flush()
    block.start(by=city.ana)
    commit()
    ana = visit(city.ana)
    assert ana.token
    before = positions(range(1, 20))
    with after_reading(read, operation):
        page = ana.get(address)
    live = next(page.document.iter("body")).get("data-live")
    moved = {key for key, position in positions(range(1, 20)).items() if position > before[key]}
    for workspace, position in (map(int, each.split(".")) for each in live.split("_")):
        assert shown in page or workspace not in moved or position <= before[workspace]
