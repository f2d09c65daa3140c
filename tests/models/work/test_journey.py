"""Journeys: steps in their order, phases that lose no step, and a future that follows the fate of each step."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import City4

from workbench.extensions import db
from workbench.models.base import DomainError, new_id
from workbench.models.commit import commit
from workbench.models.log.transaction import transaction
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.undo.undo import find, undo
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import JourneyStep

pytestmark = pytest.mark.both_databases


def today_of(city: City4, *titles: str) -> JourneyMap:
    journey = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir", "Esperar"])
    db.session.flush()
    for title in titles or ("a", "b", "c"):
        values = {"title": title, "phase": journey.phases[0]}
        journey.add_step(values, by=city.bruno)
    db.session.flush()
    return journey


def future_of(city: City4) -> JourneyMap:
    journey = JourneyMap.begin(city.redesign, "to_be", by=city.bruno)
    commit()
    return journey


def titles(journey: JourneyMap) -> list[str]:
    db.session.flush()
    db.session.refresh(journey, ["steps"])
    assert [step.position for step in journey.steps] == list(range(1, len(journey.steps) + 1))
    return [step.title for step in journey.steps]


def test_a_step_joins_the_end_of_its_phase(city: City4) -> None:
    journey = today_of(city)
    journey.add_step({"title": "z", "phase": journey.phases[1]}, by=city.bruno)
    journey.add_step({"title": "d", "phase": journey.phases[0]}, by=city.bruno)
    assert titles(journey) == ["a", "b", "c", "d", "z"]


@pytest.mark.parametrize(
    ("position", "order"),
    [(1, "bac"), (2, "abc"), (3, "acb"), (99, "acb"), (-5, "bac"), (0, "bac")],
)
def test_a_step_is_moved_to_a_place(city: City4, position: int, order: str) -> None:
    journey = today_of(city)
    journey.move_step(journey.steps[1], position, by=city.bruno)
    assert "".join(titles(journey)) == order


def test_a_step_joins_the_phase_of_the_step_it_lands_on(city: City4) -> None:
    journey = today_of(city)
    last = journey.add_step({"title": "z", "phase": journey.phases[1]}, by=city.bruno)
    db.session.flush()
    journey.move_step(last, 1, by=city.bruno)
    assert last.phase is journey.phases[0]


def test_a_map_is_begun_once(city: City4) -> None:
    today_of(city)
    with pytest.raises(DomainError, match="begun already"):
        JourneyMap.begin(city.redesign, "as_is", by=city.bruno)


def test_the_future_starts_from_today(city: City4) -> None:
    with pytest.raises(DomainError, match="today's journey first"):
        JourneyMap.begin(city.redesign, "to_be", by=city.bruno)
    db.session.rollback()
    journey = today_of(city)
    journey.steps[1].decide("removed", by=city.bruno)
    future = future_of(city)
    assert titles(future) == ["a", "c"]
    assert [step.from_step.title for step in future.steps] == ["a", "c"]
    assert {step.time_basis for step in future.steps} == {"guess"}


def test_the_future_follows_the_fates(city: City4) -> None:
    journey = today_of(city)
    future = future_of(city)
    a, b, _c = journey.steps
    b.decide("merged", by=city.bruno, into=a)
    assert titles(future) == ["a", "c"]
    b.decide("online", by=city.bruno)
    assert titles(future) == ["a", "b", "c"]
    assert b.merged_into is None
    a.decide("removed", by=city.bruno)
    assert titles(future) == ["b", "c"]


def test_a_step_that_goes_online_needs_a_digital_channel() -> None:
    def future(fate: str, *channels: str) -> JourneyStep:
        return JourneyStep(from_step=JourneyStep(fate=fate), channels=list(channels))

    assert future("online", "in_person").lacks_channel
    assert not future("online", "in_person", "web").lacks_channel
    assert not future("online").lacks_channel
    assert not future("changed", "in_person").lacks_channel


def test_a_new_step_of_the_future_stays_where_it_is(city: City4) -> None:
    journey = today_of(city)
    future = future_of(city)
    future.add_step({"title": "nova"}, by=city.bruno)
    journey.steps[0].decide("changed", by=city.bruno)
    assert titles(future) == ["a", "b", "c", "nova"]


def test_only_todays_steps_have_a_fate(city: City4) -> None:
    today_of(city)
    with pytest.raises(DomainError, match="decided only for a step of today's journey"):
        future_of(city).steps[0].decide("kept", by=city.bruno)


def test_a_step_joins_another_step_of_the_same_map(city: City4) -> None:
    journey = today_of(city)
    future = future_of(city)
    step = journey.steps[0]
    for into in (None, step, future.steps[1]):
        with pytest.raises(DomainError, match="Choose the step"):
            step.decide("merged", by=city.bruno, into=into)


def test_there_is_one_worst_step(city: City4) -> None:
    journey = today_of(city)
    for step in journey.steps:
        journey.mark_worst(step, by=city.bruno)
    assert [step.is_worst for step in journey.steps] == [False, False, True]


def test_a_phase_with_steps_is_not_removed(city: City4) -> None:
    journey = today_of(city)
    with pytest.raises(DomainError, match="steps of this phase first"):
        journey.remove_phase(journey.phases[0], by=city.bruno)
    journey.remove_phase(journey.phases[1], by=city.bruno)
    db.session.flush()
    assert [phase.title for phase in journey.phases] == ["Pedir"]


def test_a_step_that_others_point_at_can_be_removed(city: City4) -> None:
    journey = today_of(city)
    future_of(city)
    a, b, _c = journey.steps
    b.decide("merged", by=city.bruno, into=a)
    commit()
    journey.remove_step(a, by=city.bruno)
    commit()
    db.session.refresh(b)
    assert b.merged_into_id is None
    assert titles(journey) == ["b", "c"]


def test_a_lane_without_evidence_is_a_guess(city: City4) -> None:
    step = today_of(city).steps[0]
    assert step.fill("pains", "dói", by=city.bruno).is_guess
    with pytest.raises(DomainError, match="no such lane"):
        step.fill("colours", "azul", by=city.bruno)


def test_writing_a_lane_makes_another_version_of_the_step(city: City4) -> None:
    step = today_of(city).steps[0]
    commit()
    version = step.version
    step.fill("pains", "dói", by=city.bruno)
    commit()
    assert step.version == version + 1
    step.fill("pains", "dói", by=city.bruno)
    commit()
    assert step.version == version + 1


@pytest.mark.parametrize("values", [{"share": 101}, {"share": -1}, {"return_share": 101}])
def test_a_share_is_of_a_hundred(city: City4, values: dict[str, Any]) -> None:
    step: JourneyStep = today_of(city).steps[0]
    with pytest.raises(DomainError, match="between 0 and 100"):
        step.edit(values, by=city.bruno)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 7)), max_size=8))
def test_no_order_of_moves_loses_a_step(
    app: Flask, city: City4, moves: list[tuple[int, int]]
) -> None:
    journey = JourneyMap.of(city.redesign, "as_is") or today_of(city, "a", "b", "c", "d")
    for which, position in moves:
        journey.move_step(journey.steps[which], position, by=city.bruno)
    assert sorted(titles(journey)) == ["a", "b", "c", "d"]
    assert [step.phase.position for step in journey.steps] == [1, 1, 1, 1]


def test_each_segment_has_its_maps_and_figures_read_the_main_one(city: City4) -> None:
    today = today_of(city, "Pede", "Espera")
    today.edit({"segment": "Moradora"}, by=city.bruno)
    today.steps[0].edit({"emotion": -2, "citizen_minutes": 30}, by=city.bruno)
    today.steps[0].fill("pains", "não acha", by=city.bruno)
    future = future_of(city)
    own = {"segment": "Idosa", "by": city.bruno}
    later = JourneyMap.begin(city.redesign, "to_be", **own)
    other = JourneyMap.begin(city.redesign, "as_is", **own, copied=today)
    db.session.flush()
    assert (future.today, future.segment, later.today) == (today, "Moradora", other)
    # Facts and words are taken over as guesses; what is felt is not.
    copy = other.steps[0]
    assert (copy.citizen_minutes, copy.time_basis, copy.emotion) == (30, "guess", None)
    assert (copy.cell("pains").text, copy.cell("pains").is_guess) == ("não acha", True)
    assert [step.from_step for step in later.steps] == other.steps
    other.steps[1].decide("removed", by=city.bruno)
    assert (titles(later), titles(future)) == (["Pede"], ["Pede", "Espera"])
    assert RedesignWork.of_steps(city.redesign).steps("as_is") == today.steps
    with pytest.raises(DomainError, match="for this segment already"):
        JourneyMap.begin(city.redesign, "as_is", segment="IDOSA", by=city.bruno)
    with pytest.raises(DomainError, match="for this segment already"):
        other.edit({"segment": "moradora"}, by=city.bruno)
    with pytest.raises(DomainError, match="make another one the main"):
        today.discard(by=city.bruno)


def test_another_map_becomes_the_main_one_and_an_undo_takes_it_back(city: City4) -> None:
    today = today_of(city, "Pede")
    other = JourneyMap.begin(city.redesign, "as_is", segment="Idosa", by=city.bruno, copied=today)
    commit()
    operation = transaction().operation = new_id()
    other.choose_main(by=city.bruno)
    commit()
    assert JourneyMap.of(city.redesign, "as_is") is other
    transaction().operation = new_id()
    today.discard(by=city.bruno)
    commit()
    place = city.redesign.workspace
    # The former main map is archived: it does not come back as the main one.
    assert find(place, city.bruno, operation).is_barred
    transaction().operation = new_id()
    today.restore(by=city.bruno)
    commit()
    transaction().operation = new_id()
    undo(place, find(place, city.bruno, operation), by=city.bruno)
    commit()
    assert (today.is_main, other.is_main) == (True, False)
    assert (today.key, other.key) == ("as_is", other.id)
