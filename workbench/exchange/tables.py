"""Opens a table of text cells by its contents, CSV, JSON or XLSX, and finds where it begins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from workbench.exchange import csv_table, headers, json_table
from workbench.exchange.encodings import Encoding, encoding_of
from workbench.exchange.file_kinds import kind_of
from workbench.exchange.headers import Header
from workbench.exchange.input_file import DEFAULTS, Advance, InputFile, Options
from workbench.exchange.mapping import Columns, fits_without_header
from workbench.exchange.unreadable import Unreadable
from workbench.exchange.xlsx_table import Workbook
from workbench.text.messages import N_

Row = tuple[int, list[str]]
Odd = Callable[..., None]
MOST_RECORDS = 100_000
HEAD = 30
SHIFTED = N_(
    "%(found)s cells stand where %(wanted)s are expected; the row was left out."
    " A text with the delimiter in it needs quotation marks."
)
SHORT = N_("%(found)s cells stand where %(wanted)s are expected; the others count as empty.")
HIDDEN = N_("Hidden rows were read too, from this one on: %(count)s.")
BESIDE = N_("“%(text)s” stands beside the table and was left out.")


class Sheet:
    """One table of a file: its first rows, and all of them one by one."""

    def __init__(
        self,
        rows: Iterator[Row],
        name: str = "",
        is_hidden: bool = False,
        hidden_rows: Collection[int] = (),
    ):
        self.name, self.is_hidden = name, is_hidden
        # The numbers of rows that its program does not show, known from the first row on.
        self.hidden_rows = hidden_rows
        self._rows = rows
        self._head: list[Row] | None = None

    @property
    def head(self) -> list[Row]:
        if self._head is None:
            self._head = list(islice(self._rows, HEAD))
        return self._head

    def rows(self, after: int = 0) -> Iterator[Row]:
        """Return the rows, once, without so many of the first ones."""
        return chain(self.head[after:], self._rows)


class Table:
    """A file's records, and what was found out of how they are written.

    ``odd`` is called as (record number, message, facts) for what is left out on the way.
    """

    def __init__(
        self,
        file: InputFile | Path,
        options: Options = DEFAULTS,
        advance: Advance = id,
        odd: Odd = lambda *told, **facts: None,
    ):
        self.file = file if isinstance(file, InputFile) else InputFile(file)
        self.name = self.file.name
        self.options, self.advance, self.odd = options, advance, odd
        self.form = "CSV"
        self.encoding: Encoding | None = None
        self.delimiter = ""
        self.sheet_names: tuple[str, ...] = ()
        self.header: Header | None = None
        # What gives a cell back as it was before it was written.
        self.restore: Callable[[str], str] | None = None
        self.sheets = self._opened()
        self.sheet = next((each for each in self.sheets if each.head), self.sheets[0])
        if not self.sheet.head:
            raise Unreadable(N_("%(file)s is empty."), file=self.name)

    @property
    def first(self) -> list[str]:
        """The cells of the first row of all."""
        return self.sheet.head[0][1]

    def heads(self) -> Iterator[tuple[Sheet, list[Row]]]:
        for sheet in self.sheets:
            if sheet.head and not (sheet.is_hidden and sheet is not self.sheets[0]):
                yield sheet, sheet.head

    def best(self, wanted: Sequence[str]) -> tuple[Sheet, Header] | None:
        """Return the sheet and the header that have the most of these columns."""
        found = [
            (sheet, header)
            for sheet, head in self.heads()
            if (header := headers.find(head, wanted, self.options.header_row))
        ]
        return min(found, key=lambda pair: (len(pair[1].missing), len(pair[1].twice)), default=None)

    def begin_with(self, columns: Columns) -> None:
        """Go to the row of titles, where the file has one."""
        if not fits_without_header(columns, self.first):
            self.header = self.begin(columns.needed(), columns.named())

    def begin(self, needed: Sequence[str], named: Sequence[str]) -> Header:
        """Return the titles; raise Unreadable that names the columns which are missing or twice there."""
        found = self.best(needed)
        if found is None:
            why = N_("%(file)s has no row %(record)s among its first %(most)s.")
            row = self.options.header_row
            raise Unreadable(why, file=self.name, record=row, most=HEAD)
        self.sheet, header = found
        self._check(header, needed)
        return headers.placed(header.titles, header.number, header.height, named)

    def _check(self, header: Header, needed: Sequence[str]) -> None:
        """Raise Unreadable with all that is wrong in the titles."""
        at = {"file": self.name, "record": header.number}
        missing, twice = ", ".join(header.missing), ", ".join(header.twice)
        if len(header.missing) == len(needed):
            why = N_("%(file)s has none of the columns %(columns)s among its first %(most)s rows.")
            raise Unreadable(why, file=self.name, columns=missing, most=HEAD)
        if missing and twice:
            why = N_(
                "%(file)s, record %(record)s lacks the columns: %(columns)s; twice: %(twice)s."
            )
            raise Unreadable(why, **at, columns=missing, twice=twice)
        if missing:
            why = N_("%(file)s, record %(record)s lacks the columns: %(columns)s.")
            raise Unreadable(why, **at, columns=missing)
        if twice:
            why = N_("%(file)s, record %(record)s has columns of the same name: %(columns)s.")
            raise Unreadable(why, **at, columns=twice)

    def records(self, most: int = MOST_RECORDS) -> Iterator[Row]:
        """Return (row number, cells), all of one width, below the header where there is one."""
        titles = self.header.titles if self.header else self.first
        width = len(titles)
        count, hidden = 0, []
        for number, cells in self.sheet.rows(self.header.height if self.header else 0):
            if len(cells) != width:
                fitting = self._fitted(number, cells, width)
                if fitting is None:
                    continue
                cells = fitting
            count += 1
            if number in self.sheet.hidden_rows:
                hidden.append(number)
            if count > most:
                why = N_("%(file)s has more than %(most)s records. Import it in parts.")
                raise Unreadable(why, file=self.name, most=most)
            yield number, list(map(self.restore, cells)) if self.restore else cells
        if hidden:
            self.odd(hidden[0], HIDDEN, count=len(hidden), is_fault=False)
        if self.header and not count:
            raise Unreadable(N_("%(file)s has a header and no record below it."), file=self.name)

    def _fitted(self, number: int, cells: list[str], width: int) -> list[str] | None:
        """Return the row in the table's width; None for one whose cells have shifted."""
        if len(cells) < width:
            titles = self.header.titles if self.header else self.first
            if self.form == "CSV" and any(map(str.strip, titles[len(cells) :])):
                facts = {"found": len(cells), "wanted": width}
                self.odd(number, SHORT, text="", is_fault=False, **facts)
            return cells + [""] * (width - len(cells))
        beside = [cell for cell in cells[width:] if cell.strip()]
        if beside and self.form == "CSV":
            facts = {"found": len(cells), "wanted": width}
            self.odd(number, SHIFTED, text=" | ".join(cells)[:200], is_row=True, **facts)
            return None
        if beside:
            self.odd(number, BESIDE, text=" | ".join(beside)[:200], is_fault=False)
        return cells[:width]

    def _opened(self) -> list[Sheet]:
        options = self.options
        if kind_of(self.file) == "xlsx":
            self.form = "XLSX"
            book = Workbook(self.file, options.locale)
            self.sheet_names = tuple(each.title for each in book.sheets)
            sheets = [each for each in book.sheets if options.sheet in ("", each.title)]
            if not sheets:
                why = N_("%(file)s has no sheet %(name)s. It has: %(names)s.")
                names = ", ".join(each.title for each in book.sheets)
                raise Unreadable(why, file=self.name, name=options.sheet, names=names)
            return [self._sheet(book, each) for each in sheets]
        self.encoding = encoding_of(self.file, options.encoding)
        rows = json_table.rows_of(self.file, self.encoding, options.list_mark)
        if rows is not None:
            self.form = "JSON"
            self.advance(self.file.path.stat().st_size)
            return [Sheet(iter(rows))]
        self.delimiter = options.delimiter or csv_table.sniffed(self.file, self.encoding)
        told = (self.encoding, self.delimiter, self.advance, self.odd)
        return [Sheet(csv_table.records(self.file, *told))]

    def _sheet(self, book: Workbook, sheet: Any) -> Sheet:
        is_hidden, hidden = sheet.sheet_state != "visible", set[int]()
        return Sheet(book.rows(sheet, self.advance, hidden), sheet.title, is_hidden, hidden)
