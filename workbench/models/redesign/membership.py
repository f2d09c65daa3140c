"""Membership: a person works in the team of one redesign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign


class Membership(Authored, db.Model):
    """One place in a redesign team."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("redesign_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    redesign_id: Mapped[int] = mapped_column(ForeignKey("redesign.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    redesign: Mapped[Redesign] = relationship(back_populates="memberships")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
