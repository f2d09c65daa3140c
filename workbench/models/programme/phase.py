"""A phase of a programme: its people and its workshops in their order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import DomainError, Ordered, Record, Scope, Versioned
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.workshop import Workshop
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.organisation import Organisation
    from workbench.models.people.person import Person
    from workbench.models.programme.programme import Programme


class Phase(Versioned, Ordered, Record):
    """One stretch of a programme with its own people: the same person in two phases is two enrolments."""

    __tablename__ = "phase"
    resource = "phase"
    events = {
        "added": N_("%(who)s added the phase %(title)s."),
        "edited": N_("%(who)s changed the phase %(title)s."),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    programme: Mapped[Programme] = relationship(back_populates="phases")
    workshops: Mapped[list[Workshop]] = relationship(
        back_populates="phase", order_by="Workshop.position"
    )
    enrolments: Mapped[list[Enrolment]] = relationship(back_populates="phase")

    @property
    def scope(self) -> Scope:
        return self.programme.scope

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        if self.assign(values):
            self.log("edited", by=by, title=self.title)

    def enrol(
        self,
        person: Person,
        *,
        role: str,
        by: Person | None,
        organisation: Organisation | None = None,
        starts_on: date | None = None,
    ) -> Enrolment:
        """Give the person a seat in this phase, or the one they had; refuse a second in the same role."""
        had = next(
            (s for s in self.enrolments if s.person_id == person.id and s.role == role), None
        )
        if had and had.is_open(self.programme.city.today()):
            raise DomainError(N_("%(name)s is enrolled in this phase already."), name=person.name)
        if had:
            had.reopen(by=by)
            return had
        seat = Enrolment(
            phase=self,
            person=person,
            role=role,
            organisation=organisation or person.organisation,
            starts_on=starts_on or self.starts_on or self.programme.city.today(),
            created_by_id=by.id if by else None,
        )
        db.session.add(seat)
        seat.log("added", by=by, name=person.name, role=role)
        return seat

    def plan(self, *, title: str, by: Person | None, **values: Any) -> Workshop:
        """Add a workshop at the end of the phase, with the workspace that its room will use."""
        return Workshop.plan(self, title=title, by=by, **values)
