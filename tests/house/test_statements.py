"""How many SQL statements a page costs: few, and as many for thirty teams as for three."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from conftest import empty
from flask import Flask
from people import City4, Visitor, build_city, forget
from sqlalchemy import event, update

from workbench.extensions import db
from workbench.models.base import now
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.log.event import Workspace
from workbench.models.people.person import Person
from workbench.models.programme.phase import Phase
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey import JourneyMap
from workbench.models.work.launch import Launch
from workbench.models.work.link import tie
from workbench.models.work.note import Note, NoteGroup
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import Finding, TestSession

SMALL, LARGE = (3, 5), (30, 60)
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that are sent to the database, user and permissions included."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.upper().startswith(NOT_COUNTED):
            statements.append(" ".join(statement.split())[:160])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def fill(city: City4, redesigns: int, notes: int) -> None:
    """Give the programme so many redesigns, and the first one so many notes and everything else."""
    by = city.bruno
    for number in range(1, redesigns):
        service = Service.add(city.city, name=f"Serviço {number}", organisation=city.green, by=None)
        service.add_step({"title": "Ir", "channels": ["in_person"]}, by=None)
        service.state_volume(
            year=2025, channel="web", requests=100 * number, source="x", by=city.edite
        )
        db.session.flush()
        other = Redesign.begin(city.programme, service, by=None, team_name=f"Equipe {number}")
        other.add_member(by, by=None)
        Problem.write(other, {"title": "Um problema"}, by=by)
    own = city.redesign
    groups = [NoteGroup.write(own, {"title": f"Grupo {n}"}, by=by) for n in range(notes // 5)]
    today = JourneyMap.begin(own, "as_is", by=by, phases=["Pedir", "Esperar"])
    db.session.flush()
    for number in range(notes):
        author = by if number % 2 else city.ana
        note = Note.write(own, {"text": f"nota {number}", "kind": "citizen"}, by=author)
        note.move_to(groups[number % len(groups)], by=by)
        if number % 5 == 0:
            problem = note.grow(by=by)
            db.session.flush()
            Evidence.write(own, {"problem": problem, "text": "visto", "source": "counter"}, by=by)
            step = today.add_step({"title": f"Passo {number}", "citizen_minutes": 5}, by=by)
            db.session.flush()
            step.fill("pains", "dói", by=by)
            tie(own, "hurts_at", problem.id, [step.id], by=by)
            prototype = Prototype.write(own, {"title": f"Protótipo {number}"}, by=by)
            version = prototype.add_version({"url": "https://vila.example"}, by=by)
            prototype.add_hypothesis({"threshold_share": 80}, by=by)
            tie(own, "covers", prototype.id, [problem.id], by=by)
            session = TestSession.write(own, {"prototype_version": version}, by=by)
            finding = Finding.write(own, {"title": f"Achado {number}", "severity": 3}, by=by)
            db.session.flush()
            finding.observe(session, "failed", by=by)
    # In the other programme: the bar of an open room costs every page of its own programme some statements.
    phase = city.other_programme.phases[0]
    phase.enrol(city.davi, role="participant", by=None)
    fill_room(phase, notes, by)
    db.session.flush()
    JourneyMap.begin(own, "to_be", by=by)
    Launch.write(own, {"live_url": "https://vila.example"}, by=by)
    commit()


def fill_room(phase: Phase, notes: int, by: Person) -> None:
    """Open the room of a workshop with so many notes, some of which say the same, and a vote that runs."""
    workshop = phase.plan(title="Oficina", by=None)
    groups = [NoteGroup.write(workshop, {"title": f"Grupo {n}"}, by=by) for n in range(notes // 5)]
    db.session.flush()
    written = [Note.write(workshop, {"text": f"nota {n}"}, by=by) for n in range(notes)]
    db.session.flush()
    for number, note in enumerate(written):
        note.move_to(groups[number % len(groups)], by=by)
    written[0].stand_for(written[1 : notes // 3], by=by)
    Block.add(workshop, {"kind": "vote", "title": "Escolher", "board": "room"}, by=by).start(by=by)


def cost(app: Flask, someone: Any, address: str) -> list[str]:
    """Return the statements of the page when nothing of it is kept yet."""
    visitor = Visitor(app, someone)
    visitor.get("/account")
    memory = app.extensions["page_cache"]
    memory.pages.clear()
    forget()
    with counted() as statements:
        answer = visitor.client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return statements


PAGES = {
    "services": ("/services", 8),
    "programme": ("/programmes/{programme}", 16),
    "programmes": ("/programmes", 8),
    "people": ("/people", 8),
    "organisations": ("/organisations", 8),
    "matrix": ("/programmes/{programme}/matrix", 12),
    "report": ("/programmes/{programme}/report", 20),
    "workspace": ("/redesigns/{redesign}", 18),
    "problems": ("/redesigns/{redesign}/problems", 16),
    "board": ("/workshops/{workshop}/board", 16),
    "today": ("/redesigns/{redesign}/journeys/today", 18),
    "future": ("/redesigns/{redesign}/journeys/future", 18),
    "compare": ("/redesigns/{redesign}/journeys/compare", 21),
    "prototypes": ("/redesigns/{redesign}/prototypes", 16),
    "tests": ("/redesigns/{redesign}/tests", 16),
    "launch": ("/redesigns/{redesign}/launch", 18),
    "statuses": ("/redesigns/{redesign}/statuses", 16),
    "team": ("/redesigns/{redesign}/team", 16),
    "activity": ("/redesigns/{redesign}/activity", 16),
    "home": ("/", 18),
}


@pytest.fixture
def both_sizes(app: Flask) -> Any:
    """Return a function that says what each page costs in a city of a size."""

    def costs(size: tuple[int, int]) -> dict[str, list[str]]:
        city = build_city()
        fill(city, *size)
        # What was told in these ten seconds is looked at more closely; here nothing was.
        db.session.execute(update(Workspace).values(changed_at=now() - timedelta(minutes=1)))
        commit()
        workshop = city.other_programme.phases[0].workshops[0]
        ids = {
            "programme": city.programme.id,
            "redesign": city.redesign.id,
            "workshop": workshop.id,
        }
        davi = city.davi
        return {name: cost(app, davi, page.format(**ids)) for name, (page, _most) in PAGES.items()}

    return costs


def test_pages_cost_few_statements_whatever_their_size(app: Flask, both_sizes: Any) -> None:
    small = both_sizes(SMALL)
    db.session.remove()
    empty(app)
    large = both_sizes(LARGE)
    grown = {
        name: (len(small[name]), len(large[name]))
        for name in PAGES
        if len(small[name]) != len(large[name])
    }
    costly = {
        name: (len(large[name]), most)
        for name, (_page, most) in PAGES.items()
        if len(large[name]) > most
    }
    assert not grown, f"{grown}\n" + "\n".join(large[next(iter(grown))])
    assert not costly, f"{costly}\n" + "\n".join(large[next(iter(costly))])
