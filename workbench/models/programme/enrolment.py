"""Enrolment: a person takes part in one phase of a programme, in a role; the same person may sit in two phases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ForeignKey, Select, String, UniqueConstraint, or_
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, DomainError, Record, Scope
from workbench.models.log.journaled import Journaled
from workbench.models.roles import gives_rights, right
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.organisation import Organisation
    from workbench.models.people.person import Person
    from workbench.models.programme.phase import Phase


class Enrolment(Authored, Journaled, Record):
    """One seat in a phase; from its last day on, it gives no access any more."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("phase_id", "person_id", "role"),)
    resource = "enrolment"
    events = {
        "added": N_("%(who)s enrolled %(name)s (%(role)s)."),
        "ended": N_("%(who)s ended the enrolment of %(name)s (%(role)s)."),
        "undone": N_("%(who)s undid a change of the enrolment of %(name)s (%(role)s)."),
    }
    lasting_events = frozenset({"added"})

    id: Mapped[int] = mapped_column(primary_key=True)
    phase_id: Mapped[int] = mapped_column(ForeignKey("phase.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # The organisation at the time: a person may move, the count of that phase does not.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str] = mapped_column(String(20), default="participant")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    phase: Mapped[Phase] = relationship(back_populates="enrolments")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def scope(self) -> Scope:
        return self.phase.scope

    @hybrid_method
    def is_open(self, day: date) -> bool:
        """Return whether the seat gives access on a day; of the class, the condition for it."""
        return self.ends_on is None or self.ends_on > day

    @is_open.inplace.expression  # type: ignore[attr-defined]
    @classmethod
    def _is_open(cls, day: date) -> ColumnElement[bool]:
        return or_(cls.ends_on.is_(None), cls.ends_on > day)

    def reopen(self, *, by: Person | None) -> None:
        """Give the seat back to the person who had it."""
        self.ends_on = None
        self.log("added", by=by, name=self.person.name, role=self.role)

    def end(self, day: date, *, by: Person) -> None:
        """End the seat on a day; the person keeps their other seats and everything they wrote."""
        if day < self.starts_on:
            why = N_("The enrolment began later, on %(day)s.")
            raise DomainError(why, day=self.starts_on.isoformat())
        self.ends_on = day
        self.log("ended", by=by, name=self.person.name, role=self.role)


@gives_rights
def seat_rights(day: Any) -> list[Select[Any]]:
    """A seat counts in its programme, and makes its holder somebody of the programme's city, wherever they come from."""
    phase, programme = db.metadata.tables["phase"], db.metadata.tables["programme"]
    seats = [
        right(Enrolment.person_id, place, place_id, Enrolment.role)
        for place, place_id in (("programme", programme.c.id), ("city", programme.c.city_id))
    ]
    return [
        seat.join(phase, phase.c.id == Enrolment.phase_id)
        .join(programme, programme.c.id == phase.c.programme_id)
        .where(Enrolment.is_open(day))
        for seat in seats
    ]
