"""A table as people open it in a spreadsheet: an Excel workbook, or a CSV as Excel reads it."""

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any
from zoneinfo import ZoneInfo

from flask_babel import gettext
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from workbench.text.amounts import decimal_sign
from workbench.text.columns import Column, Row, Table
from workbench.text.tamed import tamed

Shown = str | int | float | Decimal | date | None
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
NUMBER_FORMS = {"whole": "0", "amount": "#,##0.00", "share": "0.0%"}
# Where the month would come first, its name says which is which.
ENGLISH_DAY, DAY = "d mmm yyyy", "dd/mm/yyyy"
NARROWEST, WIDEST = 8, 60
# What a cell of Excel can hold, and the name of a sheet.
LONGEST_TEXT, LONGEST_TITLE = 32_767, 31
# Of a workbook, kept in memory; a larger one lies on the disk.
IN_MEMORY = 1024 * 1024
NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True)
class Reader:
    """Whom a file is for: the locale that writes its numbers, the zone in which its moments are told."""

    locale: str
    zone: str = "UTC"


def shown(column: Column, value: Any, reader: Reader) -> Shown:
    """Return what a cell holds for people: words for codes and for yes and no, moments in the reader's zone."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(reader.zone)).replace(tzinfo=None)
    if column.kind == "share" and value is not None:
        return value / 100
    if value is None or isinstance(value, int | float | Decimal | date):
        return value
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(word(column, str(each)) for each in value)
    return word(column, str(value))


def word(column: Column, code: str) -> str:
    if column.kind == "path":
        return " / ".join(said(column, each) for each in code.split(" / "))
    return said(column, code)


def said(column: Column, code: str) -> str:
    return gettext(column.words[code]) if code and code in column.words else code


class Line:
    """A file of which each line that is written is handed back."""

    def write(self, text: str) -> str:
        return text


def excel_lines(table: Table, rows: Iterable[Row], reader: Reader) -> Iterator[str]:
    """Yield CSV as Excel in Brazil and most of America opens it: a mark of UTF-8, semicolons, the locale's decimals."""
    line: Any = csv.writer(Line(), delimiter=";", lineterminator="\r\n").writerow
    yield "\ufeff" + line([tamed(gettext(column.heading), at_commas=True) for column in table])
    for row in rows:
        yield line([cell(column, row.get(column.name), reader) for column in table])


def cell(column: Column, value: Any, reader: Reader) -> str:
    if column.kind == "share" and value is not None:
        return f"{value}%"
    held = shown(column, value, reader)
    if isinstance(held, datetime):
        return held.isoformat(" ", "minutes")
    if isinstance(held, float | Decimal):
        return f"{Decimal(str(held)):f}".replace(".", decimal_sign(reader.locale))
    return (
        tamed(held, at_commas=True) if isinstance(held, str) else "" if held is None else str(held)
    )


def workbook(table: Table, rows: Iterable[Row], reader: Reader) -> IO[bytes]:
    """Return an XLSX of one sheet: headings that stay in sight, a filter, numbers and dates that are such.

    It is an open temporary file at its beginning; of the rows, one at a time is in memory.
    """
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever reads it closes it
    with Workbook(file, OPTIONS) as book:
        fill(book, sheet_in(book, table), table, rows, reader)
    file.seek(0)
    return file


def sheet_in(book: Workbook, table: Table) -> Worksheet:
    title = gettext(table.title).translate(NOT_IN_TITLES).strip()
    return book.add_worksheet(title[:LONGEST_TITLE].strip())


def fill(
    book: Workbook, sheet: Worksheet, table: Table, rows: Iterable[Row], reader: Reader
) -> None:
    headings = [gettext(column.heading) for column in table]
    kinds = {"day", "moment", *(column.kind for column in table)}
    looks = {kind: look(book, kind, reader) for kind in kinds}
    bold = book.add_format({"bold": True, "bottom": 1})
    # Beside a heading stands its filter.
    widths = [max(len(heading) + 4, NARROWEST) for heading in headings]
    last = 0
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, bold)
    for last, row in enumerate(rows, start=1):
        for place, column in enumerate(table):
            held = shown(column, row.get(column.name), reader)
            widths[place] = max(widths[place], width(held))
            write(sheet, last, place, held, looks[kind_of(column, held)])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(headings) - 1)
    for place, letters in enumerate(widths):
        sheet.set_column(place, place, min(letters, WIDEST))


def kind_of(column: Column, held: Shown) -> str:
    """Return what a cell is: in a column of all kinds of values, a day is a day too."""
    if isinstance(held, date):
        return "moment" if isinstance(held, datetime) else "day"
    return column.kind


def look(book: Workbook, kind: str, reader: Reader) -> Any:
    """Return the format of cells of a kind: how numbers and days are written; long texts go on below."""
    form = DAY if not reader.locale.startswith("en") else ENGLISH_DAY
    forms = {**NUMBER_FORMS, "day": form, "moment": f"{form} hh:mm"}
    wrapped = {"valign": "top", "text_wrap": kind == "text"}
    return book.add_format({**wrapped, "num_format": forms.get(kind, "General")})


def width(held: Shown) -> int:
    """Return how many letters show a cell."""
    if held is None or held == "":
        return 0
    text = str(held)
    return 2 + (max(map(len, text.split("\n"))) if "\n" in text else len(text))


def write(sheet: Worksheet, row: int, place: int, held: Shown, form: Any) -> None:
    """Write a cell as what it is; a text is never read for a formula, an address or a number."""
    if held is None or held == "":
        return
    if isinstance(held, date):
        sheet.write_datetime(row, place, held, form)
    elif isinstance(held, str):
        sheet.write_string(row, place, held[:LONGEST_TEXT], form)
    else:
        sheet.write_number(row, place, held, form)
