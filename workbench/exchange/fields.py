"""Turns the cells of one record into the values of the catalogue's fields."""

from collections.abc import Callable, Sequence
from typing import Any

from workbench.exchange.mapping import BOOLEANS, NUMBERS, Columns
from workbench.exchange.unreadable import Unreadable
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.search import without_markup
from workbench.models.catalogue.service import Service, ServiceStep, Volume
from workbench.text.messages import N_

YES = frozenset({"true", "sim", "s", "yes", "y", "sí", "si", "1", "verdadeiro"})
NO = frozenset({"false", "não", "nao", "n", "no", "0", "falso"})
LENGTHS = {
    str(column): length
    for model in (Organisation, Service, ServiceStep, Volume)
    for column in model.__table__.columns
    if (length := getattr(column.type, "length", None))
}
LARGEST_NUMBER = 2**31 - 1
NOT_YES_OR_NO = N_(
    "%(file)s, record %(record)s, column %(column)s: “%(value)s” is neither yes nor no."
)
NO_NUMBER = N_("%(file)s, record %(record)s, column %(column)s: “%(value)s” is no whole number.")

Cells = Sequence[str]
Odd = Callable[..., None]


class Fields:
    """How the records of one file are read: where each field stands and what it is made into.

    ``odd`` is called, with the record's number, for what was taken despite a fault.
    """

    def __init__(
        self,
        columns: Columns,
        header: Sequence[str],
        file: str,
        odd: Odd,
        *,
        channels: dict[str, str],
        list_mark: str,
    ):
        self.columns, self.file, self.odd = columns, file, odd
        self.channels, self.list_mark = channels, list_mark
        self.table = "service_step" if columns.service else "service"
        self.places = self.find(header)
        self.readers = [
            (name, [self.places[column] for column in named], self.reader(name, named[0]))
            for name, named in columns.fields.items()
        ]
        self.readers += [
            (name, [self.places[column] for column in named], self.first)
            for name, named in columns.first.items()
        ]

    def find(self, header: Sequence[str]) -> dict[str, int]:
        """Return where each column stands; raise Unreadable that names the ones that are missing or twice there."""
        wanted = self.columns.named()
        if missing := [name for name in wanted if name not in header]:
            why = N_("%(file)s, record 1 lacks the columns: %(columns)s.")
            raise Unreadable(why, file=self.file, columns=", ".join(missing))
        if twice := [name for name in wanted if list(header).count(name) > 1]:
            why = N_("%(file)s, record 1 has columns of the same name: %(columns)s.")
            raise Unreadable(why, file=self.file, columns=", ".join(twice))
        return {name: list(header).index(name) for name in wanted}

    def reader(self, name: str, column: str) -> Callable[[str, int], Any]:
        """Return the function (cell, record number) → value for a field."""
        if name in BOOLEANS:
            return lambda cell, number: self.boolean(
                cell, number, column, name != "in_person_by_law"
            )
        if name in NUMBERS:
            return lambda cell, number: self.number(cell, number, column)
        if name == "channels":
            return self.channel_codes
        return self.text

    def values(self, cells: Cells, number: int) -> dict[str, Any]:
        """Return the fields of one record."""
        values = {}
        for name, places, read in self.readers:
            cell = cells[places[0]]
            if len(places) > 1:
                cell = self.list_mark.join(filter(None, (cells[place] for place in places)))
            value = read(cell, number) if cell or read != self.text else ""
            most = LENGTHS.get(f"{self.table}.{name}")
            if most and len(value) > most:
                told = N_("%(field)s is longer than %(most)s characters and was cut.")
                self.odd(number, told, field=name, most=most)
                value = value[:most]
            values[name] = value
        return values

    def cell(self, cells: Cells, column: str) -> str:
        """Return a cell by the name of its column, spaces cleaned; "" for a column that is not mapped."""
        return " ".join(cells[self.places[column]].split()) if column else ""

    def words(self, cells: Cells, column: str) -> list[str]:
        """Return the values of a cell in the source's own words."""
        cell = self.cell(cells, column)
        return cell.split(self.list_mark) if self.list_mark else [cell]

    def text(self, cell: str, number: int) -> str:
        words = without_markup(cell)
        if self.list_mark and self.list_mark in words:
            return ", ".join(part.strip() for part in words.split(self.list_mark) if part.strip())
        return words

    def first(self, cell: str, number: int) -> str:
        return (
            without_markup(cell.split(self.list_mark)[0])
            if self.list_mark
            else without_markup(cell)
        )

    def boolean(self, cell: str, number: int, column: str, may_be_unsaid: bool) -> bool | None:
        word = cell.strip().lower()
        if word in YES:
            return True
        if word in NO:
            return False
        if not word:
            return None if may_be_unsaid else False
        raise self.bad(NOT_YES_OR_NO, cell, number, column)

    def number(self, cell: str, number: int, column: str) -> int | None:
        """Return a whole number from 0, None for an empty cell."""
        digits = cell.strip()
        if not digits:
            return None
        if not (digits.isascii() and digits.isdecimal()) or int(digits[:20]) > LARGEST_NUMBER:
            raise self.bad(NO_NUMBER, cell, number, column)
        return int(digits)

    def channel(self, word: str) -> str:
        """Return our code for the source's word, or the word itself when the mapping has none."""
        word = " ".join(word.split())
        return self.channels.get(word.lower(), word)

    def channel_codes(self, cell: str, number: int) -> list[str]:
        words = cell.split(self.list_mark) if self.list_mark else [cell]
        codes = list(dict.fromkeys(code for code in map(self.channel, words) if code))
        known = self.channels.values()
        for code in codes:
            if code not in known:
                self.odd(
                    number,
                    N_("the channel %(word)s is not known and was kept as it is."),
                    word=code,
                )
        return codes

    def bad(self, message: str, cell: str, number: int, column: str) -> Unreadable:
        value = cell.strip()
        return Unreadable(
            message,
            file=self.file,
            record=number,
            column=column,
            value=value if len(value) <= 40 else value[:40] + "…",
        )
