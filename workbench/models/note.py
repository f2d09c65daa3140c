"""A note: short, of a kind, in a group or not yet; it grows into a problem without being retyped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.models.base import Ordered, Refused
from workbench.models.problem import Problem
from workbench.models.work import Numbered, Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.person import Person

KINDS = {
    "citizen": N_("Citizen"),
    "office": N_("Office"),
    "question": N_("Question"),
    "idea": N_("Idea"),
}
LONGEST = 500


class NoteGroup(Ordered, Work):
    """A heap of notes that speak of the same thing, with a name."""

    __tablename__ = "note_group"
    resource = "note_group"

    title: Mapped[str] = mapped_column(String(120))

    notes: Mapped[list[Note]] = relationship(back_populates="group")

    @classmethod
    def read_permission(cls) -> str:
        return "note:read"

    def discard(self, by: Person) -> None:
        """Put the group away; its notes stay, without a group."""
        for note in list(self.notes):
            note.group = None
        super().discard(by)


class Note(Numbered, Ordered, Work):
    """What one person wrote down, in at most a few sentences."""

    __tablename__ = "note"
    resource = "note"

    text: Mapped[str] = mapped_column(String(LONGEST))
    kind: Mapped[str] = mapped_column(String(20), default="citizen")
    group_id: Mapped[str | None] = mapped_column(ForeignKey("note_group.id"), index=True)
    problem_id: Mapped[str | None] = mapped_column(ForeignKey("problem.id"), index=True)

    group: Mapped[NoteGroup | None] = relationship(back_populates="notes")
    problem: Mapped[Problem | None] = relationship(back_populates="notes")

    def prepare(self) -> None:
        super().prepare()
        self.position = self.number

    def move_to(self, group: NoteGroup | None, *, by: Person) -> None:
        """Put the note in a group, or take it out of its group."""
        if group is not None and group.redesign_id != self.redesign_id:
            raise Refused(N_("This group belongs to another team."))
        if group is not self.group:
            self.group = group
            self.log("moved", by=by, **self.log_facts(), group=group.title if group else "")

    def grow(self, *, by: Person) -> Problem:
        """Make the note a problem under the same code, or return the one it grew into already."""
        if self.problem is None:
            values: dict[str, Any] = {"number": self.number, "title": self.text[:300]}
            if self.kind == "office":
                values["side"] = "office"
            self.problem = Problem.write(self.redesign, values, by=by)
        elif self.problem.is_discarded:
            self.problem.restore(by=by)
        return self.problem
