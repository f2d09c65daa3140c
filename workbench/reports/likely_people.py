"""Who a guest may be: people whose names share words with the one that was written at the door."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.models.enrolment import Enrolment
from workbench.models.guest import Guest, plain_name
from workbench.models.person import Person

MOST = 6
MOST_OF_CITY = 200
# Words that many names have, and that make nobody likelier.
SMALL_WORDS = frozenset({"da", "de", "do", "das", "dos", "del", "la", "e", "y", "van"})


@dataclass(frozen=True)
class Likely:
    """Somebody whom a guest may turn out to be."""

    person: Person
    is_enrolled: bool
    score: int


def likely_people(guest: Guest) -> list[Likely]:
    """Return the likeliest people, those with a seat in the phase before others of the city."""
    words = words_of(guest.name)
    enrolled = {
        person.id: person
        for person in db.session.scalars(
            select(Person)
            .join(Enrolment, Enrolment.person_id == Person.id)
            .where(Enrolment.phase_id == guest.workshop.phase_id, ~Person.is_removed)
            .options(joinedload(Person.organisation))
        )
    }
    named = [Person.name.ilike(f"%{word}%") for word in words]
    others = db.session.scalars(
        select(Person)
        .where(
            Person.city_id == guest.person.city_id,
            ~Person.is_removed,
            ~Person.is_guest,
            or_(*named) if named else Person.id.is_(None),
        )
        .options(joinedload(Person.organisation))
        .limit(MOST_OF_CITY)
    )
    same_room = [other.person for other in Guest.of(guest.workshop) if other.person.is_guest]
    everybody = enrolled | {person.id: person for person in (*others, *same_room)}
    found = [
        Likely(person, person.id in enrolled, score_of(guest, words, person))
        for person in everybody.values()
        if person.id != guest.person_id
    ]
    found = [each for each in found if each.score]
    found.sort(key=lambda each: (-each.score, not each.is_enrolled, each.person.name))
    return found[:MOST]


def words_of(name: str) -> set[str]:
    return {word for word in plain_name(name).split() if word not in SMALL_WORDS and len(word) > 1}


def score_of(guest: Guest, words: set[str], person: Person) -> int:
    """Return how much speaks for it; 0 when no word of the name is the same."""
    theirs = words_of(person.name)
    common = len(words & theirs)
    if not common:
        return 0
    first = plain_name(guest.name).split()[:1] == plain_name(person.name).split()[:1]
    score = 3 * common + 2 * first + (words == theirs)
    if person.organisation and guest.workplace:
        names = (person.organisation.name, person.organisation.short_name or "")
        place = plain_name(guest.workplace)
        same_place = any(
            plain_name(name) in place or place in plain_name(name) for name in names if name
        )
        score += 2 * same_place
    return score
