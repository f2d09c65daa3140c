"""Undo: the last operations of a person are taken back and brought back again, one by one, from the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from workbench.extensions import db
from workbench.models.base import DomainError, now
from workbench.models.log.actions import ACTIONS
from workbench.models.log.edit import Edit
from workbench.models.log.event import Event, Workspace
from workbench.models.log.journal import Row
from workbench.models.people.person import Person
from workbench.models.undo.revert import is_barred, revert, settle
from workbench.models.work.note import Note
from workbench.text.messages import N_

# How long an operation can be undone, and how many of one person's last operations are looked at.
LASTS = timedelta(hours=24)
MOST = 300
# What is dated, proven, shown to everybody or asked for by a participant is not undone, but changed openly.
NEVER = frozenset(
    {
        *("redesign.begun", "redesign.status_changed", "redesign.member_added"),
        *("redesign.member_removed", "redesign.facilitator_assigned", "journey.written"),
        *("launch.written", "launch.verified", "test_session.withdrawn"),
        *("note.revealed", "note.carried"),
    }
)
PLANNING = frozenset({"block.planned", "block.edited", "block.removed"})
RESOURCES = frozenset(action.partition(".")[0] for action in ACTIONS if action.endswith(".undone"))
GONE = N_("There is nothing left to undo here.")


@dataclass
class Operation:
    """What a person did with one press of a button: one or several events, undone together."""

    id: str
    events: list[Event]
    # What it took back, where it is an undoing.
    original: Operation | None = None

    @property
    def rows(self) -> list[Row]:
        """What it changed, the earliest first."""
        return [row for event in self.events for row in (event.before or {}).get("rows", [])]

    @property
    def undoes(self) -> str | None:
        """The operation that this one took back."""
        held = ((event.before or {}).get("undoes") for event in self.events)
        return next(filter(None, held), None)

    @property
    def can_be_undone(self) -> bool:
        return bool(self.rows) and all(is_undoable(event.action) for event in self.events)

    @property
    def subjects(self) -> list[Event]:
        """One event of each record that it is told of."""
        return list({(each.subject_kind, each.subject_id): each for each in self.events}.values())


def is_undoable(action: str) -> bool:
    resource = action.partition(".")[0]
    if resource == "block":
        return action in PLANNING or action == "block.undone"
    return resource in RESOURCES and action not in NEVER


def own_operations(workspace: Workspace, person: Person) -> list[Operation]:
    """Return what the person did here in the last day, the latest first; nobody else's operations are looked at."""
    # An event that may not name its author is found through the answer that was stored for them.
    answered = select(Edit.edit_id).where(Edit.person_id == person.id)
    statement = (
        select(Event)
        .where(
            Event.workspace_id == workspace.id,
            Event.operation.is_not(None),
            Event.at > now() - LASTS,
            or_(
                Event.by_id == person.id, and_(Event.by_id.is_(None), Event.operation.in_(answered))
            ),
        )
        .order_by(Event.position.desc())
        .limit(MOST)
    )
    operations: dict[str, Operation] = {}
    for event in db.session.scalars(statement):
        operations.setdefault(
            event.operation or "", Operation(event.operation or "", [])
        ).events.insert(0, event)
    return list(operations.values())


@dataclass
class Reach:
    """What a person can undo now, and bring back; what others changed since is passed over."""

    last: Operation | None = None
    undone: Operation | None = None
    barred: list[Operation] = field(default_factory=list)

    def find(self, deed_id: str) -> Operation:
        """Return the operation that a button names; one that is barred meanwhile tells why when it is undone."""
        for operation in (self.last, self.undone, *self.barred):
            if operation is not None and operation.id == deed_id:
                return operation
        raise DomainError(GONE)


def within_reach(workspace: Workspace, person: Person) -> Reach:
    """Return the last operation that can still be undone, and the last undoing if it can itself be undone."""
    reach = Reach()
    operations = own_operations(workspace, person)
    by_id = {operation.id: operation for operation in operations}
    undone: set[str] = set()
    undoing: Operation | None = None
    for operation in operations:
        if operation.id in undone:
            continue
        if operation.undoes is None:
            if operation.can_be_undone and not is_in_the_way(operation, reach):
                reach.last = operation
                break
            continue
        undone.add(operation.undoes)
        operation.original = by_id.get(operation.undoes)
        is_first = undoing is None and not reach.barred
        if is_first and operation.original is not None and operation.original.undoes is None:
            undoing = operation
    if undoing is not None and not is_in_the_way(undoing, reach):
        reach.undone = undoing
    return reach


def is_in_the_way(operation: Operation, reach: Reach) -> bool:
    """Return whether the operation can not be undone any more; it is passed over then."""
    is_passed = is_barred(operation.rows) or is_logged_elsewhere(operation)
    if is_passed:
        reach.barred.append(operation)
    return is_passed


def undo(workspace: Workspace, operation: Operation, *, by: Person) -> None:
    """Take the person's last operation back as a whole, or bring back what they undid last.

    Raises DomainError when somebody changed the same since, or built upon it.
    """
    if is_logged_elsewhere(operation):
        raise DomainError(GONE)
    touched = [record for row in reversed(operation.rows) if (record := revert(row)) is not None]
    db.session.flush()
    settle(touched)
    for told in operation.subjects:
        tell(workspace, told, operation, by)
    db.session.flush()


def is_logged_elsewhere(operation: Operation) -> bool:
    """Return whether a part of the operation is told in another workspace: nothing is undone by halves."""
    here = operation.events[0].workspace_id
    elsewhere = select(Event.id).where(Event.operation == operation.id, Event.workspace_id != here)
    return db.session.scalar(elsewhere.limit(1)) is not None


@dataclass(frozen=True)
class Subject:
    """The record that an event told of; it may be gone by now."""

    resource: str
    id: str


def tell(workspace: Workspace, told: Event, operation: Operation, by: Person) -> None:
    """Append that a change of this record was undone; who may not be named then is not named now."""
    action = f"{told.subject_kind}.undone"
    note = db.session.get(Note, told.subject_id) if told.subject_kind == Note.resource else None
    # A note that nobody could read then may be shown by now: what is told of it goes by the note as it is.
    known = note.log_facts() if note is not None else told.facts
    facts = {name: known[name] for name in ACTIONS[action]}
    subject: Any = Subject(told.subject_kind, told.subject_id)
    workspace.append(action, by if told.by_id else None, subject, facts, {"undoes": operation.id})
