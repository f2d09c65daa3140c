"""The journal: what each record held before an operation, and marks of what it holds after, for undo and restore."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import LoaderCallableStatus

from workbench.extensions import Base, db
from workbench.models.log.journaled import Journaled

# [table, id, "added" | "changed" | "removed", what it held before, marks of what it holds after]
Row = list[Any]
# How long an operation can be undone.
LASTS = timedelta(hours=24)
# These change by themselves: positions with the siblings, authors when a guest is recognised. They
# do not stop an undo.
SOFT = frozenset({"position", "created_by_id"})


@dataclass
class Change:
    """A record that an operation writes, and what its row held before; None when there was no row."""

    record: Any
    before: dict[str, Any] | None

    @property
    def is_there(self) -> bool:
        return inspect(self.record).persistent

    def row(self) -> Row | None:
        """Return the journal's row of the change; None when nothing has changed."""
        table, before = self.record.__tablename__, self.before
        if before is None and not self.is_there:
            return None
        if before is None:
            names = [name for name in journaled_names(self.record) if name not in SOFT]
            read = inspect(self.record).dict
            left = (read[name] if name in read else getattr(self.record, name) for name in names)
            return [table, self.record.id, "added", {}, {",".join(names): mark(*left)}]
        if not self.is_there:
            return [table, before["id"], "removed", storable_values(before), {}]
        changed = {
            name: mark(present)
            for name, former in before.items()
            if (present := getattr(self.record, name)) != former
        }
        former = storable_values({name: before[name] for name in changed})
        return [table, self.record.id, "changed", former, changed] if changed else None


def journaled_kinds() -> dict[str, type[Any]]:
    """Return the kind of record that each journaled table holds."""
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    kinds: list[Any] = [kind for kind in classes if issubclass(kind, Journaled)]
    return {kind.__tablename__: kind for kind in kinds}


def journaled_names(record: Any) -> list[str]:
    kind: Any = type(record)
    return _names_of(kind)


@cache
def _names_of(kind: Any) -> list[str]:
    names = (attribute.key for attribute in inspect(kind).column_attrs)
    return [name for name in names if name != "version" and name not in kind.derived]


def stored_values(record: Any) -> dict[str, Any]:
    """Return what the record's row holds in the database, whatever was assigned since."""
    state = inspect(record)
    values = {
        name: state.committed_state.get(name, state.dict.get(name, LoaderCallableStatus.NO_VALUE))
        for name in journaled_names(record)
    }
    # Some were replaced without being read first.
    unread = [name for name, value in values.items() if isinstance(value, LoaderCallableStatus)]
    if unread:
        kind = type(record)
        statement = select(*(getattr(kind, name) for name in unread))
        key = inspect(kind).primary_key[0]
        row = db.session.connection().execute(statement.where(key == state.identity[0])).one()
        values |= dict(zip(unread, row, strict=True))
    return values


def rows_of(changes: Iterable[Change], redacted: set[str]) -> list[Row]:
    """Return the rows in an order whose reverse can be undone.

    On undo, removed rows are restored first, owners before their children; added ones go last.
    """
    rows = (change.row() for change in changes)
    kept = [row for row in rows if row is not None and row[1] not in redacted]
    return sorted(kept, key=_turn) if len(kept) > 1 else kept


def _turn(row: Row) -> tuple[int, int]:
    floor = floors()[row[0]]
    return {"added": (0, floor), "changed": (1, 0), "removed": (2, -floor)}[row[2]]


@cache
def floors() -> dict[str, int]:
    """Return each table's rank: higher than the tables it refers to."""
    return {table.name: floor for floor, table in enumerate(Base.metadata.sorted_tables)}


def storable(value: Any) -> Any:
    """Return the value as JSON can hold it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def storable_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: storable(value) for name, value in values.items()}


def mark(*values: Any) -> str:
    """Return a short hash by which one or several values are recognised without storing them."""
    known = [_comparable(value) for value in values]
    return hashlib.sha256(repr(known if len(known) > 1 else known[0]).encode()).hexdigest()[:12]


def _comparable(value: Any) -> Any:
    if isinstance(value, Decimal):
        value = value.normalize()
    if isinstance(value, datetime):
        value = value.timestamp()
    return storable(value)


def is_as_left(marks: Mapping[str, str], values: Mapping[str, Any]) -> bool:
    """Return whether the values are those that the marks were made of; one mark may stand for several."""
    for names, left in marks.items():
        asked = names.split(",")
        if not SOFT.issuperset(asked) and mark(*(values[name] for name in asked)) != left:
            return False
    return True
