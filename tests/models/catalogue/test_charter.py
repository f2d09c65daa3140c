"""A service's charters follow one another day by day; a closed one never changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit

pytestmark = pytest.mark.both_databases
KNOWN, LATER = date(2024, 3, 1), date(2025, 6, 10)
DESK, WEB = {"title": "Ir", "channels": ["in_person"]}, {"title": "Pedir", "channels": ["web"]}


@pytest.fixture
def service(city):
    service = Service.add(city.city, name="Feira", by=None, known_from=KNOWN)
    service.add_step(DESK, by=None)
    commit()
    return service


def change(service, day, values):
    version = service.change_from(day, cause="hand", by=None)
    service.edit_step(service.steps[0], values, by=None)
    commit()
    db.session.expire_all()
    return version


def test_a_change_closes_the_version_before_it_on_the_day_before(service):
    change(service, LATER, WEB)
    first, second = service.charters
    assert (first.valid_from, first.valid_to) == (KNOWN, LATER - timedelta(days=1))
    assert (second.valid_from, second.valid_to) == (LATER, None)
    assert (first.levels["portaria548"], second.levels["portaria548"]) == ("N", "D")
    assert [step.title for step in first.steps_then] == ["Ir"]
    assert [step.title for step in second.steps_then] == ["Pedir"]
    # On the day of a change, one more change belongs to the same version; a correction to the open one.
    change(service, LATER, {"channels": ["telephone"]})
    assert [each.levels["chile"] for each in service.charters] == ["", ""]
    assert first.steps_then[0].channels == ["in_person"]
    on = [service.charter_on(KNOWN + timedelta(days=n)) for n in (-1, 0, 9000)]
    assert on == [None, first, second]


@pytest.mark.parametrize(
    ("day", "why"), [(KNOWN - timedelta(days=1), "has a version from"), (date(2999, 1, 1), "come")]
)
def test_no_change_before_the_present_version_or_in_the_future(service, day, why):
    with pytest.raises(DomainError, match=why):
        service.change_from(day, cause="hand", by=None)
    assert len(service.charters) == 1


def test_a_launch_begins_after_the_first_day_of_the_latest_version(service):
    with pytest.raises(DomainError, match="2024-03-01 on already"):
        service.begin_charter(KNOWN, cause="launch", by=None)
