"""A claim: a figure or a day that somebody stated, stored beside the one that the records give."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, DomainError, Record, Scope, Versioned
from workbench.models.catalogue.source import DETAILS, Source
from workbench.models.programme.claim_subject import DAYS, MEASURES, check_subject
from workbench.models.programme.programme import Programme
from workbench.models.roles import ADMINISTRATORS
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.city import City
    from workbench.models.people.person import Person
    from workbench.models.programme.claim_subject import Ledger

QUALIFIERS = {
    "=": N_("exactly"),
    ">": N_("more than"),
    ">=": N_("at least"),
    "<": N_("fewer than"),
    "<=": N_("up to"),
    "~": N_("about"),
    "almost": N_("almost"),
    "between": N_("between"),
}
# Within this share of the stated figure "about" is true; "almost" is true just below it.
NEAR = Decimal("0.1")


class Claim(Versioned, Authored, Record):
    """One stated figure with its subject, qualifier, date and source; claims in one conflict group contradict each other.

    It is kept in the ledger of a programme, or of the city itself.
    """

    __tablename__ = "claim"
    __table_args__ = (Index("ix_claim_subject", "subject_kind", "subject_id"),)
    resource = "claim"
    # In the ledger of the city itself; in a programme's, its leads state and correct.
    permissions = {"keep": frozenset({"lead"}) | ADMINISTRATORS}
    events = {
        "stated": N_("%(who)s kept a figure stated by %(stated_by)s (%(unit)s)."),
        "edited": N_("%(who)s changed the figure stated by %(stated_by)s (%(unit)s)."),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    # What it is about: a kind of claim_subject.py, and the id of one.
    subject_kind: Mapped[str] = mapped_column(String(20), default="programme")
    subject_id: Mapped[str] = mapped_column(String(16))
    measure: Mapped[str] = mapped_column(String(40), default="", info={"words": MEASURES})
    # A number or a day, and for a range its upper end.
    figure: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    figure_to: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    figure_day: Mapped[date | None]
    figure_day_to: Mapped[date | None]
    qualifier: Mapped[str] = mapped_column(String(10), default="=", info={"words": QUALIFIERS})
    unit: Mapped[str] = mapped_column(String(120))
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    # {dimension: value}, as in {"sex": "women"}
    breakdown: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    scope_text: Mapped[str] = mapped_column(default="")
    as_of: Mapped[date | None]
    stated_by: Mapped[str] = mapped_column(String(200))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"), index=True)
    conflict_group: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(default="")

    city: Mapped[City] = relationship()
    programme: Mapped[Programme | None] = relationship(back_populates="claims")
    source: Mapped[Source | None] = relationship()

    @classmethod
    def state(cls, place: Ledger, *, by: Person | None, **values: Any) -> Claim:
        """Keep a stated figure in the ledger of a programme or a city; a range needs its upper end.

        Without a subject it is about the place itself. ``source`` may be the words of one, with its details
        as ``source_url``, ``source_kind`` and so on.
        """
        about = {"subject_kind": place.resource, "subject_id": str(place.id)}
        values = _settled(place, {**about, **values}, by)
        programme = place if isinstance(place, Programme) else None
        city = programme.city if programme else place
        author = by.id if by else None
        claim = cls(city=city, programme=programme, created_by_id=author, **values)
        db.session.add(claim)
        claim.log("stated", by=by, stated_by=claim.stated_by, unit=claim.unit)
        return claim

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        if self.assign(_settled(self.place, values, by, self)):
            self.log("edited", by=by, stated_by=self.stated_by, unit=self.unit)

    @property
    def place(self) -> Ledger:
        """The programme or the city in whose ledger it is kept."""
        return self.programme or self.city

    @property
    def stated(self) -> Decimal:
        """What was stated, as a number: of a day its place in the calendar."""
        return _number(self.figure if self.figure is not None else self.figure_day)

    def agrees_with(self, computed: Decimal | date | int | None) -> bool | None:
        """Return whether the computed figure satisfies the claim; None when there is nothing to compare."""
        if computed is None or not self.measure:
            return None
        value, figure = _number(computed), self.stated
        if self.qualifier == "between":
            upper = self.figure_to if self.figure is not None else self.figure_day_to
            return figure <= value <= (figure if upper is None else _number(upper))
        # A day has no size of which a share could be taken: near is a month.
        near = abs(figure) * NEAR if self.figure is not None else Decimal(31)
        return {
            "=": value == figure,
            ">": value > figure,
            ">=": value >= figure,
            "<": value < figure,
            "<=": value <= figure,
            "~": abs(value - figure) <= near,
            "almost": figure - near <= value <= figure,
        }[self.qualifier]

    @property
    def scope(self) -> Scope:
        return self.place.scope


def _settled(
    place: Ledger, values: dict[str, Any], by: Person | None, saved: Claim | None = None
) -> dict[str, Any]:
    """Return the values with the record of their source; refuse what does not fit together."""

    def said(name: str) -> Any:
        return values[name] if name in values else getattr(saved, name, None)

    _check(said)
    check_subject(place, said("subject_kind"), said("subject_id"), said("measure") or "")
    said_of_source = {name: values.pop(f"source_{name}", None) for name in DETAILS}
    if isinstance(words := values.get("source", ""), str):
        values.pop("source", None)
        details = {name: value for name, value in said_of_source.items() if value}
        city = place.city if isinstance(place, Programme) else place
        if source := Source.kept(city, by=by, title=words, **details):
            values.pop("source_id", None)
            values["source"] = source
    return values


def _check(said: Callable[[str], Any]) -> None:
    is_number, is_day = said("figure") is not None, said("figure_day") is not None
    if not is_number and not is_day:
        raise DomainError(N_("State a number or a day."))
    if is_number and is_day:
        raise DomainError(N_("State either a number or a day, not both."))
    upper = said("figure_to") if is_number else said("figure_day_to")
    if said("qualifier") == "between" and upper is None:
        raise DomainError(N_("Say both ends of the range."))
    if said("measure") and (said("measure") in DAYS) != is_day:
        raise DomainError(N_("A number cannot be compared with a day."))


def _number(value: Decimal | date | int | None) -> Decimal:
    return Decimal(value.toordinal() if isinstance(value, date) else value or 0)
