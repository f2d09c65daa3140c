"""Small signs that people give in a workshop: "I am done" with a block, a raised hand, a call for help."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import DomainError, Moment, now
from workbench.models.redesign.redesign import Redesign
from workbench.models.register import declare_events
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.programme.workshop import Workshop
    from workbench.models.room.block import Block


declare_events(
    "tick",
    {
        "given": N_("%(who)s is done with “%(title)s”."),
        "taken_back": N_("%(who)s goes on with “%(title)s”."),
    },
    is_quiet=True,
)
declare_events(
    "help",
    {
        "called": N_("%(who)s called for help: %(name)s."),
        "answered": N_("%(who)s answered the call for help: %(name)s."),
        "withdrawn": N_("%(who)s no longer needs help: %(name)s."),
    },
    is_quiet=True,
)


class DoneTick(db.Model):
    """One person has finished with one block; they may go on working."""

    __tablename__ = "done_tick"
    __table_args__ = (UniqueConstraint("block_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    block_id: Mapped[str] = mapped_column(ForeignKey("block.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now)

    person: Mapped[Person] = relationship()

    @classmethod
    def give(cls, block: Block, *, by: Person) -> None:
        """Say that the person is done with the running block; a second time changes nothing."""
        if block.stand != "running":
            raise DomainError(N_("This part of the workshop does not run now."))
        if cls.of(block, by) is None:
            db.session.add(cls(block_id=block.id, person_id=by.author_id))
            tell(block, "tick.given", by)

    @classmethod
    def take_back(cls, block: Block, *, by: Person) -> None:
        tick = cls.of(block, by)
        if tick is not None:
            db.session.delete(tick)
            tell(block, "tick.taken_back", by)

    @classmethod
    def of(cls, block: Block, person: Person) -> DoneTick | None:
        own = select(cls).where(cls.block_id == block.id, cls.person_id == person.author_id)
        return db.session.scalar(own)


def tell(block: Block, action: str, by: Person) -> None:
    # Where nobody may know who wrote, the log does not know who finished when.
    named = None if block.is_anonymous else by
    block.scope.workspace.append(action, named, block, {"title": block.title})


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
    workshop: Mapped[Workshop] = relationship(back_populates="help_calls")

    @classmethod
    def raise_hand(
        cls, workshop: Workshop, redesign: Redesign | None, *, by: Person, kind: str = "help"
    ) -> HelpCall:
        """Call a facilitator to the team, or raise a hand in the room; one open call a person is enough."""
        call = cls.open_of(workshop, by)
        if call is None:
            team = redesign.id if redesign else None
            call = cls(workshop=workshop, redesign_id=team, person_id=by.author_id, kind=kind)
            db.session.add(call)
            db.session.flush()
            call.tell("help.called", by)
        return call

    @classmethod
    def open_of(cls, workshop: Workshop, person: Person) -> HelpCall | None:
        """Return the person's call that nobody has answered yet."""
        mine = select(cls).where(
            cls.workshop_id == workshop.id,
            cls.person_id == person.author_id,
            cls.answered_at.is_(None),
        )
        return db.session.scalars(mine).first()

    @classmethod
    def open_in(cls, workshop: Workshop) -> list[HelpCall]:
        """Return the calls that nobody has answered, the longest waiting first."""
        waiting = select(cls).where(cls.workshop_id == workshop.id, cls.answered_at.is_(None))
        known = (joinedload(cls.person), joinedload(cls.redesign).joinedload(Redesign.service))
        return list(db.session.scalars(waiting.order_by(cls.raised_at, cls.id).options(*known)))

    def answer(self, *, by: Person) -> None:
        """Say that somebody is on the way; who called may also take the call back."""
        if self.answered_at is None:
            self.answered_at, self.answered_by_id = now(), by.author_id
            verb = "withdrawn" if by.author_id == self.person_id else "answered"
            self.tell(f"help.{verb}", by)

    def tell(self, action: str, by: Person) -> None:
        name = self.redesign.title if self.redesign else self.person.name
        self.workshop.workspace.append(action, by, self.workshop, {"name": name})
