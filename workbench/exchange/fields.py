"""Turns the cells of one record into the values of the catalogue's fields; a bad cell is told and left out."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from workbench.exchange import cell_text, words
from workbench.exchange.cells import BadCell, LinkCell
from workbench.exchange.mapping import BOOLEANS, LINKS, NUMBERS, Columns
from workbench.exchange.numbers import whole_number, year_of
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import LONGEST_KEYWORDS, LONGEST_PARAGRAPH, Service
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.catalogue.volume import Volume
from workbench.text.links import is_address, whole_address
from workbench.text.messages import N_
from workbench.text.typed import typed

LENGTHS = {
    str(column): length
    for model in (Organisation, Service, ServiceStep, Volume)
    for column in model.__table__.columns
    if (length := getattr(column.type, "length", None))
} | {"service.keywords": LONGEST_KEYWORDS}
# Fields of one line: what a cell holds on several is joined, and a list mark in them is no mark.
NAMES = frozenset({"name", "short_name", "title"})
NOT_YES_OR_NO = N_("“%(text)s” is neither yes nor no and was left out.")
NO_NUMBER = N_("“%(text)s” is no whole number and was left out.")
NO_YEAR = N_("“%(text)s” is not one year and was left out.")
NO_LINK = N_("“%(text)s” is no address of a page and was left out.")
NOT_STATED = N_("“%(text)s” counts as not stated.")
BROKEN = N_("letters look broken: “%(text)s”. Save the file anew in UTF-8 and import it again.")
CUT = N_("%(field)s is longer than %(most)s characters and was cut.")

Cells = Sequence[str]
Odd = Callable[..., None]


class Fields:
    """How the records of one file are read: where each field stands and what it is made into.

    ``odd`` is called, with the record's number, for what was left out or taken despite a fault.
    """

    def __init__(
        self,
        columns: Columns,
        places: dict[str, int],
        odd: Odd,
        *,
        file: str,
        channels: dict[str, str],
        list_mark: str,
        locale: str,
        is_copy: bool = False,
    ):
        self.columns, self.places, self.odd, self.file = columns, places, odd, file
        self.is_copy = is_copy
        self.channels, self.list_mark, self.locale = channels, list_mark, locale
        self.table = "service_step" if columns.service else "service"
        self.lengths = {
            name: LENGTHS.get(f"{self.table}.{name}", LONGEST_PARAGRAPH) for name in columns.fields
        }
        self.names = {column for name in NAMES for column in columns.fields.get(name, ())}
        self.texts = (self.lines, self.line, self.first, self.link, self.as_it_is)
        self.readers = [
            (name, named[0], [places[column] for column in named], self.reader(name))
            for name, named in columns.fields.items()
            if places.keys() >= set(named)
        ]
        self.readers += [
            (name, named[0], [places[column] for column in named], self.first)
            for name, named in columns.first.items()
            if places.keys() >= set(named)
        ]

    def reader(self, name: str) -> Callable[[str, int, str], Any]:
        """Return the function (cell, record number, column) → value for a field."""
        if name in BOOLEANS:
            unsaid = False if name == "in_person_by_law" else None
            return partial(self.boolean, answers=words.answers(name), unsaid=unsaid)
        if name in NUMBERS:
            return self.number
        if name in LINKS:
            return self.link
        if name == "channels":
            return self.channel_codes
        if self.is_copy:
            return self.as_it_is
        if name in NAMES:
            return self.line
        return self.line if f"{self.table}.{name}" in LENGTHS else self.lines

    def values(self, cells: Cells, number: int) -> dict[str, Any]:
        """Return the fields of one record."""
        values = {}
        for name, column, places, read in self.readers:
            cell = cells[places[0]]
            if len(places) > 1:
                cell = (self.list_mark or ", ").join(filter(None, (cells[at] for at in places)))
            if not cell and read in self.texts:
                values[name] = ""
                continue
            if type(cell) is not str and not (read == self.link and type(cell) is LinkCell):
                cell = self.seen(cell, number, column)
            value = read(cell, number, column)
            if type(value) is str and value:
                value = self.bounded(value, number, column, name)
            values[name] = value
        return values

    def bounded(self, value: str, number: int, column: str, name: str) -> str:
        """Return a text within the limit of its field, and tell letters that came broken."""
        self.check_letters(value, number, column)
        most = self.lengths.get(name) or LENGTHS.get(f"{self.table}.{name}", LONGEST_PARAGRAPH)
        if len(value) <= most:
            return value
        self.odd(number, CUT, column=column, text=value[most:], field=name, most=most)
        whole_words = value[: most + 1].rpartition(" ")[0]
        return whole_words if len(whole_words) > most * 0.8 else value[:most]

    def check_letters(self, value: str, number: int, column: str) -> None:
        if cell_text.is_broken(value):
            self.odd(number, BROKEN, column=column, text=value, is_fault=False)

    def seen(self, cell: str, number: int, column: str) -> str:
        """Return what a cell shows; one without a value is told and empty."""
        if isinstance(cell, BadCell):
            self.odd(number, cell.reason, column=column, text=str(cell))
            return ""
        return str(cell)

    def cell(self, cells: Cells, column: str) -> str:
        """Return a cell by the name of its column, cleaned; "" for a column that is not there."""
        place = self.places.get(column) if column else None
        if place is None:
            return ""
        cell = cells[place]
        return "" if type(cell) is BadCell else cell_text.plain(cell)

    def words(self, cells: Cells, column: str) -> list[str]:
        """Return the values of a cell in the source's own words."""
        cell = self.cell(cells, column)
        return cell.split(self.list_mark) if self.list_mark else [cell]

    def line(self, cell: str, number: int, column: str) -> str:
        return self.listed(cell_text.line(cell), column)

    def lines(self, cell: str, number: int, column: str) -> str:
        return self.listed(cell_text.lines(cell), column)

    def as_it_is(self, cell: str, number: int, column: str) -> str:
        return typed(cell)

    def listed(self, text: str, column: str) -> str:
        """Return the values of a list parted by commas; a name that holds the mark is no list."""
        if self.list_mark and self.list_mark in text and not self.is_name(column):
            return ", ".join(part.strip() for part in text.split(self.list_mark) if part.strip())
        return text

    def is_name(self, column: str) -> bool:
        return column in self.names

    def first(self, cell: str, number: int, column: str) -> str:
        return cell_text.line(cell.split(self.list_mark)[0] if self.list_mark else cell)

    def link(self, cell: str, number: int, column: str) -> str:
        """Return the address of a page; of a cell with a link in it, where that leads."""
        if isinstance(cell, BadCell):
            return self.seen(cell, number, column)
        shown = cell_text.plain(cell.target if isinstance(cell, LinkCell) else cell)
        if not shown:
            return ""
        address = whole_address(shown)
        if is_address(address) and len(address) <= LENGTHS["service.declared_url"]:
            return address
        if words.key_of(shown) in words.listed("not_stated"):
            return self.unsaid(shown, number, column)
        self.odd(number, NO_LINK, column=column, text=shown)
        return ""

    def boolean(
        self,
        cell: str,
        number: int,
        column: str,
        *,
        answers: dict[str, bool],
        unsaid: bool | None,
    ) -> bool | None:
        if not cell:
            return unsaid
        word = words.key_of(cell_text.plain(cell))
        if word in answers:
            return answers[word]
        if not word:
            return unsaid
        if word in words.listed("not_stated"):
            self.unsaid(cell, number, column)
        else:
            self.odd(number, NOT_YES_OR_NO, column=column, text=cell.strip())
        return unsaid

    def number(self, cell: str, number: int, column: str) -> int | None:
        """Return a whole number from 0; None for an empty cell, and for what is none."""
        return self.counted(cell, number, column, whole_number, NO_NUMBER)

    def year(self, cell: str, number: int, column: str) -> int | None:
        """Return the year of a year or a day."""
        return self.counted(cell, number, column, year_of, NO_YEAR)

    def counted(
        self, cell: str, number: int, column: str, read: Callable[[str, str], int], why: str
    ) -> int | None:
        if type(cell) is not str:
            cell = self.seen(cell, number, column)
        if not cell or not (text := cell_text.plain(cell)):
            return None
        try:
            return read(text, self.locale)
        except (ValueError, ArithmeticError):
            if words.key_of(text) in words.listed("not_stated"):
                self.unsaid(text, number, column)
            else:
                self.odd(number, why, column=column, text=text)
            return None

    def unsaid(self, text: str, number: int, column: str) -> str:
        self.odd(number, NOT_STATED, column=column, text=text.strip(), is_fault=False)
        return ""

    def channel(self, word: str) -> str:
        """Return our code for the source's word, or the word itself when the mapping has none."""
        word = " ".join(word.split())
        return self.channels.get(word.lower(), word)

    def channel_codes(self, cell: str, number: int, column: str = "") -> list[str]:
        words = cell.split(self.list_mark) if self.list_mark else [cell]
        codes = list(dict.fromkeys(code for code in map(self.channel, words) if code))
        known = self.channels.values()
        for code in codes:
            if code not in known:
                self.odd(
                    number,
                    N_("the channel %(word)s is not known and was kept as it is."),
                    column=column,
                    word=code,
                    is_fault=False,
                )
        return codes
