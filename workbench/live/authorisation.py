"""Which readers' rights have changed since they were admitted, asked with one database query."""

import hashlib
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, String, bindparam, cast, literal, select, union_all

from workbench.extensions import db
from workbench.models.base import now
from workbench.models.people.person import Person
from workbench.models.people.sign_in import SignIn
from workbench.models.roles import granted


def fingerprints(person_ids: Collection[int]) -> dict[int, str]:
    """Return for each person a word that changes with their sign-ins, their name, their roles or their removal."""
    words: dict[int, list[str]] = {person_id: [] for person_id in person_ids}
    moment = now()
    asked = {"people": list(words), "day": moment.date(), "moment": moment}
    for row in db.session.execute(watched(granted()), asked):
        words[row[0]].append(repr(tuple(row)))
    return {
        person_id: hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()[:16]
        for person_id, lines in words.items()
    }


@lru_cache(maxsize=1)
def watched(rights: CompoundSelect[Any]) -> CompoundSelect[Any]:
    """Return one statement over people's rights and who they are, built once: (person, kind, place, what)."""
    people: Any = bindparam("people", expanding=True)

    def fact(kind: str, number: Any, what: Any) -> Select[Any]:
        facts = select(Person.id, literal(kind), number, cast(what, String(200)))
        return facts.where(Person.id.in_(people))

    sign_ins: Select[Any] = select(
        SignIn.person_id, literal("sign_in"), SignIn.person_id, cast(SignIn.token_hash, String(200))
    )
    return union_all(
        *rights.selects,
        sign_ins.where(SignIn.person_id.in_(people), SignIn.ends_at > bindparam("moment")),
        fact("removed", Person.city_id, Person.is_removed),
        fact("language", Person.city_id, Person.language),
        fact("name", Person.city_id, Person.name),
    )
