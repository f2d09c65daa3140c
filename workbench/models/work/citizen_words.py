"""A citizen's words in a record: kept until a day that was promised, or until the person asks; what was learned stays."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, String, or_
from sqlalchemy.orm import Mapped, mapped_column

from workbench.models.base import DomainError
from workbench.models.people.data_map import data_map
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign

# The words that nobody needs once they are emptied by hand.
RAW = ("quote", "notes")


class CitizenWords:
    """A record with the words of one citizen.

    The map of personal data says which of its columns they are; choices, numbers and days are not among them.
    """

    # Either on their day or at the person's wish; `is_withdrawn` says which.
    words_deleted_on: Mapped[date | None] = mapped_column(default=None)

    if TYPE_CHECKING:
        __tablename__: str
        __table__: Any
        id: str
        consent: Mapped[str]
        keep_until: Mapped[date | None]
        redesign: Mapped[Redesign]

        def assign(self, values: dict[str, Any]) -> list[str]: ...

    @classmethod
    @cache
    def word_columns(cls) -> tuple[str, ...]:
        """Return the names of the columns with a citizen's own words, or words that describe them."""
        entry = data_map().tables[cls.__tablename__]
        return tuple(
            name for name in entry.erased("others") if isinstance(entry.table.c[name].type, String)
        )

    @classmethod
    def holds_words(cls) -> ColumnElement[bool]:
        """Return the condition that a record holds any."""
        return or_(*(cls.__table__.c[name] != "" for name in cls.word_columns()))

    @property
    def has_words(self) -> bool:
        return any(getattr(self, name) for name in self.word_columns())

    @property
    def has_raw_notes(self) -> bool:
        return any(getattr(self, name, "") for name in RAW)

    @property
    def is_withdrawn(self) -> bool:
        return self.consent == "withdrawn"

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        if self.is_withdrawn:
            why = N_("This person asked to be taken out. Nothing more is written about them.")
            raise DomainError(why)
        had_raw_notes = self.has_raw_notes
        super().edit(values, by=by)  # type: ignore[misc]
        if had_raw_notes and not self.has_raw_notes:
            # Whoever empties them deletes them: undo keeps no copy.
            self.redesign.workspace.redact(self.id)

    def delete_words(self, on: date) -> None:
        """Delete the words for good, also from what undo would restore; what was counted stays."""
        self.assign({**dict.fromkeys(self.word_columns(), ""), "words_deleted_on": on})
        self.redesign.workspace.redact(self.id)
