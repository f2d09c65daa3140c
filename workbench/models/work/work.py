"""What all work inside a redesign is: a record of its team; and what is particular to a service, or is numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from sqlalchemy.orm import Mapped, mapped_column

from workbench.models.base import DomainError
from workbench.models.redesign.team_record import TeamRecord
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.programme.workshop import Workshop
    from workbench.models.redesign.redesign import Redesign

    Place: TypeAlias = Redesign | Workshop


class Work(TeamRecord):
    """A record of a redesign's workspace."""

    __abstract__ = True


class ServiceWork:
    """Work that belongs to a service's redesign alone: the programme itself is never launched."""

    @classmethod
    def can_stand_at(cls, place: Place) -> bool:
        return not getattr(place, "is_of_programme", True)

    def prepare(self) -> None:
        if not self.can_stand_at(self.redesign):  # type: ignore[attr-defined]
            raise DomainError(N_("Only a service is launched: the programme itself is not."))
        super().prepare()  # type: ignore[misc]


class Numbered:
    """Work that people call by a short code: P-05 is the note and the problem that grew from it."""

    number: Mapped[int] = mapped_column(default=0)
    letter: ClassVar[str] = "P"

    @property
    def code(self) -> str:
        return f"{self.letter}-{self.number:02d}"

    @property
    def called(self) -> str:
        words = self.heading
        return words if words in ("", self.code) else f"{self.code} {words}"

    def prepare(self) -> None:
        """Take the next number of this letter, unless one was brought along."""
        if not self.number:
            self.number = self.place.workspace.next_number(self.letter)  # type: ignore[attr-defined]

    def log_facts(self) -> dict[str, Any]:
        return {"code": self.code, "title": self.heading}

    @property
    def heading(self) -> str:
        """The first words of the record, for the log and for links to it."""
        text = str(getattr(self, "title", "") or getattr(self, "text", ""))
        return text if len(text) <= 80 else text[:79].rstrip() + "…"
