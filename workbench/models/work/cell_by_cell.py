"""A step that is written cell by cell: one fact at a time, and a text that gave way to another is kept in the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from workbench.models.people.person import Person


class CellByCell:
    """What a step of a journey answers about its cells."""

    if TYPE_CHECKING:
        has_time: Any
        time_basis: Any
        emotion: Any
        emotion_is_guess: Any
        written_cells: Any
        assign: Any
        log: Any
        log_facts: Any

    def write_cell(self, name: str, values: dict[str, Any], *, by: Person) -> None:
        """Change the facts that stand in one cell of the map."""
        if self.assign(values):
            self.log("filled", by=by, **self.log_facts(), lane=name)

    def set_aside(self, name: str, text: str, *, by: Person) -> None:
        """Keep in the log what one of two people had written in a cell, when the other text stays."""
        self.log("set_aside", by=by, **self.log_facts(), lane=name, text=text)

    def told(self) -> Iterator[tuple[Self, str, bool]]:
        """Yield the cells of this step that somebody has to know, as (step, name, whether it is a guess)."""
        if self.has_time:
            yield self, "time", self.time_basis == "guess"
        if self.emotion is not None:
            yield self, "emotion", self.emotion_is_guess
        for cell in self.written_cells:
            yield self, cell.lane, cell.is_guess
