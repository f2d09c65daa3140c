"""Records whose operations can be undone: how each is deleted, what depends on it, its return."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar

from workbench.extensions import db
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person

CHANGED = N_("Somebody has changed this since. It was left as it is.")


class Journaled:
    """A record in the journal: what an operation did to it can be undone."""

    if TYPE_CHECKING:
        id: Any
        position: int

    # Columns that repeat what other rows say: they follow those rows, and an undo does not put them back.
    derived: ClassVar[Collection[str]] = ()
    # Foreign keys whose row may be gone when a record is restored: `fitted` finds another one.
    replaceable: ClassVar[Collection[str]] = ()

    def built_upon(self) -> list[Any]:
        """Return what others attached to it: adding it is not undone while they use it."""
        return []

    def bars_undo(self, before: dict[str, Any]) -> bool:
        """Return whether people rely on what the record says now: ``before`` cannot return."""
        return False

    def siblings(self) -> list[Any]:
        """Return the ordered list in which the record stands; empty when there is none."""
        return []

    def delete(self) -> None:
        """Delete the row and, explicitly, its dependents, so that the journal records them too."""
        db.session.delete(self)

    @classmethod
    def fitted(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Return a deleted row's values, changed to fit what is there now, to insert it again."""
        return values

    def after_undo(self) -> None:
        """Update what depends on the record after an undo."""


class Returning(Journaled):
    """A record that is deleted outright, and that anybody of the team restores from the journal."""

    if TYPE_CHECKING:
        title: Any

    def log_return(self, by: Person) -> None:
        """Log that the record was restored."""
        raise NotImplementedError
