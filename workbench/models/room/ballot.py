"""A ballot: how one person spread their dots over the groups or notes of a vote; secret until it closes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.models.base import Authored, Moment, PublicId, Record, Scope, Versioned
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.room.block import Block

ROOM = "room"


class Ballot(PublicId, Versioned, Authored, Record):
    """One voter's dots: {id of a group or note: how many}; on paper it has a voter's name and no person."""

    __tablename__ = "ballot"
    # The board has a key of its own because no database keeps two ballots apart whose team is NULL.
    __table_args__ = (UniqueConstraint("block_id", "board_key", "person_id"),)
    resource = "ballot"
    is_quiet = True
    secret_events = ("cast", "paper_entered", "paper_removed")
    events = {
        "cast": N_("%(who)s voted in “%(title)s”."),
        "finished": N_("%(who)s finished voting in “%(title)s”."),
        "paper_entered": N_("%(who)s entered a paper vote in “%(title)s”."),
        "paper_removed": N_("%(who)s took out a paper vote in “%(title)s”."),
    }

    block_id: Mapped[str] = mapped_column(ForeignKey("block.id"), index=True)
    # The board on which it was given: "room", or the id of a team's redesign.
    board_key: Mapped[str] = mapped_column(String(20), default=ROOM)
    redesign_id: Mapped[int | None] = mapped_column(ForeignKey("redesign.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    paper_name: Mapped[str] = mapped_column(String(120), default="")
    dots: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)

    block: Mapped[Block] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])

    @property
    def scope(self) -> Scope:
        return self.block.scope

    @classmethod
    def read_permission(cls) -> str:
        return "room:read"

    @property
    def spent(self) -> int:
        return sum(self.dots.values())

    @property
    def voter(self) -> str:
        """The name under which it was given."""
        return self.person.name if self.person else self.paper_name

    @property
    def is_own(self) -> bool:
        """Whether the voter gave it as themselves, not as a guest whom they turned out to be."""
        return self.person is not None and self.person.joined_to_id is None

    @property
    def has_voted(self) -> bool:
        """Whether the voter gave a dot or said that they have finished."""
        return bool(self.spent or self.finished_at)

    @property
    def is_paper(self) -> bool:
        return self.person_id is None

    def log_facts(self) -> dict[str, Any]:
        return {"title": self.block.title}
