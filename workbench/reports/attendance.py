"""Who was at one workshop, line by line: what was seen, what it suggests, and what was confirmed."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, union
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.models.base import now
from workbench.models.people.person import Person
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.workshop import Workshop
from workbench.models.roles import ROLES
from workbench.models.room.attendance import CAME, STATES, Attendance, Sight, Sitting
from workbench.models.room.ballot import Ballot
from workbench.models.room.block import Block
from workbench.models.room.guest import Guest
from workbench.models.room.tick import DoneTick
from workbench.models.work.note import Note
from workbench.text import columns
from workbench.text.messages import N_

# Whose coming and going the figures count; whoever runs or watches the programme is listed beside them.
COUNTED = frozenset({"participant", "guest"})
TABLE = columns.Table(
    N_("Attendance"),
    columns.whole("person_id", N_("Person no.")),
    columns.text("person", N_("Person")),
    columns.text("organisation", N_("Organisation")),
    columns.text("role", N_("Role"), ROLES),
    columns.text("state", N_("Attendance"), STATES),
    columns.whole("minutes", N_("Minutes")),
    columns.text("remark", N_("Remark")),
    columns.text("suggested", N_("Suggested"), STATES),
    columns.whole("suggested_minutes", N_("Minutes suggested")),
    columns.moment("first_seen_at", N_("First seen")),
    columns.moment("last_seen_at", N_("Last seen")),
    columns.whole("seen_minutes", N_("Minutes seen")),
)
_ROLES = ("participant", "guest", "facilitator", "lead", "observer")


def facilitators_of(workshop: Workshop) -> list[Person]:
    """Return who facilitates the phase of this workshop."""
    statement = (
        select(Person)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(
            Enrolment.phase_id == workshop.phase_id,
            Enrolment.role == "facilitator",
            Enrolment.is_open(workshop.phase.programme.city.today()),
            ~Person.is_removed,
        )
        .order_by(Enrolment.id)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class Line:
    """One person at one workshop: what was seen, what that suggests, and what was confirmed."""

    person_id: int
    person: str
    organisation: str
    role: str
    guest_id: int | None
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    seen_minutes: int | None
    # Their page told nothing, but they wrote, voted or said that they were done.
    is_seen_by_work: bool
    # None: nothing was seen of them.
    suggested: str | None
    suggested_minutes: int | None
    state: str | None
    minutes: int | None
    remark: str
    version: int

    @property
    def is_counted(self) -> bool:
        return self.role in COUNTED

    @property
    def came(self) -> bool:
        return self.state in CAME

    def as_row(self) -> dict[str, Any]:
        """Return what a spreadsheet holds of it."""
        return {name: getattr(self, name) for name in TABLE.names}


@dataclass(frozen=True)
class Sheet:
    """The attendance of one workshop."""

    lines: tuple[Line, ...]
    minutes: int
    # The most minutes that somebody can have been there; 0 when that is not known.
    longest: int

    @property
    def counted(self) -> list[Line]:
        return [line for line in self.lines if line.is_counted]

    @property
    def others(self) -> list[Line]:
        return [line for line in self.lines if not line.is_counted]

    @property
    def open(self) -> list[Line]:
        """Return the lines that nobody has confirmed."""
        return [line for line in self.lines if line.state is None]

    @property
    def suggested(self) -> list[Line]:
        """Return the open lines for which something was seen."""
        return [line for line in self.open if line.suggested]

    @property
    def unseen(self) -> list[Line]:
        """Return the open lines for which nothing was seen: only somebody who knows can say."""
        return [line for line in self.open if not line.suggested]

    def suggestions(self) -> list[tuple[str, int]]:
        """Return how many of each state a confirmation would write."""
        return Counter(str(line.suggested) for line in self.suggested).most_common()

    def came(self) -> int:
        return sum(line.came for line in self.counted)


def sheet_of(workshop: Workshop, at: datetime | None = None) -> Sheet:
    """Return a line for everybody who has a seat in the phase, every guest, and whoever else was confirmed."""
    seats = seats_in([workshop.phase_id], workshop.held_on)
    guests = {guest.person_id: guest for guest in Guest.of(workshop)}
    statement = (
        select(Attendance)
        .where(Attendance.workshop_id == workshop.id)
        .options(joinedload(Attendance.person).joinedload(Person.organisation))
    )
    seen = {each.person_id: each for each in db.session.scalars(statement)}
    people: dict[int, Person] = {person_id: seat.person for person_id, (_, seat) in seats.items()}
    stay = {key: each for key, each in guests.items() if not each.removed_at or key in seen}
    people |= {person_id: guest.person for person_id, guest in stay.items()}
    people |= {key: each.person for key, each in seen.items() if key not in people and each.state}
    sitting, work = Sitting(workshop, at), seen_by_work(workshop, at)
    lines = [
        _line(
            person,
            seats.get(person_id),
            guests.get(person_id),
            seen.get(person_id),
            work.get(person_id),
            sitting,
        )
        for person_id, person in people.items()
    ]
    lines.sort(key=lambda line: (_ROLES.index(line.role), line.person.casefold(), line.person_id))
    return Sheet(tuple(lines), sitting.minutes, sitting.longest)


def seen_by_work(workshop: Workshop, at: datetime | None = None) -> dict[int, Sight]:
    """Return by person when they took part by what they did: their page may have told nothing without scripts.

    Whoever wrote, voted or was done in a block counts as there while it ran, which shows no moment of writing.
    Of blocks without names only their "I am done" counts.
    """
    ran = {each.id: each for each in workshop.blocks if each.started_at and each.kind != "homework"}
    named = [block_id for block_id, block in ran.items() if not block.is_anonymous]
    did: Any = union(
        select(Note.created_by_id, Note.block_id).where(Note.block_id.in_(named)),
        select(Ballot.person_id, Ballot.block_id).where(Ballot.block_id.in_(ran)),
        select(DoneTick.person_id, DoneTick.block_id).where(DoneTick.block_id.in_(ran)),
    ).subquery()
    person_id, block_id = did.c
    real = func.coalesce(Person.joined_to_id, Person.id)
    asked = select(real, block_id).join(Person, Person.id == person_id).distinct()
    blocks: dict[int, list[Block]] = {}
    for person, block in db.session.execute(asked) if ran else ():
        blocks.setdefault(person, []).append(ran[block])
    return {person: sight_of(each, at or now()) for person, each in blocks.items()}


def sight_of(blocks: list[Block], at: datetime) -> Sight:
    """Return the time of these blocks as the time in which somebody was there."""
    spans = [(each.started_at or at, each.ended_at or at) for each in blocks]
    seconds = sum((ended - started).total_seconds() for started, ended in spans)
    return Sight(min(span[0] for span in spans), max(span[1] for span in spans), round(seconds))


def _line(
    person: Person,
    seat: tuple[str, Enrolment] | None,
    guest: Guest | None,
    seen: Attendance | None,
    work: Sight | None,
    sitting: Sitting,
) -> Line:
    sight = seen if seen and seen.first_seen_at else work
    suggested, minutes = sitting.suggest(sight)
    organisation = seat[1].organisation if seat else person.organisation
    return Line(
        person_id=person.id,
        person=person.name,
        organisation=organisation.label if organisation else guest.workplace if guest else "",
        role=seat[0] if seat else "guest",
        guest_id=guest.id if guest else None,
        first_seen_at=sight.first_seen_at if sight else None,
        last_seen_at=sight.last_seen_at if sight else None,
        seen_minutes=round(sight.seen_seconds / 60) if sight else None,
        is_seen_by_work=sight is not None and sight is work,
        suggested=suggested,
        suggested_minutes=minutes,
        state=seen.state if seen else None,
        minutes=seen.minutes if seen else None,
        remark=seen.remark if seen else "",
        version=seen.seen_version if seen else 0,
    )


def seats_in(phase_ids: list[int], day: date | None) -> dict[int, tuple[str, Enrolment]]:
    """Return by person their role and seat in these phases; the seat of a participant comes first."""
    statement = (
        select(Enrolment)
        .where(Enrolment.phase_id.in_(phase_ids))
        .options(
            joinedload(Enrolment.person).joinedload(Person.organisation),
            joinedload(Enrolment.organisation),
        )
        .order_by(Enrolment.id)
    )
    found: dict[int, tuple[str, Enrolment]] = {}
    for seat in db.session.scalars(statement):
        # Whoever left before the workshop is not missing from it.
        if day and not seat.is_open(day):
            continue
        had = found.get(seat.person_id)
        if had is None or _ROLES.index(seat.role) < _ROLES.index(had[0]):
            found[seat.person_id] = (seat.role, seat)
    return found
