"""Undo: the last deeds of a person are taken back and brought back again, one by one, from the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from workbench.extensions import db
from workbench.models.actions import ACTIONS
from workbench.models.base import Refused, now
from workbench.models.event import Edit, Event, Workspace
from workbench.models.journal import Row
from workbench.models.note import Note
from workbench.models.person import Person
from workbench.models.putting_back import is_barred, put_back, settle
from workbench.text.messages import N_

# How long a deed can be undone, and how many of one person's last deeds are looked at.
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
class Deed:
    """What a person did with one press of a button: one or several events, undone together."""

    id: str
    events: list[Event]
    # What it took back, where it is an undoing.
    original: Deed | None = None

    @property
    def rows(self) -> list[Row]:
        """What it changed, the earliest first."""
        return [row for event in self.events for row in (event.before or {}).get("rows", [])]

    @property
    def undoes(self) -> str | None:
        """The deed that this one took back."""
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


def own_deeds(workspace: Workspace, person: Person) -> list[Deed]:
    """Return what the person did here in the last day, the latest first; nobody else's deeds are looked at."""
    # An event that may not name its author is found through the answer that was stored for them.
    answered = select(Edit.edit_id).where(Edit.person_id == person.id)
    statement = (
        select(Event)
        .where(
            Event.workspace_id == workspace.id,
            Event.deed.is_not(None),
            Event.at > now() - LASTS,
            or_(Event.by_id == person.id, and_(Event.by_id.is_(None), Event.deed.in_(answered))),
        )
        .order_by(Event.position.desc())
        .limit(MOST)
    )
    deeds: dict[str, Deed] = {}
    for event in db.session.scalars(statement):
        deeds.setdefault(event.deed or "", Deed(event.deed or "", [])).events.insert(0, event)
    return list(deeds.values())


@dataclass
class Reach:
    """What a person can undo now, and bring back; what others changed since is passed over."""

    last: Deed | None = None
    undone: Deed | None = None
    barred: list[Deed] = field(default_factory=list)

    def find(self, deed_id: str) -> Deed:
        """Return the deed that a button names; one that is barred meanwhile tells why when it is undone."""
        for deed in (self.last, self.undone, *self.barred):
            if deed is not None and deed.id == deed_id:
                return deed
        raise Refused(GONE)


def within_reach(workspace: Workspace, person: Person) -> Reach:
    """Return the last deed that can still be undone, and the last undoing if it can itself be undone."""
    reach = Reach()
    deeds = own_deeds(workspace, person)
    by_id = {deed.id: deed for deed in deeds}
    undone: set[str] = set()
    undoing: Deed | None = None
    for deed in deeds:
        if deed.id in undone:
            continue
        if deed.undoes is None:
            if deed.can_be_undone and not is_in_the_way(deed, reach):
                reach.last = deed
                break
            continue
        undone.add(deed.undoes)
        deed.original = by_id.get(deed.undoes)
        is_first = undoing is None and not reach.barred
        if is_first and deed.original is not None and deed.original.undoes is None:
            undoing = deed
    if undoing is not None and not is_in_the_way(undoing, reach):
        reach.undone = undoing
    return reach


def is_in_the_way(deed: Deed, reach: Reach) -> bool:
    """Return whether the deed can not be undone any more; it is passed over then."""
    is_passed = is_barred(deed.rows) or is_told_elsewhere(deed)
    if is_passed:
        reach.barred.append(deed)
    return is_passed


def undo(workspace: Workspace, deed: Deed, *, by: Person) -> None:
    """Take the person's last deed back as a whole, or bring back what they undid last.

    Raises Refused when somebody changed the same since, or built upon it.
    """
    if is_told_elsewhere(deed):
        raise Refused(GONE)
    touched = [record for row in reversed(deed.rows) if (record := put_back(row)) is not None]
    db.session.flush()
    settle(touched)
    for told in deed.subjects:
        tell(workspace, told, deed, by)
    db.session.flush()


def is_told_elsewhere(deed: Deed) -> bool:
    """Return whether a part of the deed is told in another workspace: nothing is undone by halves."""
    here = deed.events[0].workspace_id
    elsewhere = select(Event.id).where(Event.deed == deed.id, Event.workspace_id != here)
    return db.session.scalar(elsewhere.limit(1)) is not None


@dataclass(frozen=True)
class Subject:
    """The record that an event told of; it may be gone by now."""

    resource: str
    id: str


def tell(workspace: Workspace, told: Event, deed: Deed, by: Person) -> None:
    """Append that a change of this record was undone; who may not be named then is not named now."""
    action = f"{told.subject_kind}.undone"
    note = db.session.get(Note, told.subject_id) if told.subject_kind == Note.resource else None
    # A note that nobody could read then may be shown by now: what is told of it goes by the note as it is.
    known = note.log_facts() if note is not None else told.facts
    facts = {name: known[name] for name in ACTIONS[action]}
    subject: Any = Subject(told.subject_kind, told.subject_id)
    event = workspace.append(action, by if told.by_id else None, subject, facts)
    event.before = {**(event.before or {}), "undoes": deed.id}
