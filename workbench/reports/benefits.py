"""What digitized services save in a year: measured apart from forecast, citizens apart from the office.

For each side: hours = minutes of one request × requests a year ÷ 60, and money = hours × what an hour is
worth + what is paid besides × requests a year. Minutes and money of one request add up over the steps,
each × share of people who take it × (1 + share who must return). All that was frozen with a status; the
share of requests that take the new way is a figure of its own day, and "after" holds the rest in the old way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workbench.models.progress.measurement import Measurement
from workbench.reports.outcomes import NOTHING, Account
from workbench.reports.saving import (
    ALL_OF_THEM,
    FORECAST,
    SIDES,
    Amounts,
    Range,
    TakeUp,
    range_dict,
    total,
)
from workbench.reports.tracks import Track
from workbench.text.messages import N_

BASIS_WORDS = {
    "measured": N_("measured"),
    "forecast": N_("forecast"),
    "none": N_("not computed"),
}
TAKE_UP_WORDS = {
    "measured": N_("measured"),
    "forecast": N_("forecast"),
    "everybody": N_("everybody assumed to use it"),
    "mixed": N_("measured for some, everybody assumed to use the others"),
}


@dataclass(frozen=True)
class ServiceBenefit:
    """One service's benefit; ``basis`` is "measured", "forecast" or "none", and ``gaps`` say why not measured."""

    track: Track
    basis: str
    take_up: TakeUp | None
    ranges: dict[str, Range]
    gaps: tuple[str, ...]
    investment: Decimal | None

    @property
    def citizens(self) -> Amounts | None:
        return self._likely("citizens")

    @property
    def office(self) -> Amounts | None:
        return self._likely("office")

    def _likely(self, side: str) -> Amounts | None:
        return self.ranges[side].likely if side in self.ranges else None

    @property
    def measurement(self) -> Measurement | None:
        return self.track.valued

    @property
    def parameters_from(self) -> date | None:
        """Return the day from which the city's parameters of this measurement hold."""
        day = self.measurement and self.measurement.parameters_from
        return date.fromisoformat(day) if day else None

    @property
    def is_digitized(self) -> bool:
        return self.track.group == "digitized"

    @property
    def payback_months(self) -> float | None:
        return payback([self])

    @property
    def payback_ends(self) -> tuple[float | None, float | None]:
        return payback([self], "most"), payback([self], "least")

    @classmethod
    def of(cls, track: Track, account: Account = NOTHING) -> ServiceBenefit:
        """Return the frozen facts × the take-up known on the day."""
        taken, take_up = track.valued, account.take_up
        gaps = tuple(taken.gaps) if taken else ("before", "after")
        if taken is None or not taken.is_computable:
            return cls(track, "none", take_up, {}, gaps, account.investment)
        is_digitized = track.group == "digitized"
        if take_up is None and not (is_digitized and taken.knows_certainty):
            # Before the launch nobody can have counted; what an earlier release froze assumed it.
            take_up = ALL_OF_THEM
        if take_up is None:
            return cls(track, "none", None, {}, (*gaps, "take_up"), account.investment)
        if take_up.basis == FORECAST:
            gaps = (*gaps, "foreseen")
        basis = "measured" if is_digitized and not gaps else "forecast"
        ranges = {side: Range.of(taken, side, take_up.share) for side in SIDES}
        known = {side: span for side, span in ranges.items() if span}
        return cls(track, basis, take_up, known, gaps, account.investment)


