"""A note: short, of a kind, in a group or not yet; hidden until revealed; it grows into a problem without being retyped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, and_, false, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import DomainError, Ordered, now
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.note_gate import NoteGate
from workbench.models.work.note_group import NoteGroup, OnBoard
from workbench.models.work.note_picture import Pictured
from workbench.models.work.opportunity import Opportunity
from workbench.models.work.problem import Problem
from workbench.models.work.work import Numbered
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.room.block import Block

KINDS = {
    "citizen": N_("Citizen"),
    "office": N_("Office"),
    "question": N_("Question"),
    "idea": N_("Idea"),
}
LONGEST = 500
# What authors do to their own notes; logged without a name where the note is anonymous.
AUTHORS_DEEDS = frozenset({"written", "edited", "discarded", "restored", "undone"})
NOT_YET_SHOWN = N_("This note is still hidden: it is shown to everybody first.")


def columns_of(groups: Iterable[NoteGroup], notes: Iterable[Note]) -> dict[str, list[Note]]:
    """Return the notes of a board by column; those whose group is gone stand under "none"."""
    columns: dict[str, list[Note]] = {"none": [], "parked": []}
    columns |= {group.id: [] for group in groups}
    for note in notes:
        columns.get(note.column, columns["none"]).append(note)
    return columns


class Note(Pictured, NoteGate, Numbered, Ordered, OnBoard):
    """What one person wrote down, in at most a few sentences."""

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("(redesign_id IS NULL) <> (workshop_id IS NULL)", name="one_place"),
    )
    resource = "note"
    noun = N_("Note")
    is_quiet = True
    lasting_events = ("revealed", "carried")
    events = {
        "written": N_("%(who)s wrote note %(code)s: “%(title)s”"),
        "edited": N_("%(who)s changed note %(code)s: “%(title)s”"),
        "moved": (N_("%(who)s moved note %(code)s to the group “%(group)s”."), "title"),
        "discarded": N_("%(who)s archived note %(code)s: “%(title)s”"),
        "restored": N_("%(who)s restored note %(code)s: “%(title)s”"),
        "parked": N_("%(who)s put note %(code)s in the parking lot: “%(title)s”"),
        "unparked": (N_("%(who)s took note %(code)s out of the parking lot."), "title"),
        "marked_same": (N_("%(who)s marked note %(code)s as the same as %(same)s."), "title"),
        "told_apart": (N_("%(who)s said that note %(code)s is not the same after all."), "title"),
        "carried": N_("%(who)s took note %(code)s from the parking lot: “%(title)s”"),
        "revealed": N_("%(who)s revealed notes: %(count)s."),
        "undone": (N_("%(who)s undid a change of note %(code)s."), "title"),
    }

    text: Mapped[str] = mapped_column(String(LONGEST))
    kind: Mapped[str] = mapped_column(String(20), default="citizen", info={"words": KINDS})
    group_id: Mapped[str | None] = mapped_column(ForeignKey("note_group.id"), index=True)
    problem_id: Mapped[str | None] = mapped_column(ForeignKey("problem.id"), index=True)
    opportunity_id: Mapped[str | None] = mapped_column(ForeignKey("opportunity.id"), index=True)
    # The block of an agenda for which it was written.
    block_id: Mapped[str | None] = mapped_column(ForeignKey("block.id"), index=True)
    # Only its author may read it, until the block is revealed.
    is_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Nobody ever learns who wrote it.
    is_anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Set aside for a later workshop.
    is_parked: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The note that says the same and stands for this one.
    same_as_id: Mapped[str | None] = mapped_column(ForeignKey("note.id"), index=True)
    # Why a facilitator discarded it before it was shown; only its author sees it.
    put_away_why: Mapped[str] = mapped_column(String(300), default="", server_default="")

    group: Mapped[NoteGroup | None] = relationship(back_populates="notes")
    problem: Mapped[Problem | None] = relationship(back_populates="notes")
    opportunity: Mapped[Opportunity | None] = relationship(back_populates="notes")
    block: Mapped[Block | None] = relationship()
    same_as: Mapped[Note | None] = relationship(remote_side="Note.id", back_populates="same_notes")
    same_notes: Mapped[list[Note]] = relationship(back_populates="same_as")

    @property
    def author_name(self) -> str | None:
        """Who wrote it, as everybody may know; None when nobody may."""
        if self.is_anonymous or self.is_hidden or self.created_by is None:
            return None
        return self.created_by.name

    @property
    def column(self) -> str:
        """The list on the board in which it stands: a group's id, "parked", or "none"."""
        return "parked" if self.is_parked else self.group_id or "none"

    @property
    def stands(self) -> bool:
        """Whether it stands on the board by itself: shown, not discarded, no duplicate."""
        return not self.is_hidden and not self.is_discarded and self.same_as_id is None

    @property
    def said(self) -> int:
        """How many people or times said it: the note and those that it stands for."""
        return 1 + sum(not each.is_discarded for each in self.same_notes)

    # how it is undone and restored

    def built_upon(self) -> list[Any]:
        return [note for note in self.same_notes if not note.is_discarded]

    def after_undo(self) -> None:
        if self.is_hidden and not self.is_discarded:
            self.show_if_revealed()

    @classmethod
    def in_trash_of(cls, reader: Person) -> ColumnElement[bool]:
        # What a facilitator discarded while hidden is listed by own_hidden, with the reason.
        is_own = and_(cls.created_by_id == reader.id, cls.put_away_why == "")
        return or_(cls.is_hidden.is_(False), is_own)

    # what happens to it

    def log(self, verb: str, by: Person | None, **facts: Any) -> None:
        # The author of an anonymous note is secret, so their operations carry no name.
        is_unnamed = self.is_anonymous and verb in AUTHORS_DEEDS
        super().log(verb, None if is_unnamed else by, **facts)

    def prepare(self) -> None:
        """Number the note, unless it is hidden: early numbers would show who wrote when."""
        if self.block is not None:
            self.is_hidden, self.is_anonymous = self.block.hides, self.block.is_anonymous
        if not self.is_hidden:
            super().prepare()
            self.position = self.number

    def log_facts(self) -> dict[str, Any]:
        # The log keeps no text that not everybody may read.
        return {"code": "", "title": ""} if self.is_hidden else super().log_facts()

    def show(self, number: int) -> None:
        """Show the note under this number; a recognised guest's becomes the person's if named."""
        self.is_hidden, self.number, self.position = False, number, number
        if not self.is_anonymous and self.created_by is not None:
            self.created_by_id = self.created_by.author_id

    def restore(self, by: Person) -> None:
        """Restore the note; a hidden one is shown if its block was revealed since."""
        if self.put_away_why and self.is_hidden:
            why = N_("A facilitator archived this note: write it again in other words.")
            raise DomainError(why)
        self.show_if_revealed()
        super().restore(by)

    def show_if_revealed(self) -> None:
        """Show a hidden note whose block was revealed while it was discarded."""
        if self.is_hidden and not (self.block and self.block.hides):
            self.show(self.place.workspace.next_number(self.letter))

    def discard(self, by: Person) -> None:
        """Discard the note; those that it stood for stand by themselves again."""
        for note in list(self.same_notes):
            note.tell_apart(by=by)
        super().discard(by)

    def moderate(self, why: str, *, by: Person) -> None:
        """Discard a hidden note before anybody reads it; its author is shown why."""
        if not self.is_hidden:
            raise DomainError(N_("Everybody can read this note already: archive it on the board."))
        if self.is_discarded:
            raise DomainError(N_("This note is archived already."))
        if not why:
            raise DomainError(N_("Say why, in a few words: its author reads them."))
        self.put_away_why, self.discarded_at = why, now()
        self.log("discarded", by=by, **self.log_facts())

    def move_to(self, group: NoteGroup | None, *, by: Person) -> bool:
        """Put the note in a group, or take it out of its group; a parked one comes back to the board.

        Returns whether it stood elsewhere before.
        """
        if group is not None and group.place is not self.place:
            raise DomainError(N_("This group belongs to another team."))
        if self.is_hidden:
            raise DomainError(NOT_YET_SHOWN)
        was_parked = self.unpark(by=by)
        if group is self.group:
            return was_parked
        self.group, self.group_id = group, group.id if group else None
        self.log("moved", by=by, **self.log_facts(), group=group.title if group else "")
        return True

    def park(self, *, by: Person) -> bool:
        """Set the note aside for the next workshop; return whether it was not there yet."""
        if self.is_hidden:
            raise DomainError(NOT_YET_SHOWN)
        if not self.assign({"is_parked": True}):
            return False
        self.log("parked", by=by, **self.log_facts())
        return True

    def unpark(self, *, by: Person) -> bool:
        if not self.assign({"is_parked": False}):
            return False
        self.log("unparked", by=by, **self.log_facts())
        return True

    def stand_for(self, others: list[Note], *, by: Person) -> list[Note]:
        """Say that other notes say the same as this one; return those that it did not stand for yet."""
        if any(note.is_hidden or note.place is not self.place for note in (self, *others)):
            raise DomainError(NOT_YET_SHOWN)
        added = [note for note in others if note is not self and note.same_as is not self]
        for note in (self, *added):
            if note.is_discarded:
                raise DomainError(N_("%(code)s was archived in the meantime."), code=note.code)
            if note.same_as is not None:
                message = N_("%(code)s stands under another note already: open the board again.")
                raise DomainError(message, code=note.code)
        for note in added:
            for behind in list(note.same_notes):
                behind.same_as = self
            note.same_as = self
            note.log("marked_same", by=by, **note.log_facts(), same=self.code)
        return added

    def tell_apart(self, *, by: Person) -> None:
        """Let the note stand by itself again, in the group of the note that stood for it on this board."""
        if self.same_as is not None:
            if self.same_as.place is self.place:
                self.group, self.group_id = self.same_as.group, self.same_as.group_id
            self.same_as = None
            self.log("told_apart", by=by, **self.log_facts())

    def carry_to(self, workshop: Workshop, *, by: Person) -> Note:
        """Take a parked note onto the board of a later workshop; there it stands for this one."""
        if not self.is_parked or self.same_as is not None:
            raise DomainError(N_("Somebody took this note from the parking lot already."))
        values = {"text": self.text, "kind": self.kind, "is_anonymous": self.is_anonymous}
        values |= self.picture_values
        carried = Note(created_by_id=self.created_by_id, workshop=workshop, **values)
        db.session.add(carried)
        carried.prepare()
        carried.log("carried", by=by, **carried.log_facts())
        self.same_as = carried
        self.log("marked_same", by=by, **self.log_facts(), same=carried.code)
        return carried

    def grow(
        self, values: dict[str, Any] | None = None, *, by: Person, id: str | None = None
    ) -> Problem:
        """Make the note a problem under the same code, or return the one it grew into already.

        ``values`` are what is known of the problem beside the note's own words.
        """
        if not isinstance(self.place, Redesign):
            why = N_("Problems belong to a team: move the note to a team’s board first.")
            raise DomainError(why)
        if self.is_hidden:
            raise DomainError(NOT_YET_SHOWN)
        if self.problem is None:
            told: dict[str, Any] = {"number": self.number, "title": self.text[:300]}
            if self.kind == "office":
                told["side"] = "office"
            told |= values or {}
            self.problem = Problem.write(self.redesign, told, by=by, id=id)
        elif self.problem.is_discarded:
            self.problem.restore(by=by)
        return self.problem

    def open_opportunity(self, *, by: Person) -> Opportunity:
        """Make the note an opportunity in its own words, or return the one it became already."""
        if not isinstance(self.place, Redesign):
            why = N_("Opportunities belong to a team: move the note to a team’s board first.")
            raise DomainError(why)
        if self.is_hidden:
            raise DomainError(NOT_YET_SHOWN)
        if self.opportunity is None:
            self.opportunity = Opportunity.write(self.redesign, {"text": self.text}, by=by)
        elif self.opportunity.is_discarded:
            self.opportunity.restore(by=by)
        return self.opportunity

    @classmethod
    def put_to_vote(cls, opportunity: Opportunity, *, by: Person) -> Note:
        """Put an opportunity on the team's board, where votes are given; return the note that stands for it."""
        standing = next((note for note in opportunity.notes if note.stands), None)
        if standing is not None:
            return standing
        if opportunity.is_discarded:
            raise DomainError(N_("This opportunity is archived: restore it first."))
        values = {"text": opportunity.text[:LONGEST], "kind": "question"}
        note = cls.write(opportunity.redesign, {**values, "opportunity": opportunity}, by=by)
        opportunity.log("put_to_vote", by=by, **opportunity.log_facts())
        return note
