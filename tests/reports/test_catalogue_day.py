"""The catalogue of any day is what the dated charters say of it: never today's, and no nought where nothing is known."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from tests.reports.counting import statements
from workbench.database import may_write
from workbench.exchange.catalogue_export import Contents, nested
from workbench.exchange.catalogue_table import service_rows
from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.levels import SCHEMES, levels_in
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.reports.catalogue import Question, counted, listed
from workbench.reports.catalogue_day import by_organisation, catalogue_on, counts_of, series_of

pytestmark = pytest.mark.both_databases
FIRST = date(2016, 1, 4)
CHANNELS = (["web"], ["in_person"], ["telephone"], ["web", "in_person"])
VILA = date(2026, 1, 1)


class Step:
    """What a scheme asks of a step."""

    in_person_by_law, kind = False, ""

    def __init__(self, channels):
        self.channels = channels


def tell(city, dice):
    """Write services whose steps change and which end; return what held of each as (from, channels or None)."""
    told = []
    for number in range(8):
        day = FIRST + timedelta(days=dice.randrange(700))
        channels = dice.choice(CHANNELS)
        service = Service.add(
            city.city, name=f"S{number}", by=None, known_from=day, organisation=city.green
        )
        service.add_step({"title": "Pedir", "channels": channels}, by=None)
        held = [(day, channels)]
        for _ in range(dice.randrange(5)):
            day, channels = day + timedelta(days=dice.randrange(1, 400)), dice.choice(CHANNELS)
            service.change_from(day, cause="hand", by=None)
            service.edit_step(service.steps[0], {"channels": channels}, by=None)
            held.append((day, channels))
        if dice.random() < 0.3:
            day += timedelta(days=dice.randrange(1, 400))
            service.retire("eliminated", on=day, by=None)
            held.append((day, None))
        told.append(held)
    commit()
    return told


def remembers(city, day):
    """Compare the figures of a day, as a page reads them, with those asked anew; return how many statements they cost."""
    db.session.rollback()
    anew = (catalogue_on(city, day), counted(Question(as_of=day), city))
    is_reading = may_write.set(False)
    try:
        with statements() as sent:
            found = (catalogue_on(city, day), counted(Question(as_of=day), city))
    finally:
        may_write.reset(is_reading)
    assert found == anew
    return len(sent)


def test_what_a_page_remembers_is_asked_anew_after_every_change(city):
    vila, day = city.city, city.city.today() - timedelta(days=3)
    service = Service.add(vila, name="Alvará", by=None, known_from=day)
    commit()
    assert remembers(vila, day) > remembers(vila, day)
    changes = (
        lambda: service.add_step({"title": "Pedir", "channels": ["web"]}, by=None),
        lambda: service.edit_step(service.steps[0], {"channels": ["in_person"]}, by=city.ana),
        lambda: service.edit({"declared_digital": True}, by=city.ana),
        lambda: service.change_from(day + timedelta(days=1), cause="hand", by=None),
        lambda: service.remove_step(service.steps[0], by=city.ana),
        lambda: service.retire("eliminated", on=day, by=None),
        lambda: service.reinstate(on=day, by=None),
    )
    for change in changes:
        change()
        # Not even in the middle of a change is an earlier figure told.
        assert catalogue_on(vila, day).counts == counts_of(vila, day)[1]
        commit()
        remembers(vila, day)
        remembers(vila, day + timedelta(days=1))


def replayed(told, day):
    """Count levels as a replay of what was told gives them on a day."""
    present = [[channels for start, channels in held if start <= day][-1:] for held in told]
    steps = [[Step(channels)] for (channels,) in filter(None, present) if channels is not None]
    return {
        slug: Counter(scheme.level_of(each) for each in steps) for slug, scheme in SCHEMES.items()
    }


def test_hundred_days_are_those_of_a_replay(city):
    city.service.retire("merged", on=city.city.today(), by=None)
    dice = random.Random(20260601)
    told = tell(city, dice)
    days = [FIRST + timedelta(days=dice.randrange(2900)) for _ in range(100)]
    for day in days:
        found, expected = catalogue_on(city.city, day), replayed(told, day)
        if not expected["chile"].total() and day < min(held[0][0] for held in told):
            assert (found.total, found.digital, found.share) == (None, None, None)
            assert found.as_row()["not_known_before"] == min(held[0][0] for held in told)
            continue
        assert {slug: Counter(found.levels_by(slug)) for slug in SCHEMES} == expected, day
        assert found.digital == expected["chile"]["4"], day
    # The list, the organisations, the series and what is written to files say the same as the count.
    for day in (*days[:10], city.city.today()):
        found = catalogue_on(city.city, day)
        entries = listed(Question(as_of=day).select(city.city))
        assert len(entries) == (found.total or 0)
        at_four = listed(Question(as_of=day, level="4").select(city.city))
        assert len(at_four) == (found.digital or 0)
        assert sum(each.day.total for each in by_organisation(city.city, day)) == len(entries)
        rows = list(service_rows(Contents(city.city, day)))
        assert sum(row["level_chile"] == "4" for row in rows) == (found.digital or 0)
        for service in nested(Contents(city.city, day)):
            steps = [Step(step["channels"]) for step in service["steps"]]
            assert SCHEMES["chile"].level_of(steps) == service["levels"]["chile"]
    for point in series_of(city.city):
        same = catalogue_on(city.city, point.day.as_of)
        assert (point.day.total, point.day.digital) == (same.total, same.digital)


def test_an_open_version_repeats_its_service(city):
    tell(city, random.Random(7))
    for entry in listed(Question().select(city.city)):
        latest = entry.service.charters[-1]
        assert latest.is_open
        assert levels_in(latest.grades) == entry.service.levels
        assert latest.step_count == entry.service.step_count


def test_a_day_to_come_has_no_catalogue(city):
    with pytest.raises(DomainError, match="not come yet"):
        catalogue_on(city.city, city.city.today() + timedelta(days=1))


def test_pages_and_files_tell_of_the_day_that_is_asked(city, visit):
    service = Service.add(
        city.city, name="Feira livre", by=None, known_from=VILA, declared_digital=False
    )
    service.add_step({"title": "Ir", "channels": ["in_person"]}, by=None)
    launched = VILA + timedelta(days=40)
    service.change_from(launched, cause="hand", by=None)
    service.edit_step(service.steps[0], {"channels": ["web"]}, by=None)
    commit()
    davi, before = visit(city.davi), f"as_of={launched - timedelta(days=1)}"
    report = f"/programmes/{city.programme.id}/report.json?as_of="
    rows = davi.get(f"/services.json?{before}").json["services"]
    assert [(row["name"], row["level_portaria548"]) for row in rows] == [("Feira livre", "N")]
    assert "Feira livre" not in davi.get(f"/services?{before}&level=4").text.split("<table")[-1]
    assert "Feira livre" in davi.get(f"/services?as_of={launched}&level=4")
    assert "Feira livre" in davi.get(f"/city/contradictions?as_of={launched}")
    assert "Nothing contradicts itself" in davi.get(f"/city/contradictions?{before}")
    assert "Not known before" in davi.get("/services?as_of=2020-05-01")
    series = davi.get("/services/series.json").json["catalogue"]
    assert [(row["as_of"], row["digital"]) for row in series[:2]] == [
        (VILA.isoformat(), 0),
        (launched.isoformat(), 1),
    ]
    assert "growth = (digital now" in davi.get("/services/series")
    assert davi.get(f"{report}{launched}").json["catalogue"] == {
        "total": 1,
        "digital": 1,
        "share": 1.0,
        "by_level": {
            "chile": {"0": 0, "1": 0, "2": 0, "3": 0, "3d": 0, "4": 1, "not_stated": 0},
            "portaria548": {"N": 0, "D": 1, "not_stated": 0},
        },
        "as_of": launched.isoformat(),
    }
    unknown = davi.get(f"{report}2025-12-01").json["catalogue"]
    assert [unknown[name] for name in ("total", "digital", "share", "by_level")] == [None] * 4
