"""Reads a list of figures that somebody pastes or hands over as a file, and says of each line what is wrong with it."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from workbench.exchange.input_file import InputFile
from workbench.exchange.people_list import named
from workbench.exchange.tables import Table
from workbench.exchange.unreadable import Unreadable
from workbench.exchange.words import key_of
from workbench.models.work.figure import BASES, KPIS, SHARES
from workbench.text.amounts import NoNumber, TwoReadings, read_amount
from workbench.text.days import read_day
from workbench.text.messages import N_
from workbench.text.typed import typed

MOST = 500
NEEDED = ("measure", "stated_on", "value")
LENGTHS = {"method": 500, "source": 500, "stated_by": 200}
COLUMNS = ("measure", "basis", "stated_on", "value", "unit", "n", *LENGTHS)
NO_TITLES = N_("The first line must name the columns: figure, day and value at least.")
FAULTS = {
    "measure": N_("“%(text)s” is none of the four figures."),
    "basis": N_("“%(text)s” is neither measured, forecast nor target."),
    "stated_on": N_("“%(text)s” is not a date. Write the year, month and day, as in 2020-12-31."),
    "value": N_("“%(text)s” is no number, or can be read as two."),
    "share": N_("Write a share with its sign: 58%%, not “%(text)s”."),
    "n": N_("“%(text)s” is no whole number."),
}


class Fault(ValueError):
    """A cell cannot be read; the message id and what stood there."""

    def __init__(self, message: str, text: str):
        super().__init__(message)
        self.message, self.facts = message, {"text": text[:40]}


@dataclass
class Line:
    """One line of the list: what it says, and why it is left out."""

    number: int
    said: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def refuse(self, message: str, **facts: Any) -> None:
        self.faults.append((message, facts))


def read_figures(contents: bytes, name: str, locale: str) -> list[Line]:
    """Return the lines of a file or a pasted text; raise Unreadable for what is no list of at most 500."""
    if not contents.strip():
        raise Unreadable(N_("%(file)s is empty."), file=name)
    with tempfile.TemporaryDirectory(prefix="figures-") as folder:
        path = Path(folder) / "list.xlsx"  # openpyxl asks for the ending, whatever stands in it
        path.write_bytes(contents)
        found = Table(InputFile(path, shown=name)).sheet.rows()
        rows = [(number, cells) for number, cells in found if any(map(str.strip, cells))]
    if len(rows) > MOST + 1:
        raise Unreadable(N_("The list has more than %(most)s lines. Send it in parts."), most=MOST)
    titles = [title_of(cell) for cell in rows[0][1]]
    if not set(NEEDED) <= set(titles):
        raise Unreadable(NO_TITLES)
    return list(lines(titles, rows[1:], locale))


def title_of(cell: str) -> str:
    return cell.strip() if cell.strip() in COLUMNS else named("figures").get(key_of(cell), "")


def as_text(found: list[Line]) -> str:
    """Return the lines as a text that is read in the same way, to be sent once more."""
    rows = [[" ".join(line.said.get(name, "").split()) for name in COLUMNS] for line in found]
    return "\n".join("\t".join(cells) for cells in [list(COLUMNS), *rows])


def lines(titles: list[str], rows: list[tuple[int, list[str]]], locale: str) -> Iterator[Line]:
    for number, cells in rows:
        said = {title: typed(cell) for title, cell in zip(titles, cells, strict=False) if title}
        line = Line(number, said)
        for name in ("measure", "basis", "stated_on", "value", "n", *LENGTHS):
            try:
                line.values[name] = READERS[name](said.get(name, ""), said, locale)
            except Fault as fault:
                line.refuse(fault.message, **fault.facts)
        yield line


def coded(table: str, codes: dict[str, str], fault: str) -> Callable[..., str]:
    """Return a reader of one of our words, in any language or as its code."""

    def read(text: str, said: dict[str, str], locale: str) -> str:
        if not text and table == "bases":
            return "measured"
        code = text if text in codes else named(table).get(key_of(text), "")
        if code not in codes:
            raise Fault(FAULTS[fault], text)
        return code

    return read


def day(text: str, said: dict[str, str], locale: str) -> date:
    try:
        return read_day(text.partition(" ")[0], locale)
    except ValueError:
        raise Fault(FAULTS["stated_on"], text) from None


def value(text: str, said: dict[str, str], locale: str) -> Decimal:
    """Return the value; a share is written with its sign, or the column "unit" says that it is one from 0 to 1."""
    number = amount(text, locale, "value")
    measure = said.get("measure", "")
    if (measure if measure in KPIS else named("measures").get(key_of(measure), "")) not in SHARES:
        return number
    if said.get("unit") == "share":
        return number
    if not text.endswith("%"):
        raise Fault(FAULTS["share"], text)
    return number / 100


def whole(text: str, said: dict[str, str], locale: str) -> int | None:
    if not text:
        return None
    number = amount(text, locale, "n")
    if number != int(number) or not 0 < number < 10**9:
        raise Fault(FAULTS["n"], text)
    return int(number)


def amount(text: str, locale: str, fault: str) -> Decimal:
    try:
        return read_amount(text, locale)
    except (NoNumber, TwoReadings):
        raise Fault(FAULTS[fault], text) from None


def words(name: str) -> Callable[..., str]:
    return lambda text, said, locale: text[: LENGTHS[name]]


READERS: dict[str, Callable[..., Any]] = {
    "measure": coded("measures", KPIS, "measure"),
    "basis": coded("bases", BASES, "basis"),
    "stated_on": day,
    "value": value,
    "n": whole,
    **{name: words(name) for name in LENGTHS},
}
