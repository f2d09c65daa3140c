"""Who was at one workshop, line by line: what was seen, what it suggests, and what was confirmed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.models.people.person import Person
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.workshop import Workshop
from workbench.models.roles import ROLES
from workbench.models.room.attendance import CAME, STATES, Attendance, Sitting
from workbench.models.room.guest import Guest
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
    suggested: str
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
    sitting = Sitting(workshop, at)
    lines = [
        _line(person, seats.get(person_id), guests.get(person_id), seen.get(person_id), sitting)
        for person_id, person in people.items()
    ]
    lines.sort(key=lambda line: (_ROLES.index(line.role), line.person.casefold(), line.person_id))
    return Sheet(tuple(lines), sitting.minutes, sitting.longest)


def _line(
    person: Person,
    seat: tuple[str, Enrolment] | None,
    guest: Guest | None,
    seen: Attendance | None,
    sitting: Sitting,
) -> Line:
    suggested, minutes = sitting.suggest(seen)
    organisation = seat[1].organisation if seat else person.organisation
    return Line(
        person_id=person.id,
        person=person.name,
        organisation=organisation.label if organisation else guest.workplace if guest else "",
        role=seat[0] if seat else "guest",
        guest_id=guest.id if guest else None,
        first_seen_at=seen.first_seen_at if seen else None,
        last_seen_at=seen.last_seen_at if seen else None,
        seen_minutes=round(seen.seen_seconds / 60) if seen and seen.first_seen_at else None,
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
