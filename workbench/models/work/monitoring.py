"""What is asked of a service after its launch, and when: figures at 30, 90 and 180 days, visits at 6 and 12 months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from workbench.models.work.figure import KPIS
from workbench.models.work.follow_up import MONTHS

POINTS = (30, 90, 180)
# A figure belongs to the nearest of the three days.
_UNTIL = {30: 60, 90: 135}
# So many days after its day, what is due is overdue.
GRACE = timedelta(days=30)


@dataclass(frozen=True)
class Due:
    """What is asked and not there yet: "figures" with those missing, or a "follow_up"; since when, and how urgent."""

    what: str
    point: int
    due_on: date
    is_overdue: bool
    missing: tuple[str, ...] = ()


def point_of(launched_on: date, day: date) -> int | None:
    """Return the day after the launch (30, 90 or 180) to which a figure belongs; None before the launch."""
    days = (day - launched_on).days
    if days <= 0:
        return None
    return next((point for point, end in _UNTIL.items() if days < end), POINTS[-1])


def months_after(day: date, months: int) -> date:
    """Return the day so many months later, the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(
        date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1)
    )


def due(
    launched_on: date | None,
    measured: Iterable[tuple[str, date]],
    followed: Iterable[int],
    today: date,
) -> list[Due]:
    """Return what is due on a day, the earliest first.

    ``measured`` are the figures that there are, as (measure, day); ``followed`` the months of the follow-ups.
    Of the figures only the latest point that has come is asked: what was not measured then cannot be any more.
    """
    if launched_on is None:
        return []
    found = [
        _figures_due(launched_on, list(measured), today),
        *_visits_due(launched_on, followed, today),
    ]
    return sorted((each for each in found if each), key=lambda each: each.due_on)


def _figures_due(launched_on: date, measured: list[tuple[str, date]], today: date) -> Due | None:
    come = [point for point in POINTS if launched_on + timedelta(days=point) <= today]
    if not come:
        return None
    point, day = come[-1], launched_on + timedelta(days=come[-1])
    there = {measure for measure, on in measured if point_of(launched_on, on) == point}
    missing = tuple(measure for measure in KPIS if measure not in there)
    return Due("figures", point, day, today > day + GRACE, missing) if missing else None


def _visits_due(launched_on: date, followed: Iterable[int], today: date) -> list[Due]:
    days = {
        months: months_after(launched_on, months)
        for months in MONTHS
        if months not in set(followed)
    }
    return [
        Due("follow_up", months, day, today > day + GRACE)
        for months, day in days.items()
        if day <= today
    ]
