"""A journey map as files are made of it: its words in rows and columns, whatever form they leave in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

# A point of the curve: emotion from -2 to 2 (None: not known), its word, whether it is a guess.
Point = tuple[int | None, str, bool]


@dataclass(frozen=True)
class Cell:
    """What a row says of one step; a guess is also said in words."""

    text: str = ""
    is_guess: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the map: cells, or the points of a curve with the same said in words."""

    name: str
    cells: tuple[Cell, ...]
    points: tuple[Point, ...] = ()
    is_behind: bool = False
    # The words of a line of the blueprint that is drawn above this row.
    line: str = ""


@dataclass(frozen=True)
class Column:
    """One step: its number, its name, and what it was marked as."""

    number: int
    name: str
    marks: tuple[str, ...] = ()
    is_worst: bool = False
    phase: str = ""


@dataclass(frozen=True)
class MapSheet:
    """A map with what its head says: whose it is, of which day, and the words of the sheet itself."""

    title: str
    about: tuple[str, ...]
    first_row: str
    guess: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    language: str = "en"
    # What stands at the foot of the sheet: the language's word for a page, and where the map is.
    page_word: str = ""
    address: str = field(default="", compare=False)

    @property
    def phases(self) -> list[tuple[str, int]]:
        """The phases from left to right, each with how many of these steps it spans."""
        found: list[tuple[str, int]] = []
        for column in self.columns:
            if found and found[-1][0] == column.phase:
                found[-1] = (column.phase, found[-1][1] + 1)
            else:
                found.append((column.phase, 1))
        return found

    def parts(self, most: int) -> Iterator[MapSheet]:
        """Yield the map cut into sheets of at most so many steps, as even as they come."""
        count = len(self.columns)
        sheets = max(1, -(-count // most))
        for number in range(sheets):
            begin, end = count * number // sheets, count * (number + 1) // sheets
            rows = tuple(
                replace(row, cells=row.cells[begin:end], points=row.points[begin:end])
                for row in self.rows
            )
            yield replace(self, columns=self.columns[begin:end], rows=rows)
