"""Who did what, and when: the log of all places that a reader answers for, without what anybody wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, false, or_, select

from workbench.extensions import db
from workbench.models.log.event import Event, Workspace
from workbench.models.people.person import Person
from workbench.models.places import PLACES, below
from workbench.text.messages import N_

# What the kinds of record are called here; a reader chooses among those that the log knows.
NOUNS = {
    "attachment": N_("File"),
    "attendance": N_("Attendance"),
    "block": N_("Block"),
    "catalogue": N_("Catalogue"),
    "city": N_("City"),
    "claim": N_("Claim"),
    "enrolment": N_("Enrolment"),
    "evidence": N_("Evidence"),
    "explanation": N_("Explanation"),
    "finding": N_("Finding"),
    "guest": N_("Guest"),
    "help": N_("Call for help"),
    "hypothesis": N_("Hypothesis"),
    "invitation": N_("Invitation"),
    "journey": N_("Journey"),
    "journey_step": N_("Step of a journey"),
    "launch": N_("Launch"),
    "note": N_("Note"),
    "note_group": N_("Group"),
    "organisation": N_("Organisation"),
    "person": N_("Person"),
    "phase": N_("Phase"),
    "problem": N_("Problem"),
    "programme": N_("Programme"),
    "prototype": N_("Prototype"),
    "redesign": N_("Redesign"),
    "service": N_("Service"),
    "source": N_("Source"),
    "test_session": N_("Test"),
    "workshop": N_("Workshop"),
}
# Facts that somebody typed, or that may tell what a citizen said: they are not shown here.
TYPED = frozenset({"title", "message", "text", "ends", "stated_by", "into", "group", "same"})
QUOTED = {"programme.testimonial_added": {"name"}}
HIDDEN = "…"


@dataclass(frozen=True)
class Window:
    """From the beginning of one day to the end of another, in the time of the city; either may be open."""

    first: date | None = None
    last: date | None = None
    time_zone: str = "UTC"

    @property
    def since(self) -> datetime | None:
        return self._midnight(self.first) if self.first else None

    @property
    def until(self) -> datetime | None:
        """The moment after the last day."""
        return self._midnight(self.last + timedelta(days=1)) if self.last else None

    def holds(self, column: Any) -> list[ColumnElement[bool]]:
        """Return the conditions that a moment lies in it."""
        bounds = [column >= self.since] if self.since else []
        return [*bounds, *([column < self.until] if self.until else [])]

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, ZoneInfo(self.time_zone)).astimezone(UTC)


@dataclass(frozen=True)
class AuditQuery:
    """What a reader looks for in the log."""

    words: str = ""
    kind: str = ""
    window: Window = Window()

    def events(self, reader: Person, *shown: ColumnElement[bool]) -> Select[Any]:
        """Return the SELECT of the events of the reader's places that may be shown, the latest first."""
        statement = (
            select(Event)
            .join(Workspace, Workspace.id == Event.workspace_id)
            .where(answers_for(reader), *shown, *self.window.holds(Event.at))
            .order_by(Event.at.desc(), Event.id.desc())
        )
        if self.kind:
            statement = statement.where(Event.subject_kind == self.kind)
        if self.words:
            like = f"%{self.words}%"
            named = or_(Person.name.ilike(like), Person.email.ilike(like))
            statement = statement.where(Event.by_id.in_(select(Person.id).where(named)))
        return statement


def answers_for(reader: Person) -> ColumnElement[bool]:
    """Return the condition that a workspace is of the city that the reader administers or a programme they lead."""
    places = [
        f"{grant.place}.{grant.place_id}/"
        for grant in reader.grants
        if (grant.place, grant.role) in (("city", "administrator"), ("programme", "lead"))
    ]
    own = select(Workspace.path).where(
        or_(false(), *(Workspace.path.endswith(place) for place in places))
    )
    return or_(false(), *(below(Workspace.path, path) for path in db.session.scalars(own)))


def without_text(event: Event) -> dict[str, Any]:
    """Return the facts of an event, with nothing that somebody typed."""
    hidden = TYPED | QUOTED.get(event.action, set())
    return {
        name: HIDDEN if name in hidden and value else value for name, value in event.facts.items()
    }


def titles_of(workspace_ids: Iterable[int]) -> dict[int, str]:
    """Return by workspace what its place is called."""
    found: dict[str, dict[int, int]] = {}
    statement = select(Workspace).where(Workspace.id.in_(set(workspace_ids)))
    for workspace in db.session.scalars(statement):
        found.setdefault(workspace.kind, {})[workspace.place_id or 0] = workspace.id
    titles: dict[int, str] = {}
    for kind, ids in found.items():
        record: Any = PLACES[kind]
        for place in db.session.scalars(select(record).where(record.id.in_(ids))):
            titles[ids[place.id]] = getattr(place, "title", None) or place.name
    return titles
