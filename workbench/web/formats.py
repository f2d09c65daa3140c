"""The same rows as CSV or JSON: for spreadsheets, for other programs, and never as formulas."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial, wraps
from typing import Any

from flask import Blueprint, Response, request

from workbench.models.base import Record
from workbench.web.access import View, requires

# A spreadsheet takes a text that begins like this for a formula; an apostrophe keeps it a text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Row = Mapping[str, Any]
Rows = Iterable[Row]


def table_view(
    bp: Blueprint,
    rule: str,
    permission: str,
    *kinds: type[Record],
    name: str,
    columns: Sequence[str] = (),
    has_page: bool = True,
) -> Callable[[View], View]:
    """Serve a view's page at the rule, and the rows that it returns where ``wants_rows()`` at .json and .csv of it.

    It asks for the permission as @requires does. ``name`` is filled in with the record and the address.
    """

    def wrap(view: View) -> View:
        @requires(permission, *kinds)
        @wraps(view)
        def answered(*record: Any, form: str = "html", **arguments: Any) -> Any:
            found = view(*record, **arguments)
            if form == "html":
                return found
            return table_answer(form, name.format(*record, **arguments), found, columns)

        for address in [rule] * has_page + [f"{rule}.<any(json, csv):form>"]:
            bp.add_url_rule(address, view_func=answered)
        return answered

    return wrap


# A view of rows alone, at the rule with .json and .csv.
rows_view = partial(table_view, has_page=False)


def wants_rows() -> bool:
    """Return whether the address asks for the rows of a list, and not for its page."""
    return "form" in (request.view_args or {})


def table_answer(form: str, name: str, rows: Rows, columns: Sequence[str] = ()) -> Response:
    """Answer rows as "csv" or "json"; both have the same columns, the rows' own when none are named.

    ``name`` becomes the key in JSON and the file name; columns keep a CSV without rows readable.
    """
    rows = list(rows)
    if form == "json":
        return json_answer({name: rows})
    return csv_answer(name, columns or (list(rows[0]) if rows else []), rows)


def json_answer(data: Any, status: int = 200) -> Response:
    """Answer data as JSON in UTF-8; days are ISO dates, exact decimals are numbers."""
    text = json.dumps(data, ensure_ascii=False, default=json_value)
    return Response(text + "\n", status, mimetype="application/json")


def csv_answer(name: str, columns: Sequence[str], rows: Rows) -> Response:
    """Answer rows as a CSV file in UTF-8; a value that is not stated is an empty cell."""
    answer = Response(csv_text(columns, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def plain_refusal(sentence: str, status: int) -> Response | None:
    """Answer a program that asked for JSON or CSV why it gets none; None where a page was asked for."""
    if request.path.endswith(".json"):
        return json_answer({"error": sentence}, status)
    if request.path.endswith(".csv"):
        return Response(sentence + "\n", status, mimetype="text/plain")
    return None


def csv_text(columns: Sequence[str], rows: Rows) -> str:
    """Return rows as CSV text with one line of column names."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row.get(column)) for column in columns])
    return text.getvalue()


def cell(value: Any) -> Any:
    """Return what a CSV cell holds: numbers bare, lists joined, texts that look like formulas tamed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return cell(json.dumps(value, ensure_ascii=False, default=json_value))
    if isinstance(value, list | tuple | set | frozenset):
        return cell("; ".join(str(each) for each in value))
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def json_value(value: Any) -> Any:
    """Return what JSON can hold for a value of ours."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
