"""What one service saves in a year: the frozen facts × the share of requests that take the new way, as a range.

Before is what all requests cost in the old way; after is what they cost now, the share in the new way and the
rest in the old. The least saving takes today's times at their low end and the future's at their high end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from workbench.models.progress.measurement import Measurement, Yearly

SIDES = ("citizens", "office")
TENTH, CENT = Decimal("0.1"), Decimal("0.01")
# From what is known best to what is only assumed.
MEASURED, FORECAST, EVERYBODY = "measured", "forecast", "everybody"


@dataclass(frozen=True)
class TakeUp:
    """The share of requests that take the new way, and who says so since when; "everybody" is an assumption."""

    share: Decimal
    basis: str
    stated_on: date | None = None
    n: int | None = None
    method: str = ""
    stated_by: str = ""
    source: str = ""


ALL_OF_THEM = TakeUp(Decimal(1), EVERYBODY)


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
    def of(
        cls, measurement: Measurement, side: str, share: Decimal = Decimal(1), end: int = 0
    ) -> Amounts | None:
        """Return one side's amounts; None for an office whose time nobody stated.

        ``end`` is -1 for the least that may be saved, 1 for the most.
        """
        if side == "office" and not measurement.office_is_stated:
            return None
        before = measurement.yearly(side, "before", end)
        after = mixed(before, measurement.yearly(side, "after", -end), float(share))
        return cls(
            _rounded(before.hours, TENTH),
            _rounded(after.hours, TENTH),
            _rounded(before.money, CENT),
            _rounded(after.money, CENT),
        )


@dataclass(frozen=True)
class Range:
    """A year's saving: the likely one, and the least and the most where the certainty of the times is known."""

    least: Amounts | None
    likely: Amounts
    most: Amounts | None

    def __add__(self, other: Range) -> Range:
        return Range(
            _both(self.least, other.least),
            self.likely + other.likely,
            _both(self.most, other.most),
        )

    @classmethod
    def of(cls, measurement: Measurement, side: str, share: Decimal) -> Range | None:
        likely = Amounts.of(measurement, side, share)
        if likely is None:
            return None
        if not measurement.knows_certainty:
            return cls(None, likely, None)
        ends = (Amounts.of(measurement, side, share, end) for end in (-1, 1))
        least, most = ends
        return cls(least, likely, most)

    def saved(self, name: str) -> dict[str, Decimal | None]:
        """Return the saving of "hours" or "money" as least, likely and most."""
        return {
            end: getattr(amounts, f"{name}_saved") if amounts else None
            for end, amounts in (
                ("least", self.least),
                ("likely", self.likely),
                ("most", self.most),
            )
        }


def mixed(old: Yearly, new: Yearly, share: float) -> Yearly:
    """Return the year in which this share of the requests takes the new way, and the rest the old."""
    rest = 1 - share
    return Yearly(
        new.hours * share + old.hours * rest,
        new.money * share + old.money * rest,
    )


def total(several: Iterable[Any]) -> Any:
    """Return the sum of amounts or ranges; None of nothing."""
    found: Any = None
    for each in several:
        found = found + each if found else each
    return found


def range_dict(span: Range | None) -> dict[str, dict[str, float | None]]:
    """Return a range as numbers under the names of the contract."""
    nothing: dict[str, Decimal | None] = dict.fromkeys(("least", "likely", "most"))
    return {
        name: {
            end: None if value is None else float(value)
            for end, value in (span.saved(name) if span else nothing).items()
        }
        for name in ("hours", "money")
    }


def _both(mine: Amounts | None, theirs: Amounts | None) -> Amounts | None:
    return mine + theirs if mine and theirs else None


def _rounded(value: float, unit: Decimal) -> Decimal:
    # Each service is rounded before the sum, so that a sum is exactly that of the rows it opens.
    return Decimal(repr(value)).quantize(unit, ROUND_HALF_UP)
