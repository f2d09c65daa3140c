"""A block of a workshop's agenda: what people do, for how long, where, and what it should yield."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import (
    Authored,
    Moment,
    Ordered,
    PublicId,
    Record,
    Refused,
    Scope,
    Versioned,
    now,
)
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.person import Person
    from workbench.models.workshop import Workshop

KINDS = {
    "write": N_("Write silently"),
    "group": N_("Read and group"),
    "vote": N_("Vote"),
    "map": N_("Map"),
    "discuss": N_("Discuss"),
    "break": N_("Break"),
    "homework": N_("Homework"),
}
STATES = {
    "planned": N_("planned"),
    "running": N_("running"),
    "done": N_("done"),
    "skipped": N_("skipped"),
}
# Where a block happens: on the workshop's own board, or on a page of each team's workspace.
BOARDS = {
    "room": N_("The board of the whole room"),
    "team": N_("Each team’s board of problems"),
    "as_is": N_("Each team’s journey of today"),
    "to_be": N_("Each team’s future journey"),
    "prototype": N_("Each team’s prototypes"),
    "tests": N_("Each team’s tests"),
    "none": N_("No board: the video call"),
}
# What participants may do on the board while the block runs, from the least to the most.
DEEDS = {
    "add": N_("write notes"),
    "arrange": N_("group and move notes"),
    "edit": N_("change and put away notes"),
    "work": N_("everything else: problems, maps, prototypes, tests"),
}
# What a block should yield, counted for each team or, in the room, for all.
GOALS = {
    "": N_("nothing that is counted"),
    "notes_each": N_("notes by each person"),
    "notes": N_("notes"),
    "groups": N_("groups"),
    "votes_each": N_("votes by each person"),
    "problems": N_("problems"),
    "steps": N_("steps on the map"),
    "fates": N_("steps of today with a fate"),
    "prototypes": N_("prototypes"),
    "findings": N_("findings"),
}


class Block(PublicId, Versioned, Authored, Ordered, Record):
    """One stretch of the agenda; the server's clock says how much of it is left."""

    __tablename__ = "block"
    resource = "block"

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="discuss")
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(default="")
    method: Mapped[str] = mapped_column(default="")
    # The question people answer on their notes.
    prompt: Mapped[str] = mapped_column(String(300), default="")
    minutes: Mapped[int] = mapped_column(default=10)
    board: Mapped[str] = mapped_column(String(20), default="room")
    goal_kind: Mapped[str] = mapped_column(String(20), default="")
    goal: Mapped[int | None]
    may: Mapped[list[str]] = mapped_column(JSON, default=lambda: list(DEEDS))
    # Silent writing: nobody's notes leave the server before the reveal; anonymous ones never name their author.
    is_hidden: Mapped[bool] = mapped_column(default=False)
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    revealed_at: Mapped[datetime | None] = mapped_column(Moment)
    # Homework is open between two moments instead of by a clock.
    opens_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    vote_budget: Mapped[int | None]
    vote_limit: Mapped[int] = mapped_column(default=1)
    # The count, frozen when the vote closes: [{"id", "title", "votes"}], the most voted first.
    tally: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    tallied_at: Mapped[datetime | None] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(20), default="planned")
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    paused_at: Mapped[datetime | None] = mapped_column(Moment)
    paused_seconds: Mapped[int] = mapped_column(default=0)
    extra_minutes: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    workshop: Mapped[Workshop] = relationship(back_populates="blocks")

    @property
    def scope(self) -> Scope:
        return self.workshop.scope

    @classmethod
    def read_permission(cls) -> str:
        return "room:read"

    @classmethod
    def add(cls, workshop: Workshop, values: dict[str, Any], *, by: Person | None) -> Block:
        """Put a block at the end of the agenda."""
        block = cls(workshop=workshop, position=len(workshop.blocks) + 1, **values)
        block.created_by_id = by.id if by else None
        db.session.add(block)
        block.log("planned", by=by, title=block.title)
        return block

    # the clock

    @property
    def length(self) -> timedelta:
        """How long the block lasts, with what it was given on top."""
        return timedelta(minutes=self.minutes + self.extra_minutes)

    @property
    def ends_at(self) -> datetime | None:
        """When its time is over, as far as is known; None while it is paused or does not run."""
        if self.state != "running" or self.started_at is None or self.paused_at:
            return None
        return self.started_at + self.length + timedelta(seconds=self.paused_seconds)

    @property
    def seconds_left(self) -> int:
        """How many seconds are left; negative when it runs over its time."""
        if self.started_at is None:
            return int(self.length.total_seconds())
        until = self.paused_at or self.ended_at or now()
        spent = (until - self.started_at).total_seconds() - self.paused_seconds
        return round(self.length.total_seconds() - spent)

    def start(self, *, by: Person) -> None:
        """Begin the block; the one that ran before ends."""
        if self.state == "running":
            return
        if self.workshop.block:
            self.workshop.block.end(by=by)
        self.workshop.open_room(by=by)
        self.state, self.started_at, self.ended_at = "running", now(), None
        self.paused_at, self.paused_seconds, self.extra_minutes = None, 0, 0
        self.log("started", by=by, title=self.title)

    def end(self, *, by: Person) -> None:
        if self.state != "running":
            return
        self.resume_clock()
        self.state, self.ended_at = "done", now()
        self.log("ended", by=by, title=self.title)

    def skip(self, *, by: Person) -> None:
        if self.state == "running":
            raise Refused(N_("This block runs: end it instead."))
        self.state = "skipped"
        self.log("skipped", by=by, title=self.title)

    def pause(self, *, by: Person) -> None:
        """Stop the clock, or let it go on."""
        if self.state != "running":
            raise Refused(N_("Only the block that runs can be paused."))
        if self.paused_at:
            self.resume_clock()
            self.log("resumed", by=by, title=self.title)
        else:
            self.paused_at = now()
            self.log("paused", by=by, title=self.title)

    def resume_clock(self) -> None:
        if self.paused_at:
            self.paused_seconds += round((now() - self.paused_at).total_seconds())
            self.paused_at = None

    def extend(self, minutes: int, *, by: Person) -> None:
        """Give the block more minutes; the rest of the agenda moves with it."""
        if self.state != "running":
            raise Refused(N_("Only the block that runs can be given more time."))
        self.extra_minutes += minutes
        self.log("extended", by=by, title=self.title, minutes=minutes)

    # who may do what, and what is hidden

    @property
    def is_writable(self) -> bool:
        """Whether notes may be written for it now: while it runs, or between the days of homework."""
        if self.kind == "homework":
            moment = now()
            opened = self.opens_at is not None and self.opens_at <= moment
            return opened and (self.closes_at is None or moment < self.closes_at)
        return self.state == "running"

    @property
    def hides(self) -> bool:
        """Whether notes written for it now stay with their authors."""
        return self.is_hidden and self.revealed_at is None

    def permits(self, deed: str) -> bool:
        """Return whether participants may do this on the block's board while it runs."""
        return deed in self.may
