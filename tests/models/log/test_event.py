"""The log numbers what happens: dense, in order, also when several people write in the same moment."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from people import City4
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from threads import at_once, in_context

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.log.event import QUIET_FOR, Event, UnknownFacts
from workbench.models.people.person import Person
from workbench.models.progress.rule_state import RuleState
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.note import Note
from workbench.models.work.problem import Problem

pytestmark = pytest.mark.both_databases


def positions(workspace_id: int) -> list[int]:
    statement = select(Event.position).where(Event.workspace_id == workspace_id).order_by(Event.id)
    return list(db.session.scalars(statement))


def test_each_event_takes_the_next_place(city: City4) -> None:
    for number in range(3):
        Note.write(city.redesign, {"text": f"nota {number}"}, by=city.bruno)
    commit()
    found = positions(city.redesign.workspace_id)
    assert found == list(range(1, len(found) + 1))
    assert city.redesign.workspace.position == len(found)


@pytest.mark.parametrize(
    ("action", "facts"),
    [
        ("note.written", {"code": "P-01"}),
        ("note.written", {"code": "P-01", "title": "x", "more": 1}),
        ("note.sung", {"code": "P-01", "title": "x"}),
    ],
)
def test_facts_that_were_not_declared_are_refused(
    city: City4, action: str, facts: dict[str, Any]
) -> None:
    before = positions(city.redesign.workspace_id)
    with pytest.raises(UnknownFacts):
        city.redesign.workspace.append(action, city.bruno, city.redesign, facts)
    db.session.rollback()
    assert positions(city.redesign.workspace_id) == before


def test_what_is_taken_back_leaves_no_gap(city: City4) -> None:
    workspace_id = city.redesign.workspace_id
    Note.write(city.redesign, {"text": "fica"}, by=city.bruno)
    commit()
    Note.write(city.redesign, {"text": "não fica"}, by=city.bruno)
    db.session.flush()
    db.session.rollback()
    Note.write(city.redesign, {"text": "fica também"}, by=city.bruno)
    commit()
    found = positions(workspace_id)
    assert found == list(range(1, len(found) + 1))
    assert [note.code for note in db.session.scalars(select(Note).order_by(Note.number))] == [
        "P-01",
        "P-02",
    ]


def test_two_people_who_write_at_once_get_two_places_and_two_codes(app: Flask, city: City4) -> None:
    redesign_id, workspace_id = city.redesign.id, city.redesign.workspace_id
    people = [city.bruno.id, city.ana.id]

    def writer(person_id: int, first: str) -> Any:
        def write() -> None:
            for number in range(6):
                redesign = db.session.get(Redesign, redesign_id)
                assert redesign is not None
                person = db.session.get(Person, person_id)
                Note.write(redesign, {"text": f"{first} {number}"}, by=person)
                commit()

        return write

    at_once(app, [writer(people[0], "um"), writer(people[1], "dois")])
    found = positions(workspace_id)
    assert found == list(range(1, len(found) + 1))
    codes = Counter(note.code for note in db.session.scalars(select(Note)))
    assert len(codes) == 12
    assert set(codes.values()) == {1}
    moments = list(
        db.session.scalars(
            select(Event.at).where(Event.workspace_id == workspace_id).order_by(Event.position)
        )
    )
    assert len(moments) == len(found)


def test_a_colleagues_note_does_not_make_my_view_of_the_redesign_old(city: City4) -> None:
    """What is only computed from the work is no change of the redesign that anybody could overwrite."""
    version = city.redesign.version
    Note.write(city.redesign, {"text": "nota"}, by=city.bruno)
    commit()
    assert city.redesign.version == version
    assert db.session.scalar(select(RuleState).where(RuleState.redesign_id == city.redesign.id))


def test_rules_look_at_what_is_saved_now_and_not_at_what_was_read_before(
    app: Flask, city: City4
) -> None:
    """Bruno has read a problem; Ana says whose it is; Bruno's note then finds the rule met."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite nobody saves between a writer's reading and writing")
    problem = Problem.write(city.redesign, {"title": "fila"}, by=city.bruno)
    commit()
    redesign_id, problem_id, ana_id = city.redesign.id, problem.id, city.ana.id
    assert (problem.segment, city.redesign.status, city.bruno.name) != ()

    def say_whose_it_is() -> None:
        ana = db.session.get(Person, ana_id)
        db.session.get_one(Problem, problem_id).edit({"segment": "idosos"}, by=ana)
        commit()

    elsewhere = threading.Thread(target=in_context, args=(app, say_whose_it_is))
    elsewhere.start()
    elsewhere.join(20)
    Note.write(city.redesign, {"text": "nota"}, by=city.bruno)
    commit()
    state = db.session.get(RuleState, (redesign_id, "problems_segmented"))
    assert state is not None
    assert state.ok


@pytest.mark.parametrize(
    "change",
    [
        delete(Event),
        update(Event).values(action="edited"),
        update(Event).values(at=datetime(2020, 1, 1, tzinfo=UTC)),
        update(Event).values(subject_id="1"),
        update(Event).values(position=Event.position + 1000),
    ],
    ids=["deleted", "action", "time", "subject", "order"],
)
def test_the_database_itself_refuses_to_rewrite_the_log(city: City4, change: Any) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(change)
    db.session.rollback()
    db.session.execute(update(Event).values(by_id=None, facts={}))  # a person is erased


def test_what_shows_outside_is_counted_apart(city: City4) -> None:
    """A quiet event shows only after so long without any."""
    space, counted = city.redesign.workspace, []
    before = space.outline
    start, passed = datetime(2100, 1, 1, tzinfo=UTC), timedelta()
    for gap, is_loud in ((timedelta(), True), (QUIET_FOR, False), (2 * QUIET_FOR, False)):
        passed += gap
        space.advance(start + passed, is_loud=is_loud)
        assert space.changed_at == start + passed
        counted.append((space.outline, space.outlined_at))
    shown = start + 3 * QUIET_FOR
    assert counted == [(before + 1, start), (before + 1, start), (before + 2, shown)]


def test_a_note_shows_on_the_board_alone_and_a_change_of_the_team_outside(city: City4) -> None:
    space = city.redesign.workspace
    before = space.outline
    Note.write(city.redesign, {"text": "a fila"}, by=city.bruno)
    assert space.outline == before
    city.redesign.assign_facilitator(city.carla, by=city.davi)
    assert space.outline == before + 1