@dataclass(frozen=True)
class Sums:
    """A yearly sum over services, each side apart; None is "not measured", never 0."""

    lines: tuple[ServiceBenefit, ...]
    ranges: dict[str, Range | None]

    @classmethod
    def of(cls, lines: Iterable[ServiceBenefit]) -> Sums:
        lines = tuple(lines)
        sides = {
            side: [line.ranges[side] for line in lines if side in line.ranges] for side in SIDES
        }
        return cls(lines, {side: total(spans) for side, spans in sides.items()})

    @property
    def services(self) -> int:
        return len(self.lines)

    @property
    def office_services(self) -> int:
        return sum("office" in line.ranges for line in self.lines)

    @property
    def citizens(self) -> Amounts | None:
        return span.likely if (span := self.ranges["citizens"]) else None

    @property
    def office(self) -> Amounts | None:
        return span.likely if (span := self.ranges["office"]) else None

    @property
    def together(self) -> Amounts | None:
        found: Amounts | None = total(each for each in (self.citizens, self.office) if each)
        return found

    @property
    def without_range(self) -> list[ServiceBenefit]:
        """Return the services whose times say nothing of their certainty: with them no sum has ends."""
        return [line for line in self.lines if line.ranges and not line.ranges["citizens"].least]

    @property
    def take_up(self) -> tuple[Decimal | None, str | None]:
        """Return the share by the weight of the requests, and its basis: "mixed" of several."""
        weighed = [
            (line.take_up, line.measurement.volume or 0)
            for line in self.lines
            if line.take_up and line.measurement
        ]
        requests = sum(volume for _, volume in weighed)
        if not requests:
            return None, None
        bases = {each.basis for each, _ in weighed}
        share = sum((each.share * volume for each, volume in weighed), Decimal(0)) / requests
        return round(share, 4), bases.pop() if len(bases) == 1 else "mixed"

    @property
    def investment(self) -> Decimal | None:
        stated = [line.investment for line in self.lines if line.investment is not None]
        return sum(stated, Decimal(0)) if stated else None

    @property
    def payback_months(self) -> float | None:
        return payback(self.lines)

    @property
    def payback_ends(self) -> tuple[float | None, float | None]:
        """Return the months at the most saving and at the least."""
        return payback(self.lines, "most"), payback(self.lines, "least")

    def as_dict(self) -> dict[str, Any]:
        """Return what stands beside the sums before and after, in the form that other programs rely on."""
        share, basis = self.take_up
        return {
            "range": {side: range_dict(self.ranges[side]) for side in SIDES},
            "take_up": {"share": as_number(share), "basis": basis},
            "investment": as_number(self.investment),
            "payback_months": self.payback_months,
        }


@dataclass(frozen=True)
class Benefits:
    """What is measured, what is only forecast, and the services behind both."""

    currency: str
    lines: tuple[ServiceBenefit, ...]

    @property
    def measured(self) -> Sums:
        return Sums.of(line for line in self.lines if line.basis == "measured")

    @property
    def forecast(self) -> Sums:
        return Sums.of(line for line in self.lines if line.basis == "forecast")

    @property
    def unmeasured(self) -> list[ServiceBenefit]:
        """Return the digitized services that are not in the measured sum; each says why in its gaps."""
        return [line for line in self.lines if line.is_digitized and line.basis != "measured"]

    @property
    def parameters(self) -> list[tuple[float, float, date]]:
        """Return the versions of (hourly income, hourly office cost, valid from) that were used."""
        used = {
            (taken.hourly_income, taken.hourly_office_cost, line.parameters_from)
            for line in self.lines
            if line.basis != "none" and (taken := line.measurement) and line.parameters_from
        }
        return sorted(used, key=lambda version: version[2] or date.min)  # type: ignore[return-value, arg-type]

    def as_dict(self) -> dict[str, Any]:
        measured, forecast = self.measured, self.forecast
        return {
            **self._sums(measured),
            "services_measured": measured.services,
            "services_unmeasured": len(self.unmeasured),
            **measured.as_dict(),
            "forecast": {
                **self._sums(forecast),
                **forecast.as_dict(),
                "services_forecast": forecast.services,
            },
            "unmeasured": [
                {"redesign_id": line.track.id, "service": line.track.title, "gaps": list(line.gaps)}
                for line in self.unmeasured
            ],
        }

    def _sums(self, sums: Sums) -> dict[str, Any]:
        return {
            **amounts_dict(sums.together),
            "currency": self.currency,
            "per": "year",
            "citizens": amounts_dict(sums.citizens),
            "office": {**amounts_dict(sums.office), "services_stated": sums.office_services},
        }


def benefits_of(
    services: Iterable[Track], currency: str, accounts: Mapping[int, Account]
) -> Benefits:
    """Return the benefits of services; those that left the line (stopped, merged…) promise nothing."""
    lines = (
        ServiceBenefit.of(track, accounts.get(track.id, NOTHING))
        for track in services
        if track.group != "other"
    )
    return Benefits(currency, tuple(lines))


def payback(lines: Iterable[ServiceBenefit], end: str = "likely") -> float | None:
    """Return in how many months what the city hall paid comes back as what the city hall itself saves.

    None where one of the two is not stated, or nothing is saved. ``end`` is that of the saving.
    """
    paying = [line for line in lines if line.investment is not None and "office" in line.ranges]
    savings = [line.ranges["office"].saved("money")[end] for line in paying]
    saved = sum((each for each in savings if each is not None), Decimal(0))
    invested = sum((line.investment or Decimal(0) for line in paying), Decimal(0))
    return round(float(invested / saved * 12), 1) if saved > 0 and None not in savings else None


def as_number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def amounts_dict(amounts: Amounts | None, prefix: str = "") -> dict[str, float | None]:
    """Return amounts as numbers under the names of the contract."""
    names = ("hours_before", "hours_after", "money_before", "money_after")
    return {f"{prefix}{name}": float(getattr(amounts, name)) if amounts else None for name in names}
