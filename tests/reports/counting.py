"""Counts the SQL statements that a piece of a test sends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from workbench.extensions import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect every statement sent to the database inside the block; that a transaction begins is none."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if statement != "BEGIN":
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
