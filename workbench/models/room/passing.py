"""What passes from a guest to the person they turned out to be, and the record to revert it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, or_, select, update

from workbench.extensions import db
from workbench.models.log.edit import Edit
from workbench.models.log.event import Event
from workbench.models.log.journal import storable
from workbench.models.people.known_network import KnownNetwork
from workbench.models.people.person import Person
from workbench.models.people.presence import Presence
from workbench.models.people.sign_in import SignIn
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.attendance import Attendance
from workbench.models.room.ballot import Ballot
from workbench.models.room.guest import Guest
from workbench.models.room.tick import DoneTick
from workbench.models.work.launch import Launch
from workbench.models.work.note import Note

# The seat's own: where it sits, its browser, what that has sent and has open, and its secret ballots.
STAYS = frozenset(
    column
    for kind, names in (
        (Guest, ("person_id",)),
        (Edit, ("person_id",)),
        (Presence, ("person_id",)),
        (SignIn, ("person_id",)),
        (KnownNetwork, ("person_id",)),
        (Ballot, ("person_id", "created_by_id")),
    )
    for column in (kind.__table__.c[name] for name in names)
)
# Of these rows there can be one where the guest and the person had two.
ONE_OF_TWO = (Attendance.__table__, DoneTick.__table__)

Rows = dict[tuple[str, Any], dict[str, Any]]


def pass_on(former: Person, person: Person) -> dict[str, Any]:
    """Pass what everybody may see of a guest's to the person; return what is needed to revert it.

    ``moved`` names the rows that changed hands by column, ``changed`` what else became of a row:
    [table, id, what it held, what it holds].
    """
    before = rows_of(former, person)
    for seat in db.session.scalars(select(Guest).where(Guest.person_id == former.id)):
        pass_seat(seat, person)
    pass_attendances(former, person)
    pass_ticks(former, person)
    pass_proofs(former, person)
    db.session.flush()
    moved = pass_references(former.id, person.id)
    db.session.expire_all()
    after = rows_of(former, person)
    changed = [
        [*key, before.get(key), after.get(key)]
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    ]
    return {"moved": moved, "changed": changed}


def pass_seat(seat: Guest, person: Person) -> None:
    """Give the person the access of the guest's seat where they lack it."""
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


def pass_ticks(former: Person, person: Person) -> None:
    """Merge two done ticks for one block into one."""
    for theirs, _own in both_of(DoneTick, former, person, "block_id"):
        db.session.delete(theirs)


def pass_proofs(former: Person, person: Person) -> None:
    """Count the person among the authors of what the guest proved: they cannot verify it."""
    for launch in launches_of(former):
        if former.id in launch.author_ids:
            others = set(launch.author_ids) - {former.id}
            launch.author_ids = sorted({*others, person.id})


def launches_of(former: Person) -> list[Launch]:
    """Return the launches of the programmes in whose workshops the guest has a seat."""
    seats = db.session.scalars(select(Guest).where(Guest.person_id == former.id))
    programmes = {seat.workshop.phase.programme_id for seat in seats}
    asked = select(Launch).join(Redesign, Redesign.id == Launch.redesign_id)
    return list(db.session.scalars(asked.where(Redesign.programme_id.in_(programmes))))


def both_of(kind: Any, former: Person, person: Person, name: str) -> list[tuple[Any, Any]]:
    """Return the pairs of rows, the guest's and the person's, that are about the same thing."""

    def rows(owner: Person) -> dict[Any, Any]:
        found = db.session.scalars(select(kind).where(kind.person_id == owner.id))
        return {getattr(row, name): row for row in found}

    own = rows(person)
    return [(row, own[key]) for key, row in rows(former).items() if key in own]


# every reference


def pass_references(former_id: int, person_id: int) -> dict[str, list[Any]]:
    """Let every reference to the guest refer to the person, but those that stay; return the rows by column."""
    moved: dict[str, list[Any]] = {}
    for table, column in references():
        [key] = table.primary_key
        held = select(key).where(column == former_id, *passes(column))
        if ids := list(db.session.scalars(held)):
            db.session.execute(update(table).where(key.in_(ids)).values({column: person_id}))
            if table not in ONE_OF_TWO:
                moved[f"{table.name}.{column.name}"] = ids
    return moved


def references() -> Iterator[tuple[Table, Column[Any]]]:
    """Yield every column of any table that names a person, but those that stay with the seat."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            points_to = {key.column for key in column.foreign_keys}
            if Person.__table__.c.id in points_to and column not in STAYS:
                yield table, column


def passes(column: Column[Any]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a row passes: not while nobody may know who wrote the note."""
    secret: Any = or_(Note.is_hidden, Note.is_anonymous)
    if column is Note.__table__.c.created_by_id:
        return (~secret,)
    if column is Event.__table__.c.by_id:
        told = Event.__table__.c
        about = and_(
            told.subject_kind == Note.resource, told.subject_id.in_(select(Note.id).where(secret))
        )
        return (~about,)
    return ()


# what became of single rows


def rows_of(former: Person, person: Person) -> Rows:
    """Return what the rows hold that do not only change hands, by (table, id)."""
    both = (former.id, person.id)
    seats = select(Guest.workshop_id).where(Guest.person_id == former.id)
    found: Rows = {}
    for table, where in (
        *((table, table.c.person_id.in_(both)) for table in ONE_OF_TWO),
        (Guest.__table__, and_(Guest.person_id == person.id, Guest.workshop_id.in_(seats))),
        (Launch.__table__, Launch.id.in_([launch.id for launch in launches_of(former)])),
    ):
        for row in db.session.execute(select(table).where(where)).mappings():
            found[table.name, row["id"]] = {name: storable(row[name]) for name in row}
    return found
