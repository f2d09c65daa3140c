"""Benefits by hand: step × requests × share of people × (1 + share who return), measured apart from forecast."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from people import answer_charter

from tests.reports.world import begin, frozen, tell
from workbench.extensions import db
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.progress import progress
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.figure import Figure
from workbench.models.work.journey import JourneyMap
from workbench.models.work.launch import Launch
from workbench.reports.benefit_rows import row_of
from workbench.reports.outlook import outlook
from workbench.reports.programme_report import report

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def world(app):
    return tell()


def amounts(one):
    return tuple(
        float(value)
        for value in (one.hours_before, one.hours_after, one.money_before, one.money_after)
    )


def test_only_measured_services_are_in_the_sum(world):
    benefits = report(world.programme).benefits
    assert benefits.measured.services == 1
    assert amounts(benefits.measured.citizens) == (2400, 600, 60000, 12000)
    assert amounts(benefits.measured.office) == (1200, 240, 48000, 10800)
    assert amounts(benefits.measured.together) == (3600, 840, 108000, 22800)


def test_a_digitized_service_without_volume_is_counted_as_unmeasured_with_its_reason(world):
    (line,) = report(world.programme).benefits.unmeasured
    assert line.track.title == "b"
    assert line.gaps == ("volume",)


def test_a_forecast_stands_apart(world):
    forecast = report(world.programme).benefits.forecast
    assert forecast.services == 1
    assert amounts(forecast.citizens) == (1200, 300, 30000, 6000)


def test_an_earlier_day_is_computed_from_what_was_frozen_then(world):
    benefits = report(world.programme, date(2020, 12, 31)).benefits
    assert benefits.measured.services == 2
    assert amounts(benefits.measured.citizens) == (2400, 600, 60000, 12000)
    assert amounts(benefits.measured.office) == (600, 120, 24000, 5400)
    assert benefits.measured.office_services == 1, "one office's time was never stated"


def test_what_nobody_measured_is_null(world):
    told = report(world.programme, date(2020, 6, 15)).benefits.as_dict()
    assert told["hours_before"] is None
    assert told["citizens"]["money_after"] is None
    assert told["office"]["hours_before"] is None
    assert (told["services_measured"], told["services_unmeasured"]) == (0, 0)


def test_the_sum_is_exactly_that_of_the_rows_it_opens(world):
    for number in range(7):
        service = Service.add(world.city, name=f"s{number}", by=None)
        db.session.flush()
        odd = frozen(volume=997, citizens_before={"minutes": 7.77 + number, "money": 0.333})
        begin(world.programme, service, date(2021, 5, 1), ("digitized", "2021-05-02", odd))
    benefits = report(world.programme).benefits
    rows = [row_of(line) for line in benefits.lines if line.basis == "measured"]
    for name in ("hours_before", "hours_after", "money_before", "money_after"):
        total = sum(Decimal(str(row[f"citizens_{name}"])) for row in rows)
        assert benefits.as_dict()["citizens"][name] == float(total)


def test_steps_times_volume_by_hand(world):
    """40 min × (1 + 25 % returning) + 20 min × half of the people = 60 min; 10 min × (1 + 50 %) = 15 min."""
    city, ana, bruno = world.city, world.people[0], world.people[1]
    city.state_parameters(
        valid_from=date(2020, 1, 1),
        hourly_income=Decimal("20.00"),
        hourly_office_cost=Decimal("40.00"),
        source="by hand",
        by=ana,
    )
    service = Service.add(city, name="by hand", by=ana)
    service.add_step({"title": "go", "channels": ["in_person"]}, by=ana)
    service.state_volume(year=2020, channel="", requests=1200, source="by hand", by=ana)
    redesign = Redesign.begin(world.programme, service, by=ana, starts_on=date(2021, 1, 1))
    today = JourneyMap.begin(redesign, "as_is", by=bruno, phases=["all"])
    db.session.flush()
    for values in (
        {
            "citizen_minutes": 40,
            "citizen_cost": Decimal("4.00"),
            "office_minutes": 24,
            "return_share": 25,
        },
        {"citizen_minutes": 20, "share": 50},
    ):
        step = today.add_step({"title": "go", "channels": ["in_person"], "actor": "she"}, by=bruno)
        step.edit(values, by=bruno)
        step.decide("kept", by=bruno)
    db.session.flush()
    future = JourneyMap.begin(redesign, "to_be", by=bruno)
    db.session.flush()
    today.steps[1].decide("removed", by=bruno)
    commit()
    (step,) = future.steps
    step.edit(
        {
            "channels": ["web"],
            "citizen_minutes": 10,
            "citizen_cost": Decimal("0.00"),
            "office_minutes": 4,
            "share": 100,
            "return_share": 50,
            "time_basis": "measured",
        },
        by=bruno,
    )
    launch = Launch.write(
        redesign,
        {
            "protocol": "1/2021",
            "launched_on": date(2021, 2, 1),
            "alternative_channel": "156",
            "untested_reason": "Já estava em uso.",
        },
        by=bruno,
    )
    db.session.flush()
    launch.verify(by=ana, on=date(2021, 2, 2))
    answer_charter(redesign, ana)
    progress.advance(redesign, "digitized", on=date(2021, 2, 3), by=bruno, reason="x")
    commit()

    def line_of(day):
        found = report(world.programme, day).benefits
        return next(each for each in found.lines if each.track.id == redesign.id)

    # Nobody said how many use it: not measured, which is not 0.
    line = line_of(date(2021, 2, 3))
    assert (line.basis, line.gaps, line.citizens) == ("none", ("take_up",), None)

    told = {"measure": "take_up", "stated_by": "Ana", "method": "count", "source": "minutes"}
    for basis, day, share in (
        ("forecast", date(2021, 2, 10), "0.5"),
        ("measured", date(2021, 3, 3), "0.8"),
        ("measured", date(2021, 5, 3), "1"),
    ):
        values = {**told, "basis": basis, "stated_on": day, "value": Decimal(share), "n": 90}
        Figure.write(redesign, values, by=bruno)
    commit()
    line = line_of(date(2021, 2, 10))
    assert (line.basis, line.gaps, line.take_up.stated_by) == ("forecast", ("foreseen",), "Ana")
    # 60 min × 1,200 ÷ 60 = 1,200 h, of which half go the new way and take 15 min
    assert amounts(line.citizens)[:2] == (1200, 750)

    line = line_of(date(2021, 5, 2))
    assert (line.basis, line.take_up.share) == ("measured", Decimal("0.8"))
    # 60 guessed minutes are 30 to 90, 15 measured ones 13.5 to 16.5; saved by 8 of 10 requests
    assert line.ranges["citizens"].saved("hours") == {"least": 216, "likely": 720, "most": 1224}
    # × 20.00, and 4.00 × 1.25 paid for each of 1,200 requests, of 8 of 10 no more
    assert line.ranges["citizens"].saved("money")["least"] == 216 * 20 + 4800

    line = line_of(date(2021, 5, 3))
    assert line.basis == "measured"
    # 60 min × 1,200 ÷ 60; and 1,200 h × 20.00 + 4.00 × 1.25 × 1,200
    assert amounts(line.citizens) == (1200, 300, 24000 + 6000, 6000)
    # 24 min × 1.25 × 1,200 ÷ 60 = 600 h × 40.00; 4 min × 1.5 × 1,200 ÷ 60 = 120 h × 40.00
    assert amounts(line.office) == (600, 120, 24000, 4800)

    values = {
        **told,
        "measure": "investment",
        "stated_on": date(2021, 6, 1),
        "value": Decimal(8640),
    }
    Figure.write(redesign, values, by=bruno)
    city.state_parameters(
        valid_from=date(2020, 6, 1),
        hourly_income=Decimal("99.00"),
        hourly_office_cost=Decimal("99.00"),
        source="later, for a day before",
        by=ana,
    )
    progress.advance(redesign, "monitored", on=date(2021, 6, 1), by=bruno, reason="two more follow")
    commit()
    after = line_of(date(2021, 6, 1))
    # The office saves 19,200 a year: 8,640 come back in 5.4 months; neither parameters nor monitoring move it
    assert (after.citizens, after.payback_months) == (line.citizens, 5.4)
    # The comparison shows that very figure, and beside it what today's parameters would give.
    found = outlook(redesign, RedesignWork.of_journeys(redesign))
    assert (found.counted.citizens, found.counted.track.frozen_on) == (
        after.citizens,
        date(2021, 2, 3),
    )
    assert found.today.citizens.money_saved == 900 * 99 + 6000 and not found.agrees


def test_what_an_earlier_release_froze_assumes_everybody_until_a_share_is_stated(world):
    redesign, bruno = world.redesigns["a"], world.people[1]
    before = report(world.programme).benefits.as_dict()
    assert before["take_up"] == {"share": 1.0, "basis": "everybody"}
    hours = before["range"]["citizens"]["hours"]
    assert hours == {"least": None, "likely": 1800.0, "most": None}, "its times say no certainty"
    values = {"measure": "take_up", "basis": "measured", "value": Decimal("0.25"), "n": 400}
    told = {"stated_on": date(2021, 4, 2), "method": "count", "source": "system"}
    Figure.write(redesign, {**values, **told}, by=bruno)
    commit()
    after = report(world.programme).benefits.as_dict()
    assert after["range"]["citizens"]["hours"]["likely"] == 450
    assert after["citizens"]["hours_before"] - after["citizens"]["hours_after"] == 450
    assert report(world.programme, date(2021, 4, 1)).benefits.as_dict() == before
