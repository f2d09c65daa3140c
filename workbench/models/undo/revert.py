"""Reverts one row of the journal, unless somebody changed the same or built upon it since."""

from collections.abc import Container, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, DateTime, Numeric, Time, UniqueConstraint, inspect, select

from workbench.extensions import db
from workbench.models.base import Discardable, DomainError, Moment, now, renumber
from workbench.models.log.journal import Row, is_as_left, journaled_kinds
from workbench.models.log.journaled import CHANGED
from workbench.text.messages import N_

BUILT_UPON = N_("Others have built upon this since. It was left as it is.")


def revert(row: Row) -> Any:
    """Reverse one row; return the record that is there afterwards, None when it is gone."""
    table, record_id, operation, before, marks = row
    kind = journaled_kinds()[table]
    if operation == "removed":
        return bring_back(kind, before)
    record = db.session.get(kind, record_id)
    if record is None or is_changed(record, marks, {}):
        raise DomainError(CHANGED)
    if operation == "added":
        return take_away(record)
    if record.bars_undo(before):
        raise DomainError(BUILT_UPON)
    for name, value in before.items():
        setattr(record, name, restored(kind, name, value))
    db.session.flush()
    db.session.expire(record)
    return record


def is_barred(rows: list[Row]) -> bool:
    """Return whether later changes prevent reverting these rows; nothing is written."""
    known, own = journaled_kinds(), {(row[0], row[1]) for row in rows}
    # What reverting the later rows first will have restored by then.
    held: dict[tuple[str, Any], dict[str, Any]] = {key: {} for key in own}
    there_again, there = set(), found(own)
    for table, record_id, operation, before, marks in reversed(rows):
        kind, key = known[table], (table, record_id)
        record = there.get(key)
        if operation == "removed":
            there_again.add(key)
            if bars_return(kind, before, own):
                return True
        elif record is None:
            if key not in there_again:
                return True
        elif is_changed(record, marks, held[key]) or record.bars_undo(before):
            return True
        elif operation == "added" and is_built_upon(record, own):
            return True
        else:
            held[key] |= {name: restored(kind, name, value) for name, value in before.items()}
    return False


def found(keys: Iterable[tuple[str, Any]]) -> dict[tuple[str, Any], Any]:
    """Return the records of these (table, id) that are there, read with one statement for each table."""
    ids: dict[str, list[Any]] = {}
    for table, record_id in keys:
        ids.setdefault(table, []).append(record_id)
    known, records = journaled_kinds(), {}
    for table, wanted in ids.items():
        kind = known[table]
        for record in db.session.scalars(select(kind).where(kind.id.in_(wanted))):
            records[table, record.id] = record
    return records


def is_changed(record: Any, marks: dict[str, str], held: dict[str, Any]) -> bool:
    """Return whether the record, with ``held`` on top, differs from what the operation left."""
    names = {name for marked in marks for name in marked.split(",")}
    values = {name: held[name] if name in held else getattr(record, name) for name in names}
    return not is_as_left(marks, values)


def take_away(record: Any) -> Any:
    """Discard what was added, or delete it if it is not Discardable; refuse if built upon."""
    if is_built_upon(record):
        raise DomainError(BUILT_UPON)
    if isinstance(record, Discardable):
        record.discarded_at = now()
        db.session.flush()
        return record
    siblings = [each for each in record.siblings() if each is not record]
    record.delete()
    db.session.flush()
    db.session.expire_all()
    renumber(siblings)
    return None


def is_built_upon(record: Any, own: Container[tuple[str, Any]] = ()) -> bool:
    """Return whether something outside the operation's own (table, id) was built upon a record."""
    return any(
        each is record or (each.__tablename__, each.id) not in own for each in record.built_upon()
    )


def bring_back(kind: type[Any], values: dict[str, Any]) -> Any:
    """Insert a deleted row again; refuse it when something else stands in its place."""
    values = {name: restored(kind, name, value) for name, value in values.items()}
    if db.session.get(kind, values["id"]) is not None:
        if isinstance(values["id"], str):
            raise DomainError(CHANGED)
        # Integer ids of deleted rows can recur.
        del values["id"]
    for name, _, is_needed in lost_owners(kind, values):
        if is_needed:
            raise DomainError(CHANGED)
        values[name] = None
    values = kind.fitted(values)
    if is_taken(kind, values):
        raise DomainError(CHANGED)
    record = kind(**values)
    db.session.add(record)
    db.session.flush()
    db.session.expire_all()
    return record


def bars_return(kind: type[Any], values: dict[str, Any], own: Container[tuple[str, Any]]) -> bool:
    """Return whether a deleted row cannot be inserted again: it exists, or its owner does not."""
    is_there = isinstance(values["id"], str) and db.session.get(kind, values["id"]) is not None
    lost = lost_owners(kind, values)
    return is_there or any(
        is_needed and (table, values[name]) not in own for name, table, is_needed in lost
    )


def lost_owners(kind: type[Any], values: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Return the foreign keys whose row is gone: (column, table, whether it is required)."""
    lost = []
    for column in inspect(kind).local_table.columns:  # type: ignore[union-attr]
        for key in column.foreign_keys:
            value, table = values.get(column.key), key.column.table.name
            wanted = select(key.column).where(key.column == value)
            if value is not None and db.session.scalar(wanted) is None:
                is_needed = not column.nullable and column.key not in kind.replaceable
                lost.append((column.key, table, is_needed))
    return lost


def is_taken(kind: type[Any], values: dict[str, Any]) -> bool:
    """Return whether another row holds the same unique values."""
    table: Any = inspect(kind).local_table
    for rule in table.constraints:
        if isinstance(rule, UniqueConstraint):
            same = [column == values.get(column.key) for column in rule.columns]
            if db.session.scalar(select(table.c.id).where(*same)) is not None:
                return True
    return False


def restored(kind: type[Any], name: str, value: Any) -> Any:
    """Return the value as the column holds it, from what JSON could hold."""
    if not isinstance(value, str):
        return value
    column = inspect(kind).columns[name].type
    if isinstance(column, Moment | DateTime):
        return datetime.fromisoformat(value)
    if isinstance(column, Date):
        return date.fromisoformat(value)
    if isinstance(column, Time):
        return time.fromisoformat(value)
    return Decimal(value) if isinstance(column, Numeric) else value


def settle(touched: Iterable[Any]) -> None:
    """Fit the reverted records into what is there now: their place, grade and reveal."""
    db.session.expire_all()
    for record in {id(each): each for each in touched}.values():
        if inspect(record).deleted or inspect(record).detached:
            continue
        others = [each for each in record.siblings() if each is not record]
        if record.siblings():
            others.insert(max(0, record.position - 1), record)
            renumber(others)
            db.session.expire_all()
        record.after_undo()
