"""Joining a workshop by its code: who may come in when, and what an account or a name alone gives."""

from datetime import datetime

from sqlalchemy import or_, select

from workbench.extensions import db
from workbench.models.base import DomainError, now
from workbench.models.people.office import CityOffice
from workbench.models.people.person import Person
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.phase import Phase
from workbench.models.programme.workshop import Workshop, new_code
from workbench.models.room.guest import Guest, is_same_name, require_own_name
from workbench.text.messages import N_

NOT_OPEN = N_(
    "The room of “%(title)s” is not open yet. Keep this page and try again when it begins."
)
OVER = N_("The workshop “%(title)s” is over, and its code opens nothing any more.")
HAS_ACCOUNT = N_(
    "Somebody called %(name)s has an account here. If it is you, sign in with your e-mail; if not, add your"
    " surname or where you work to the name."
)
# Roles whose names no guest may use.
LEADING = ("facilitator", "lead")
SENT_OUT = N_("Your place in this room was ended by a facilitator. Ask to be let in again.")


def admits(workshop: Workshop) -> bool:
    """Return whether people may come in now: while the room is open, or homework for it is."""
    return workshop.is_open or any(
        block.kind == "homework" and block.is_writable for block in workshop.blocks
    )


def require_open_room(workshop: Workshop) -> None:
    """Refuse whoever comes before the room opens or after it has closed, saying which."""
    if not admits(workshop):
        is_over = workshop.closed_at is not None or workshop.state != "planned"
        raise DomainError(OVER if is_over else NOT_OPEN, title=workshop.title)


def come_in(workshop: Workshop, *, name: str, workplace: str, language: str) -> Guest:
    """Give somebody without an account a seat, under a name that nobody else in the room has."""
    require_open_room(workshop)
    # Of two who come under one name in the same moment, the second is asked for more of it.
    turn = select(Workshop.id).where(Workshop.id == workshop.id).with_for_update()
    db.session.execute(turn)
    require_free_name(workshop, name)
    city = workshop.phase.programme.city
    person = Person(city=city, name=name, is_guest=True, language=language)
    guest = Guest(workshop=workshop, person=person, workplace=workplace)
    db.session.add_all((person, guest))
    db.session.flush()
    guest.log("joined", by=person, name=name)
    return guest


def require_free_name(workshop: Workshop, name: str) -> None:
    """Refuse a guest the name of another guest of the room, of somebody who signs in, or of who leads here.

    Nor the name of somebody who was sent out. Whoever takes part and has never signed in comes in with the code.
    """
    guests = Guest.of(workshop)
    require_own_name(name, guests)
    if any(guest.is_kept_out and is_same_name(guest.name, name) for guest in guests):
        raise DomainError(SENT_OUT)
    programme = workshop.phase.programme
    signs_in = or_(Person.password_hash.is_not(None), Enrolment.role.in_(LEADING))
    enrolled = (
        select(Enrolment.person_id)
        .join(Enrolment.person)
        .join(Enrolment.phase)
        .where(
            Phase.programme_id == programme.id, Enrolment.is_open(programme.city.today()), signs_in
        )
    )
    in_office = select(CityOffice.person_id).where(CityOffice.city_id == programme.city_id)
    people = select(Person.name).where(
        Person.is_removed.is_(False), or_(Person.id.in_(enrolled), Person.id.in_(in_office))
    )
    if any(is_same_name(each, name) for each in db.session.scalars(people)):
        raise DomainError(HAS_ACCOUNT, name=name)


def sit_down(workshop: Workshop, person: Person, *, name: str = "") -> Guest | None:
    """Let somebody who is known go in: with the seat they have, or a new one; None when they need none.

    A guest of another room may need another ``name`` in this one; it is theirs everywhere from then on.
    """
    seat = Guest.seat_of(workshop, person)
    if seat is not None and seat.is_kept_out:
        raise DomainError(SENT_OUT)
    if (seat is not None and not seat.removed_at) or person.may("room:read", workshop):
        return seat
    require_open_room(workshop)
    if seat is not None:
        return come_back(seat)
    name = (person.is_guest and name) or person.name
    if person.is_guest:
        require_free_name(workshop, name)
    seat = Guest(workshop=workshop, person=person)
    if person.organisation:
        seat.workplace = person.organisation.name
    db.session.add(seat)
    db.session.flush()
    person.forget_grants()
    seat.log("joined", by=person, name=person.name)
    seat.rename(name, by=person)
    return seat


def come_back(seat: Guest) -> Guest:
    """Open the seat again of somebody who was sent out and was given the new code."""
    if seat.person.is_guest:
        require_free_name(seat.workshop, seat.name)
    seat.removed_at = None
    seat.person.forget_grants()
    seat.log("joined", by=seat.person, name=seat.name)
    return seat


def opens_at(workshop: Workshop) -> datetime | None:
    """Return when people may join next, as far as is known."""
    moment = now()
    homework = (block for block in workshop.blocks if block.kind == "homework")
    planned = [
        workshop.begins_at,
        *(block.opens_at for block in homework if block.state != "skipped"),
    ]
    return min((each for each in planned if each and each > moment), default=None)


def renew_code(workshop: Workshop, *, by: Person) -> None:
    """Replace the join code; whoever is inside stays inside."""
    workshop.edit({"code": new_code()}, by=by)
