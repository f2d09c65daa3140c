"""Nobody raises the headline without the proof and a digital outcome, nor hides what a status was declared without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from people import City4, answer_charter

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.commit import commit
from workbench.models.progress.progress import GateClosed, advance
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.journey import JourneyMap
from workbench.models.work.launch import Launch
from workbench.reports.programme_report import report

pytestmark = pytest.mark.postgres_by_proof

Path = Callable[[City4], Any]


def future(city: City4, **facts: Any) -> JourneyMap:
    """Map today and a future of one step with these facts."""
    today = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    db.session.flush()
    today.add_step({"title": "Ir", "channels": ["in_person"], "citizen_minutes": 60}, by=city.bruno)
    db.session.flush()
    journey = JourneyMap.begin(city.redesign, "to_be", by=city.bruno)
    db.session.flush()
    journey.steps[0].edit(facts, by=city.bruno)
    return journey


def prove(city: City4, **values: Any) -> Launch:
    """Write a proof that Ana verifies."""
    told = {
        "live_url": "https://vila.example",
        "launched_on": city.city.today() - timedelta(days=9),
        "alternative_channel": "156",
        "untested_reason": "Já estava em uso.",
        **values,
    }
    launch = Launch.write(city.redesign, told, by=city.bruno)
    db.session.flush()
    launch.verify(by=city.ana, on=city.city.today())
    answer_charter(city.redesign, city.ana)
    return launch


def declare(city: City4, status: str = "digitized", on: date | None = None) -> Any:
    day = on or city.city.today()
    return advance(city.redesign, status, on=day, by=city.davi, reason="é preciso")


def by_the_form_alone(city: City4) -> None:
    declare(city)


def by_telephone_as_the_only_channel(city: City4) -> None:
    future(city, channels=["telephone"])
    prove(city)
    declare(city)


def by_telephone_under_the_other_scheme(city: City4) -> None:
    city.city.edit({"level_scheme": "portaria548"}, by=city.edite)
    by_telephone_as_the_only_channel(city)


def by_a_law_that_nobody_names(city: City4) -> None:
    future(city, channels=["in_person"], in_person_by_law=True)
    prove(city)
    declare(city)


def by_one_step_that_is_information_only(city: City4) -> None:
    future(city, channels=["in_person"], kind="information")
    prove(city, level_reason="é quase digital")
    declare(city)


def by_lower_thresholds(city: City4) -> None:
    city.programme.edit({"thresholds": {"problems": 0, "sessions": 0}}, by=city.davi)
    declare(city)


def before_the_launch(city: City4) -> None:
    future(city, channels=["web"])
    prove(city)
    declare(city, on=city.city.today() - timedelta(days=10))


def by_an_author_who_verifies(city: City4) -> None:
    future(city, channels=["web"])
    launch = Launch.write(city.redesign, {"protocol": "1"}, by=city.ana)
    db.session.flush()
    launch.verified_by_id = city.ana.id
    declare(city)


def by_changing_the_proof_after_it_was_verified(city: City4) -> None:
    future(city, channels=["web"])
    prove(city).edit({"live_url": "https://other.example"}, by=city.bruno)
    declare(city)


def by_monitoring_what_is_not_digitized(city: City4) -> None:
    future(city, channels=["web"])
    prove(city)
    declare(city, "monitored")


PATHS: list[Path] = [
    by_the_form_alone,
    by_telephone_as_the_only_channel,
    by_telephone_under_the_other_scheme,
    by_a_law_that_nobody_names,
    by_one_step_that_is_information_only,
    by_lower_thresholds,
    before_the_launch,
    by_an_author_who_verifies,
    by_changing_the_proof_after_it_was_verified,
    by_monitoring_what_is_not_digitized,
]


@pytest.mark.parametrize("path", PATHS)
def test_the_headline_does_not_rise(app: Flask, city: City4, path: Path) -> None:
    with pytest.raises((GateClosed, DomainError)):
        path(city)
    db.session.rollback()
    assert report(city.programme).counts.digitized == 0


def digitize(city: City4) -> None:
    future(city, channels=["web"], citizen_minutes=6)
    prove(city)
    commit()
    declare(city)
    commit()


def test_what_it_was_declared_without_stands_beside_every_count(app: Flask, city: City4) -> None:
    digitize(city)
    told = report(city.programme).as_dict()["services"]
    assert told["digitized"] == 1
    (row,) = told["declared_without"]
    assert {"problems", "tests", "prototype"} <= set(row["stages"])
    assert row["reason"] == "é preciso · Já estava em uso."
    # It follows into the next status, and lower thresholds do not make it good.
    city.programme.edit({"thresholds": {"problems": 1, "sessions": 1}}, by=city.davi)
    declare(city, "monitored")
    commit()
    # Monitoring measures nothing anew: what was frozen last is what counts.
    assert city.redesign.latest_change.measurement == {}
    assert city.redesign.measurement["levels_after"]["chile"] == "4"
    (row,) = report(city.programme).as_dict()["services"]["declared_without"]
    assert {"problems", "tests", "prototype"} <= set(row["stages"])


def test_a_second_redesign_of_the_service_counts_no_second_service(app: Flask, city: City4) -> None:
    digitize(city)
    for programme in (city.programme, city.other_programme):
        Redesign.begin(programme, city.service, by=city.davi)
    commit()
    counts = report(city.programme).counts
    assert (counts.total, counts.digitized) == (1, 1)
    assert report(city.other_programme).counts.digitized == 0


def test_the_scheme_of_that_day_stays_with_the_status(app: Flask, city: City4) -> None:
    digitize(city)
    city.city.edit({"level_scheme": "portaria548"}, by=city.edite)
    commit()
    terms = city.redesign.latest_change.terms
    assert (terms["scheme"], terms["thresholds"]["sessions"]) == ("chile", 5)
    assert terms["verified"]["roles"] == ["facilitator"]
    assert terms["verified"]["doubts"] == ["own_facilitator"]


def test_another_scheme_of_the_city_judges_no_status_anew(app: Flask, city: City4) -> None:
    journey = future(city, channels=["web"], citizen_minutes=6)
    by_law = {"in_person_by_law": True, "legal_ground": "Lei 8.935"}
    journey.add_step({"title": "Assinar", "channels": ["in_person"], **by_law}, by=city.bruno)
    prove(city)
    commit()
    declare(city)
    city.city.edit({"level_scheme": "portaria548"}, by=city.edite)
    commit()
    journey.steps[0].edit({"citizen_minutes": 5}, by=city.bruno)
    commit()
    assert {each.rule: each.ok for each in city.redesign.rule_states}["digital_outcome"]
