"""Who may go on looking: one question to the database tells whose rights have changed since they were let in."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import (
    Select,
    String,
    bindparam,
    case,
    cast,
    literal,
    select,
    union_all,
)

from workbench.extensions import db
from workbench.models.base import now
from workbench.models.people.person import CityOffice, Person
from workbench.models.programme.enrolment import Enrolment
from workbench.models.redesign.membership import Membership
from workbench.models.room.guest import Guest


def fingerprints(person_ids: Collection[int]) -> dict[int, str]:
    """Return for each person a word that changes with their session, their name, their roles or their removal."""
    words: dict[int, list[str]] = {person_id: [] for person_id in person_ids}
    asked = {"people": list(words), "today": now().date()}
    for row in db.session.execute(rights_statement(), asked):
        words[row[0]].append(repr(tuple(row)))
    return {
        person_id: hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()[:16]
        for person_id, lines in words.items()
    }


@cache
def rights_statement() -> Any:
    """Return one statement over all that gives people rights, built once: (person, kind, place, what)."""
    people: Any = bindparam("people", expanding=True)
    today: Any = bindparam("today")
    over = case((Enrolment.is_open(today), 0), else_=1)

    def rights(kind: str, who: Any, place: Any, what: Any) -> Select[Any]:
        return select(who, literal(kind), place, cast(what, String(200))).where(who.in_(people))

    return union_all(
        rights("session", Person.id, Person.session_epoch, Person.is_removed),
        rights("language", Person.id, Person.city_id, Person.language),
        rights("name", Person.id, Person.city_id, Person.name),
        rights("office", CityOffice.person_id, CityOffice.city_id, CityOffice.role),
        rights("seat", Enrolment.person_id, Enrolment.phase_id, Enrolment.role),
        rights("end", Enrolment.person_id, Enrolment.phase_id, over),
        rights("team", Membership.person_id, Membership.redesign_id, literal("member")),
        rights("guest", Guest.person_id, Guest.workshop_id, Guest.removed_at),
        rights("table", Guest.person_id, Guest.workshop_id, Guest.redesign_id),
    )
