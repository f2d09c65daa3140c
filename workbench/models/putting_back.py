"""Putting back: one row of the journal is reversed, unless somebody changed the same since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, DateTime, Numeric, Time, inspect, select

from workbench.extensions import Base, db
from workbench.models.base import Discardable, Moment, Refused, now, renumber
from workbench.models.block import Block
from workbench.models.journal import KEPT, Row, mark
from workbench.models.journey import JourneyPhase
from workbench.models.journey_step import JourneyStep
from workbench.models.note import Note, NoteGroup
from workbench.models.problem import Evidence, Problem
from workbench.models.prototype import PrototypeVersion
from workbench.models.trial import TestSession
from workbench.text.messages import N_

CHANGED = N_("Somebody has changed this since. It was left as it is.")
BUILT_UPON = N_("Others have built upon this since. It was left as it is.")
# Where something stands among its siblings moves with the siblings: no reason to leave the rest as it is.
SOFT = frozenset({"position"})


def kinds() -> dict[str, type[Any]]:
    """Return the kind of record that each kept table holds."""
    return {
        mapper.class_.__tablename__: mapper.class_
        for mapper in Base.registry.mappers
        if mapper.class_.__tablename__ in KEPT
    }


def put_back(row: Row) -> Any:
    """Reverse one row; return the record that is there afterwards, None when it is gone."""
    table, record_id, deed, before, marks = row
    kind = kinds()[table]
    if deed == "removed":
        return bring_back(kind, before)
    record = db.session.get(kind, record_id)
    if record is None:
        raise Refused(CHANGED)
    if any(mark(getattr(record, name)) != marks[name] for name in marks if name not in SOFT):
        raise Refused(CHANGED)
    if deed == "added":
        return take_away(record)
    for name, value in before.items():
        setattr(record, name, restored(kind, name, value))
    db.session.flush()
    db.session.expire(record)
    return record


def take_away(record: Any) -> Any:
    """Put away what was added, or delete what cannot be put away; refuse it when others built upon it."""
    if is_built_upon(record):
        raise Refused(BUILT_UPON)
    if isinstance(record, Discardable):
        record.discarded_at = now()
        db.session.flush()
        return record
    if isinstance(record, PrototypeVersion):
        for file in list(record.attachments):
            file.prototype_version = None
    siblings = [each for each in siblings_of(record) if each is not record]
    db.session.delete(record)
    db.session.flush()
    db.session.expire_all()
    renumber(siblings)
    return None


def is_built_upon(record: Any) -> bool:
    """Return whether something hangs on a record that was not a part of the same deed."""
    if isinstance(record, Problem):
        return bool(record.kept_evidence)
    if isinstance(record, NoteGroup):
        return any(note.stands for note in record.notes)
    if isinstance(record, JourneyPhase):
        return bool(record.steps)
    if isinstance(record, JourneyStep):
        return any(cell.text for cell in record.cells) or bool(record.heirs)
    if isinstance(record, PrototypeVersion):
        tried = select(TestSession.id).where(TestSession.prototype_version_id == record.id)
        files = [file for file in record.attachments if not file.is_discarded]
        return bool(files) or db.session.scalar(tried.limit(1)) is not None
    if isinstance(record, Block):
        return record.is_written_in
    return False


def bring_back(kind: type[Any], values: dict[str, Any]) -> Any:
    """Insert a deleted row again; refuse it when something else stands in its place."""
    values = {name: restored(kind, name, value) for name, value in values.items()}
    if db.session.get(kind, values["id"]) is not None:
        if isinstance(values["id"], str):
            raise Refused(CHANGED)
        # Numbers of deleted rows are given again.
        del values["id"]
    for column in inspect(kind).local_table.columns:  # type: ignore[union-attr]
        for key in column.foreign_keys:
            target = key.column.table
            value = values.get(column.key)
            wanted = select(key.column).where(key.column == value)
            if value is not None and db.session.scalar(wanted) is None:
                if not column.nullable and target.name != "journey_phase":
                    raise Refused(CHANGED)
                values[column.key] = None
    if kind is JourneyStep and not is_phase_of(values["phase_id"], values["map_id"]):
        values["phase_id"] = last_phase(values["map_id"])
    if kind.__tablename__ in ("journey_cell", "observation", "link") and is_taken(kind, values):
        raise Refused(CHANGED)
    record = kind(**values)
    db.session.add(record)
    db.session.flush()
    db.session.expire_all()
    return record


def is_phase_of(phase_id: int | None, map_id: str) -> bool:
    phase = db.session.get(JourneyPhase, phase_id) if phase_id else None
    return phase is not None and phase.map_id == map_id


def last_phase(map_id: str) -> int:
    """Return the phase in which a step stands whose own phase was removed."""
    wanted = select(JourneyPhase.id).where(JourneyPhase.map_id == map_id)
    phase_id = db.session.scalar(wanted.order_by(JourneyPhase.position.desc()).limit(1))
    if phase_id is None:
        raise Refused(CHANGED)
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
