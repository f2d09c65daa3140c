"""Who is asked at a workshop and who works in its teams: one answer for the board, the wall and the homework."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union, union_all

from workbench.extensions import db
from workbench.models.alphabet import alphabetical
from workbench.models.base import now, step_began
from workbench.models.people.person import Person
from workbench.models.people.presence import Presence
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.phase import Phase
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.membership import Membership
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.attendance import CAME, Attendance
from workbench.models.room.block import Block
from workbench.models.room.guest import Guest
from workbench.models.room.tick import DoneTick
from workbench.models.work.note import Note

if TYPE_CHECKING:
    from workbench.models.work.work import Place


def asked_people(workshop: Workshop) -> list[Person]:
    """Return who is asked to take part: the participants of the phase on its day, and its guests."""
    seats = select(Enrolment.person_id).where(
        Enrolment.phase_id == workshop.phase_id,
        Enrolment.role == "participant",
        Enrolment.is_open(day_of(workshop)),
    )
    return people_among(seats.union(guests_at(workshop)))


def people_among(ids: Any) -> list[Person]:
    """Return the people of these ids who have access, in the order of their names."""
    statement = select(Person).where(Person.id.in_(ids), Person.is_removed.is_(False))
    return sorted(db.session.scalars(statement), key=lambda each: (each.name.casefold(), each.id))


def guests_at(workshop: Workshop) -> Select[Any]:
    """Return the statement for the ids of the workshop's guests; one who is known is the person they are."""
    return select(Guest.person_id).where(Guest.workshop_id == workshop.id, *is_seated())


def is_seated() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a guest has a seat: not sent out, and not known as somebody else."""
    is_nobody_else = and_(Person.is_removed.is_(False), Person.joined_to_id.is_(None))
    return (Guest.removed_at.is_(None), Guest.person.has(is_nobody_else))


def came_by_code(workshop: Workshop) -> int:
    """Return how many people came in with the code, whoever they turned out to be and whether they stayed."""
    real = func.coalesce(Person.joined_to_id, Person.id)
    came = select(func.count(real.distinct())).join(Guest, Guest.person_id == Person.id)
    return db.session.scalar(came.where(Guest.workshop_id == workshop.id)) or 0


def day_of(workshop: Workshop) -> Any:
    return workshop.held_on or workshop.phase.programme.city.today()


def team_people(
    workshop: Workshop, redesign_ids: Iterable[int] | None = None
) -> dict[int, list[Person]]:
    """Return by redesign who works there in a workshop: its members with a seat, and the guests at its table.

    Of all teams of the programme, when none are named; a team in which nobody works is not among them.
    """
    programme_id = workshop.phase.programme_id
    seated = (
        select(Enrolment.person_id)
        .join(Phase, Phase.id == Enrolment.phase_id)
        .where(Phase.programme_id == programme_id, Enrolment.is_open(day_of(workshop)))
    )
    members = select(Membership.redesign_id, Membership.person_id).where(
        Membership.person_id.in_(seated)
    )
    guests = select(Guest.redesign_id, Guest.person_id).where(
        Guest.workshop_id == workshop.id, Guest.redesign_id.is_not(None), *is_seated()
    )
    places = members.union(guests).subquery()
    statement = (
        select(places.c.redesign_id, Person)
        .join(Person, Person.id == places.c.person_id)
        .join(Redesign, Redesign.id == places.c.redesign_id)
        .where(Redesign.programme_id == programme_id, Person.is_removed.is_(False))
        .order_by(alphabetical(Person.name), Person.id)
    )
    if redesign_ids is not None:
        statement = statement.where(places.c.redesign_id.in_(redesign_ids))
    found: dict[int, list[Person]] = {}
    for team, person in db.session.execute(statement):
        found.setdefault(team, []).append(person)
    return found


def workers_of(redesign: Redesign) -> list[Person]:
    """Return who is or was in a team: its members, then the guests of any workshop who sit with it."""
    members = select(
        Membership.person_id, literal(0).label("is_guest"), Membership.id.label("place")
    ).where(Membership.redesign_id == redesign.id)
    guests = select(Guest.person_id, literal(1), Guest.id).where(
        Guest.redesign_id == redesign.id, *is_seated()
    )
    seats = union_all(members, guests).subquery()
    people = select(Person).join(seats, seats.c.person_id == Person.id)
    found = db.session.scalars(people.order_by(seats.c.is_guest, seats.c.place))
    return list({person.id: person for person in found}.values())


@dataclass(frozen=True)
class Writers:
    """How many of those who came have finished with a block; who they are, where authors have names."""

    done: int
    count: int
    people: tuple[tuple[Person, bool], ...]


def writers_on(block: Block, place: Place) -> Writers:
    """Return who of those asked has come to write on a board, those who are done first."""
    workshop = block.workshop
    if isinstance(place, Workshop):
        asked = asked_people(workshop)
    else:
        asked = team_people(workshop, [place.id]).get(place.id, [])
    done = set(db.session.scalars(select(DoneTick.person_id).where(DoneTick.block_id == block.id)))
    came = done | came_to(block, place)
    people = [(person, person.id in done) for person in asked if person.id in came]
    people.sort(key=lambda each: not each[1])
    named = () if block.is_anonymous else tuple(people)
    return Writers(sum(is_done for _, is_done in people), len(people), named)


def came_to(block: Block, place: Place) -> set[int]:
    """Return the ids of those who are or were in the workshop, have its board open, or wrote for the block."""
    workshop = block.workshop
    places = (workshop.workspace_id, place.workspace_id)
    was_there = or_(Attendance.first_seen_at.is_not(None), Attendance.state.in_(CAME))
    found: Any = union(
        select(Attendance.person_id).where(Attendance.workshop_id == workshop.id, was_there),
        select(Presence.person_id).where(Presence.workspace_id.in_(places), Presence.is_here()),
        select(Note.created_by_id).where(
            Note.block_id == block.id, *Note.was_kept_at(step_began(now()))
        ),
    )
    real: Any = func.coalesce(Person.joined_to_id, Person.id)
    return set(db.session.scalars(select(real).where(Person.id.in_(found))))
