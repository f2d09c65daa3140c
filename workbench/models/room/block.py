"""A block of a workshop's agenda: what people do, for how long, where, and what it should yield."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from workbench.extensions import db
from workbench.models.base import (
    Authored,
    DomainError,
    Moment,
    Ordered,
    PublicId,
    Record,
    Scope,
    Versioned,
    renumber,
)
from workbench.models.log.journaled import Returning
from workbench.models.room.ballot import Ballot
from workbench.models.room.clock import Timed
from workbench.models.room.tick import DoneTick
from workbench.models.work.note import Note
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.programme.workshop import Workshop

KINDS = {
    "write": N_("Write silently"),
    "group": N_("Read and group"),
    "vote": N_("Vote"),
    "map": N_("Map"),
    "discuss": N_("Discuss"),
    "break": N_("Break"),
    "homework": N_("Homework"),
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
    "edit": N_("change and archive notes"),
    "work": N_("everything else: problems, maps, prototypes, tests"),
}
# Each step allows what the one before allows, and one thing more.
STEPS = {
    "": N_("read only"),
    "add": N_("write notes"),
    "arrange": N_("also group and move notes"),
    "edit": N_("also change and archive notes"),
    "work": N_("everything, problems, maps, prototypes and tests too"),
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
    "fates": N_("steps of today decided"),
    "prototypes": N_("prototypes"),
    "findings": N_("findings"),
}

# What writers were shown beforehand: who would read it, and under whose name.
PROMISES = ("is_anonymous", "is_hidden")
# What stays as it is once somebody wrote or voted.
SETTLED = (*PROMISES, "kind", "board")
# What a copy takes along: the plan, and nothing of what happened.
COPIED = (
    *("kind", "title", "purpose", "method", "prompt", "minutes", "board", "goal_kind", "goal"),
    *("may", "is_hidden", "is_anonymous", "vote_budget", "vote_limit"),
)


class Block(Timed, PublicId, Versioned, Authored, Ordered, Returning, Record):
    """One stretch of the agenda; the server's clock says how much of it is left."""

    __tablename__ = "block"
    resource = "block"
    noun = N_("Block")
    is_quiet = True
    events = {
        "planned": N_("%(who)s planned the block “%(title)s”."),
        "edited": N_("%(who)s changed the block “%(title)s”."),
        "moved": N_("%(who)s moved the block “%(title)s”."),
        "removed": N_("%(who)s took the block “%(title)s” out of the agenda."),
        "started": N_("%(who)s began the block “%(title)s”."),
        "ended": N_("%(who)s ended the block “%(title)s”."),
        "skipped": N_("%(who)s skipped the block “%(title)s”."),
        "paused": N_("%(who)s stopped the clock of “%(title)s”."),
        "resumed": N_("%(who)s let the clock of “%(title)s” go on."),
        "extended": N_("%(who)s gave “%(title)s” more time, in minutes: %(minutes)s."),
        "revealed": N_("%(who)s revealed the notes of “%(title)s”: %(notes)s."),
        "permitted": N_("%(who)s changed what participants may do in “%(title)s”."),
        "tallied": N_("%(who)s closed the vote “%(title)s” with %(votes)s votes."),
        "reopened": N_("%(who)s reopened “%(title)s”."),
        "restored": N_("%(who)s put the block “%(title)s” back into the agenda."),
        "undone": N_("%(who)s undid a change of the block “%(title)s”."),
        "budgeted": N_("%(who)s gave each person %(votes)s votes in “%(title)s”."),
    }
    lasting_events = frozenset(events) - {"planned", "edited", "removed", "undone"}

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="discuss", info={"words": KINDS})
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(default="")
    method: Mapped[str] = mapped_column(default="")
    # The question people answer on their notes.
    prompt: Mapped[str] = mapped_column(String(300), default="")
    board: Mapped[str] = mapped_column(String(20), default="room", info={"words": BOARDS})
    goal_kind: Mapped[str] = mapped_column(String(20), default="", info={"words": GOALS})
    goal: Mapped[int | None]
    may: Mapped[list[str]] = mapped_column(JSON, default=lambda: list(DEEDS), info={"words": DEEDS})
    # Silent writing: nobody's notes leave the server before the reveal; anonymous ones never name their author.
    is_hidden: Mapped[bool] = mapped_column(default=False)
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    revealed_at: Mapped[datetime | None] = mapped_column(Moment)
    vote_budget: Mapped[int | None]
    vote_limit: Mapped[int] = mapped_column(default=1)
    # The count, frozen when the vote closes: [{"id", "title", "votes"}], the most voted first.
    tally: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    tallied_at: Mapped[datetime | None] = mapped_column(Moment)

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
        block = cls(position=len(workshop.blocks) + 1, **values)
        block.created_by_id = by.id if by else None
        workshop.blocks.append(block)
        block.log("planned", by=by, title=block.title)
        return block

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        """Change the block; what people wrote in it under a promise stays under that promise."""
        kind = values.get("kind", self.kind)
        if self.state == "running" and kind != self.kind and "homework" in (kind, self.kind):
            raise DomainError(N_("This block runs: end it first."))
        if self.is_written_in:
            self._keep_promises(values)
        if self.assign(values):
            self.log("edited", by=by, title=self.title)

    def _keep_promises(self, values: dict[str, Any]) -> None:
        """Refuse changes that break a promise or strand notes and votes; else adjust the notes."""
        after = {name: values.get(name, getattr(self, name)) for name in SETTLED}
        notes = self.notes()
        if self.is_anonymous and not after["is_anonymous"]:
            why = N_("People wrote here without their names: that cannot be taken back.")
            raise DomainError(why)
        if after["is_anonymous"] and not self.is_anonymous and not all(n.is_hidden for n in notes):
            raise DomainError(
                N_("Notes of this block were read under their writers’ names: plan another block.")
            )
        if self.is_hidden != after["is_hidden"]:
            why = N_("People wrote in this block already: reveal their notes on the board instead.")
            raise DomainError(why)
        is_other_vote = after["kind"] != self.kind and "vote" in (after["kind"], self.kind)
        if after["board"] != self.board or is_other_vote:
            why = N_("People wrote or voted in this block already: plan another block.")
            raise DomainError(why)
        for note in notes:
            note.is_anonymous = after["is_anonymous"]

    def permit(self, operations: list[str], *, by: Person) -> None:
        """Let participants do this much on the board."""
        if self.assign({"may": operations}):
            self.log("permitted", by=by, title=self.title)

    def copy_into(self, workshop: Workshop, *, by: Person) -> Block:
        """Plan the same block once more, at the end of an agenda."""
        return Block.add(workshop, {name: getattr(self, name) for name in COPIED}, by=by)

    def move(self, step: int, *, by: Person) -> None:
        """Change places with a neighbour: one earlier (-1) or one later (1)."""
        order = list(self.workshop.blocks)
        here = order.index(self)
        there = min(max(0, here + step), len(order) - 1)
        if here == there:
            return
        order.insert(there, order.pop(here))
        # A block's position is no part of its text: nobody's open form becomes stale.
        renumber(order)
        set_committed_value(self.workshop, "blocks", order)
        self.log("moved", by=by, title=self.title)

    def remove(self, *, by: Person) -> None:
        """Take the block out of the agenda, as long as nobody wrote or voted in it."""
        if self.is_written_in:
            raise DomainError(N_("People wrote in this block already: skip it instead."))
        if self.state == "running":
            raise DomainError(N_("This block runs: end it first."))
        self.log("removed", by=by, title=self.title)
        agenda = self.workshop.blocks  # read while the block still stands in it
        self.delete()
        agenda.remove(self)

    def built_upon(self) -> list[Any]:
        return [self] if self.is_written_in else []

    def bars_undo(self, before: dict[str, Any]) -> bool:
        """People wrote in it under promises that undo would change."""
        return not before.keys().isdisjoint(PROMISES) and self.is_written_in

    def siblings(self) -> list[Any]:
        return list(self.workshop.blocks)

    def log_return(self, by: Person) -> None:
        self.log("restored", by=by, title=self.title)

    @classmethod
    def write_permission(cls) -> str:
        return "room:run"

    def delete(self) -> None:
        """Delete the block with its done ticks."""
        db.session.execute(delete(DoneTick).where(DoneTick.block_id == self.id))
        db.session.delete(self)

    def notes(self) -> list[Note]:
        """Return all its notes, also hidden and discarded ones."""
        return list(db.session.scalars(select(Note).where(Note.block_id == self.id)))

    @property
    def number(self) -> int:
        """Its place on the agenda, counted from 1; blocks that were removed leave no gap."""
        return self.workshop.blocks.index(self) + 1

    def reopen(self, *, by: Person) -> None:
        """Let it go on; a vote that was counted because its block ended goes on too."""
        if self.is_counted_at_end:
            self.tally = self.tallied_at = None
        super().reopen(by=by)

    @property
    def is_counted_at_end(self) -> bool:
        """Whether the vote was counted because its block ended, not by a press of its own."""
        counted, ended = self.tallied_at, self.ended_at
        return self.state == "done" and bool(counted and ended and counted >= ended)

    @property
    def is_written_in(self) -> bool:
        """Whether somebody wrote or voted in it."""
        asked = (
            select(kind.id).where(kind.block_id == self.id).limit(1) for kind in (Note, Ballot)
        )
        return any(db.session.scalar(each) is not None for each in asked)

    # who may do what, and what is hidden

    @property
    def hides(self) -> bool:
        """Whether notes written for it now stay with their authors."""
        return self.is_hidden and self.revealed_at is None

    @property
    def promise(self) -> str:
        """What the note form carries of what writers see: "<id> is_anonymous is_hidden", or ""."""
        told = [name for name in PROMISES if getattr(self, name)]
        return " ".join([self.id, *told]) if told else ""

    def permits(self, operation: str) -> bool:
        """Return whether participants may do this on the block's board while it runs."""
        return operation in self.may


def step_of(may: list[str]) -> str:
    """Return the widest step that a block allows."""
    return next((step for step in reversed(STEPS) if step in may), "")


def operations_of(step: str) -> list[str]:
    """Return what a step allows, with all that comes before it."""
    operations = list(DEEDS)
    return operations[: operations.index(step) + 1] if step in operations else []
