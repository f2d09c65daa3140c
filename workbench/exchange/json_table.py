"""Reads a list of records from JSON as the table it would be: each key a column, in the order of their coming."""

import json
from collections.abc import Iterator
from typing import Any

from workbench.exchange.encodings import Encoding
from workbench.exchange.input_file import InputFile
from workbench.exchange.unreadable import Unreadable
from workbench.text.messages import N_

LARGEST = 64 * 1024 * 1024  # bytes
MOST_COLUMNS = 500
NO_LIST = N_("%(file)s holds no list of records. Save one list of objects, or the table as CSV.")
BROKEN = N_("%(file)s is not well-formed JSON (line %(line)s).")

Row = tuple[int, list[str]]


def rows_of(file: InputFile, encoding: Encoding, list_mark: str) -> list[Row] | None:
    """Return the header and the records, numbered as in a table; None for a text that is no JSON."""
    is_named = file.name.lower().endswith(".json")
    if not is_named and file.start(64).lstrip(b"\xef\xbb\xbf \t\r\n\0\xff\xfe")[:1] not in (
        b"[",
        b"{",
    ):
        return None
    if file.path.stat().st_size > LARGEST:
        why = N_("%(file)s is larger than %(most)s MB.")
        raise Unreadable(why, file=file.name, most=LARGEST // (1024 * 1024))
    try:
        found = json.loads(file.path.read_bytes().decode(encoding.codec, encoding.errors))
    except (ValueError, RecursionError) as error:
        if not is_named:
            return None
        raise Unreadable(BROKEN, file=file.name, line=getattr(error, "lineno", "?")) from error
    records = list(records_in(found))
    if not records:
        raise Unreadable(NO_LIST, file=file.name)
    titles = list(dict.fromkeys(key for record in records for key in record))
    if len(titles) > MOST_COLUMNS:
        why = N_("%(file)s, record %(record)s has more than %(most)s columns.")
        raise Unreadable(why, file=file.name, record=1, most=MOST_COLUMNS)
    rows = [[as_text(record.get(title), list_mark) for title in titles] for record in records]
    return list(enumerate([titles, *rows], start=1))


def records_in(found: Any) -> Iterator[dict[str, Any]]:
    """Return the objects of the list, or of the one list that an object holds, or of its list of services."""
    if isinstance(found, dict):
        lists = {name: value for name, value in found.items() if isinstance(value, list)}
        found = next(iter(lists.values())) if len(lists) == 1 else lists.get("services", [])
    if isinstance(found, list):
        yield from (record for record in found if isinstance(record, dict))


def as_text(value: Any, list_mark: str) -> str:
    """Return a value as a cell of a CSV would hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return (list_mark or "\n").join(as_text(each, list_mark) for each in value)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {as_text(each, list_mark)}" for key, each in value.items())
    return str(value)
