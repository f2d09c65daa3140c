"""What two maps promise stands in the report from their first day on, and in no report of an earlier day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.work.journey import JourneyMap
from workbench.reports.outlook import outlook
from workbench.reports.programme_report import report

pytestmark = pytest.mark.postgres_by_proof


def test_a_forecast_is_told_from_the_first_day_of_both_maps(city, visit):
    redesign, by, here = city.redesign, city.bruno, f"/redesigns/{city.redesign.id}"
    volume = {"year": 2025, "channel": "web", "requests": 600, "source": "x"}
    city.service.state_volume(**volume, by=city.edite)
    now = JourneyMap.begin(redesign, "as_is", by=by, phases=["Pedir"])
    db.session.flush()
    now.add_step({"title": "Ir", "citizen_minutes": 60, "channels": ["in_person"]}, by=by)
    commit()
    assert report(city.programme).benefits.forecast.services == 0
    future = JourneyMap.begin(redesign, "to_be", by=by)
    commit()
    for minutes, hours in ((20, 400), (30, 300)):
        future.steps[0].edit({"citizen_minutes": minutes}, by=by)
        commit()
        [line] = report(city.programme).benefits.forecast.lines
        assert (line.citizens.hours_saved, line.track.status) == (hours, "candidate")
        assert outlook(redesign, RedesignWork.of_journeys(redesign)).agrees
    yesterday = city.city.today() - timedelta(days=1)
    assert report(city.programme, yesterday).benefits.forecast.services == 0
    reader = visit(by)
    page = reader.get(here)
    assert "People save in a year: 300 hours" in page
    assert f"{here}/journeys/compare#saving" in page.links()
    assert "The report counts the same." in reader.get(f"{here}/journeys/compare")
    report_page = visit(city.davi).get(f"/programmes/{city.programme.id}/report")
    assert "forecast: 300" in report_page
    future = db.session.get(JourneyMap, future.id)
    future.remove_step(future.steps[0], by=None)
    commit()
    assert report(future.redesign.programme).benefits.forecast.services == 0
    assert "People save in a year" not in reader.get(here)
