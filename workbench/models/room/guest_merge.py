"""Joining a guest to the person they are: what everybody sees passes, what nobody may see stays with the seat.

The guest's browser keeps its seat and its session. It works under the person's name from then on, with the
rights of a guest in that room and none of the person's own. What is hidden or anonymous, and the ballots, stay
with the seat, so that only that browser goes on seeing them; a note that had a name passes when it is revealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.people.person import Person
from workbench.models.room.attendance import Attendance
from workbench.models.room.ballot import Ballot
from workbench.models.room.guest import Guest
from workbench.models.room.passing import pass_on
from workbench.models.work.note import Note
from workbench.text.messages import N_

KNOWN = N_("%(name)s is known already.")
ONESELF = N_(
    "You cannot say that a guest is you. Ask another facilitator, who sees that it is so, to join them."
)
NOT_HERE = N_("Choose somebody else: this person is not here any more.")
NOBODY_HERE = N_(
    "No account of this city has this e-mail, and none can be made with it. Look at it again, or ask the person"
    " for another one."
)


@dataclass(frozen=True)
class Passing:
    """What a person gets when a guest is joined to them; what stays with the seat is not shown."""

    notes: int
    votes: int
    attendances: int
    team: str

    @classmethod
    def of(cls, guest: Guest) -> Passing:
        person_id = guest.person_id
        shown = (Note.is_hidden.is_(False), Note.is_anonymous.is_(False))
        return cls(
            notes=count(Note, Note.created_by_id == person_id, *shown),
            votes=count(Ballot, Ballot.person_id == person_id, Ballot.finished_at.is_not(None)),
            attendances=count(Attendance, Attendance.person_id == person_id),
            team=guest.redesign.title if guest.redesign else "",
        )


def count(kind: Any, *where: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(kind).where(*where)) or 0


def require_joinable(guest: Guest, person: Person, *, by: Person) -> None:
    """Refuse to join a guest twice, to whoever asks for it, and to somebody who is not of this city or room."""
    former = guest.person
    if not former.is_guest or guest.is_recognised:
        raise DomainError(KNOWN, name=former.name)
    if person.id == by.id:
        raise DomainError(ONESELF)
    if not is_within_reach(guest, person):
        raise DomainError(NOBODY_HERE)
    if person.id == former.id or person.is_removed or person.joined_to_id:
        raise DomainError(NOT_HERE)


def is_within_reach(guest: Guest, person: Person) -> bool:
    """Return whether the room's facilitators may learn that this person is here: of their city, or of the room."""
    return person.city_id == guest.person.city_id or person.may("room:read", guest.workshop)


def recognise(guest: Guest, person: Person, *, by: Person) -> None:
    """Say who a guest is: whatever everybody may see of the guest's is the person's from now on.

    Where both have a row of which there can be one, the two become one. The person gets a seat in the room
    and in the team if they have none of their own.
    """
    former = guest.person
    hold(former, person)
    require_joinable(guest, person, by=by)
    facts = {"name": former.name, "person": person.name}
    told = guest.wrote_in()
    passed = pass_on(former, person)
    former.joined_to_id, former.name = person.id, person.name
    guest.scope.workspace.append("guest.recognised", by, guest, facts, {"passed": passed})
    for workspace in told:
        workspace.append("guest.recognised", by, guest, facts)


def hold(*people: Person) -> None:
    """Lock these people's rows until the commit, and read them again."""
    ids = sorted(person.id for person in people)
    held = select(Person).where(Person.id.in_(ids)).order_by(Person.id).with_for_update(of=Person)
    db.session.scalars(held.execution_options(populate_existing=True)).all()
