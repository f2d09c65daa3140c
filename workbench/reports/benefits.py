"""What digitized services save in a year: measured apart from forecast, citizens apart from the office.

For each side: hours = minutes of one request × requests a year ÷ 60, and money = hours × what an hour is
worth + what is paid besides × requests a year. Minutes and money of one request add up over the steps,
each × share of people who take it × (1 + share who must return). Everything was frozen with the status.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from workbench.models.progress.measurement import GAPS, Measurement
from workbench.models.redesign.status import STATUS_TITLES
from workbench.reports.tracks import Track
from workbench.text import columns
from workbench.text.messages import N_

SIDES = ("citizens", "office")
BASIS_WORDS = {
    "measured": N_("measured"),
    "forecast": N_("forecast"),
    "none": N_("not computed"),
}
# The columns of one side, in the order of a row; "before" and "after" stand for the two journeys.
_SIDE_HEADINGS = {
    "citizens": {
        "minutes_before": N_("Citizens: minutes before"),
        "paid_before": N_("Citizens: paid before"),
        "minutes_after": N_("Citizens: minutes after"),
        "paid_after": N_("Citizens: paid after"),
        "hours_before": N_("Citizens: hours a year before"),
        "hours_after": N_("Citizens: hours a year after"),
        "money_before": N_("Citizens: money a year before"),
        "money_after": N_("Citizens: money a year after"),
    },
    "office": {
        "minutes_before": N_("Office: minutes before"),
        "paid_before": N_("Office: paid before"),
        "minutes_after": N_("Office: minutes after"),
        "paid_after": N_("Office: paid after"),
        "hours_before": N_("Office: hours a year before"),
        "hours_after": N_("Office: hours a year after"),
        "money_before": N_("Office: money a year before"),
        "money_after": N_("Office: money a year after"),
    },
}
TABLE = columns.Table(
    N_("Benefits"),
    columns.whole("redesign_id", N_("Redesign no.")),
    columns.text("service", N_("Service")),
    columns.text("organisation", N_("Organisation")),
    columns.text("status", N_("Status"), STATUS_TITLES),
    columns.day("since", N_("Since")),
    columns.text("basis", N_("Basis"), BASIS_WORDS),
    columns.text("gaps", N_("What is missing"), GAPS),
    columns.whole("requests_a_year", N_("Requests a year")),
    columns.amount("hourly_income", N_("What an hour of citizens is worth")),
    columns.amount("hourly_office_cost", N_("What an hour of the office costs")),
    columns.day("parameters_from", N_("Parameters from")),
    *(
        columns.amount(f"{side}_{name}", heading)
        for side, headings in _SIDE_HEADINGS.items()
        for name, heading in headings.items()
    ),
)
TENTH, CENT = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True)
class Amounts:
    """Hours and money of a year, before and after."""

    hours_before: Decimal
    hours_after: Decimal
    money_before: Decimal
    money_after: Decimal

    @property
    def hours_saved(self) -> Decimal:
        return self.hours_before - self.hours_after

    @property
    def money_saved(self) -> Decimal:
        return self.money_before - self.money_after

    def __add__(self, other: Amounts) -> Amounts:
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Amounts(*(mine + theirs for mine, theirs in pairs))

    @classmethod
    def of(cls, measurement: Measurement, side: str) -> Amounts | None:
        """Return one side's amounts; None for an office whose time nobody stated."""
        if side == "office" and not measurement.office_is_stated:
            return None
        before = measurement.yearly(side, "before")
        after = measurement.yearly(side, "after")
        return cls(
            _rounded(before.hours, TENTH),
            _rounded(after.hours, TENTH),
            _rounded(before.money, CENT),
            _rounded(after.money, CENT),
        )


