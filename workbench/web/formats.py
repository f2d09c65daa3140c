"""The same rows as JSON and CSV for other programs, and as XLSX and another CSV for spreadsheets; never as formulas."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial, wraps
from typing import Any

from flask import Blueprint, Response, request
from flask_login import current_user

from workbench.exchange.spreadsheet import Reader, excel_lines, workbook
from workbench.models.base import Record
from workbench.text.columns import Row, Table
from workbench.text.json_values import json_value
from workbench.text.tamed import tamed
from workbench.web.access import View, requires
from workbench.web.filters import language
from workbench.web.streaming import streamed, streamed_file

# The end of an address at which rows are, instead of a page.
FORM = ".<any(json, csv, xlsx):form>"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# With one of these signs a text stands within quotes, for whoever parts cells at another sign than ours.
QUOTED = re.compile(r"[,;\t\r\n\"]|\A'")

Rows = Iterable[Row]


def table_view(
    bp: Blueprint,
    rule: str,
    permission: str,
    *kinds: type[Record],
    name: str,
    table: Table,
    has_page: bool = True,
) -> Callable[[View], View]:
    """Serve a view's page at the rule, and the rows that it returns where ``wants_rows()`` at .json, .csv and .xlsx.

    It asks for the permission as @requires does. ``name`` is filled in with the record and the address.
    """

    def wrap(view: View) -> View:
        @requires(permission, *kinds)
        @wraps(view)
        def answered(*record: Any, form: str = "html", **arguments: Any) -> Any:
            found = view(*record, **arguments)
            if form == "html":
                return found
            return table_answer(form, name.format(*record, **arguments), found, table)

        for address in [rule] * has_page + [rule + FORM]:
            bp.add_url_rule(address, view_func=answered)
        return answered

    return wrap


# A view of rows alone, at the rule with .json, .csv and .xlsx.
rows_view = partial(table_view, has_page=False)


def wants_rows() -> bool:
    """Return whether the address asks for the rows of a list, and not for its page."""
    return "form" in (request.view_args or {})


def table_answer(form: str, name: str, rows: Rows, table: Table) -> Response:
    """Answer rows in one of the forms; ``name`` becomes the key in JSON and the name of a file."""
    if form == "json":
        return streamed(json_lines(name, rows), "application/json")
    return file_answer(form, name, rows, table)


def file_answer(form: str, name: str, rows: Rows, table: Table) -> Response:
    """Answer rows as a file: XLSX and, where the address says ``for=excel``, CSV for people; else plain CSV."""
    if form == "xlsx":
        return named(f"{name}.xlsx", streamed_file(workbook(table, rows, reader()), XLSX))
    is_for_people = request.args.get("for") == "excel"
    lines = excel_lines(table, rows, reader()) if is_for_people else csv_lines(table, rows)
    return named(f"{name}.csv", streamed(lines, "text/csv"))


def reader() -> Reader:
    """Return whom a file is for: the one who asks for it."""
    return Reader(language(), current_user.city.time_zone)


def named(file: str, answer: Response) -> Response:
    """Let a browser keep the answer as a file of this name."""
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


def json_answer(data: Any, status: int = 200) -> Response:
    """Answer data as JSON in UTF-8; days are ISO dates, exact decimals are numbers."""
    text = json.dumps(data, ensure_ascii=False, default=json_value)
    return Response(text + "\n", status, mimetype="application/json")


def plain_refusal(sentence: str, status: int) -> Response | None:
    """Answer whoever asked for a file why it is not there; None where a page was asked for."""
    if request.path.endswith(".json"):
        return json_answer({"error": sentence}, status)
    if request.path.endswith((".csv", ".xlsx")):
        return Response(sentence + "\n", status, mimetype="text/plain")
    return None


def json_lines(key: str, rows: Rows) -> Iterator[str]:
    """Yield an object with one list of rows, a row at a time."""
    yield f"{{{json.dumps(key)}: ["
    mark = ""
    for row in rows:
        yield mark + json.dumps(row, ensure_ascii=False, default=json_value)
        mark = ", "
    yield "]}\n"


def csv_lines(table: Table, rows: Rows) -> Iterator[str]:
    """Yield rows as CSV for programs, below one line of the columns' names."""
    yield ",".join(table.names) + "\r\n"
    for row in rows:
        yield ",".join(cell(row.get(name)) for name in table.names) + "\r\n"


def csv_text(table: Table, rows: Rows) -> str:
    return "".join(csv_lines(table, rows))


def cell(value: Any) -> str:
    """Return what a CSV cell holds: numbers bare, lists joined, texts that look like formulas tamed and quoted."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return cell(json.dumps(value, ensure_ascii=False, default=json_value))
    if isinstance(value, list | tuple | set | frozenset):
        return cell("; ".join(str(each) for each in value))
    return quoted(tamed(str(value)))


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if QUOTED.search(text) else text
