"""Erasing a person: what is theirs alone goes, and what others build upon stays without their name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, delete, func, or_, select, tuple_, update

from workbench.extensions import db
from workbench.models.base import DomainError, now
from workbench.models.log.event import Event
from workbench.models.people.data_map import PersonalTable, data_map
from workbench.models.people.invitation import Invitation
from workbench.models.people.mentions import Mentions
from workbench.models.people.office import CityOffice
from workbench.models.people.own_data import seat_ids
from workbench.models.people.person import Person
from workbench.text.messages import N_

LAST_ADMINISTRATOR = N_(
    "%(name)s is the only administrator of %(city)s. Make somebody else an administrator first."
)
# The kinds of record about one person: in their events, these facts are the person's name.
ABOUT_ONE = ("person", "guest", "enrolment", "attendance", "invitation")
NAMES = ("name", "former")


def erase(person: Person, *, by: Person, removed: str) -> None:
    """Erase a person and the guests they were; ``removed`` stands where their name stood.

    Undo brings nothing of it back: what it would restore is rewritten with the rest.
    """
    require_other_administrator(person)
    people = [person.id, *seat_ids(person)]
    subjects = _subjects(people, person.email)
    named, unsure = _names(person, people, subjects)
    _close(person, people, by)
    db.session.flush()
    for table in data_map().tables.values():
        _erase_rows(table, people, person.email, removed)
    _erase_facts(Mentions(unsure, removed), subjects, people)
    _erase_mentions(Mentions(named, removed))
    db.session.expire_all()
    for workspace in {each.city.workspace for each in (person, *_read(people))}:
        workspace.append("person.erased", by, person, {})


def require_other_administrator(person: Person) -> None:
    """Refuse to erase whoever administers their city alone."""
    held = select(CityOffice.person_id).join(Person, Person.id == CityOffice.person_id)
    held = held.where(CityOffice.city_id == person.city_id, ~Person.is_removed)
    if set(db.session.scalars(held)) == {person.id}:
        raise DomainError(LAST_ADMINISTRATOR, name=person.name, city=person.city.name)


def _read(people: list[int]) -> list[Person]:
    return list(db.session.scalars(select(Person).where(Person.id.in_(people))))


def _close(person: Person, people: list[int], by: Person) -> None:
    """End their access, with every session there is, and their open invitations."""
    for each in _read(people):
        each.is_removed = True
    of_them = or_(Invitation.person_id.in_(people), func.lower(Invitation.email) == person.email)
    is_open = (Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None))
    db.session.execute(update(Invitation).where(of_them, *is_open).values(withdrawn_at=now()))


def _subjects(people: list[int], email: str | None) -> list[tuple[str, str]]:
    """Return (kind, id) of the records that are about them alone."""
    found = [("person", str(each)) for each in people]
    for name in ABOUT_ONE[1:]:
        table = data_map().tables[name]
        ids = select(table.table.c.id).where(table.is_about(people, email))
        found += [(name, str(each)) for each in db.session.scalars(ids)]
    return found


def _names(
    person: Person, people: list[int], subjects: list[tuple[str, str]]
) -> tuple[set[str], set[str]]:
    """Return what they were called: words that can only mean them, and those that somebody else may have too."""
    names = {each.name for each in _read(people)}
    told = select(Event.facts).where(tuple_(Event.subject_kind, Event.subject_id).in_(subjects))
    for facts in db.session.scalars(told):
        names |= {facts[name] for name in NAMES if isinstance(facts.get(name), str)}
    others = select(func.lower(Person.name)).where(Person.id.not_in(people), ~Person.is_removed)
    of_others = set(db.session.scalars(others))
    sure = {name for name in names if " " in name.strip() and name.lower() not in of_others}
    return sure | ({person.email} if person.email else set()), names - sure


def _erase_rows(table: PersonalTable, people: list[int], email: str | None, removed: str) -> None:
    theirs = table.is_about(people, email)
    if table.rows == "delete":
        db.session.execute(delete(table.table).where(theirs))
        return
    columns = table.table.c
    values: dict[str, Any] = dict.fromkeys(table.erased("name"), removed)
    for name in table.erased("empty", "secret"):
        values[name] = None if columns[name].nullable else ""
    if values and table.of:
        db.session.execute(update(table.table).where(theirs).values(values))


def _erase_facts(mentions: Mentions, subjects: list[tuple[str, str]], people: list[int]) -> None:
    """Take a name that is not theirs alone out of the events that are about them or by them."""
    if not mentions:
        return
    about = or_(tuple_(Event.subject_kind, Event.subject_id).in_(subjects), Event.by_id.in_(people))
    for event_id, facts in db.session.execute(select(Event.id, Event.facts).where(about)).all():
        if (told := mentions.without_whole(facts)) != facts:
            db.session.execute(update(Event).where(Event.id == event_id).values(facts=told))


def _erase_mentions(mentions: Mentions) -> None:
    """Take the names out of every text that may hold them, whoever wrote it."""
    for table in data_map().tables.values() if mentions else ():
        for name in table.erased("mentions", "others"):
            _rewrite(table, name, mentions)


def _rewrite(table: PersonalTable, name: str, mentions: Mentions) -> None:
    columns, key = table.table.c, next(iter(table.table.primary_key))
    found = select(key, columns[name]).where(mentions.may_be_in(columns[name]))
    for record_id, value in db.session.execute(found).all():
        told = _fitted(mentions.without(value), columns[name])
        if told == value:
            continue
        values = {name: told, **({"version": columns.version + 1} if "version" in columns else {})}
        db.session.execute(update(table.table).where(key == record_id).values(values))


def _fitted(value: Any, column: Column[Any]) -> Any:
    """Cut a text that became longer than its column: the word that took a short name's place may be longer."""
    most = getattr(column.type, "length", None)
    return value[:most] if isinstance(value, str) and most else value
