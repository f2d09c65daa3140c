"""How sure a time is: a published table that says how far a measured, an estimated and a guessed one may be off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.models.work.journey_step import JourneyStep

# A convention of this workbench, version 1, and no law of nature: it stands on every page that uses it, and is
# frozen with each measurement, so that another table never moves a figure of an earlier day.
VERSION = 1
SPREADS = {"measured": 0.10, "estimate": 0.25, "guess": 0.50}


def quantity(step: JourneyStep) -> float:
    """Return how often a step is taken per request: share taking it × (1 + share who must return)."""
    return (step.share / 100) * (1 + step.return_share / 100)


def by_basis(steps: Iterable[JourneyStep], minutes: str) -> dict[str, float]:
    """Return the minutes of one request by the basis of the steps' times."""
    found: dict[str, float] = {}
    for step in steps:
        spent = (getattr(step, minutes) or 0) * quantity(step)
        found[step.time_basis] = round(found.get(step.time_basis, 0.0) + spent, 4)
    return found


def uncertain(minutes: Mapping[str, float], spreads: Mapping[str, float]) -> float:
    """Return by how many minutes the sum may be off, when every step errs to the same side."""
    widest = max(spreads.values(), default=0.0)
    return sum(spent * spreads.get(basis, widest) for basis, spent in minutes.items())
