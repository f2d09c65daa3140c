"""The journal: what each row of work held before an operation, written down as it is flushed, for undo and restore."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.orm import Mapper, Session, object_session

# [table, id, "added" | "changed" | "removed", what it held before, marks of what it holds after]
Row = list[Any]

# The tables whose rows are put back when an operation is undone.
KEPT = frozenset(
    {
        *("note", "note_group", "problem", "evidence", "link", "launch", "attachment", "block"),
        *("journey_map", "journey_phase", "journey_step", "journey_cell", "redesign"),
        *("prototype", "prototype_version", "test_session", "finding", "observation"),
    }
)


def storable(value: Any) -> Any:
    """Return the value as JSON can hold it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def redact(session: Any, record_id: str) -> None:
    """Keep nothing of what a record held before this transaction, and nothing of what it holds now."""
    session.info.setdefault("redacted", set()).add(record_id)


def mark(value: Any) -> str:
    """Return a short mark by which a value is known again, without telling it."""
    if isinstance(value, Decimal):
        value = value.normalize()
    if isinstance(value, datetime):
        value = value.timestamp()
    return hashlib.sha256(repr(storable(value)).encode()).hexdigest()[:12]


def remember(session: Any, told: Any) -> None:
    """Remember the event that tells of an operation: the journal's rows are kept with the last one."""
    if session.info.get("deed"):
        session.info["last_event"] = told


def _write(target: Any, row: Row) -> None:
    session = object_session(target)
    if session is not None and session.info.get("deed"):
        session.info.setdefault("journal", []).append(row)


def _values(mapper: Mapper[Any], target: Any) -> dict[str, Any]:
    names = [attribute.key for attribute in mapper.column_attrs if attribute.key != "version"]
    return {name: getattr(target, name) for name in names}


@event.listens_for(Mapper, "after_insert")
def added(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    table = mapper.class_.__tablename__
    if table in KEPT:
        marks = {name: mark(value) for name, value in _values(mapper, target).items()}
        _write(target, [table, target.id, "added", {}, marks])


@event.listens_for(Mapper, "before_update")
def changed(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    table = mapper.class_.__tablename__
    session = object_session(target)
    if table not in KEPT or session is None or not session.info.get("deed"):
        return
    before, marks = {}, {}
    for attribute in mapper.column_attrs:
        name, history = attribute.key, inspect(target).attrs[attribute.key].history
        if name == "version" or not history.has_changes():
            continue
        former = history.deleted[0] if history.deleted else _stored(connection, target, attribute)
        present = getattr(target, name)
        if former != present:
            before[name], marks[name] = storable(former), mark(present)
    if before:
        _write(target, [table, target.id, "changed", before, marks])


def _stored(connection: Connection, target: Any, attribute: Any) -> Any:
    # The value was replaced without being read first.
    column = attribute.columns[0]
    return connection.scalar(select(column).where(column.table.c.id == target.id))


@event.listens_for(Mapper, "before_delete")
def removed(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    table = mapper.class_.__tablename__
    if table in KEPT:
        values = {name: storable(value) for name, value in _values(mapper, target).items()}
        _write(target, [table, target.id, "removed", values, {}])


@event.listens_for(Session, "before_commit")
def keep(session: Session) -> None:
    """Keep the rows of an operation with its last event."""
    last = session.info.pop("last_event", None)
    if last is None:
        return
    is_new = last in session.new
    if is_new:
        # Written last, when it is known what it holds, and without a second flush.
        session.expunge(last)
    session.flush()
    forgotten = session.info.pop("redacted", ())
    rows = [row for row in session.info.pop("journal", ()) if row[1] not in forgotten]
    if rows:
        last.before = {**(last.before or {}), "rows": rows}
    if is_new:
        names = (column.key for column in last.__table__.columns)
        held = {name: last.__dict__[name] for name in names if name in last.__dict__}
        session.connection().execute(last.__table__.insert(), held)


@event.listens_for(Session, "after_rollback")
def forget(session: Session) -> None:
    session.info.pop("journal", None)
    session.info.pop("last_event", None)
    session.info.pop("redacted", None)
