"""What stands on a board, a team's or that of a workshop's room; and the group, a column of notes with a name."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ForeignKey, String, bindparam, select, union_all
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from workbench.models.base import DomainError, Ordered, now
from workbench.models.programme.workshop import Workshop
from workbench.models.work.work import Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.note import Note
    from workbench.models.work.work import Place


class OnBoard(Work):
    """What stands on a board: a team's, or that of a workshop's room."""

    __abstract__ = True

    @declared_attr
    def redesign_id(cls) -> Mapped[int | None]:  # type: ignore[override]  # noqa: N805
        return mapped_column(ForeignKey("redesign.id"), index=True)

    @declared_attr
    def workshop_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("workshop.id"), index=True)

    @declared_attr
    def workshop(cls) -> Mapped[Workshop | None]:  # noqa: N805
        return relationship("Workshop")

    @classmethod
    @cache
    def _ids(cls) -> Any:
        # A vote is for a note or a group: no two things on a board have one id.
        asked: Any = bindparam("asked")
        tables: list[Any] = [kind.__table__ for kind in OnBoard.__subclasses__()]
        return union_all(*(select(each.c.id).where(each.c.id == asked) for each in tables))

    @property
    def place(self) -> Place:
        place = self.redesign or self.workshop
        assert place is not None
        return place

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

    @classmethod
    def can_stand_at(cls, place: Place) -> bool:
        return True

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        """Change it, restoring what was discarded, so that new words are not lost."""
        if self.is_discarded:
            self.restore(by=by)
        super().edit(values, by=by)


class NoteGroup(Ordered, OnBoard):
    """A heap of notes that speak of the same thing, with a name."""

    __tablename__ = "note_group"
    resource = "note_group"
    noun = N_("Group")
    is_quiet = True
    permissions = {}  # those that several nouns share stand in roles.py
    events = {
        "written": N_("%(who)s made the group “%(title)s”."),
        "edited": N_("%(who)s renamed a group to “%(title)s”."),
        "discarded": N_("%(who)s dissolved the group “%(title)s”."),
        "restored": N_("%(who)s restored the group “%(title)s”."),
        "merged": N_("%(who)s put the group “%(title)s” into “%(into)s”."),
        "undone": N_("%(who)s undid a change of the group “%(title)s”."),
    }

    title: Mapped[str] = mapped_column(String(120))

    notes: Mapped[list[Note]] = relationship(back_populates="group")

    @classmethod
    def write_permission(cls) -> str:
        return "note:write"

    def built_upon(self) -> list[Any]:
        return [note for note in self.notes if note.stands]

    def discard(self, by: Person) -> None:
        """Discard the group; its notes stay, without a group."""
        self.hand_over(None, by)
        super().discard(by)

    def merge_into(self, other: NoteGroup, *, by: Person) -> None:
        """Move this group's notes into the other, and discard this group."""
        if other is self or other.place is not self.place:
            raise DomainError(N_("Choose another group of the same board."))
        self.hand_over(other, by)
        self.discarded_at = now()
        self.log("merged", by=by, title=self.title, into=other.title)

    def hand_over(self, other: NoteGroup | None, by: Person) -> None:
        """Move the notes to another group or none; those off the board stay off it, unlogged."""
        for note in list(self.notes):
            if note.is_parked or note.is_discarded:
                note.group = other
            else:
                note.move_to(other, by=by)
