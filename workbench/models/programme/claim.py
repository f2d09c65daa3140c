"""A claim: a figure that somebody stated, stored beside the one that the records give."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, DomainError, Record, Scope, Versioned
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.programme.programme import Programme

QUALIFIERS = {
    "=": N_("exactly"),
    ">": N_("more than"),
    ">=": N_("at least"),
    "<": N_("fewer than"),
    "<=": N_("up to"),
    "~": N_("about"),
    "between": N_("between"),
}

# What a claim may be compared with: the slugs of figures that the report computes; "" is context only.
MEASURES = {
    "": N_("Context, not computed here"),
    "services_digitized": N_("Services digitized"),
    "services_in_development": N_("Services in development"),
    "services_total": N_("Services worked on"),
    "enrolments": N_("Enrolments"),
    "people": N_("Officials (distinct people)"),
    "organisations": N_("Organisations"),
    "hours_saved": N_("Hours saved by citizens a year"),
}


class Claim(Versioned, Authored, Record):
    """One stated figure with its qualifier, date and source; claims in one conflict group contradict each other."""

    __tablename__ = "claim"
    resource = "claim"
    events = {
        "stated": N_("%(who)s kept a figure stated by %(stated_by)s (%(unit)s)."),
        "edited": N_("%(who)s changed the figure stated by %(stated_by)s (%(unit)s)."),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    measure: Mapped[str] = mapped_column(String(40), default="", info={"words": MEASURES})
    figure: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    figure_to: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    qualifier: Mapped[str] = mapped_column(String(10), default="=", info={"words": QUALIFIERS})
    unit: Mapped[str] = mapped_column(String(120))
    scope_text: Mapped[str] = mapped_column(default="")
    as_of: Mapped[date | None]
    stated_by: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(default="")
    source_url: Mapped[str] = mapped_column(String(500), default="")
    conflict_group: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(default="")

    programme: Mapped[Programme] = relationship(back_populates="claims")

    @classmethod
    def state(cls, programme: Programme, *, by: Person | None, **values: Any) -> Claim:
        """Add a stated figure; a range needs its upper end."""
        cls._check_range(values)
        claim = cls(programme=programme, created_by_id=by.id if by else None, **values)
        db.session.add(claim)
        claim.log("stated", by=by, stated_by=claim.stated_by, unit=claim.unit)
        return claim

    @staticmethod
    def _check_range(values: dict[str, Any]) -> None:
        if values.get("qualifier") == "between" and values.get("figure_to") is None:
            raise DomainError(N_("Say both ends of the range."))

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        self._check_range(values)
        if self.assign(values):
            self.log("edited", by=by, stated_by=self.stated_by, unit=self.unit)

    def agrees_with(self, computed: Decimal | int | None) -> bool | None:
        """Return whether the computed figure satisfies the claim; None when there is nothing to compare."""
        if computed is None or not self.measure:
            return None
        value, figure = Decimal(computed), self.figure
        if self.qualifier == "between":
            return figure <= value <= (self.figure_to or figure)
        if self.qualifier == "~":
            return abs(value - figure) <= figure * Decimal("0.1")
        return {
            "=": value == figure,
            ">": value > figure,
            ">=": value >= figure,
            "<": value < figure,
            "<=": value <= figure,
        }[self.qualifier]

    @property
    def scope(self) -> Scope:
        return self.programme.scope
