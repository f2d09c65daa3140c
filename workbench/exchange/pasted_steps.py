"""A table of steps as it is pasted from a spreadsheet: its columns known by their words, its times read as written."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from workbench.exchange import words
from workbench.exchange.headers import REMARK
from workbench.exchange.step_cells import NUMBERING
from workbench.text.amounts import NoNumber, read_amount
from workbench.text.durations import read_days, read_minutes
from workbench.text.typed import typed

MOST_ROWS = 100
LONGEST = {"title": 200, "phase": 120, "actor": 120}
LONGEST_LANE = 2000
# What the columns of a table without titles are taken for, from left to right.
USUAL = ("title", "channels", "citizen_minutes", "waiting_days", "citizen_cost")
LANES = frozenset({"documents", "pains", "frontstage", "backstage", "systems", "law"})
Read = Callable[[str, str], Any]


@dataclass(frozen=True)
class Unread:
    """A cell that could not be read: its row counted from 1, its column, and what stands in it."""

    row: int
    column: str
    text: str


@dataclass
class PastedSteps:
    """What was found: the columns ("" for one that is not known, with its title), and a row for each step."""

    columns: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    left_out: int = 0

    @property
    def unknown(self) -> list[str]:
        """The titles of columns that are not known."""
        pairs = zip(self.columns, self.headings, strict=False)
        return [heading for column, heading in pairs if not column and heading]


@cache
def columns_by_word() -> dict[str, str]:
    """Return our name for each usual title of a column, in all languages."""
    return {
        words.key_of(word): name
        for table in words.tables()
        for name, titles in table.get("steps", {}).items()
        for word in titles
    }


def read_steps(text: str, locale: str) -> PastedSteps:
    """Return the steps that a pasted text holds; one line is one step, and nothing is guessed."""
    table = _cells(text)
    found = PastedSteps()
    if table:
        found.headings, found.columns = _head(table)
        lines = table[1:] if found.headings else table
        for number, cells in enumerate(lines[:MOST_ROWS], start=1):
            _read_row(found, number, cells, locale)
        found.left_out = max(0, len(lines) - MOST_ROWS)
    return found


def _cells(text: str) -> list[list[str]]:
    """Return the table's rows; cells are parted by tabs, else by semicolons when most lines have them."""
    lines = [line for line in text.splitlines() if line.strip()]
    with_semicolon = sum(";" in line for line in lines)
    mark = "\t" if "\t" in text else ";" if with_semicolon * 2 > len(lines) else ""
    if not mark:
        return [[line] for line in lines]
    rows = csv.reader(io.StringIO(text), delimiter=mark)
    return [cells for row in rows if any(cells := [typed(cell) for cell in row])]


def _head(table: list[list[str]]) -> tuple[list[str], list[str]]:
    """Return the titles, none when the first row is a step already, and the name of each column."""
    first = table[0]
    known = [columns_by_word().get(words.key_of(REMARK.sub("", cell)), "") for cell in first]
    width = max(map(len, table))
    is_head = "title" in known and (len(table) > 1 or width > 1)
    if not is_head:
        return [], [*USUAL, *[""] * width][:width]
    seen = Counter[str]()
    for place, name in enumerate(known):
        seen[name] += 1
        if seen[name] > 1:
            known[place] = ""
    return first, [*known, *[""] * width][:width]


def _read_row(found: PastedSteps, number: int, cells: list[str], locale: str) -> None:
    row: dict[str, Any] = {}
    for column, cell in zip(found.columns, cells, strict=False):
        text = typed(cell)
        if not column or not text or (column != "title" and _says_nothing(text)):
            continue
        try:
            row[column] = _read(column, text, locale)
        except (LookupError, ValueError):
            found.unread.append(Unread(number, column, text[:80]))
    if row.get("title"):
        found.rows.append(row)
    elif not any(each.row == number and each.column == "title" for each in found.unread):
        found.unread.append(Unread(number, "title", ""))


def _says_nothing(text: str) -> bool:
    return words.key_of(text) in words.listed("not_stated")


def _read(column: str, text: str, locale: str) -> Any:
    if column == "channels":
        return _channels(text)
    if column in READERS:
        return READERS[column](text, locale)
    if column == "title":
        text = " ".join(NUMBERING.sub("", text).split())
    if len(text) > LONGEST.get(column, LONGEST_LANE):
        raise ValueError(text)
    return text


def _channels(text: str) -> list[str]:
    """Return our codes; a word that is no channel makes the whole cell one that cannot be read."""
    parts = filter(None, map(str.strip, words.between_channels().split(text)))
    return list(dict.fromkeys(words.channel_words()[words.key_of(part)] for part in parts))


def _money(text: str, locale: str) -> Any:
    amount = read_amount(text, locale)
    if amount < 0 or amount != round(amount, 2):
        raise NoNumber(text)
    return amount


READERS: dict[str, Read] = {
    "citizen_minutes": read_minutes,
    "office_minutes": read_minutes,
    "waiting_days": read_days,
    "citizen_cost": _money,
}
