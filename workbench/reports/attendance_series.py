"""The attendance of a phase over its workshops: who came to which, and where people fell away."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.models.people.person import Person
from workbench.models.programme.phase import Phase
from workbench.models.programme.workshop import Workshop
from workbench.models.roles import ROLES
from workbench.models.room.attendance import CAME, STATES, Attendance, Sitting
from workbench.reports.attendance import COUNTED, seats_in
from workbench.text import columns
from workbench.text.messages import N_

# A fall by more than this from one workshop to the next is a warning, and so are two missed in a row.
STEEP_FALL = 1 / 3
MISSED_IN_A_ROW = 2


@dataclass(frozen=True)
class Session:
    """One workshop in the series: how many of those who are counted came, as far as it is confirmed."""

    id: int
    title: str
    held_on: date | None
    came: int | None
    guests: int
    minutes: int
    is_lowest: bool = False
    # By how much it fell from the session before, when that is more than a third.
    fall: float | None = None


@dataclass(frozen=True)
class Attender:
    """One person in the series: their state at each session, None where nothing is confirmed."""

    person_id: int
    person: str
    organisation: str
    role: str
    states: tuple[str | None, ...]
    minutes: int

    @property
    def came(self) -> int:
        return sum(state in CAME for state in self.states)

    @property
    def missed_in_a_row(self) -> int:
        """Return the longest run of sessions, of those that are confirmed, that the person missed."""
        longest = run = 0
        for state in self.states:
            if state is not None:
                run = 0 if state in CAME else run + 1
                longest = max(longest, run)
        return longest

    @property
    def is_falling_away(self) -> bool:
        return self.missed_in_a_row >= MISSED_IN_A_ROW


@dataclass(frozen=True)
class Series:
    """The attendance of a phase over its sessions."""

    phase_id: int
    phase: str
    sessions: tuple[Session, ...]
    people: tuple[Attender, ...] = field(default=())

    @property
    def confirmed(self) -> list[Session]:
        return [session for session in self.sessions if session.came is not None]

    @property
    def total(self) -> int:
        return sum(session.came or 0 for session in self.sessions)

    @property
    def last_share(self) -> float | None:
        """Return the last count as a share of the first; None before there are two."""
        counts = [session.came or 0 for session in self.confirmed]
        return counts[-1] / counts[0] if len(counts) > 1 and counts[0] else None

    @property
    def falls(self) -> list[Session]:
        return [session for session in self.sessions if session.fall]

    @property
    def falling_away(self) -> list[Attender]:
        return [person for person in self.people if person.is_falling_away]

    def as_dict(self) -> dict[str, Any]:
        return {
            "phase": self.phase,
            "total": self.total,
            "last_share": self.last_share,
            "sessions": [vars(session) for session in self.sessions],
            "people": [
                {**vars(person), "came": person.came, "missed_in_a_row": person.missed_in_a_row}
                for person in self.people
            ],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each person at each session, for a spreadsheet."""
        return [
            {
                "phase": self.phase,
                "workshop_id": session.id,
                "workshop": session.title,
                "held_on": session.held_on,
                **{name: getattr(person, name) for name in PERSON_COLUMNS},
                "state": state,
            }
            for person in self.people
            for session, state in zip(self.sessions, person.states, strict=True)
        ]


PERSON_COLUMNS = ("person_id", "person", "organisation", "role")
TABLE = columns.Table(
    N_("Attendance"),
    columns.text("phase", N_("Phase")),
    columns.whole("workshop_id", N_("Workshop no.")),
    columns.text("workshop", N_("Workshop")),
    columns.day("held_on", N_("Date")),
    columns.whole("person_id", N_("Person no.")),
    columns.text("person", N_("Person")),
    columns.text("organisation", N_("Organisation")),
    columns.text("role", N_("Role"), ROLES),
    columns.text("state", N_("Attendance"), STATES),
)


def series_of(phase: Phase, day: date) -> Series:
    """Return the series of the workshops that were held by a day; what is not confirmed is not counted."""
    held, rows = held_by(phase, day)
    people = list(_attenders(phase, day, held, rows))
    people.sort(key=lambda each: (each.role != "participant", each.person.casefold()))
    sessions = [_session(each, place, people) for place, each in enumerate(held)]
    return Series(phase.id, phase.title, tuple(marked(sessions)), tuple(people))


def held_by(phase: Phase, day: date) -> tuple[list[Workshop], list[Attendance]]:
    """Return the workshops of a phase that were held by a day, and what was confirmed of them."""
    held = [
        each
        for each in phase.workshops
        if each.state != "not_held" and (each.held_on is None or each.held_on <= day)
    ]
    confirmed = (
        select(Attendance)
        .where(
            Attendance.workshop_id.in_([each.id for each in held]), Attendance.state.is_not(None)
        )
        .options(joinedload(Attendance.person).joinedload(Person.organisation))
    )
    rows = list(db.session.scalars(confirmed))
    told = {row.workshop_id for row in rows}
    return [each for each in held if each.state == "held" or each.id in told], rows


def _attenders(
    phase: Phase, day: date, held: list[Workshop], rows: list[Attendance]
) -> Iterator[Attender]:
    seats = seats_in([phase.id], None)
    states = {(row.person_id, row.workshop_id): row for row in rows}
    everybody = {person_id: seat.person for person_id, (_, seat) in seats.items()}
    everybody |= {row.person_id: row.person for row in rows if row.person_id not in everybody}
    for person_id, person in everybody.items():
        role, seat = seats.get(person_id, ("guest", None))
        own = [states.get((person_id, each.id)) for each in held]
        organisation = seat.organisation if seat else person.organisation
        if role in COUNTED and (seat is None or seat.starts_on <= day or any(own)):
            yield Attender(
                person_id=person_id,
                person=person.name,
                organisation=organisation.label if organisation else "",
                role=role,
                states=tuple(row.state if row else None for row in own),
                minutes=sum(row.minutes or 0 for row in own if row),
            )


def _session(workshop: Workshop, place: int, people: list[Attender]) -> Session:
    states = [(person, person.states[place]) for person in people]
    known = [state for _, state in states if state is not None]
    return Session(
        id=workshop.id,
        title=workshop.title,
        held_on=workshop.held_on,
        came=sum(state in CAME for state in known) if known else None,
        guests=sum(state in CAME and person.role == "guest" for person, state in states),
        minutes=Sitting(workshop).minutes,
    )


def marked(sessions: list[Session]) -> list[Session]:
    """Return the sessions with the lowest one and every steep fall marked."""
    counts = [session.came for session in sessions if session.came is not None]
    lowest = min(counts) if len(counts) > 1 and min(counts) < max(counts) else None
    marked_: list[Session] = []
    before: int | None = None
    for session in sessions:
        fall = None
        if session.came is not None and before:
            lost = (before - session.came) / before
            fall = lost if lost > STEEP_FALL else None
        values = {**vars(session), "is_lowest": session.came == lowest, "fall": fall}
        if session.came is None:
            values["is_lowest"] = False
        else:
            before = session.came
        marked_.append(Session(**values))
    return marked_
