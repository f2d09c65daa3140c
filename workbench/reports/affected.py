"""Who is affected by what happened in a window of time, as far as the records tell, and what is held of each.

Who was active: their writes, being seen in a room, and sign-ins that have not ended. Of whom something was
written: events of records about them.
What of theirs could be seen: the columns of the map of personal data that hold something of them. Reading leaves
no record, so that whoever could read the database could read what is held of everybody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, and_, case, cast, func, or_, select

from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.log.edit import Edit
from workbench.models.log.event import Event
from workbench.models.people.data_map import PersonalTable, data_map
from workbench.models.people.person import Person
from workbench.models.people.sign_in import SignIn
from workbench.models.room.attendance import Attendance
from workbench.reports.audit import Window
from workbench.text import columns
from workbench.text.messages import N_

TABLE = columns.Table(
    N_("Who is affected"),
    columns.whole("person_id", N_("Person no.")),
    columns.text("name", N_("Name")),
    columns.text("email", N_("E-mail")),
    columns.text("organisation", N_("Organisation")),
    columns.moment("active_from", N_("Active from")),
    columns.moment("active_until", N_("Active until")),
    columns.whole("writes", N_("Wrote")),
    columns.whole("written_about", N_("Was written about")),
    columns.text("columns", N_("Data held")),
)
# Records about one person, by the name that the log has for them and their tables.
ABOUT_ONE = ("guest", "enrolment", "attendance", "invitation")


@dataclass
class Affected:
    """One person: when they were active, how often something was written of them, and what is held."""

    person: Person
    writes: int = 0
    written_about: int = 0
    moments: list[datetime] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)

    def as_row(self) -> dict[str, Any]:
        organisation = self.person.organisation
        return {
            "person_id": self.person.id,
            "name": self.person.name,
            "email": self.person.email,
            "organisation": organisation.name if organisation else None,
            "active_from": min(self.moments, default=None),
            "active_until": max(self.moments, default=None),
            "writes": self.writes,
            "written_about": self.written_about,
            "columns": self.columns,
        }


def affected(city: City, window: Window) -> list[Affected]:
    """Return the people of a city who were active in the window, or of whom something was written in it."""
    people = select(Person).where(Person.city_id == city.id).order_by(Person.name, Person.id)
    found = {person.id: Affected(person) for person in db.session.scalars(people)}
    for person_id, count, first, last in db.session.execute(_writes(window)):
        if person_id in found:
            found[person_id].writes += count
            found[person_id].moments += [first, last]
    for person_id, first, last in db.session.execute(_seen(window)):
        if person_id in found and last:
            found[person_id].moments += [first or last, last]
    for statement in _written_about(window):
        for person_id, count in db.session.execute(statement):
            if person_id in found:
                found[person_id].written_about += count
    touched = {key: one for key, one in found.items() if one.moments or one.written_about}
    for table in data_map().tables.values():
        _note_held(table, touched)
    return list(touched.values())


def held_count(city: City) -> int:
    """Return of how many people of the city something is held that names them."""
    named = or_(Person.is_removed.is_(False), Person.email.is_not(None))
    count = select(func.count()).select_from(Person).where(Person.city_id == city.id, named)
    return db.session.scalar(count) or 0


def _writes(window: Window) -> Any:
    """Events by people; of what is secret or has no name, the stored answers know it."""
    moments = (func.count(), func.min(Edit.at), func.max(Edit.at))
    told = (func.count(), func.min(Event.at), func.max(Event.at))
    own = select(Event.id).where(
        Event.operation == Edit.edit_id, Event.by_id == Edit.person_id, *window.holds(Event.at)
    )
    unnamed = ~own.exists()
    by_events = select(Event.by_id, *told).where(*window.holds(Event.at)).group_by(Event.by_id)
    by_edits = select(Edit.person_id, *moments).where(unnamed, *window.holds(Edit.at))
    return by_events.union_all(by_edits.group_by(Edit.person_id))


def _seen(window: Window) -> Any:
    """Being in a workshop's room, or signed in, at some time of the window; who signed out left no sign-in."""
    in_room = (Attendance.person_id, Attendance.first_seen_at, Attendance.last_seen_at)
    signed_in = (SignIn.person_id, SignIn.created_at, SignIn.seen_at)
    rooms = select(*in_room).where(*_overlaps(window, *in_room[1:]))
    return rooms.union_all(select(*signed_in).where(*_overlaps(window, *signed_in[1:])))


def _overlaps(window: Window, first: Any, last: Any) -> list[ColumnElement[bool]]:
    """Return the conditions that some time from the first to the last moment is in the window."""
    conditions: list[ColumnElement[bool]] = [last.is_not(None)]
    if window.since:
        conditions.append(last >= window.since)
    if window.until:
        conditions.append(first < window.until)
    return conditions


def _written_about(window: Window) -> list[Any]:
    """For each kind of record about one person, how many events are told of it."""
    own = select(Person.id, func.count()).join(
        Event, and_(Event.subject_kind == "person", Event.subject_id == cast(Person.id, String))
    )
    statements = [own.where(*window.holds(Event.at)).group_by(Person.id)]
    for name in ABOUT_ONE:
        table = data_map().tables[name].table
        is_told = and_(Event.subject_kind == name, Event.subject_id == cast(table.c.id, String))
        told = select(table.c.person_id, func.count()).join(Event, is_told)
        statements.append(told.where(*window.holds(Event.at)).group_by(table.c.person_id))
    return statements


def _note_held(table: PersonalTable, people: dict[int, Affected]) -> None:
    """Note for each person which columns of a table hold something of them."""
    names = [name for name, erasing in table.columns.items() if erasing != "others"]
    for owner in (*table.of, *table.by) if names else ():
        column = table.table.c[owner]
        held = [func.max(case((_is_filled(table.table.c[name]), 1), else_=0)) for name in names]
        statement = select(column, *held).where(column.in_(list(people))).group_by(column)
        for person_id, *filled in db.session.execute(statement):
            told = [
                f"{table.name}.{n}" for n, is_held in zip(names, filled, strict=True) if is_held
            ]
            known = people[person_id].columns
            known += [name for name in told if name not in known]


def _is_filled(column: Any) -> ColumnElement[bool]:
    text = cast(column, String)
    nothing = ("", "null", "{}", "[]") if isinstance(column.type, JSON) else ("",)
    return and_(column.is_not(None), text.not_in(nothing))
