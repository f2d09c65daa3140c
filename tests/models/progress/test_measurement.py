"""The arithmetic of the cost model: shares, returns, volumes, and what is not known stays unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from people import City4

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.progress.measurement import (
    Measurement,
    citizens_burden,
    office_burden,
    quantity,
)
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import JourneyStep

DAY = date(2026, 6, 1)


def step(**values: Any) -> JourneyStep:
    return JourneyStep(**{"share": 100, "return_share": 0, "time_basis": "measured", **values})


def test_a_step_that_everybody_takes_once_counts_once() -> None:
    assert quantity(step()) == 1


def test_a_step_of_forty_in_a_hundred_of_whom_a_quarter_returns() -> None:
    assert quantity(step(share=40, return_share=25)) == pytest.approx(0.5)


@given(share=st.integers(0, 100), returns=st.integers(0, 100))
def test_a_step_is_taken_from_never_to_twice(share: int, returns: int) -> None:
    times = quantity(step(share=share, return_share=returns))
    assert 0 <= times <= 2
    assert times == pytest.approx(share / 100 + share * returns / 10000)


def test_minutes_and_money_are_weighed_by_who_takes_the_step() -> None:
    steps = [
        step(citizen_minutes=60, citizen_cost=Decimal("8.80"), office_minutes=10),
        step(citizen_minutes=30, citizen_cost=Decimal("4.40"), share=50, return_share=50),
        step(waiting_days=Decimal(20)),
    ]
    assert citizens_burden(steps).minutes == pytest.approx(60 + 30 * 0.75)
    assert citizens_burden(steps).money == pytest.approx(8.80 + 4.40 * 0.75)
    assert office_burden(steps).minutes == 10


@pytest.fixture
def mapped(app: Flask, city: City4) -> City4:
    """The small city with one step today of an hour and 8.80, and one in future of six minutes."""
    today = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    db.session.flush()
    facts = {
        "title": "Ir",
        "channels": ["in_person"],
        "citizen_minutes": 60,
        "citizen_cost": Decimal("8.80"),
        "office_minutes": 20,
    }
    today.add_step(facts, by=city.bruno)
    db.session.flush()
    future = JourneyMap.begin(city.redesign, "to_be", by=city.bruno)
    db.session.flush()
    changed = {
        "channels": ["web"],
        "citizen_minutes": 6,
        "citizen_cost": Decimal(0),
        "office_minutes": 5,
        "time_basis": "measured",
    }
    future.steps[0].edit(changed, by=city.bruno)
    city.service.state_volume(
        year=2025, channel="web", requests=1000, source="Ouvidoria", by=city.edite
    )
    commit()
    return city


def taken(city: City4, day: date = DAY) -> Measurement:
    return Measurement.take(RedesignWork.of(city.redesign), day)


def test_a_year_of_both_sides(mapped: City4) -> None:
    found = taken(mapped)
    assert found.gaps == []
    assert found.is_measured
    before, after = found.yearly("citizens", "before"), found.yearly("citizens", "after")
    assert (before.hours, after.hours) == (1000, 100)
    assert before.money == pytest.approx(1000 * 18.40 + 1000 * 8.80)
    assert after.money == pytest.approx(100 * 18.40)
    office = found.yearly("office", "before")
    assert office.hours == pytest.approx(1000 * 20 / 60)
    assert office.money == pytest.approx(1000 * 20 / 60 * 42)
    assert found.office_is_stated


def test_without_a_volume_nothing_is_computed(mapped: City4) -> None:
    mapped.service.remove_volume(mapped.service.volumes[0], by=mapped.edite)
    found = taken(mapped)
    assert found.gaps == ["volume"]
    assert not found.is_computable


def test_a_volume_of_nought_is_a_volume(mapped: City4) -> None:
    mapped.service.state_volume(year=2026, channel="web", requests=0, source="x", by=mapped.edite)
    found = taken(mapped)
    assert found.volume == 0
    assert found.is_computable
    assert found.yearly("citizens", "before").hours == 0


def test_before_the_city_said_what_an_hour_is_worth(mapped: City4) -> None:
    assert taken(mapped, date(2019, 12, 31)).gaps == ["parameters"]
    assert taken(mapped, date(2020, 1, 1)).gaps == []


def test_the_parameters_of_the_day_are_taken(mapped: City4) -> None:
    mapped.city.state_parameters(
        valid_from=date(2026, 1, 1),
        hourly_income=Decimal(20),
        hourly_office_cost=Decimal(50),
        source="IBGE",
        by=mapped.edite,
    )
    commit()
    assert taken(mapped, date(2025, 12, 31)).hourly_income == 18.40
    assert taken(mapped, date(2026, 1, 1)).hourly_income == 20
    assert taken(mapped, date(2026, 1, 1)).parameters_from == "2026-01-01"


def test_an_estimate_is_a_forecast_and_no_measurement(mapped: City4) -> None:
    JourneyMap.of(mapped.redesign, "to_be").steps[0].edit(
        {"time_basis": "estimate"}, by=mapped.bruno
    )
    found = taken(mapped)
    assert found.gaps == ["guessed"]
    assert found.is_computable
    assert not found.is_measured


def test_a_step_without_a_time_leaves_a_gap(mapped: City4) -> None:
    JourneyMap.of(mapped.redesign, "as_is").add_step({"title": "Espera"}, by=mapped.bruno)
    assert "before" in taken(mapped).gaps


def test_a_frozen_measurement_is_read_again_whole(mapped: City4) -> None:
    found = taken(mapped)
    assert Measurement.thaw(found.as_dict()) == found
    assert Measurement.thaw({"volume": 3, "a word of an older version": 1}).volume == 3
    assert not Measurement.thaw({"gaps": ["before", "after"]}).is_computable
