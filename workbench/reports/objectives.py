"""What a programme set out to reach beside what the records say, as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workbench.models.programme.objective import Objective
from workbench.reports.claims import number
from workbench.reports.measures import Figures

# What a measure that is known as a range says least and most.
Ranges = Mapping[str, tuple[int | Decimal, int | Decimal]]


@dataclass(frozen=True)
class Target:
    """One objective with the figure of the day; None is not stated or not measured, which is not zero."""

    id: int
    title: str
    measure: str
    target: Decimal | None
    unit: str
    due_on: date | None
    least: int | Decimal | None
    actual: int | Decimal | None
    most: int | Decimal | None

    @classmethod
    def of(cls, objective: Objective, figures: Figures, ranges: Ranges) -> Target:
        actual = figures.get(objective.indicator)
        least, most = ranges.get(objective.indicator, (actual, actual))
        return cls(
            id=objective.id,
            title=objective.title,
            measure=objective.indicator,
            target=objective.target,
            unit=objective.unit,
            due_on=objective.due_on,
            least=least,
            actual=actual,
            most=most,
        )

    @property
    def reached(self) -> bool | None:
        """Whether the likely value reaches the target."""
        return _reaches(self.actual, self.target)

    @property
    def least_reaches(self) -> bool | None:
        return _reaches(self.least, self.target)

    @property
    def is_range(self) -> bool:
        return self.least != self.most

    @property
    def missing(self) -> Decimal:
        return (self.target or Decimal(0)) - (self.actual or 0)

    def place(self, value: int | Decimal | None) -> float:
        """Return where a value stands on the bar, 0 to 100: its end is the largest of figure and target."""
        end = max(Decimal(each or 0) for each in (self.target, self.actual, self.most))
        return round(max(0.0, float(Decimal(value or 0) / end * 100)), 1) if end else 0.0

    def as_dict(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "target": number(self.target),
            "actual": number(self.actual),
            "least": number(self.least),
            "most": number(self.most),
            "reached": self.reached,
            "unit": self.unit,
            "due": self.due_on,
            "measure": self.measure,
        }


def targets_of(
    objectives: Iterable[Objective], figures: Figures, ranges: Ranges | None = None
) -> list[Target]:
    return [Target.of(objective, figures, ranges or {}) for objective in objectives]


def _reaches(value: int | Decimal | None, target: Decimal | None) -> bool | None:
    return None if value is None or target is None else value >= target
