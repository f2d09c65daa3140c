"""How many services were digitized and in development on every day on which that changed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from workbench.reports.tracks import Track, furthest_group


@dataclass(frozen=True)
class Point:
    """From this day on, so many services."""

    day: date
    digitized: int
    in_development: int
    total: int

    def as_dict(self) -> dict[str, Any]:
        counts = {"digitized": self.digitized, "in_development": self.in_development}
        return {"date": self.day, **counts, "total": self.total}


def timeline(tracks: Iterable[Track]) -> list[Point]:
    """Return a staircase: one point for each day on which a number changed, in order."""
    moves = sorted(
        ((change.effective_on, change.id, track) for track in tracks for change in track.changes),
        key=lambda move: move[:2],
    )
    redesigns: dict[int, dict[int, str]] = {}  # service → redesign → its report group
    standing: Counter[str] = Counter()
    points: list[Point] = []
    for day, together in groupby(moves, key=lambda move: move[0]):
        for track in {track.id: track for _day, _id, track in together}.values():
            change = track.change_on(day) or track.changes[0]
            groups = redesigns.setdefault(track.service_id, {})
            if groups:
                standing[furthest_group(groups.values())] -= 1
            groups[track.id] = change.group
            standing[furthest_group(groups.values())] += 1
        point = Point(day, standing["digitized"], standing["in_development"], len(redesigns))
        last = points[-1] if points else None
        if last is None or _numbers(last) != _numbers(point):
            points.append(point)
    return points


def _numbers(point: Point) -> tuple[int, int, int]:
    return point.digitized, point.in_development, point.total


@dataclass(frozen=True)
class Span:
    """The stretch of time that a picture shows."""

    first: date
    last: date

    def fraction(self, day: date) -> float:
        """Return where a day lies in the stretch, from 0 to 1."""
        days = max((self.last - self.first).days, 1)
        return min(max((day - self.first).days / days, 0.0), 1.0)

    def months(self, most: int = 12) -> list[date]:
        """Return the first days of months in the stretch, every second or third when there are many."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        step = -(-count // most)
        start = self.first.year * 12 + self.first.month - 1
        found = (date(m // 12, m % 12 + 1, 1) for m in range(start, start + count, step))
        return [day for day in found if self.first <= day <= self.last] or [self.first]


def span(points: list[Point], as_of: date, starts_on: date | None, closed_on: date | None) -> Span:
    """Return what to show: from the start to the day, or to the end of a programme closed before it."""
    first = min([point.day for point in points] + ([starts_on] if starts_on else []), default=as_of)
    last = as_of
    if closed_on and closed_on < as_of:
        last = max([closed_on] + [point.day for point in points])
    return Span(min(first, last), last)
