"""Membership: a person works in the team of one redesign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.phase import Phase
from workbench.models.roles import gives_rights, right

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


@gives_rights
def team_rights(day: Any) -> list[Select[Any]]:
    """A place in a team counts in its redesign and service while its holder has a seat in the programme."""
    redesign = db.metadata.tables["redesign"]
    seat = (
        select(Enrolment.id)
        .join(Enrolment.phase)
        .where(
            Enrolment.person_id == Membership.person_id,
            Enrolment.is_open(day),
            Phase.programme_id == redesign.c.programme_id,
        )
    )
    places = (("redesign", redesign.c.id), ("service", redesign.c.service_id))
    return [
        right(Membership.person_id, place, place_id, "member")
        .join(redesign, redesign.c.id == Membership.redesign_id)
        .where(seat.exists(), place_id.is_not(None))
        for place, place_id in places
    ]
