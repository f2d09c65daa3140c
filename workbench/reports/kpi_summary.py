"""The four figures over all launched services: by the weight of their requests, else the median, with how many were measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from workbench.models.work.figure import KPIS
from workbench.reports.outcomes import NOTHING, Account, unit_of
from workbench.reports.tracks import Track
from workbench.text.messages import N_

WEIGHED, MEDIAN = "requests", "median"
MANNERS = {WEIGHED: N_("by the weight of the requests"), MEDIAN: N_("median of the services")}


@dataclass(frozen=True)
class Summary:
    """One figure over the launched services: its latest values together; None where nobody measured."""

    kpi: str
    value: Decimal | None
    # How the values were put together: by requests a year where each of the services states them.
    manner: str | None
    services: int
    launched: int
    aimed: int
    reached: int

    def as_dict(self, currency: str) -> dict[str, Any]:
        return {
            "kpi": self.kpi,
            "value": None if self.value is None else float(self.value),
            "unit": unit_of(self.kpi, currency),
            "manner": self.manner,
            "services_measured": self.services,
            "services_launched": self.launched,
            "with_target": self.aimed,
            "target_reached": self.reached,
        }


def misses(measure: str, value: Decimal, target: Decimal) -> bool:
    """Return whether a figure does not reach its target: of the cost, when it is more."""
    return value > target if measure == "cost" else value < target


def summaries(tracks: Iterable[Track], accounts: Mapping[int, Account]) -> list[Summary]:
    """Return the four figures of the services that were launched by the day of the report."""
    launched = [track for track in tracks if track.launched_on]
    known = [(track, accounts.get(track.id, NOTHING)) for track in launched]
    return [summary(kpi, known) for kpi in KPIS]


def summary(kpi: str, known: list[tuple[Track, Account]]) -> Summary:
    measured = [(last.value, track) for track, one in known if (last := one.latest(kpi))]
    pairs = [
        (last.value, aim)
        for _track, one in known
        if (last := one.latest(kpi)) and (aim := one.target(kpi)) is not None
    ]
    value, manner = together([(value, requests_of(track)) for value, track in measured])
    reached = sum(not misses(kpi, last, aim) for last, aim in pairs)
    return Summary(kpi, value, manner, len(measured), len(known), len(pairs), reached)


def requests_of(track: Track) -> int | None:
    return track.measurement.volume if track.measurement else None


def together(values: list[tuple[Decimal, int | None]]) -> tuple[Decimal | None, str | None]:
    """Return the mean by requests a year where each value has them, else the median, and which of them it is."""
    if not values:
        return None, None
    requests = sum(weight or 0 for _value, weight in values)
    if all(weight for _value, weight in values):
        total = sum((value * (weight or 0) for value, weight in values), Decimal(0))
        return round(total / requests, 4), WEIGHED
    return round(median(value for value, _weight in values), 4), MEDIAN
