"""Who is asked at a workshop and who works in its teams: one answer for the board, the wall and the homework."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from workbench.extensions import db
from workbench.models.enrolment import Enrolment
from workbench.models.guest import Guest
from workbench.models.membership import Membership
from workbench.models.person import Person
from workbench.models.phase import Phase
from workbench.models.redesign import Redesign
from workbench.models.workshop import Workshop


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
    """Return the statement for the ids of the workshop's guests; one who is known is nobody any more."""
    return select(Guest.person_id).where(Guest.workshop_id == workshop.id, *is_seated())


def is_seated() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a guest has a seat: not sent out, and not known as somebody else."""
    return (Guest.removed_at.is_(None), Guest.person.has(Person.is_removed.is_(False)))


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
        .order_by(Person.name, Person.id)
    )
    if redesign_ids is not None:
        statement = statement.where(places.c.redesign_id.in_(redesign_ids))
    found: dict[int, list[Person]] = {}
    for team, person in db.session.execute(statement):
        found.setdefault(team, []).append(person)
    return found