@dataclass(frozen=True)
class ServiceBenefit:
    """One service's benefit; ``basis`` is "measured", "forecast" or "none", and ``gaps`` say why not measured."""

    track: Track
    basis: str
    citizens: Amounts | None
    office: Amounts | None
    gaps: tuple[str, ...]

    @property
    def measurement(self) -> Measurement | None:
        return self.track.measurement

    @property
    def parameters_from(self) -> date | None:
        """Return the day from which the city's parameters of this measurement hold."""
        day = self.track.measurement and self.track.measurement.parameters_from
        return date.fromisoformat(day) if day else None

    @property
    def is_digitized(self) -> bool:
        return self.track.group == "digitized"

    @classmethod
    def of(cls, track: Track) -> ServiceBenefit:
        taken = track.measurement
        gaps = tuple(taken.gaps) if taken else ("before", "after")
        if taken is None or not taken.is_computable:
            return cls(track, "none", None, None, gaps)
        basis = "measured" if track.group == "digitized" and taken.is_measured else "forecast"
        return cls(track, basis, Amounts.of(taken, "citizens"), Amounts.of(taken, "office"), gaps)

    def as_row(self) -> dict[str, Any]:
        """Return the inputs and the result as one flat row."""
        taken = self.track.measurement or Measurement()
        row: dict[str, Any] = {
            "redesign_id": self.track.id,
            "service": self.track.title,
            "organisation": self.track.organisation,
            "status": self.track.status,
            "since": self.track.since,
            "basis": self.basis,
            "gaps": list(self.gaps),
            "requests_a_year": taken.volume,
            "hourly_income": taken.hourly_income,
            "hourly_office_cost": taken.hourly_office_cost,
            "parameters_from": taken.parameters_from,
        }
        for side in SIDES:
            for moment in ("before", "after"):
                one = getattr(taken, f"{side}_{moment}") if self.basis != "none" else {}
                row[f"{side}_minutes_{moment}"] = one.get("minutes")
                row[f"{side}_paid_{moment}"] = one.get("money")
            row.update(amounts_dict(getattr(self, side), f"{side}_"))
        return row


@dataclass(frozen=True)
class Sums:
    """A yearly sum over services, each side apart; None is "not measured", never 0."""

    services: int
    citizens: Amounts | None
    office: Amounts | None
    office_services: int

    @property
    def together(self) -> Amounts | None:
        return _total(amounts for amounts in (self.citizens, self.office) if amounts)

    @classmethod
    def of(cls, lines: Iterable[ServiceBenefit]) -> Sums:
        lines = list(lines)
        office = [line.office for line in lines if line.office]
        return cls(
            services=len(lines),
            citizens=_total(line.citizens for line in lines if line.citizens),
            office=_total(office),
            office_services=len(office),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the sums in the form that other programs rely on."""
        return amounts_dict(self.together)


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
            "forecast": {**self._sums(forecast), "services_forecast": forecast.services},
            "unmeasured": [
                {"redesign_id": line.track.id, "service": line.track.title, "gaps": list(line.gaps)}
                for line in self.unmeasured
            ],
        }

    def _sums(self, sums: Sums) -> dict[str, Any]:
        return {
            **sums.as_dict(),
            "currency": self.currency,
            "per": "year",
            "citizens": amounts_dict(sums.citizens),
            "office": {**amounts_dict(sums.office), "services_stated": sums.office_services},
        }


def benefits_of(services: Iterable[Track], currency: str) -> Benefits:
    """Return the benefits of services; those that left the line (stopped, merged…) promise nothing."""
    lines = (ServiceBenefit.of(track) for track in services if track.group != "other")
    return Benefits(currency, tuple(lines))


def amounts_dict(amounts: Amounts | None, prefix: str = "") -> dict[str, float | None]:
    """Return amounts as numbers under the names of the contract."""
    names = ("hours_before", "hours_after", "money_before", "money_after")
    return {f"{prefix}{name}": float(getattr(amounts, name)) if amounts else None for name in names}


def _total(amounts: Iterable[Amounts]) -> Amounts | None:
    total: Amounts | None = None
    for each in amounts:
        total = total + each if total else each
    return total


def _rounded(value: float, unit: Decimal) -> Decimal:
    # Each service is rounded before the sum, so that a sum is exactly that of the rows it opens.
    return Decimal(repr(value)).quantize(unit, ROUND_HALF_UP)
