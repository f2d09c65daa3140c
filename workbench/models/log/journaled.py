"""Records whose operations can be undone: each says how it goes away, what hangs on it, and how it comes back."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar

from workbench.extensions import db
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person

CHANGED = N_("Somebody has changed this since. It was left as it is.")


class Journaled:
    """A record that the journal keeps: what an operation did to it can be undone."""

    if TYPE_CHECKING:
        id: Any
        position: int

    # The columns whose row may be gone when a deleted record comes back: `fitted` finds another one.
    replaceable: ClassVar[Collection[str]] = ()

    def built_upon(self) -> list[Any]:
        """Return what others hung on the record: it is not undone away while they use it."""
        return []

    def bars_undo(self, before: dict[str, Any]) -> bool:
        """Return whether people went on by what the record says now, so that it cannot say ``before`` again."""
        return False

    def siblings(self) -> list[Any]:
        """Return the ordered list in which the record stands; empty when there is none."""
        return []

    def delete(self) -> None:
        """Delete the row, and say outright what goes with it, so that the journal keeps it too."""
        db.session.delete(self)

    @classmethod
    def fitted(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values of a deleted row as they fit into what is there now, before it is inserted again."""
        return values

    def after_undo(self) -> None:
        """Let what depends on the record follow after it was put back."""


class Returning(Journaled):
    """A record that is deleted outright, and that anybody of the team brings back from the journal."""

    if TYPE_CHECKING:
        title: Any

    def log_return(self, by: Person) -> None:
        """Append to the log that the record was brought back."""
        raise NotImplementedError
