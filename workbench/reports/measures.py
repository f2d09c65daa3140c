"""What the records give for the subject of a stated figure, on a day: one function for each measure of each kind of subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from sqlalchemy import func, select

from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.catalogue.levels import SCHEMES
from workbench.models.catalogue.service import Service
from workbench.models.catalogue.volume import Volume
from workbench.models.programme.programme import Programme
from workbench.models.room.attendance import CAME, Attendance
from workbench.reports.catalogue_day import CatalogueDay, Stretch, counted_on, stretches_of
from workbench.reports.officials import Meeting, Participation, PhaseFigures, Seat
from workbench.reports.tracks import Track

Value = int | Decimal | date | None
Figures = dict[str, int | Decimal | None]


@dataclass
class Facts:
    """What a report has read already; what only a stated figure asks for is read once, for all of them."""

    city: City
    day: date
    programme: Programme | None = None
    taking_part: Participation | None = None
    tracks: Iterable[Track] = ()
    # The programme's figures of the day, and of an earlier one, without money and hours.
    figures: Figures = field(default_factory=dict)
    then: Callable[[date], Figures] = lambda _day: {}
    # The (kind, id) of every subject that is asked about.
    asked: frozenset[tuple[str, str]] = frozenset()

    def phase(self, subject_id: str) -> PhaseFigures | None:
        phases = self.taking_part.phases if self.taking_part else ()
        return next((each for each in phases if str(each.id) == subject_id), None)

    def seats(self, phase_id: str, day: date) -> list[Seat] | None:
        """Return who sat in a phase by a day; None when nobody was ever recorded."""
        phase = self.phase(phase_id)
        if phase is None or phase.officials is None or self.taking_part is None:
            return None
        seats = self.taking_part.seats
        return [each for each in seats if each.phase_id == phase.id and each.starts_on <= day]

    def meeting(self, subject_id: str) -> Meeting | None:
        meetings = self.taking_part.meetings if self.taking_part else ()
        return next((each for each in meetings if str(each.id) == subject_id), None)

    def ids(self, kind: str) -> list[int]:
        return [int(subject_id) for each, subject_id in self.asked if each == kind]

    @cached_property
    def attendance(self) -> dict[int, int]:
        """How many people came to each of the workshops that are asked about."""
        statement = (
            select(Attendance.workshop_id, func.count())
            .where(Attendance.workshop_id.in_(self.ids("workshop")), Attendance.state.in_(CAME))
            .group_by(Attendance.workshop_id)
        )
        return dict(iter(db.session.execute(statement))) if self.ids("workshop") else {}

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The catalogue of all days, for whatever day a figure of it was stated."""
        return stretches_of(self.city)

    def catalogue(self, day: date) -> CatalogueDay:
        first = min((start for start, *_ in self.stretches), default=None)
        scheme = SCHEMES[self.city.level_scheme]
        return CatalogueDay(day, scheme, first, counted_on(self.stretches, day))

    @cached_property
    def services(self) -> dict[int, tuple[str, dict[int, int]]]:
        """The name and the requests of every year of each of the services that are asked about."""
        statement = (
            select(Service.id, Service.name, Volume.year, func.sum(Volume.requests))
            .outerjoin(Volume, (Volume.service_id == Service.id) & Volume.year.is_not(None))
            .where(Service.id.in_(self.ids("service")))
            .group_by(Service.id, Service.name, Volume.year)
        )
        found: dict[int, tuple[str, dict[int, int]]] = {}
        for service_id, name, year, requests in db.session.execute(statement):
            years = found.setdefault(service_id, (name, {}))[1]
            if year is not None:
                years[year] = int(requests)
        return found

    def name(self, kind: str, subject_id: str) -> str:
        """Return what a subject is called."""
        if kind == "city":
            return self.city.name
        if kind == "programme" and self.programme:
            return self.programme.title
        if kind == "phase" and (phase := self.phase(subject_id)):
            return phase.title
        if kind == "workshop" and (meeting := self.meeting(subject_id)):
            return meeting.title
        if kind == "service" and (service := self.services.get(int(subject_id))):
            return service[0]
        return ""


