"""A note: short, of a kind, in a group or not yet; hidden until revealed; it grows into a problem without being retyped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, false, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Ordered, Refused
from workbench.models.problem import Problem
from workbench.models.redesign import Redesign
from workbench.models.work import Numbered, Work
from workbench.models.workshop import Workshop
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.block import Block
    from workbench.models.person import Person
    from workbench.models.work import Place

KINDS = {
    "citizen": N_("Citizen"),
    "office": N_("Office"),
    "question": N_("Question"),
    "idea": N_("Idea"),
}
LONGEST = 500


class OnBoard(Work):
    """What stands on a board: a team's, or that of a workshop's room."""

    __abstract__ = True

    @declared_attr
    def redesign_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("redesign.id"), index=True)

    @declared_attr
    def workshop_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("workshop.id"), index=True)

    @declared_attr
    def workshop(cls) -> Mapped[Workshop | None]:  # noqa: N805
        return relationship("Workshop")

    @property
    def place(self) -> Place:
        return self.redesign or self.workshop

    @classmethod
    def place_values(cls, place: Place) -> dict[str, Any]:
        return {"workshop" if isinstance(place, Workshop) else "redesign": place}

    @classmethod
    def at(cls, place: Place) -> ColumnElement[bool]:
        if isinstance(place, Workshop):
            return cls.workshop_id == place.id
        return cls.redesign_id == place.id

    @classmethod
    def read_permission(cls) -> str:
        return "note:read"


class NoteGroup(Ordered, OnBoard):
    """A heap of notes that speak of the same thing, with a name."""

    __tablename__ = "note_group"
    resource = "note_group"

    title: Mapped[str] = mapped_column(String(120))

    notes: Mapped[list[Note]] = relationship(back_populates="group")

    def discard(self, by: Person) -> None:
        """Put the group away; its notes stay, without a group."""
        for note in list(self.notes):
            note.move_to(None, by=by)
        super().discard(by)

    def merge_into(self, other: NoteGroup, *, by: Person) -> None:
        """Put this group's notes into the other one, and this group away."""
        if other is self or other.place is not self.place:
            raise Refused(N_("Choose another group of the same board."))
        for note in list(self.notes):
            note.move_to(other, by=by)
        self.log("merged", by=by, title=self.title, into=other.title)
        super().discard(by)


class Note(Numbered, Ordered, OnBoard):
    """What one person wrote down, in at most a few sentences."""

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("(redesign_id IS NULL) <> (workshop_id IS NULL)", name="one_place"),
    )
    resource = "note"

    text: Mapped[str] = mapped_column(String(LONGEST))
    kind: Mapped[str] = mapped_column(String(20), default="citizen")
    group_id: Mapped[str | None] = mapped_column(ForeignKey("note_group.id"), index=True)
    problem_id: Mapped[str | None] = mapped_column(ForeignKey("problem.id"), index=True)
    # The block of an agenda for which it was written.
    block_id: Mapped[str | None] = mapped_column(ForeignKey("block.id"), index=True)
    # Only its author may read it, until the block is revealed.
    is_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Nobody is told who wrote it, ever.
    is_anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Set aside for a later workshop.
    is_parked: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The note that says the same and stands for this one.
    same_as_id: Mapped[str | None] = mapped_column(ForeignKey("note.id"))

    group: Mapped[NoteGroup | None] = relationship(back_populates="notes")
    problem: Mapped[Problem | None] = relationship(back_populates="notes")
    block: Mapped[Block | None] = relationship()

    # the one gate through which notes are read

    @classmethod
    def shown_at(cls, place: Place, *options: Any) -> list[Self]:
        """Return the notes of a board that everybody who sees the board may read, in their order."""
        statement = select(cls).where(cls.at(place), *cls.is_shown())
        return list(db.session.scalars(statement.order_by(cls.position, cls.id).options(*options)))

    @classmethod
    def is_shown(cls) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions under which everybody may read a note."""
        return (cls.discarded_at.is_(None), cls.is_hidden.is_(False))

    @classmethod
    def own_hidden(cls, place: Place, person_id: int) -> list[Self]:
        """Return what this person wrote here and nobody else can read yet, the newest first."""
        statement = select(cls).where(
            cls.at(place),
            cls.is_hidden,
            cls.discarded_at.is_(None),
            cls.created_by_id == person_id,
        )
        return list(db.session.scalars(statement.order_by(cls.created_at.desc(), cls.id)))

    def may_be_read_by(self, person_id: int | None) -> bool:
        """Return whether this person may read the note at all: hidden ones are their author's alone."""
        return not self.is_hidden or (person_id is not None and self.created_by_id == person_id)

    @property
    def author_name(self) -> str | None:
        """Who wrote it, as everybody may know; None when nobody may."""
        if self.is_anonymous or self.is_hidden or self.created_by is None:
            return None
        return self.created_by.name

    # what happens to it

    def prepare(self) -> None:
        """Number the note, unless it is hidden: numbers given while people write would tell their order."""
        if self.block is not None:
            self.is_hidden, self.is_anonymous = self.block.hides, self.block.is_anonymous
        if not self.is_hidden:
            super().prepare()
            self.position = self.number

    def log_facts(self) -> dict[str, Any]:
        # The log keeps no text that not everybody may read.
        return {"code": "", "title": ""} if self.is_hidden else super().log_facts()

    def move_to(self, group: NoteGroup | None, *, by: Person) -> None:
        """Put the note in a group, or take it out of its group."""
        if group is not None and group.place is not self.place:
            raise Refused(N_("This group belongs to another team."))
        if group is not self.group:
            self.group, self.group_id = group, group.id if group else None
            self.log("moved", by=by, **self.log_facts(), group=group.title if group else "")

    def grow(self, *, by: Person) -> Problem:
        """Make the note a problem under the same code, or return the one it grew into already."""
        if not isinstance(self.place, Redesign):
            raise Refused(N_("Problems belong to a team: move the note to a team’s board first."))
        if self.problem is None:
            values: dict[str, Any] = {"number": self.number, "title": self.text[:300]}
            if self.kind == "office":
                values["side"] = "office"
            self.problem = Problem.write(self.redesign, values, by=by)
        elif self.problem.is_discarded:
            self.problem.restore(by=by)
        return self.problem
