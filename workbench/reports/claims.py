"""What others stated, beside what the records say: neither overwrites the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, raiseload

from workbench.extensions import db
from workbench.models.catalogue.source import KINDS, Source
from workbench.models.programme.claim import QUALIFIERS, Claim
from workbench.models.programme.claim_subject import MEASURES, SUBJECTS
from workbench.reports.measures import Facts, Value, value_of
from workbench.text import columns
from workbench.text.messages import N_

SUBJECT_WORDS = {kind: subject.word for kind, subject in SUBJECTS.items()}
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
    columns.text("subject_kind", N_("Kind of subject"), SUBJECT_WORDS),
    columns.text("subject", N_("About")),
    columns.day("figure_day", N_("Day stated")),
    columns.day("figure_day_to", N_("Upper day stated")),
    columns.day("computed_day", N_("Day computed")),
    columns.day("period_from", N_("Period from")),
    columns.day("period_to", N_("Period to")),
    columns.text("breakdown", N_("Broken down by")),
    columns.amount("growth", N_("Growth in the series, as a share")),
    columns.day("growth_since", N_("Growth since")),
    columns.text("source_kind", N_("Kind of source"), KINDS),
    columns.text("source_number", N_("Number of the source")),
    columns.day("source_published_on", N_("Source published on")),
    columns.day("source_accessed_on", N_("Source accessed on")),
    columns.text("source_interviewee", N_("Role of who was asked")),
)
_AS_STATED = (
    *("id", "subject_kind", "subject_id", "measure", "figure", "figure_to", "figure_day"),
    *("figure_day_to", "qualifier", "unit", "scope_text", "stated_by", "as_of", "period_from"),
    *("period_to", "breakdown", "conflict_group", "note"),
)


@dataclass(frozen=True)
class StatedFigure:
    """One claim with the computed figure of the day, and of the day to which the claim itself refers."""

    id: int
    subject_kind: str
    subject_id: str
    measure: str
    figure: Decimal | None
    figure_to: Decimal | None
    figure_day: date | None
    figure_day_to: date | None
    qualifier: str
    unit: str
    scope_text: str
    stated_by: str
    as_of: date | None
    period_from: date | None
    period_to: date | None
    breakdown: dict[str, str]
    conflict_group: str
    note: str
    # The record of its source, and what its subject is called.
    origin: Source | None
    subject: str
    computed: Value
    computed_then: Value
    agrees: bool | None
    # What it grew out of: the first figure of its series.
    first: StatedFigure | None = None

    @property
    def source(self) -> str:
        return self.origin.title if self.origin else ""

    @property
    def source_url(self) -> str:
        return self.origin.url if self.origin else ""

    @property
    def growth(self) -> float | None:
        """Return the growth since the first figure of the series, as a share of it."""
        if self.first is None or not self.first.figure or self.figure is None:
            return None
        return float(round((self.figure - self.first.figure) / self.first.figure, 4))

    @property
    def compared(self) -> Value:
        """Return what it is judged by: a programme's figure of the day, any other's of the day it was stated for."""
        return self.computed_then if self.is_judged_then else self.computed

    @property
    def is_judged_then(self) -> bool:
        return self.subject_kind != "programme" and self.as_of is not None

    def as_dict(self) -> dict[str, Any]:
        origin = self.origin
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
            "subject_kind": self.subject_kind,
            "subject": self.subject,
            "figure_day": self.figure_day,
            "figure_day_to": self.figure_day_to,
            "computed_day": self.compared if isinstance(self.compared, date) else None,
            "period_from": self.period_from,
            "period_to": self.period_to,
            "breakdown": [f"{name}: {value}" for name, value in self.breakdown.items()],
            "growth": self.growth,
            "growth_since": self.first.as_of if self.first else None,
            "source_kind": (origin.kind or None) if origin else None,
            "source_number": origin.number if origin else "",
            "source_published_on": origin.published_on if origin else None,
            "source_accessed_on": origin.accessed_on if origin else None,
            "source_interviewee": origin.interviewee if origin else "",
        }


def claims_of(facts: Facts) -> list[StatedFigure]:
    """Return the claims of a ledger stated as of a day or without one, each beside the computed figure.

    The ledger is that of the programme that the facts are of, else the city's own.
    """
    of_city = (Claim.city_id == facts.city.id) & Claim.programme_id.is_(None)
    here = Claim.programme_id == facts.programme.id if facts.programme else of_city
    statement = (
        select(Claim)
        .outerjoin(Claim.source)
        .where(here, or_(Claim.as_of.is_(None), Claim.as_of <= facts.day))
        .options(contains_eager(Claim.source).raiseload("*"), raiseload("*"))
        .order_by(Claim.id)
    )
    claims = list(db.session.scalars(statement))
    facts.asked = frozenset((each.subject_kind, each.subject_id) for each in claims)
    return in_series(_beside(claim, facts) for claim in claims)


def _beside(claim: Claim, facts: Facts) -> StatedFigure:
    about = (claim.subject_kind, claim.measure, claim.subject_id)
    found = StatedFigure(
        **{name: getattr(claim, name) for name in _AS_STATED},
        origin=claim.source,
        subject=facts.name(claim.subject_kind, claim.subject_id),
        computed=value_of(facts, *about, facts.day),
        computed_then=value_of(facts, *about, claim.as_of) if claim.as_of else None,
        agrees=None,
    )
    return replace(found, agrees=claim.agrees_with(found.compared))


def in_series(claims: Iterable[StatedFigure]) -> list[StatedFigure]:
    """Return the claims, each that repeats the same figure for a later day with the first of its series.

    Those that contradict each other are no series.
    """
    claims = list(claims)
    firsts: dict[tuple[Any, ...], StatedFigure] = {}
    dated = (each for each in claims if each.as_of and not each.conflict_group)
    for each in sorted(dated, key=lambda claim: (claim.as_of or date.min, claim.id)):
        firsts.setdefault(_series(each), each)
    return [_after(each, firsts.get(_series(each))) for each in claims]


def _series(claim: StatedFigure) -> tuple[Any, ...]:
    what = claim.measure or claim.unit.casefold().strip()
    broken_down = tuple(sorted(claim.breakdown.items()))
    return claim.subject_kind, claim.subject_id, what, broken_down, bool(claim.conflict_group)


def _after(claim: StatedFigure, first: StatedFigure | None) -> StatedFigure:
    is_later = first is not None and claim.as_of is not None and first.as_of != claim.as_of
    return replace(claim, first=first) if is_later and not claim.conflict_group else claim


def side_by_side(claims: Iterable[StatedFigure]) -> list[list[StatedFigure]]:
    """Return the claims in groups that contradict each other; a claim alone is a group of one."""
    groups: dict[str, list[StatedFigure]] = {}
    for claim in claims:
        groups.setdefault(claim.conflict_group or f"#{claim.id}", []).append(claim)
    return list(groups.values())


def number(value: Value) -> int | float | None:
    """Return a figure as a whole number where it is one; a day is none."""
    if value is None or isinstance(value, date):
        return None
    return int(value) if value == int(value) else float(value)
