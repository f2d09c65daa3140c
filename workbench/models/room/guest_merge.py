"""Recognising a guest: all that they did in the room becomes a person's, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint, and_, delete, or_, select, update

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.people.person import Person
from workbench.models.room.attendance import Attendance
from workbench.models.room.ballot import Ballot
from workbench.models.room.block import Block
from workbench.models.room.guest import Guest
from workbench.text.messages import N_

# The guest's own seats stay theirs: they tell under which name somebody came.
STAYS = (Guest.__table__.c.person_id,)


def recognise(guest: Guest, person: Person, *, by: Person) -> None:
    """Say who a guest is: whatever refers to the guest refers to the person from now on.

    Where both have a row of which there can be one, the two become one. The guest's session ends, and
    the person keeps the seat in the room and in the team if they have none of their own.
    """
    former = guest.person
    if not former.is_guest or guest.is_recognised:
        raise DomainError(N_("%(name)s is known already."), name=former.name)
    if person is former or person.is_removed or person.joined_to_id:
        raise DomainError(N_("Choose somebody else: this person is not here any more."))
    if person.city_id != former.city_id and not person.may("room:read", guest.workshop):
        raise DomainError(N_("%(name)s belongs to another city."), name=person.name)
    seats = list(db.session.scalars(select(Guest).where(Guest.person_id == former.id)))
    told = guest.wrote_in()
    for seat in seats:
        pass_seat(seat, person)
    pass_attendances(former, person)
    pass_ballots(former, person)
    former.joined_to_id, former.is_removed = person.id, True
    former.session_epoch += 1
    db.session.flush()
    pass_everything(former.id, person.id)
    db.session.expire_all()
    facts = {"name": former.name, "person": person.name}
    guest.log("recognised", by=by, **facts)
    for workspace in told:
        workspace.append("guest.recognised", by, guest, facts)


def pass_seat(seat: Guest, person: Person) -> None:
    """Give the person what the guest's seat opened, as far as it is closed to them."""
    if seat.removed_at:
        return
    workshop, team = seat.workshop, seat.redesign
    if team and person.roles_in(team.scope) & {"member", "facilitator"}:
        team = None
    if team is None and person.may("room:take_part", workshop):
        return
    own = Guest.seat_of(workshop, person)
    if own is None:
        own = Guest(workshop=workshop, person=person, workplace=seat.workplace)
        db.session.add(own)
    own.redesign = own.redesign or team
    own.removed_at = None
    own.confirmed_at = own.confirmed_at or seat.confirmed_at
    own.confirmed_by_id = own.confirmed_by_id or seat.confirmed_by_id
    db.session.flush()
    person.forget_grants()


def pass_attendances(former: Person, person: Person) -> None:
    """Make one of two attendances at a workshop: the earliest and the latest sight, the longer minutes."""
    for theirs, own in both_of(Attendance, former, person, "workshop_id"):
        seen = [each for each in (own.first_seen_at, theirs.first_seen_at) if each]
        left = [each for each in (own.last_seen_at, theirs.last_seen_at) if each]
        own.first_seen_at, own.last_seen_at = min(seen, default=None), max(left, default=None)
        seconds = own.seen_seconds + theirs.seen_seconds
        if seen and left:
            # Two screens open at once are one person: nobody is there for longer than from first to last.
            span = int((max(left) - min(seen)).total_seconds())
            longest = max(own.seen_seconds, theirs.seen_seconds)
            seconds = max(longest, min(seconds, span))
        own.seen_seconds = seconds
        minutes = [each for each in (own.minutes, theirs.minutes) if each is not None]
        own.minutes = max(minutes, default=None)
        if own.state is None or (own.state == "absent" and theirs.state not in (None, "absent")):
            own.state = theirs.state or own.state
            own.confirmed_at = theirs.confirmed_at or own.confirmed_at
            own.confirmed_by_id = theirs.confirmed_by_id or own.confirmed_by_id
        remarks = dict.fromkeys(each for each in (own.remark, theirs.remark) if each)
        own.remark = " · ".join(remarks)[:300]
        db.session.delete(theirs)
    db.session.flush()


def pass_ballots(former: Person, person: Person) -> None:
    """Make one of two ballots in a vote: the person's own, unless it is empty.

    A vote that is counted stays as it was counted: there the guest's ballot goes on as one without a
    person, under the name it was given.
    """
    for theirs, own in both_of(Ballot, former, person, "block_id", "redesign_id"):
        block = db.session.get_one(Block, theirs.block_id)
        if block.tally is not None:
            theirs.person_id, theirs.paper_name = None, former.name[:120]
            continue
        if not own.spent:
            own.dots, own.finished_at = theirs.dots, theirs.finished_at or own.finished_at
        db.session.delete(theirs)
    db.session.flush()


def both_of(kind: Any, former: Person, person: Person, *names: str) -> list[tuple[Any, Any]]:
    """Return the pairs of rows, the guest's and the person's, that are about the same thing."""

    def rows(owner: Person) -> dict[tuple[Any, ...], Any]:
        found = db.session.scalars(select(kind).where(kind.person_id == owner.id))
        return {tuple(getattr(row, name) for name in names): row for row in found}

    own = rows(person)
    return [(row, own[key]) for key, row in rows(former).items() if key in own]


# every other table


def pass_everything(former_id: int, person_id: int) -> None:
    """Let every reference to one person refer to the other; of two equal rows, the other's stands."""
    for table, column in references():
        for names in unique_with(table, column):
            drop_doubles(table, column, names, former_id, person_id)
        statement = update(table).where(column == former_id).values({column: person_id})
        if column is Person.__table__.c.joined_to_id:
            statement = statement.where(Person.__table__.c.id != former_id)
        db.session.execute(statement)


def references() -> Iterator[tuple[Table, Column[Any]]]:
    """Yield every column of any table that names a person, but those that stay."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            points_to = {key.column for key in column.foreign_keys}
            if Person.__table__.c.id in points_to and not any(column is each for each in STAYS):
                yield table, column


def unique_with(table: Table, column: Column[Any]) -> Iterator[list[Column[Any]]]:
    """Yield for each rule of "only one" that this column is part of, the other columns of the rule."""
    rules = [list(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint)]
    rules += [list(index.columns) for index in table.indexes if index.unique]
    rules.append(list(table.primary_key.columns))
    for columns in rules:
        if any(each is column for each in columns):
            yield [each for each in columns if each is not column]


def drop_doubles(
    table: Table, column: Column[Any], others: list[Column[Any]], former_id: int, person_id: int
) -> None:
    """Delete the guest's rows that the person has as well."""
    own = table.alias()
    same = and_(
        *(
            or_(own.c[each.name] == each, and_(own.c[each.name].is_(None), each.is_(None)))
            for each in others
        )
    )
    has_own = select(1).where(own.c[column.name] == person_id, same).exists()
    db.session.execute(delete(table).where(column == former_id, has_own))
