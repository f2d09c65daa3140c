"""Who a guest may be: people whose names share words with the guest's name."""

from dataclasses import dataclass
from heapq import nlargest

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.models.people.person import Person
from workbench.models.programme.enrolment import Enrolment
from workbench.models.room.guest import Guest, plain_name

MOST = 6
# Of so many whose names have most words in common, everything else is looked at.
MOST_NEAR = 50
# Words that many names have, and that make nobody likelier.
SMALL_WORDS = frozenset({"da", "de", "do", "das", "dos", "del", "la", "e", "y", "van"})


@dataclass(frozen=True)
class Likely:
    """Somebody whom a guest may turn out to be."""

    person: Person
    is_enrolled: bool
    score: int


def likely_people(guest: Guest) -> list[Likely]:
    """Return the likeliest people; of equals, those with a seat in the phase come first."""
    words = words_of(guest.name)
    seats = select(Enrolment.person_id).where(Enrolment.phase_id == guest.workshop.phase_id)
    enrolled = set(db.session.scalars(seats))
    common = {
        person_id: len(words & words_of(name))
        for person_id, name in names_near(guest, enrolled)
        if person_id != guest.person_id
    }
    near = nlargest(MOST_NEAR, common, key=lambda each: (common[each], each in enrolled, -each))
    statement = select(Person).where(Person.id.in_(near)).options(joinedload(Person.organisation))
    found = [
        Likely(person, person.id in enrolled, score_of(guest, words, person))
        for person in db.session.scalars(statement)
        if common[person.id]
    ]
    found.sort(key=lambda each: (-each.score, not each.is_enrolled, each.person.name))
    return found[:MOST]


def names_near(guest: Guest, enrolled: set[int]) -> list[tuple[int, str]]:
    """Return (id, name) of everybody enrolled, of the city's people, and of the other guests in the room.

    Names are compared here: no database of ours takes "joao" for "João".
    """
    of_city = and_(Person.city_id == guest.person.city_id, Person.is_guest.is_(False))
    statement = select(Person.id, Person.name).where(
        Person.is_removed.is_(False), or_(of_city, Person.id.in_(enrolled))
    )
    others = (other for other in Guest.of(guest.workshop) if other.person.is_guest)
    named = [(person_id, name) for person_id, name in db.session.execute(statement)]
    return [*named, *((other.person_id, other.name) for other in others)]


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
