"""Who took part: enrolments, people, organisations and workshops of each phase, as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import literal, select

from workbench.extensions import db
from workbench.models.catalogue.organisation import Organisation
from workbench.models.people.person import Person
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.phase import Phase
from workbench.models.programme.programme import Programme
from workbench.models.programme.workshop import Workshop


@dataclass(frozen=True)
class Seat:
    """One participant's enrolment in one phase; whoever leads, facilitates or observes is not counted here."""

    id: int
    phase_id: int
    person_id: int
    person: str
    organisation_id: int | None
    organisation: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Meeting:
    """One workshop of a phase."""

    id: int
    phase_id: int
    phase: str
    title: str
    held_on: date | None
    starts_at: time | None
    ends_at: time | None
    time_zone: str
    city_zone: str
    mode: str
    state: str
    state_reason: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone or self.city_zone)

    @property
    def is_elsewhere(self) -> bool:
        """Whether its hours are not those of the programme's city."""
        return self.time_zone not in ("", self.city_zone)

    def is_held_by(self, day: date) -> bool:
        """Return whether it counts as held on a day; one without a date counts from when it is said held."""
        return self.state == "held" and (self.held_on is None or self.held_on <= day)


@dataclass(frozen=True)
class PhaseFigures:
    """A phase in numbers; None is "not stated": nobody recorded a workshop or an enrolment for it."""

    id: int
    title: str
    starts_on: date | None
    ends_on: date | None
    workshops: int | None
    officials: int | None
    organisations: int | None

    def as_dict(self) -> dict[str, Any]:
        figures = ("title", "workshops", "officials", "organisations", "id", "starts_on", "ends_on")
        return {name: getattr(self, name) for name in figures}


@dataclass(frozen=True)
class Participation:
    """Everybody and everything of the phases that a report may count on its day."""

    day: date
    seats: tuple[Seat, ...]
    meetings: tuple[Meeting, ...]
    phases: tuple[PhaseFigures, ...]

    @property
    def enrolments(self) -> int:
        return len(self.seats)

    @property
    def people(self) -> int:
        return len({seat.person_id for seat in self.seats})

    @property
    def organisations(self) -> dict[int, str]:
        """Return the names of the participants' organisations by id; parties are not among them."""
        named = {s.organisation_id: s.organisation for s in self.seats if s.organisation_id}
        return dict(sorted(named.items(), key=lambda each: each[1]))

    @property
    def held(self) -> list[Meeting]:
        return [meeting for meeting in self.meetings if meeting.is_held_by(self.day)]

    @property
    def unstated(self) -> list[PhaseFigures]:
        """Return the phases that had begun by the day and of which nobody stated a workshop."""
        begun = (each for each in self.phases if not each.starts_on or each.starts_on <= self.day)
        return [each for each in begun if each.workshops is None]

    @property
    def remote(self) -> int:
        """How many of the workshops that were held nobody had to travel to."""
        return sum(meeting.mode == "remote" for meeting in self.held)

    @property
    def remote_share(self) -> float | None:
        return round(self.remote / len(self.held), 4) if self.held else None

    def on(self, day: date) -> Participation:
        """Return the same programme as it was on an earlier day."""
        seats = tuple(seat for seat in self.seats if seat.starts_on <= day)
        return Participation(day, seats, self.meetings, self.phases)


def participation(programme: Programme, day: date) -> Participation:
    """Return who had taken part by a day, in two statements.

    A seat counts from its first day and stays counted when it ends: somebody who left had taken part.
    """
    seats, meetings, phases = _seats(programme), [], {}
    for row in _phases(programme):
        phases[row["phase_id"]] = row
        if row["id"] is not None:
            meetings.append(Meeting(**{name: row[name] for name in Meeting.__dataclass_fields__}))
    return Participation(
        day=day,
        seats=tuple(seat for seat in seats if seat.starts_on <= day),
        meetings=tuple(meetings),
        phases=tuple(_figures(row, day, seats, meetings) for row in phases.values()),
    )


def _figures(
    phase: Any, day: date, seats: Iterable[Seat], meetings: Iterable[Meeting]
) -> PhaseFigures:
    recorded = [seat for seat in seats if seat.phase_id == phase["phase_id"]]
    present = [seat for seat in recorded if seat.starts_on <= day]
    planned = [meeting for meeting in meetings if meeting.phase_id == phase["phase_id"]]
    organisations = {seat.organisation_id for seat in present if seat.organisation_id}
    return PhaseFigures(
        *(phase["phase_id"], phase["phase"], phase["starts_on"], phase["ends_on"]),
        workshops=sum(meeting.is_held_by(day) for meeting in planned) if planned else None,
        officials=len(present) if recorded else None,
        organisations=len(organisations) if recorded else None,
    )


def _seats(programme: Programme) -> list[Seat]:
    statement = (
        select(
            *(Enrolment.id, Enrolment.phase_id, Enrolment.person_id, Enrolment.organisation_id),
            *(Enrolment.starts_on, Enrolment.ends_on, Person.name.label("person")),
            Organisation.name.label("organisation"),
        )
        .join(Phase, Enrolment.phase_id == Phase.id)
        .join(Person, Enrolment.person_id == Person.id)
        .outerjoin(Organisation, Enrolment.organisation_id == Organisation.id)
        .where(Phase.programme_id == programme.id, Enrolment.role == "participant")
        .order_by(Phase.position, Person.name, Enrolment.id)
    )
    rows = db.session.execute(statement).mappings()
    return [Seat(**{**row, "organisation": row["organisation"] or ""}) for row in rows]


def _phases(programme: Programme) -> Sequence[Any]:
    named = (Phase.id.label("phase_id"), Phase.title.label("phase"))
    phase = (*named, Phase.starts_on, Phase.ends_on)
    when = (Workshop.held_on, Workshop.starts_at, Workshop.ends_at, Workshop.time_zone)
    city_zone = literal(programme.city.time_zone).label("city_zone")
    outcome = (Workshop.state, Workshop.state_reason)
    statement = (
        select(*phase, *when, city_zone, *(Workshop.id, Workshop.title, Workshop.mode), *outcome)
        .outerjoin(Workshop, Workshop.phase_id == Phase.id)
        .where(Phase.programme_id == programme.id)
        .order_by(Phase.position, Phase.id, Workshop.position)
    )
    return db.session.execute(statement).mappings().all()
