"""Attendance: who was at a workshop; presence suggests it, a person confirms it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.models.base import Moment, Record, Scope, Versioned
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.person import Person
    from workbench.models.workshop import Workshop

STATES = {
    "present": N_("present"),
    "late": N_("came late"),
    "partial": N_("was there for a part"),
    "excused": N_("excused"),
    "absent": N_("absent"),
}


class Attendance(Versioned, Record):
    """One person at one workshop: when they were seen, and what a facilitator confirmed."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("workshop_id", "person_id"),)
    resource = "attendance"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first_seen_at: Mapped[datetime | None] = mapped_column(Moment)
    last_seen_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_seconds: Mapped[int] = mapped_column(default=0)
    # None: nobody has confirmed it yet.
    state: Mapped[str | None] = mapped_column(String(20))
    minutes: Mapped[int | None]
    remark: Mapped[str] = mapped_column(String(300), default="")
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)

    workshop: Mapped[Workshop] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def scope(self) -> Scope:
        return self.workshop.scope
