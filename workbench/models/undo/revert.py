"""Putting back: one row of the journal is reversed, unless somebody changed the same or built upon it since."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, DateTime, Numeric, Time, inspect, select

from workbench.extensions import db
from workbench.models.base import Discardable, DomainError, Moment, now, renumber
from workbench.models.log.journal import Row, is_as_left, journaled_kinds
from workbench.models.room.block import PROMISES, Block
from workbench.models.work.journey import JourneyPhase
from workbench.models.work.journey_step import JourneyStep
from workbench.models.work.note import Note
from workbench.models.work.note_group import NoteGroup
from workbench.models.work.problem import Evidence, Problem
from workbench.models.work.prototype import PrototypeVersion
from workbench.models.work.test_session import TestSession
from workbench.text.messages import N_

CHANGED = N_("Somebody has changed this since. It was left as it is.")
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
    if breaks_promise(record, before):
        raise DomainError(BUILT_UPON)
    for name, value in before.items():
        setattr(record, name, restored(kind, name, value))
    db.session.flush()
    db.session.expire(record)
    return record


def is_barred(rows: list[Row]) -> bool:
    """Return whether something changed since bars the way back for these rows; nothing is written."""
    known, own = journaled_kinds(), {(row[0], row[1]) for row in rows}
    # What the rows undone first, the latest ones, will have put back by then.
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
        elif is_changed(record, marks, held[key]) or breaks_promise(record, before):
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
    """Return whether the record, or what is held of it, is another than the operation left it."""
    names = {name for marked in marks for name in marked.split(",")}
    values = {name: held[name] if name in held else getattr(record, name) for name in names}
    return not is_as_left(marks, values)


def breaks_promise(record: Any, before: dict[str, Any]) -> bool:
    """Return whether people wrote in a block under promises that were others before."""
    is_promised = isinstance(record, Block) and not before.keys().isdisjoint(PROMISES)
    return is_promised and record.is_written_in


def take_away(record: Any) -> Any:
    """Put away what was added, or delete what cannot be put away; refuse it when others built upon it."""
    if is_built_upon(record):
        raise DomainError(BUILT_UPON)
    if isinstance(record, Discardable):
        record.discarded_at = now()
        db.session.flush()
        return record
    if isinstance(record, PrototypeVersion):
        for file in list(record.attachments):
            file.prototype_version = None
    siblings = [each for each in siblings_of(record) if each is not record]
    if isinstance(record, Block):
        record.delete_with_ticks()
    else:
        db.session.delete(record)
    db.session.flush()
    db.session.expire_all()
    renumber(siblings)
    return None


def is_built_upon(record: Any, own: Container[tuple[str, Any]] = ()) -> bool:
    """Return whether something hangs on a record that is not among the operation's own (table, id)."""
    if isinstance(record, Block):
        return record.is_written_in
    return any((each.__tablename__, each.id) not in own for each in hanging_on(record))


def hanging_on(record: Any) -> list[Any]:
    if isinstance(record, Note):
        return [note for note in record.same_notes if not note.is_discarded]
    if isinstance(record, NoteGroup):
        return [note for note in record.notes if note.stands]
    if isinstance(record, Problem):
        return record.kept_evidence
    if isinstance(record, JourneyPhase):
        return record.steps
    if isinstance(record, JourneyStep):
        return [*(cell for cell in record.cells if cell.text), *record.heirs]
    if isinstance(record, PrototypeVersion):
        tried = select(TestSession).where(TestSession.prototype_version_id == record.id)
        files = [file for file in record.attachments if not file.is_discarded]
        return [*files, *db.session.scalars(tried)]
    return []


def bring_back(kind: type[Any], values: dict[str, Any]) -> Any:
    """Insert a deleted row again; refuse it when something else stands in its place."""
    values = {name: restored(kind, name, value) for name, value in values.items()}
    if db.session.get(kind, values["id"]) is not None:
        if isinstance(values["id"], str):
            raise DomainError(CHANGED)
        # Numbers of deleted rows are given again.
        del values["id"]
    for name, _, is_needed in lost_owners(kind, values):
        if is_needed:
            raise DomainError(CHANGED)
        values[name] = None
    if kind is JourneyStep and not is_phase_of(values["phase_id"], values["map_id"]):
        values["phase_id"] = last_phase(values["map_id"])
    if kind.__tablename__ in ("journey_cell", "observation", "link") and is_taken(kind, values):
        raise DomainError(CHANGED)
    record = kind(**values)
    db.session.add(record)
    db.session.flush()
    db.session.expire_all()
    return record


def bars_return(kind: type[Any], values: dict[str, Any], own: Container[tuple[str, Any]]) -> bool:
    """Return whether a deleted row cannot be inserted again: it is there, or what it hangs on is not."""
    is_there = isinstance(values["id"], str) and db.session.get(kind, values["id"]) is not None
    lost = lost_owners(kind, values)
    return is_there or any(
        is_needed and (table, values[name]) not in own for name, table, is_needed in lost
    )


def lost_owners(kind: type[Any], values: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Return the columns that name a row which is gone: (column, table, whether nothing else will do)."""
    lost = []
    for column in inspect(kind).local_table.columns:  # type: ignore[union-attr]
        for key in column.foreign_keys:
            value, table = values.get(column.key), key.column.table.name
            wanted = select(key.column).where(key.column == value)
            if value is not None and db.session.scalar(wanted) is None:
                is_needed = not column.nullable and table != "journey_phase"
                lost.append((column.key, table, is_needed))
    return lost


def is_phase_of(phase_id: int | None, map_id: str) -> bool:
    phase = db.session.get(JourneyPhase, phase_id) if phase_id else None
    return phase is not None and phase.map_id == map_id


def last_phase(map_id: str) -> int:
    """Return the phase in which a step stands whose own phase was removed."""
    wanted = select(JourneyPhase.id).where(JourneyPhase.map_id == map_id)
    phase_id = db.session.scalar(wanted.order_by(JourneyPhase.position.desc()).limit(1))
    if phase_id is None:
        raise DomainError(CHANGED)
    return phase_id


def is_taken(kind: type[Any], values: dict[str, Any]) -> bool:
    unique = {
        "journey_cell": ("step_id", "lane"),
        "observation": ("finding_id", "session_id"),
        "link": ("kind", "from_id", "to_id"),
    }[kind.__tablename__]
    same = [getattr(kind, name) == values[name] for name in unique]
    return db.session.scalar(select(kind.id).where(*same)) is not None


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


def siblings_of(record: Any) -> list[Any]:
    """Return the ordered list in which the record stands; empty when there is none."""
    if isinstance(record, JourneyStep):
        return list(record.map.steps)
    if isinstance(record, JourneyPhase):
        return list(record.map.phases)
    return list(record.workshop.blocks) if isinstance(record, Block) else []


def settle(touched: Iterable[Any]) -> None:
    """Let what was put back fit into what is there now: its place, its grade, its reveal."""
    db.session.expire_all()
    for record in {id(each): each for each in touched}.values():
        if inspect(record).deleted or inspect(record).detached:
            continue
        others = [each for each in siblings_of(record) if each is not record]
        if siblings_of(record):
            others.insert(max(0, record.position - 1), record)
            renumber(others)
            db.session.expire_all()
        if isinstance(record, Evidence) and record.problem:
            record.problem.grade_now(by=None)
        if isinstance(record, Note) and record.is_hidden and not record.is_discarded:
            record.show_if_revealed()
