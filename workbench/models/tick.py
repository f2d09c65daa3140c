"""Small signs that people give in a workshop: "I am done" with a block, a raised hand, a call for help."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Moment, now

if TYPE_CHECKING:
    from workbench.models.person import Person
    from workbench.models.redesign import Redesign


class DoneTick(db.Model):
    """One person has finished with one block; they may go on working."""

    __tablename__ = "done_tick"
    __table_args__ = (UniqueConstraint("block_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    block_id: Mapped[str] = mapped_column(ForeignKey("block.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now)

    person: Mapped[Person] = relationship()


class HelpCall(db.Model):
    """A hand raised in the room, or a team's call for help, until a facilitator answers it."""

    __tablename__ = "help_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    redesign_id: Mapped[int | None] = mapped_column(ForeignKey("redesign.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="help")
    raised_at: Mapped[datetime] = mapped_column(Moment, default=now)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    redesign: Mapped[Redesign | None] = relationship()
