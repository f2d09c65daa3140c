"""What was put away or deleted at a place, and how anybody of the team brings it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, cast, or_, select

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.log.event import Event
from workbench.models.log.journal import Row, journaled_kinds
from workbench.models.people.person import NotFound
from workbench.models.redesign.redesign import Redesign
from workbench.models.undo.revert import revert, settle
from workbench.models.work.attachment import Attachment
from workbench.models.work.note import Note
from workbench.models.work.note_group import NoteGroup
from workbench.models.work.problem import Evidence, Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import Finding, TestSession
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.work import Place

TEAM_KINDS = (Note, NoteGroup, Problem, Evidence, Prototype, Attachment, TestSession, Finding)
ROOM_KINDS = (Note, NoteGroup)
# What is deleted, and put back from the journal: its table and the event that says so.
DELETED = {
    "journey_step": "journey_step.restored",
    "journey_phase": "journey.phase_restored",
    "block": "block.restored",
}
GONE = N_("This has been brought back already.")


@dataclass(frozen=True)
class TrashItem:
    """One thing that can be brought back: what it is called, when it went, and who did it, if that may be told."""

    kind: str
    id: str
    name: str
    at: datetime | None
    by: str | None = None


def trash_at(place: Place, reader: Person) -> list[TrashItem]:
    """Return everything that can be brought back at a place, what went last first; hidden notes are their author's."""
    found = [*discarded_at(place, reader), *deleted_at(place)]
    return sorted(found, key=lambda each: each.at.timestamp() if each.at else 0.0, reverse=True)


def discarded_at(place: Place, reader: Person) -> list[TrashItem]:
    records: list[Any] = []
    for kind in TEAM_KINDS if isinstance(place, Redesign) else ROOM_KINDS:
        statement = select(kind).where(kind.at(place), kind.discarded_at.is_not(None))
        if kind is Note:
            # What a facilitator put away in silence stands among its author's own notes, with the reason.
            is_own = and_(Note.created_by_id == reader.id, Note.put_away_why == "")
            statement = statement.where(or_(Note.is_hidden.is_(False), is_own))
        records += db.session.scalars(statement)
    names = who_discarded(place, [record.id for record in records])
    return [
        TrashItem(
            record.resource,
            record.id,
            name_of(record),
            record.discarded_at,
            None if getattr(record, "is_anonymous", False) else names.get(record.id),
        )
        for record in records
    ]


def who_discarded(place: Place, ids: list[str]) -> dict[str, str]:
    """Return the names of who put these records away last."""
    told = or_(Event.action.like("%.discarded"), Event.action.like("%.merged"))
    statement = (
        select(Event)
        .where(Event.workspace_id == place.workspace.id, Event.subject_id.in_(ids), told)
        .order_by(Event.position)
    )
    return {event.subject_id: event.by.name for event in db.session.scalars(statement) if event.by}


def name_of(record: Any) -> str:
    """Return the words by which people know the record."""
    if isinstance(record, Attachment):
        return record.filename
    if isinstance(record, Evidence):
        return record.text[:80]
    code, words = getattr(record, "code", ""), getattr(record, "heading", "") or record.title
    if isinstance(record, Note) and record.is_hidden:
        return words
    return words if code in ("", words) else f"{code} {words}"


def deleted_rows(place: Place) -> list[tuple[Event, Row]]:
    """Return the rows that were deleted here and are not there again, the latest first."""
    deleted = cast(Event.before, String).contains('"removed"')
    statement = select(Event).where(Event.workspace_id == place.workspace.id, deleted)
    found: dict[tuple[str, Any], tuple[Event, Row]] = {}
    for event in db.session.scalars(statement.order_by(Event.position.desc())):
        for row in (event.before or {}).get("rows", []):
            if row[0] in DELETED and row[2] == "removed":
                found.setdefault((row[0], row[1]), (event, row))
    known = journaled_kinds()
    return [
        (event, row)
        for event, row in found.values()
        if db.session.get(known[row[0]], row[1]) is None
    ]


def deleted_at(place: Place) -> list[TrashItem]:
    return [
        TrashItem(
            row[0], str(row[1]), row[3]["title"], event.at, event.by.name if event.by else None
        )
        for event, row in deleted_rows(place)
    ]


def bring_back(place: Place, kind: str, record_id: str, *, by: Person) -> Any:
    """Bring back what was put away or deleted; raise DomainError when it is there already.

    What never was here, and another person's hidden note, is NotFound.
    """
    if kind in DELETED:
        return bring_back_deleted(place, kind, record_id, by)
    known = {each.resource: each for each in TEAM_KINDS}
    record = db.session.get(known[kind], record_id) if kind in known else None
    if record is None or record.place is not place:
        raise NotFound(f"{kind} {record_id}")
    if isinstance(record, Note) and not record.may_be_read_by(by.id):
        raise NotFound(f"{kind} {record_id}")
    if not record.is_discarded:
        raise DomainError(GONE)
    record.restore(by=by)
    return record


def bring_back_deleted(place: Place, kind: str, record_id: str, by: Person) -> Any:
    """Insert the row again with what hung on it and was deleted with it."""
    for event, row in deleted_rows(place):
        if (row[0], str(row[1])) == (kind, record_id):
            rows = (event.before or {})["rows"]
            with_it = [
                each for each in rows if each[2] == "removed" and each[3].get("step_id") == row[1]
            ]
            record, *_ = brought = [revert(each) for each in (row, *with_it)]
            settle(brought[:1])
            owner = record.map if kind == "journey_phase" else record
            facts = {"title": record.title}
            if kind != "block":
                facts["kind"] = record.map.kind
            place.workspace.append(DELETED[kind], by, owner, facts)
            return record
    raise DomainError(GONE)
