"""Reads the sheets of an XLSX workbook, after looking at how large it says it would become."""

import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from workbench.exchange.cells import BadCell, LinkCell, shown
from workbench.exchange.file_kinds import NO_WORKBOOK
from workbench.exchange.input_file import Advance, InputFile
from workbench.exchange.unreadable import Unreadable
from workbench.exchange.xlsx_sheets import SheetFacts, facts_of
from workbench.text.messages import N_

MOST_BYTES = 64 * 1024 * 1024  # of all parts together when unpacked
MOST_PARTS = 2_000
# Sheets of text shrink ten- to thirtyfold; a hundredfold is a bomb, once it is large enough to hurt.
MOST_RATIO = 100
SMALL_PART = 1024 * 1024
MOST_COLUMNS = 500
LONGEST_CELL = 128 * 1024
# What a damaged or hostile workbook makes openpyxl raise.
DAMAGED = (
    *(zipfile.BadZipFile, ParseError, DefusedXmlException, zipfile.LargeZipFile),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, ArithmeticError),
    *(EOFError, NotImplementedError, RuntimeError, OSError, zipfile.zlib.error),  # type: ignore[attr-defined]
)
UNREADABLE = N_("%(file)s cannot be read as a workbook (after record %(record)s). Save it anew.")
NO_RESULT = N_("“%(text)s” is a formula without a saved result and was left out.")
ERROR = N_("“%(text)s” is an error of the spreadsheet and was left out.")
LINK = re.compile(r'=\s*HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)

Row = tuple[int, list[str]]


class Workbook:
    """A workbook's sheets in their order, the hidden ones last."""

    def __init__(self, file: InputFile, locale: str):
        self.file, self.locale = file, locale
        check_size(file)
        try:
            self.book = opened(file, data_only=True)
            sheets = list(self.book.worksheets)
        except DAMAGED as error:
            raise Unreadable(UNREADABLE, file=file.name, record=0) from error
        self.sheets = sorted(sheets, key=lambda sheet: sheet.sheet_state != "visible")
        if not self.sheets:
            raise Unreadable(N_("%(file)s is empty."), file=file.name)

    def rows(
        self, sheet: Any, advance: Advance = id, hidden: set[int] | None = None
    ) -> Iterator[Row]:
        """Return (row number, cells as text) without empty rows; ``hidden`` is given the numbers of hidden rows."""
        number = 0
        rows = self._rows(sheet, set() if hidden is None else hidden)
        while True:
            try:
                number, cells = next(rows, (0, []))
            except DAMAGED as error:
                raise Unreadable(UNREADABLE, file=self.file.name, record=number) from error
            if not number:
                break
            if any(map(str.strip, cells)):
                yield number, cells
        advance(self.file.path.stat().st_size)

    def _rows(self, sheet: Any, hidden: set[int]) -> Iterator[Row]:
        facts = facts_of(self.file.path, sheet._worksheet_path)
        hidden |= facts.hidden
        formulas = self._formulas(sheet) if facts.has_formulas else None
        sheet.reset_dimensions()
        above: dict[tuple[int, int], str] = {}
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if len(row) > MOST_COLUMNS:
                why = N_("%(file)s, record %(record)s has more than %(most)s columns.")
                raise Unreadable(why, file=self.file.name, record=number, most=MOST_COLUMNS)
            written = next(formulas, ()) if formulas else ()
            cells = [self.as_text(cell, number, column) for column, cell in enumerate(row, start=1)]
            for column, cell in enumerate(written[: len(cells)]):
                # An empty text is a result too: only a cell without a type of its own has none.
                if cell.data_type == "f" and row[column].data_type != "str":
                    cells[column] = with_formula(cells[column], cell.value)
            self._complete(cells, number, facts, above)
            yield number, cells

    def _complete(
        self, cells: list[str], number: int, facts: SheetFacts, above: dict[tuple[int, int], str]
    ) -> None:
        """Give cells the target of their link, and what a cell that reaches down from above says."""
        for column in facts.merged:
            if column <= len(cells) and cells[column - 1]:
                above[number, column] = cells[column - 1]
            elif first := facts.first_of(number, column):
                cells += [""] * (column - len(cells))
                cells[column - 1] = above.get((first, column), "")
        if facts.links:
            for column, cell in enumerate(cells, start=1):
                if target := facts.links.get((number, column)):
                    cells[column - 1] = LinkCell(cell, target)

    def _formulas(self, sheet: Any) -> Iterator[tuple[Any, ...]]:
        twin = opened(self.file, data_only=False)[sheet.title]
        twin.reset_dimensions()
        return twin.iter_rows()

    def as_text(self, cell: Any, number: int, column: int) -> str:
        """Return a cell's value as a CSV of the same table would write it."""
        if cell.value is None:
            return ""
        if cell.data_type == "e":
            return BadCell(str(cell.value), ERROR)
        if type(cell.value) is str:
            text: str = cell.value
        else:
            text = shown(cell.value, cell.number_format or "", self.locale)
        if len(text) > LONGEST_CELL:
            why = N_(
                "%(file)s, record %(record)s, column %(column)s is longer than %(most)s characters."
            )
            at = {"record": number, "column": get_column_letter(column)}
            raise Unreadable(why, file=self.file.name, **at, most=LONGEST_CELL)
        return text


def opened(file: InputFile, *, data_only: bool) -> Any:
    # By its contents: openpyxl refuses a path that ends in anything but .xlsx.
    return load_workbook(
        file.path.open("rb"), read_only=True, data_only=data_only, keep_links=False
    )


def with_formula(text: str, formula: Any) -> str:
    """Return the saved result of a formula; one of a link keeps its target, one without a result is bad."""
    written = str(formula)
    if found := LINK.match(written):
        return LinkCell(text or found[1], found[1])
    return text if text else BadCell(written, NO_RESULT)


def check_size(file: InputFile) -> None:
    """Refuse a workbook that is none, or whose parts would unpack to more than we take."""
    try:
        with zipfile.ZipFile(file.path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable(NO_WORKBOOK, file=file.name) from error
    total = sum(part.file_size for part in parts)
    steep = any(
        part.file_size > SMALL_PART and part.file_size > MOST_RATIO * max(1, part.compress_size)
        for part in parts
    )
    if steep or total > MOST_BYTES or len(parts) > MOST_PARTS:
        why = N_("%(file)s would unpack to %(size)s MB; it is taken for a bomb and was not opened.")
        raise Unreadable(why, file=file.name, size=total // (1024 * 1024))
