"""What is known of services after their launch as of a day: figures and visits of a programme, read in two statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from workbench.extensions import db
from workbench.models.programme.programme import Programme
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.figure import KPIS, Figure
from workbench.models.work.follow_up import FollowUp
from workbench.models.work.monitoring import Due, due, point_of
from workbench.reports.saving import TakeUp
from workbench.text import columns
from workbench.text.messages import N_

TABLE = columns.Table(
    N_("Figures after the launch"),
    columns.text("service", N_("Service")),
    columns.text("kpi", N_("Figure"), KPIS),
    columns.day("on", N_("Date")),
    columns.amount("value", N_("Value")),
    columns.text("unit", N_("Unit")),
    columns.whole("n", N_("On how many")),
    columns.text("method", N_("How it was measured")),
    columns.text("source", N_("Source")),
    columns.amount("target", N_("Target")),
    columns.whole("point", N_("Days after the launch")),
)
_COLUMNS = (
    *("redesign_id", "measure", "basis", "stated_on", "value", "n", "levels", "method"),
    *("stated_by", "source"),
)


@dataclass(frozen=True)
class Known:
    """One figure as it stands in its row."""

    redesign_id: int
    measure: str
    basis: str
    stated_on: date
    value: Decimal
    n: int | None
    levels: list[int]
    method: str
    stated_by: str
    source: str


@dataclass(frozen=True)
class Visit:
    """One follow-up: so many months after the launch, its day and what was found."""

    redesign_id: int
    months: int
    held_on: date
    outcome: str
    text: str


@dataclass(frozen=True)
class Account:
    """All that is known of one redesign's service after its launch, in the order of the days."""

    figures: tuple[Known, ...] = ()
    visits: tuple[Visit, ...] = ()

    def of(self, measure: str, basis: str = "measured") -> list[Known]:
        return [each for each in self.figures if (each.measure, each.basis) == (measure, basis)]

    def latest(self, measure: str, basis: str = "measured") -> Known | None:
        found = self.of(measure, basis)
        return found[-1] if found else None

    @property
    def take_up(self) -> TakeUp | None:
        """Return the latest measured share, else the latest forecast; None when nobody said any."""
        known = self.latest("take_up") or self.latest("take_up", "forecast")
        if known is None:
            return None
        told = {
            name: getattr(known, name)
            for name in ("stated_on", "n", "method", "stated_by", "source")
        }
        return TakeUp(known.value, known.basis, **told)

    @property
    def investment(self) -> Decimal | None:
        """Return what was paid in all; None when nobody said anything, which is not 0."""
        paid = [each.value for each in self.of("investment")]
        return sum(paid, Decimal(0)) if paid else None

    def target(self, measure: str) -> Decimal | None:
        found = self.latest(measure, "target")
        return found.value if found else None

    def due(self, launched_on: date | None, day: date) -> list[Due]:
        measured = [
            (each.measure, each.stated_on) for each in self.figures if each.basis == "measured"
        ]
        return due(launched_on, measured, [visit.months for visit in self.visits], day)

    def kpi_rows(
        self, service: str, currency: str, launched_on: date | None
    ) -> list[dict[str, Any]]:
        """Return every measured figure as a row of the contract: shares from 0 to 1, money in the currency."""
        return [
            {
                "service": service,
                "kpi": each.measure,
                "on": each.stated_on,
                "value": float(each.value),
                "unit": unit_of(each.measure, currency),
                "n": each.n,
                "method": each.method,
                "source": each.source,
                "target": _number(self.target(each.measure)),
                "point": point_of(launched_on, each.stated_on) if launched_on else None,
            }
            for each in self.figures
            if each.basis == "measured" and each.measure in KPIS
        ]


NOTHING = Account()


def accounts_of(programme: Programme, day: date) -> dict[int, Account]:
    """Return what was known on a day of each redesign of a programme, by its id."""
    figures = _rows(Figure, _COLUMNS, Figure.stated_on, programme, day)
    visits = _rows(
        FollowUp,
        ("redesign_id", "months", "held_on", "outcome", "text"),
        FollowUp.held_on,
        programme,
        day,
    )
    return {one: account(figures[one], visits[one]) for one in {*figures, *visits}}


def account(figures: Iterable[Any], visits: Iterable[Any]) -> Account:
    """Return the account that rows or records of one redesign give, the earliest first."""
    return Account(
        tuple(Known(*(getattr(each, name) for name in _COLUMNS)) for each in figures),
        tuple(
            Visit(each.redesign_id, each.months, each.held_on, each.outcome, each.text)
            for each in visits
        ),
    )


def account_of(redesign: Redesign) -> Account:
    """Return what is known of one redesign today."""
    visits = sorted(FollowUp.kept_in(redesign), key=lambda each: each.held_on)
    return account(figures_in(redesign), visits)


def stated_of(redesign: Redesign) -> Account:
    """Return the figures alone that are known of one redesign today: a saving asks for no more."""
    return account(figures_in(redesign), ())


def figures_in(redesign: Redesign) -> list[Figure]:
    return sorted(Figure.kept_in(redesign), key=lambda each: (each.stated_on, each.created_at))


def unit_of(measure: str, currency: str) -> str:
    """Return "share", "1-5" or the currency."""
    if measure == "satisfaction":
        return "1-5"
    return currency if measure in ("cost", "investment") else "share"


def _rows(
    kind: Any, names: tuple[str, ...], on: Any, programme: Programme, day: date
) -> dict[int, list[Any]]:
    """Return the rows of each redesign, the earliest first."""
    statement = (
        select(*(getattr(kind, name) for name in names))
        .join(Redesign, kind.redesign_id == Redesign.id)
        .where(Redesign.programme_id == programme.id, on <= day, kind.discarded_at.is_(None))
        .order_by(on, kind.created_at, kind.id)
    )
    found = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.redesign_id].append(row)
    return found


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
