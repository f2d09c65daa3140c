"""Undo: the last operations of a person are reverted, or redone, one by one, from the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from sqlalchemy import Row as Line
from sqlalchemy import and_, bindparam, case, or_, select

from workbench.extensions import db
from workbench.models.base import DomainError, Moment, now
from workbench.models.log.edit import Edit
from workbench.models.log.event import Event, Workspace
from workbench.models.log.journal import LASTS, Row
from workbench.models.people.person import Person
from workbench.models.progress.follow import withdraw_followers
from workbench.models.register import ACTIONS
from workbench.models.undo.revert import is_barred, revert, settle
from workbench.models.work.note import Note
from workbench.text.messages import N_

# How long a button on every page offers to undo an operation, how many of one person's last events are looked at,
# and how many at once.
OFFERED = timedelta(minutes=10)
MOST = 300
BATCH = 20
# No event stands at a later position.
AFTER_ALL = 2**31 - 1
# What undo reads of an event: not the record, and of its journal only what an undo reverted.
UNDOES = case((Event.action.endswith(".undone"), Event.before["undoes"].as_string()))
READ = (
    *(Event.id, Event.workspace_id, Event.position, Event.action, Event.subject_kind),
    *(Event.subject_id, Event.facts, Event.operation, Event.by_id, UNDOES.label("undoes")),
)
# The events of one person's own operations in a workspace, the latest first. One that may not name its author,
# or names who a guest turned out to be, is found through the answer that was stored for them.
ANSWERED = select(Edit.edit_id).where(Edit.person_id == bindparam("person"))
OWN = (
    select(*READ)
    .where(Event.workspace_id == bindparam("workspace"), Event.operation.is_not(None))
    .where(
        or_(
            Event.by_id == bindparam("person"),
            and_(
                or_(Event.by_id.is_(None), Event.by_id == bindparam("author")),
                Event.operation.in_(ANSWERED),
            ),
        )
    )
    .where(Event.at > bindparam("since", type_=Moment))
    .order_by(Event.position.desc())
)
NEXT = OWN.where(Event.position < bindparam("before")).limit(BATCH)
NAMED = OWN.where(Event.operation == bindparam("name"))
JOURNALS = (
    select(Event.id, Event.workspace_id, Event.before)
    .where(Event.operation == bindparam("name"))
    .order_by(Event.position)
)
GONE = N_("There is nothing left to undo here.")


@dataclass
class Operation:
    """What a person did with one press of a button: one or several events, undone together."""

    id: str
    # The earliest first.
    events: list[Line[Any]]
    # The id of the operation that this one undid, and that operation itself.
    undoes: str | None = None
    original: Operation | None = None

    @cached_property
    def kept(self) -> Sequence[Line[Any]]:
        """The journals of its events, in every workspace that logged it."""
        return db.session.execute(JOURNALS, {"name": self.id}).all()

    @property
    def rows(self) -> list[Row]:
        """What it changed, the earliest first."""
        own = {event.id for event in self.events}
        journals = [line.before or {} for line in self.kept if line.id in own]
        return [row for journal in journals for row in journal.get("rows", [])]

    @property
    def is_logged_elsewhere(self) -> bool:
        """Whether another workspace logged a part of it: nothing is undone by halves."""
        here = self.events[0].workspace_id
        return any(line.workspace_id != here for line in self.kept)

    @property
    def is_barred(self) -> bool:
        """Whether later changes or other logs prevent undoing it."""
        return is_barred(self.rows) or self.is_logged_elsewhere

    @property
    def can_be_undone(self) -> bool:
        return all(ACTIONS[event.action].is_undoable for event in self.events) and bool(self.rows)

    @property
    def subjects(self) -> list[Line[Any]]:
        """One event for each record that it changed."""
        return list({(each.subject_kind, each.subject_id): each for each in self.events}.values())


def own_operations(workspace: Workspace, person: Person, age: timedelta) -> Iterator[Operation]:
    """Yield the person's operations here that were not undone, latest first; undos count too."""
    undone: set[str] = set()
    lines = own_events(workspace, person, age)
    for operation in operations_in(islice(lines, MOST)):
        if operation.id in undone:
            continue
        if operation.undoes is not None:
            undone.add(operation.undoes)
        yield operation


