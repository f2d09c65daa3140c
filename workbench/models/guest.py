"""A guest: somebody who came into a workshop by its code and a name, until a facilitator says who it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.models.base import Authored, Moment, Record, Scope, Versioned

if TYPE_CHECKING:
    from workbench.models.person import Person
    from workbench.models.redesign import Redesign
    from workbench.models.workshop import Workshop


class Guest(Versioned, Authored, Record):
    """A seat in one workshop's room; its person has no e-mail and no password, only this browser's session."""

    __tablename__ = "guest"
    __table_args__ = (UniqueConstraint("workshop_id", "person_id"),)
    resource = "guest"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # What they said of where they work, in their words.
    workplace: Mapped[str] = mapped_column(String(200), default="")
    # The team they sit with, if any.
    redesign_id: Mapped[int | None] = mapped_column(ForeignKey("redesign.id"), index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Sent out by a facilitator: the seat gives no access any more.
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    workshop: Mapped[Workshop] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    redesign: Mapped[Redesign | None] = relationship()

    @property
    def scope(self) -> Scope:
        return self.workshop.scope
