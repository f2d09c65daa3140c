"""Steps inserted, split, copied and merged; rows and the charter's steps brought in: all of it undone as a whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from people import City4

from workbench.extensions import db
from workbench.models.base import DomainError, new_id
from workbench.models.commit import commit
from workbench.models.log.transaction import transaction
from workbench.models.undo.undo import find, undo
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_columns import (
    copy_step,
    insert_step,
    merge_with_next,
    split_step,
)
from workbench.models.work.journey_merge import merged_values
from workbench.models.work.journey_rows import StepRow, bring_service_steps, paste_rows
from workbench.models.work.journey_step import JourneyStep
from workbench.models.work.link import links_of, tie
from workbench.models.work.problem import Problem

pytestmark = pytest.mark.both_databases


@pytest.fixture
def today(city: City4) -> JourneyMap:
    journey = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir", "Esperar"])
    db.session.flush()
    for title, phase in (("a", 0), ("b", 0), ("c", 1)):
        values = {"title": title, "phase": journey.phases[phase]}
        journey.add_step(values, by=city.bruno)
    commit()
    return journey


def titles(journey: JourneyMap) -> str:
    db.session.flush()
    db.session.refresh(journey, ["steps"])
    assert [step.position for step in journey.steps] == list(range(1, len(journey.steps) + 1))
    return "".join(step.title for step in journey.steps)


def undone(city: City4, operation: Any) -> None:
    """Do it as one press of a button, and undo that press."""
    transaction().operation = name = new_id()
    operation()
    commit()
    transaction().operation = new_id()
    workspace = city.redesign.workspace
    undo(workspace, find(workspace, city.bruno, name), by=city.bruno)
    commit()
    transaction().operation = None


def test_a_step_goes_between_two_in_the_phase_of_the_one_it_is_put_beside(
    city: City4, today: JourneyMap
) -> None:
    third = today.steps[2]
    assert insert_step(today, {"title": "x"}, before=third, by=city.bruno).phase is third.phase
    insert_step(today, {"title": "y"}, after=today.steps[0], by=city.bruno)
    insert_step(today, {"title": "z"}, by=city.bruno)
    assert titles(today) == "aybxcz"
    with pytest.raises(DomainError, match="saved before"):
        insert_step(today, {"title": "w"}, by=city.bruno, id=third.id)


def test_a_split_changes_no_total_and_a_copy_says_all_that_the_step_says(
    city: City4, today: JourneyMap
) -> None:
    first = today.steps[0]
    first.edit({"citizen_minutes": 40, "channels": ["web"], "emotion": -1}, by=city.bruno)
    first.fill("pains", "dói", by=city.bruno)
    second = split_step(first, "a2", by=city.bruno)
    assert (second.channels, second.citizen_minutes, second.emotion) == (["web"], None, None)
    copied = copy_step(first, "a3", by=city.bruno)
    assert (copied.citizen_minutes, copied.emotion, copied.cell("pains").text) == (40, -1, "dói")
    assert titles(today) == "aa3a2bc"


def test_texts_are_joined_and_times_added() -> None:
    one = JourneyStep(title="a", channels=["web"], kind="", citizen_minutes=30, emotion=-1)
    other = JourneyStep(title="b", channels=["web", "post"], kind="action", emotion=-2)
    for step in (one, other):
        step.actor, step.emotion_word, step.time_source, step.time_basis = "eu", "", "", "measured"
        step.legal_ground = step.alternative = step.fate_reason = ""
    other.waiting_days, other.emotion_is_guess, one.emotion_is_guess = Decimal(3), True, False
    found = merged_values(one, other)
    assert (found["title"], found["actor"], found["kind"]) == ("a; b", "eu", "action")
    assert (found["citizen_minutes"], found["waiting_days"]) == (30, 3)
    assert (found["emotion"], found["emotion_is_guess"], found["time_basis"]) == (
        -2,
        True,
        "measured",
    )
    other.waiting_days = None
    assert merged_values(one, other)["time_basis"] == "guess", "half of the time is unknown"


def test_what_is_merged_keeps_links_fates_and_heirs(city: City4, today: JourneyMap) -> None:
    future = JourneyMap.begin(city.redesign, "to_be", by=city.bruno)
    problem = Problem.write(city.redesign, {"title": "A fila"}, by=city.bruno)
    commit()
    a, b, c = today.steps
    tie(city.redesign, "hurts_at", b.id, [problem.id], by=city.bruno, from_here=False)
    a.decide("kept", by=city.bruno, reason="serve")
    b.decide("kept", by=city.bruno)
    c.decide("merged", by=city.bruno, into=b)
    commit()
    merge_with_next(a, by=city.bruno)
    commit()
    assert (titles(today), a.fate, a.fate_reason, c.merged_into) == ("a; bc", "kept", "serve", a)
    assert [step.title for step in a.heirs] == ["a", "b"]
    assert [link.to_id for link in links_of(city.redesign)] == [a.id]
    merge_with_next(future.steps[0], by=city.bruno)
    assert titles(future) == "a; b"
    with pytest.raises(DomainError, match="no step after"):
        merge_with_next(future.steps[0], by=city.bruno)


def test_unlike_fates_are_open_again_and_unlike_shares_are_refused(
    city: City4, today: JourneyMap
) -> None:
    a, b, _c = today.steps
    a.decide("kept", by=city.bruno)
    b.decide("removed", by=city.bruno)
    merge_with_next(a, by=city.bruno)
    assert a.fate == ""
    a.edit({"share": 40}, by=city.bruno)
    with pytest.raises(DomainError, match="Not as many people"):
        merge_with_next(a, by=city.bruno)


def test_each_operation_is_undone_as_a_whole(city: City4, today: JourneyMap) -> None:
    a, b, _c = today.steps
    for step in (a, b):
        step.edit({"citizen_minutes": 10}, by=city.bruno)
        step.fill("pains", step.title, by=city.bruno)
    commit()
    rows = [StepRow({"title": "x"}, {"pains": "y"}), StepRow({"title": "z"}, phase="Nova")]
    for operation in (
        lambda: merge_with_next(today.steps[0], by=city.bruno),
        lambda: split_step(today.steps[0], "s", by=city.bruno),
        lambda: copy_step(today.steps[0], "s", by=city.bruno),
        lambda: paste_rows(today, rows, by=city.bruno),
    ):
        undone(city, operation)
        db.session.expire_all()
        assert titles(today) == "abc"
        assert [step.cell("pains").text for step in today.steps[:2]] == ["a", "b"]
        assert [phase.title for phase in today.phases] == ["Pedir", "Esperar"]


def test_rows_go_into_their_phases_and_the_charter_into_an_empty_map(
    city: City4, today: JourneyMap
) -> None:
    paste_rows(today, [StepRow({"title": "x"}, phase="pedir")], by=city.bruno)
    assert titles(today) == "abxc"
    with pytest.raises(DomainError, match="has steps already"):
        bring_service_steps(today, "Carta", by=city.bruno)
    for step in list(today.steps):
        today.remove_step(step, by=city.bruno)
    service = city.redesign.service
    service.add_step({"title": "Pedir", "channels": ["web"], "minutes": 5}, by=city.bruno)
    commit()
    count = len(service.steps)
    undone(city, lambda: bring_service_steps(today, "Carta", by=city.bruno))
    bring_service_steps(today, "Carta", by=city.bruno)
    brought = today.steps[-1]
    assert len(today.steps) == count
    assert (brought.channels, brought.citizen_minutes, brought.time_basis, brought.time_source) == (
        ["web"],
        5,
        "guess",
        "Carta",
    )