Measure = Callable[[Facts, str, date], Value]
MEASURED: dict[tuple[str, str], Measure] = {}


def measured(kind: str, slug: str) -> Callable[[Measure], Measure]:
    """Register how a measure of a kind of subject is computed: from facts, the subject's id and the day."""

    def register(measure: Measure) -> Measure:
        MEASURED[kind, slug] = measure
        return measure

    return register


def value_of(facts: Facts, kind: str, slug: str, subject_id: str, day: date) -> Value:
    """Return the computed figure on a day; None when nothing is compared or nothing is known."""
    if kind == "programme":
        return (facts.figures if day == facts.day else facts.then(day)).get(slug)
    measure = MEASURED.get((kind, slug))
    return measure(facts, subject_id, day) if measure else None


@measured("phase", "enrolments")
def enrolments(facts: Facts, phase_id: str, day: date) -> Value:
    seats = facts.seats(phase_id, day)
    return None if seats is None else len(seats)


@measured("phase", "people")
def people(facts: Facts, phase_id: str, day: date) -> Value:
    seats = facts.seats(phase_id, day)
    return None if seats is None else len({seat.person_id for seat in seats})


@measured("phase", "organisations")
def organisations(facts: Facts, phase_id: str, day: date) -> Value:
    seats = facts.seats(phase_id, day)
    return None if seats is None else len({s.organisation_id for s in seats if s.organisation_id})


@measured("phase", "workshops_held")
def workshops_held(facts: Facts, phase_id: str, day: date) -> Value:
    planned = [m for m in facts.taking_part.meetings if str(m.phase_id) == phase_id]  # type: ignore[union-attr]
    return sum(meeting.is_held_by(day) for meeting in planned) if planned else None


@measured("phase", "begins_on")
def begins_on(facts: Facts, phase_id: str, _day: date) -> Value:
    phase = facts.phase(phase_id)
    return phase.starts_on if phase else None


@measured("phase", "ends_on")
def ends_on(facts: Facts, phase_id: str, _day: date) -> Value:
    phase = facts.phase(phase_id)
    return phase.ends_on if phase else None


@measured("workshop", "held_on")
def held_on(facts: Facts, workshop_id: str, _day: date) -> Value:
    meeting = facts.meeting(workshop_id)
    return meeting.held_on if meeting and meeting.state == "held" else None


@measured("workshop", "attendance")
def attendance(facts: Facts, workshop_id: str, day: date) -> Value:
    meeting = facts.meeting(workshop_id)
    is_held = meeting is not None and meeting.is_held_by(day)
    return facts.attendance.get(int(workshop_id)) if is_held else None


@measured("service", "yearly_requests")
def yearly_requests(facts: Facts, service_id: str, day: date) -> Value:
    """The requests of the latest year that had ended, or begun, by the day."""
    _name, years = facts.services.get(int(service_id), ("", {}))
    latest = max((year for year in years if year <= day.year), default=None)
    return None if latest is None else years[latest]


@measured("service", "launched_on")
def launched_on(facts: Facts, service_id: str, _day: date) -> Value:
    proofs = (track.proof for track in facts.tracks if str(track.service_id) == service_id)
    return min((proof.launched_on for proof in proofs if proof and proof.launched_on), default=None)


# Before the first day on which anything is known of the catalogue there is no figure, and never 0 or today's.


@measured("city", "catalogue_total")
def catalogue_total(facts: Facts, _city_id: str, day: date) -> Value:
    return facts.catalogue(day).total


@measured("city", "catalogue_digital")
def catalogue_digital(facts: Facts, _city_id: str, day: date) -> Value:
    return facts.catalogue(day).digital


@measured("city", "catalogue_share")
def catalogue_share(facts: Facts, _city_id: str, day: date) -> Value:
    share = facts.catalogue(day).share
    return None if share is None else Decimal(str(share)) * 100