def own_events(workspace: Workspace, person: Person, age: timedelta) -> Iterator[Line[Any]]:
    """Yield the events of the person's operations, read in batches as they are needed."""
    first = {**asked(workspace, person), "since": now() - age}
    lines = db.session.execute(NEXT, {**first, "before": AFTER_ALL}).all()
    while lines:
        yield from lines
        lines = db.session.execute(NEXT, {**first, "before": lines[-1].position}).all()


def asked(workspace: Workspace, person: Person) -> dict[str, Any]:
    return {"workspace": workspace.id, "person": person.id, "author": person.author_id}


def operations_in(lines: Iterable[Line[Any]]) -> Iterator[Operation]:
    """Group the events by operation; they stand side by side in the log."""
    for name, its in groupby(lines, key=attrgetter("operation")):
        events = list(its)[::-1]
        yield Operation(name, events, events[-1].undoes)


@dataclass
class Reach:
    """What a person may undo and redo now; operations that others changed since are skipped."""

    last: Operation | None = None
    undone: Operation | None = None


def within_reach(workspace: Workspace, person: Person) -> Reach:
    """Return the last operation that can be undone, and the last undo that can be reverted."""
    reach, undoings, is_any_passed = Reach(), [], False
    for operation in own_operations(workspace, person, OFFERED):
        if operation.undoes is not None:
            if not is_any_passed:
                undoings.append(operation)
        elif operation.can_be_undone:
            if not operation.is_barred:
                reach.last = operation
                break
            is_any_passed = True
    undoing = next((each for each in undoings if is_first_undoing(workspace, person, each)), None)
    if undoing is not None and not undoing.is_barred:
        reach.undone = undoing
    return reach


def find(workspace: Workspace, person: Person, name: str) -> Operation:
    """Return the operation that a button names; one that is barred by now fails in `undo`."""
    for operation in own_operations(workspace, person, LASTS):
        if operation.id != name:
            continue
        is_first = operation.undoes is None or is_first_undoing(workspace, person, operation)
        if is_first and operation.can_be_undone:
            return operation
        break
    raise DomainError(GONE)


def is_first_undoing(workspace: Workspace, person: Person, undoing: Operation) -> bool:
    """Return whether it undid an operation that was no undo itself; sets its ``original``."""
    named = {**asked(workspace, person), "since": now() - LASTS, "name": undoing.undoes}
    lines = db.session.execute(NAMED, named)
    undoing.original = next(operations_in(lines), None)
    return undoing.original is not None and undoing.original.undoes is None


def undo(workspace: Workspace, operation: Operation, *, by: Person) -> None:
    """Revert an operation as a whole; when it was an undo, that redoes what it undid.

    Raises DomainError when somebody changed the same since, or built upon it.
    """
    if operation.is_logged_elsewhere:
        raise DomainError(GONE)
    touched = [record for row in reversed(operation.rows) if (record := revert(row)) is not None]
    db.session.flush()
    settle(touched)
    withdraw_followers(operation.id, by=by)
    for told in operation.subjects:
        tell(workspace, told, operation, by)
    db.session.flush()


@dataclass(frozen=True)
class Subject:
    """The record of an event; it may be gone by now."""

    resource: str
    id: str


def tell(workspace: Workspace, told: Line[Any], operation: Operation, by: Person) -> None:
    """Log that a change of this record was undone, without a name if the change had none."""
    action = f"{told.subject_kind}.undone"
    note = db.session.get(Note, told.subject_id) if told.subject_kind == Note.resource else None
    # A note that was hidden then may be shown by now: its facts are those of the note as it is.
    known = note.log_facts() if note is not None else told.facts
    facts = {name: known[name] for name in ACTIONS[action].facts}
    subject: Any = note or Subject(told.subject_kind, told.subject_id)
    workspace.append(action, by if told.by_id else None, subject, facts, {"undoes": operation.id})
