"""Reads the first sheet of an XLSX workbook, after looking at how large it says it would become."""

import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from workbench.exchange.unreadable import Unreadable
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
    *(zipfile.BadZipFile, ParseError, DefusedXmlException),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError),
    *(EOFError, NotImplementedError, RuntimeError, OSError),
)


def records(path: Path, advance: Callable[[int], object]) -> Iterator[tuple[int, list[str]]]:
    """Return (row number, cells as text); rows without any value are left out."""
    check_size(path)
    width = 0
    rows = sheet_rows(path)
    number = 0
    while True:
        try:
            row = next(rows, None)
        except DAMAGED as error:
            why = N_(
                "%(file)s cannot be read as a workbook (after record %(record)s). Save it anew."
            )
            raise Unreadable(why, file=path.name, record=number) from error
        if row is None:
            break
        number += 1
        if len(row) > MOST_COLUMNS:
            why = N_("%(file)s, record %(record)s has more than %(most)s columns.")
            raise Unreadable(why, file=path.name, record=number, most=MOST_COLUMNS)
        cells = [as_text(cell, path, number, column) for column, cell in enumerate(row, start=1)]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        width = width or len(cells)
        yield number, cells + [""] * (width - len(cells))
    advance(path.stat().st_size)


def sheet_rows(path: Path) -> Iterator[tuple[Any, ...]]:
    """Return the rows of the first sheet, never padded to a size that the sheet only declares."""
    workbook = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    try:
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        yield from sheet.iter_rows()
    finally:
        workbook.close()


def check_size(path: Path) -> None:
    """Refuse a workbook that is none, or whose parts would unpack to more than we take."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable(N_("%(file)s is not an XLSX workbook."), file=path.name) from error
    total = sum(part.file_size for part in parts)
    steep = any(
        part.file_size > SMALL_PART and part.file_size > MOST_RATIO * max(1, part.compress_size)
        for part in parts
    )
    if steep or total > MOST_BYTES or len(parts) > MOST_PARTS:
        why = N_("%(file)s would unpack to %(size)s MB; it is taken for a bomb and was not opened.")
        raise Unreadable(why, file=path.name, size=total // (1024 * 1024))


def as_text(cell: Any, path: Path, number: int, column: int) -> str:
    """Return a cell's value as a CSV of the same table would write it."""
    if cell.value is None:
        return ""
    place = {"file": path.name, "record": number, "column": get_column_letter(column)}
    if cell.data_type == "f":
        why = N_(
            "%(file)s, record %(record)s, column %(column)s is a formula. Put its value in its place."
        )
        raise Unreadable(why, **place)
    if cell.data_type == "e":
        why = N_("%(file)s, record %(record)s, column %(column)s is an error: %(value)s.")
        raise Unreadable(why, **place, value=cell.value)
    text = written(cell.value)
    if len(text) > LONGEST_CELL:
        why = N_(
            "%(file)s, record %(record)s, column %(column)s is longer than %(most)s characters."
        )
        raise Unreadable(why, **place, most=LONGEST_CELL)
    return text


def written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
