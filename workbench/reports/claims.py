"""What others stated, beside what the records say: neither overwrites the other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import raiseload

from workbench.extensions import db
from workbench.models.programme.claim import MEASURES, QUALIFIERS, Claim
from workbench.models.programme.programme import Programme
from workbench.text import columns
from workbench.text.messages import N_

TABLE = columns.Table(
    N_("Stated figures"),
    columns.amount("figure", N_("Figure")),
    columns.text("qualifier", N_("Qualifier"), QUALIFIERS),
    columns.text("stated_by", N_("Stated by")),
    columns.day("as_of", N_("As of")),
    columns.amount("computed", N_("Computed")),
    columns.whole("id", N_("Figure no.")),
    columns.amount("figure_to", N_("Upper figure")),
    columns.text("unit", N_("Unit")),
    columns.text("measure", N_("Compared with"), MEASURES),
    columns.yes_no("agrees", N_("Agrees")),
    columns.amount("computed_then", N_("Computed for that day")),
    columns.text("scope", N_("What it covers")),
    columns.text("source", N_("Source")),
    columns.text("source_url", N_("Address of the source")),
    columns.text("conflict_group", N_("Contradicts others in")),
    columns.text("note", N_("Remark")),
)
Figures = dict[str, int | Decimal | None]


@dataclass(frozen=True)
class StatedFigure:
    """One claim with the computed figure of the day, and of the day to which the claim itself refers."""

    id: int
    measure: str
    figure: Decimal
    figure_to: Decimal | None
    qualifier: str
    unit: str
    scope_text: str
    stated_by: str
    source: str
    source_url: str
    as_of: date | None
    conflict_group: str
    note: str
    computed: int | Decimal | None
    computed_then: int | Decimal | None
    agrees: bool | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "figure": number(self.figure),
            "qualifier": self.qualifier,
            "stated_by": self.stated_by,
            "as_of": self.as_of,
            "computed": number(self.computed),
            "id": self.id,
            "figure_to": number(self.figure_to),
            "unit": self.unit,
            "measure": self.measure or None,
            "agrees": self.agrees,
            "computed_then": number(self.computed_then),
            "scope": self.scope_text,
            "source": self.source,
            "source_url": self.source_url,
            "conflict_group": self.conflict_group or None,
            "note": self.note,
        }


_AS_STATED = tuple(StatedFigure.__dataclass_fields__)[:-3]


def claims_of(
    programme: Programme, day: date, figures: Figures, then: Callable[[date], Figures]
) -> list[StatedFigure]:
    """Return the claims stated as of a day or without one, each beside the computed figure.

    ``figures`` are those of the day; ``then`` gives those of an earlier day, without money and hours.
    """
    statement = (
        select(Claim)
        .where(Claim.programme_id == programme.id, or_(Claim.as_of.is_(None), Claim.as_of <= day))
        .options(raiseload("*"))
        .order_by(Claim.id)
    )
    return [_beside(claim, figures, then) for claim in db.session.scalars(statement)]


def _beside(claim: Claim, figures: Figures, then: Callable[[date], Figures]) -> StatedFigure:
    computed = figures.get(claim.measure)
    return StatedFigure(
        **{name: getattr(claim, name) for name in _AS_STATED},
        computed=computed,
        computed_then=then(claim.as_of).get(claim.measure) if claim.as_of else None,
        agrees=claim.agrees_with(computed),
    )


def side_by_side(claims: Iterable[StatedFigure]) -> list[list[StatedFigure]]:
    """Return the claims in groups that contradict each other; a claim alone is a group of one."""
    groups: dict[str, list[StatedFigure]] = {}
    for claim in claims:
        groups.setdefault(claim.conflict_group or f"#{claim.id}", []).append(claim)
    return list(groups.values())


def number(value: int | Decimal | None) -> int | float | None:
    """Return a figure as a whole number where it is one."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
