"""What a service costs citizens and city hall in a year, before and after: the standard cost model."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from workbench.models.catalogue import levels
from workbench.models.progress.certainty import SPREADS, by_basis, quantity, uncertain
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.work.journey_step import JourneyStep
from workbench.text.messages import N_

# Why a redesign's benefit cannot be computed, or is a forecast only.
GAPS = {
    "volume": N_("requests a year are not stated"),
    "parameters": N_("the city has not stated what an hour is worth"),
    "before": N_("a step of today's journey has no time"),
    "after": N_("a step of the future journey has no time"),
    "guessed": N_("the times after the launch are not measured yet"),
    # These two are no part of what is frozen: the share is a figure of its own, with its day.
    "take_up": N_("how many use the new way is neither measured nor foreseen"),
    "foreseen": N_("how many use the new way is a forecast"),
}


@dataclass(frozen=True)
class Burden:
    """What one request costs one side: minutes, and money paid besides the time."""

    minutes: float = 0.0
    money: float = 0.0


@dataclass(frozen=True)
class Yearly:
    """What one side spends in a year: hours, and money with the hours' worth in it."""

    hours: float
    money: float


def levels_of(work: RedesignWork) -> tuple[dict[str, str], dict[str, str]]:
    """Return the level under each scheme before and after: that of the charter, else of the steps of today."""
    before = work.redesign.require_service().levels_before(work.redesign)
    today, future = work.steps("as_is"), work.steps("to_be")
    schemes = levels.SCHEMES.items()
    return (
        {slug: before.get(slug) or scheme.level_of(today) for slug, scheme in schemes},
        {slug: scheme.level_of(future) for slug, scheme in schemes},
    )


@dataclass
class Measurement:
    """Everything that a status change freezes: levels, burdens, volume and the parameters in force."""

    levels_before: dict[str, str] = field(default_factory=dict)
    levels_after: dict[str, str] = field(default_factory=dict)
    volume: int | None = None
    citizens_before: dict[str, float] = field(default_factory=dict)
    citizens_after: dict[str, float] = field(default_factory=dict)
    office_before: dict[str, float] = field(default_factory=dict)
    office_after: dict[str, float] = field(default_factory=dict)
    hourly_income: float | None = None
    hourly_office_cost: float | None = None
    parameters_from: str | None = None
    # Whether anybody stated the office's own time or cost on both journeys; without it the office's side
    # is unknown, which is not the same as nothing.
    office_is_stated: bool = False
    # How sure the minutes are: those of each basis ("citizens_before" → {"guess": 12.0}), and how far a basis
    # may be off (0.5 is half). Both are empty in what releases before 0.5.0 froze.
    certain: dict[str, dict[str, float]] = field(default_factory=dict)
    spreads: dict[str, float] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)

    @classmethod
    def take(cls, work: RedesignWork, day: date) -> Measurement:
        """Measure a redesign as it stands, with the parameters in force on a day."""
        service = work.redesign.require_service()
        today, future = work.steps("as_is"), work.steps("to_be")
        parameters = work.redesign.programme.city.parameters_on(day)
        levels_before, levels_after = levels_of(work)
        taken = cls(
            levels_before=levels_before,
            levels_after=levels_after,
            volume=service.yearly_requests,
            citizens_before=asdict(citizens_burden(today)),
            citizens_after=asdict(citizens_burden(future)),
            office_before=asdict(office_burden(today)),
            office_after=asdict(office_burden(future)),
            office_is_stated=_states_office(today) and _states_office(future),
            certain={
                f"{side}_{moment}": by_basis(steps, f"{name}_minutes")
                for side, name in (("citizens", "citizen"), ("office", "office"))
                for moment, steps in (("before", today), ("after", future))
            },
            spreads=dict(SPREADS),
        )
        if parameters:
            taken.hourly_income = float(parameters.hourly_income)
            taken.hourly_office_cost = float(parameters.hourly_office_cost)
            taken.parameters_from = parameters.valid_from.isoformat()
        taken.gaps = gaps(taken, today, future)
        return taken

    @classmethod
    def freeze(cls, work: RedesignWork, status: str, day: date) -> dict[str, Any]:
        """Return what a status freezes: nothing of the programme itself, nor with "monitored".

        The figures after a launch are dated rows beside the measurement that stands.
        """
        if work.redesign.is_of_programme or status == "monitored":
            return {}
        return cls.take(work, day).as_dict()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def thaw(cls, frozen: dict[str, Any]) -> Measurement:
        """Return a measurement from what a status change holds; unknown keys of older versions are left out."""
        return cls(**{name: frozen[name] for name in cls.__dataclass_fields__ if name in frozen})

    @property
    def is_computable(self) -> bool:
        return not set(self.gaps) - {"guessed"}

    @property
    def promises(self) -> bool:
        """Whether it says what a year costs before and after; an empty one says nothing."""
        return bool(self.citizens_after) and self.is_computable

    @property
    def is_measured(self) -> bool:
        return not self.gaps

    def knows(self, side: str, moment: str) -> bool:
        """Whether a year of "citizens" or "office", "before" or "after", can be told: unknown is not 0."""
        is_stated = side == "citizens" or self.office_is_stated
        return is_stated and self.volume is not None and moment not in self.gaps

    def minutes(self, side: str, moment: str) -> float | None:
        """Return the minutes of one request; None where nobody stated them."""
        is_stated = side == "citizens" or self.office_is_stated
        told: dict[str, float] = getattr(self, f"{side}_{moment}")
        return told.get("minutes") if is_stated and moment not in self.gaps else None

    @property
    def knows_certainty(self) -> bool:
        """Whether it says how sure its times are; one of an earlier release does not."""
        return bool(self.spreads)

    def yearly(self, side: str, moment: str, end: int = 0) -> Yearly:
        """Return the year of "citizens" or "office", "before" or "after": nothing without a volume.

        Hours are the minutes of a request × requests ÷ 60; money is hours × what an hour is worth, and
        what is paid besides × requests. ``end`` is -1 for the least that the times may be, 1 for the most.
        """
        request = Burden(**getattr(self, f"{side}_{moment}"))
        off = uncertain(self.certain.get(f"{side}_{moment}", {}), self.spreads)
        hourly = self.hourly_income if side == "citizens" else self.hourly_office_cost
        volume = self.volume or 0
        hours = (request.minutes + end * off) * volume / 60
        return Yearly(hours, hours * (hourly or 0) + request.money * volume)


def _sum(steps: list[JourneyStep], minutes: str, money: str) -> Burden:
    def total(name: str) -> float:
        return sum(float(getattr(step, name) or Decimal(0)) * quantity(step) for step in steps)

    return Burden(round(total(minutes), 4), round(total(money), 4))


def citizens_burden(steps: list[JourneyStep]) -> Burden:
    return _sum(steps, "citizen_minutes", "citizen_cost")


def office_burden(steps: list[JourneyStep]) -> Burden:
    return _sum(steps, "office_minutes", "office_cost")


def _states_office(steps: list[JourneyStep]) -> bool:
    return any(step.office_minutes is not None or step.office_cost is not None for step in steps)


def gaps(taken: Measurement, today: list[JourneyStep], future: list[JourneyStep]) -> list[str]:
    """Return why the benefit cannot be computed, or is only a forecast."""
    found = {
        "volume": taken.volume is None,
        "parameters": taken.hourly_income is None,
        "before": not today or not all(step.has_time for step in today),
        "after": not future or not all(step.has_time for step in future),
        "guessed": any(step.time_basis != "measured" for step in future),
    }
    return [slug for slug, missing in found.items() if missing]
