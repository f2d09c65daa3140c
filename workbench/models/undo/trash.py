"""What was discarded or deleted at a place, and how anybody of the team restores it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, or_, select

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.log.event import Event
from workbench.models.log.journal import Row, journaled_kinds
from workbench.models.log.journaled import Returning
from workbench.models.people.person import NotFound
from workbench.models.redesign.team_record import TeamRecord
from workbench.models.register import KINDS
from workbench.models.undo.revert import revert, settle
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.work import Place

GONE = N_("This has been restored already.")


@dataclass(frozen=True)
class TrashItem:
    """One thing that can be restored: its name, when it went, and by whom, if that may be shown."""

    kind: str
    id: str
    name: str
    at: datetime | None
    by: str | None = None


def trash_at(place: Place, reader: Person) -> list[TrashItem]:
    """Return all that can be restored at a place, latest first; hidden notes to their author."""
    found = [*discarded_at(place, reader), *deleted_at(place)]
    return sorted(found, key=lambda each: each.at.timestamp() if each.at else 0.0, reverse=True)


def discardable_at(place: Place) -> dict[str, Any]:
    """Return the kinds that can be discarded at such a place, by their resource words."""
    return {
        resource: kind
        for resource, kind in KINDS.items()
        if issubclass(kind, TeamRecord) and "restored" in kind.events and kind.can_stand_at(place)
    }


def returning() -> dict[str, Any]:
    """Return the kinds that are deleted outright and can be restored, by their tables."""
    return {kind.__tablename__: kind for kind in KINDS.values() if issubclass(kind, Returning)}


def discarded_at(place: Place, reader: Person) -> list[TrashItem]:
    records: list[Any] = []
    for kind in discardable_at(place).values():
        is_away = (kind.at(place), kind.discarded_at.is_not(None), kind.in_trash_of(reader))
        records += db.session.scalars(select(kind).where(*is_away))
    names = who_discarded(place, [record.id for record in records])
    return [
        TrashItem(
            record.resource,
            record.id,
            record.called,
            record.discarded_at,
            None if getattr(record, "is_anonymous", False) else names.get(record.id),
        )
        for record in records
    ]


def who_discarded(place: Place, ids: list[str]) -> dict[str, str]:
    """Return who discarded these records last, by id."""
    told = or_(Event.action.like("%.discarded"), Event.action.like("%.merged"))
    statement = (
        select(Event)
        .where(Event.workspace_id == place.workspace.id, Event.subject_id.in_(ids), told)
        .order_by(Event.position)
    )
    return {event.subject_id: event.by.name for event in db.session.scalars(statement) if event.by}


def deleted_rows(place: Place) -> list[tuple[Event, Row]]:
    """Return the rows that were deleted here and are not there again, the latest first."""
    deleted = cast(Event.before, String).contains('"removed"')
    statement = select(Event).where(Event.workspace_id == place.workspace.id, deleted)
    found: dict[tuple[str, Any], tuple[Event, Row]] = {}
    known = returning()
    for event in db.session.scalars(statement.order_by(Event.position.desc())):
        for row in (event.before or {}).get("rows", []):
            if row[0] in known and row[2] == "removed":
                found.setdefault((row[0], row[1]), (event, row))
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
    """Restore what was discarded or deleted; raise DomainError when it is there already.

    What never was here, and another person's hidden note, is NotFound.
    """
    if kind in returning():
        return bring_back_deleted(place, kind, record_id, by)
    known = discardable_at(place)
    record = db.session.get(known[kind], record_id) if kind in known else None
    if record is None or record.place is not place or not record.may_be_read_by(by.id):
        raise NotFound(f"{kind} {record_id}")
    if not record.is_discarded:
        raise DomainError(GONE)
    record.restore(by=by)
    return record


def bring_back_deleted(place: Place, kind: str, record_id: str, by: Person) -> Any:
    """Insert the row again with the dependents deleted with it."""
    for event, row in deleted_rows(place):
        if (row[0], str(row[1])) == (kind, record_id):
            rows = (event.before or {})["rows"]
            with_it = [each for each in rows if each[2] == "removed" and hangs_on(each, row)]
            record, *_ = brought = [revert(each) for each in (row, *with_it)]
            settle(brought[:1])
            record.log_return(by)
            return record
    raise DomainError(GONE)


def hangs_on(row: Row, owner: Row) -> bool:
    """Return whether a required foreign key of a deleted row names the other one."""
    columns = journaled_kinds()[row[0]].__table__.columns
    return any(
        key.column.table.name == owner[0] and row[3].get(column.key) == owner[1]
        for column in columns
        for key in column.foreign_keys
        if not column.nullable
    )
