"""Attendance: what being seen suggests, what a person confirms, and the series of a phase."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.base import Stale, now
from workbench.models.catalogue.city import City
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.programme.phase import Phase
from workbench.models.programme.workshop import Workshop
from workbench.models.room.attendance import Attendance, Sitting, note_seen
from workbench.models.room.guest_merge import recognise
from workbench.models.room.joining import come_in
from workbench.reports.attendance import facilitators_of, sheet_of
from workbench.reports.attendance_series import series_of

pytestmark = pytest.mark.both_databases

BEGIN = datetime(2026, 3, 10, 17, 0, tzinfo=UTC)  # 14:00 in São Paulo


@pytest.fixture
def workshop(city: City4) -> Workshop:
    """A workshop of two hours, planned from 14:00 to 16:00 and opened ten minutes early."""
    hours = {"held_on": date(2026, 3, 10), "starts_at": time(14), "ends_at": time(16)}
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=None, **hours)
    workshop.opened_at = BEGIN - timedelta(minutes=10)
    commit()
    return workshop


def seen(first: int, seconds: int) -> Attendance:
    at = BEGIN + timedelta(minutes=first)
    return Attendance(first_seen_at=at, last_seen_at=at, seen_seconds=seconds * 60)


@pytest.mark.parametrize(
    ("first", "minutes", "state"),
    [
        (-5, 118, "present"),
        (15, 105, "present"),
        (0, 90, "present"),
        (0, 89, "partial"),
        (16, 100, "late"),
        (30, 60, "partial"),
        (60, 60, "late"),
        (119, 0, "partial"),
    ],
)
def test_what_was_seen_suggests_a_state(
    workshop: Workshop, first: int, minutes: int, state: str
) -> None:
    workshop.closed_at = BEGIN + timedelta(hours=2)
    assert Sitting(workshop).suggest(seen(first, minutes)) == (state, minutes)


def test_of_whom_nothing_was_seen_nothing_is_suggested(workshop: Workshop) -> None:
    workshop.closed_at = BEGIN + timedelta(hours=2)
    assert Sitting(workshop).suggest(None) == (None, None)
    assert Sitting(workshop).minutes == 120


def test_the_thresholds_are_the_programmes(city: City4, workshop: Workshop) -> None:
    workshop.closed_at = BEGIN + timedelta(hours=2)
    assert Sitting(workshop).suggest(seen(0, 70))[0] == "partial"
    city.programme.thresholds = {"attendance_share": 50, "late_minutes": 5}
    assert Sitting(workshop).suggest(seen(0, 70))[0] == "present"
    assert Sitting(workshop).suggest(seen(6, 110))[0] == "late"


def test_a_workshop_that_began_late_and_ended_early_is_as_long_as_it_was(
    workshop: Workshop,
) -> None:
    workshop.opened_at = BEGIN + timedelta(minutes=20)
    workshop.closed_at = BEGIN + timedelta(minutes=80)
    assert Sitting(workshop).minutes == 60
    assert Sitting(workshop).suggest(seen(22, 58)) == ("present", 58)


def test_nobody_was_there_for_longer_than_it_lasted(workshop: Workshop) -> None:
    workshop.closed_at = BEGIN + timedelta(hours=2)
    assert Sitting(workshop).suggest(seen(-10, 150)) == ("present", 120)


def test_being_seen_is_added_up_in_one_batch(city: City4, workshop: Workshop) -> None:
    people = {city.bruno.id: 30, city.ana.id: 10}
    note_seen(workshop.id, people, at=BEGIN + timedelta(seconds=30))
    note_seen(workshop.id, {city.bruno.id: 60, 10**6: 5}, at=BEGIN + timedelta(seconds=120))
    commit()
    bruno, ana = (Attendance.of(workshop, person) for person in (city.bruno, city.ana))
    assert (bruno.first_seen_at, bruno.seen_seconds) == (BEGIN, 90)
    assert bruno.last_seen_at == BEGIN + timedelta(seconds=120)
    assert (ana.seen_seconds, ana.state, ana.version) == (10, None, 1)
    assert len(db.session.scalars(select(Attendance)).all()) == 2


def test_two_processes_do_not_count_one_person_twice(city: City4, workshop: Workshop) -> None:
    for process in range(2):
        note_seen(workshop.id, {city.bruno.id: 60}, at=BEGIN + timedelta(seconds=60 + process))
    commit()
    bruno = Attendance.of(workshop, city.bruno)
    assert bruno.seen_seconds == 61
    note_seen(workshop.id, {city.bruno.id: 60}, at=BEGIN)  # a clock that goes after
    db.session.refresh(bruno)
    assert bruno.seen_seconds == 61
    assert bruno.last_seen_at == BEGIN + timedelta(seconds=61)


def test_nobody_is_seen_in_a_room_that_is_closed(city: City4, workshop: Workshop) -> None:
    workshop.closed_at = now()
    commit()
    note_seen(workshop.id, {city.bruno.id: 30})
    assert not db.session.scalars(select(Attendance)).all()


def test_being_seen_as_a_guest_counts_for_the_person(city: City4, workshop: Workshop) -> None:
    guest = come_in(workshop, name="Rosa", workplace="", language="pt_BR")
    guest_id = guest.person_id
    recognise(guest, city.carla, by=city.ana)
    note_seen(workshop.id, {guest_id: 30, city.carla.id: 20}, at=BEGIN)
    commit()
    [row] = db.session.scalars(select(Attendance))
    assert (row.person_id, row.seen_seconds) == (city.carla.id, 30)


def test_what_was_confirmed_is_not_overwritten_unseen(city: City4, workshop: Workshop) -> None:
    row = Attendance.of(workshop, city.bruno)
    row.expect(0).confirm("absent", by=city.ana)
    commit()
    with pytest.raises(Stale):
        row.expect(0)
    seen_now = row.seen_version
    note_seen(workshop.id, {city.bruno.id: 30}, at=BEGIN)  # being seen disturbs no form
    commit()
    db.session.refresh(row)
    row.expect(seen_now).confirm("excused", by=city.ana, remark="médico", minutes=5)
    assert (row.state, row.minutes) == ("excused", None)


def test_an_unknown_state_is_refused(city: City4, workshop: Workshop) -> None:
    with pytest.raises(ValueError, match="asleep"):
        Attendance.of(workshop, city.bruno).confirm("asleep", by=None)


def test_the_sheet_has_everybody_with_a_seat_and_every_guest(
    city: City4, workshop: Workshop
) -> None:
    come_in(workshop, name="Rosa", workplace="Butantã", language="pt_BR")
    commit()
    sheet = sheet_of(workshop)
    assert [(line.person, line.role) for line in sheet.counted] == [
        ("Bruno Sales", "participant"),
        ("Rosa", "guest"),
    ]
    assert {line.role for line in sheet.others} == {"facilitator", "lead", "observer"}
    assert sheet.counted[1].organisation == "Butantã"


def test_whoever_facilitates_until_next_week_facilitates_today(
    city: City4, workshop: Workshop
) -> None:
    [seat] = (each for each in workshop.phase.enrolments if each.role == "facilitator")
    seat.ends_on = city.city.today() + timedelta(days=7)
    commit()
    assert facilitators_of(workshop) == [city.ana]
    seat.ends_on = city.city.today()
    commit()
    assert facilitators_of(workshop) == []


# the series


def crowd(city: City, phase: Phase, size: int) -> list[Person]:
    people = []
    for number in range(size):
        person = Person(city=city, name=f"Pessoa {number:02}", email=f"p{number}@vila.example")
        db.session.add(person)
        db.session.flush()
        phase.enrol(person, role="participant", by=None)
        people.append(person)
    return people


def hold(phase: Phase, title: str, day: date, people: list[Person], came: int) -> None:
    workshop = phase.plan(title=title, by=None, held_on=day, state="held")
    db.session.flush()
    for place, person in enumerate(people):
        state = "present" if place < came else "absent"
        row = Attendance(workshop=workshop, person=person, seen_seconds=0, remark="", state=state)
        row.confirmed_at = now()
        db.session.add(row)


def test_four_meetings_of_one_track(city: City4) -> None:
    phase = city.programme.add_phase(title="Turma B", by=None, starts_on=date(2017, 5, 1))
    people = crowd(city.city, phase, 80)
    days = (date(2017, 6, 1), date(2017, 8, 1), date(2017, 10, 1), date(2017, 12, 1))
    for number, (day, came) in enumerate(zip(days, (80, 58, 31, 35), strict=True), 1):
        hold(phase, f"Encontro {number}", day, people, came)
    commit()
    series = series_of(phase, date(2018, 1, 1))
    assert [session.came for session in series.sessions] == [80, 58, 31, 35]
    assert series.total == 204
    assert round(series.last_share or 0, 3) == 0.438
    assert [session.title for session in series.sessions if session.is_lowest] == ["Encontro 3"]
    assert [session.title for session in series.falls] == ["Encontro 3"]
    assert len(series.falling_away) == 80 - 35 + 0
    assert len(series.people) == 80
    assert len(series_of(phase, date(2017, 9, 1)).sessions) == 2


def test_what_nobody_confirmed_is_not_counted_as_a_fall(city: City4) -> None:
    phase = city.programme.add_phase(title="Turma C", by=None, starts_on=date(2017, 5, 1))
    people = crowd(city.city, phase, 6)
    hold(phase, "Um", date(2017, 6, 1), people, 6)
    phase.plan(title="Dois", by=None, held_on=date(2017, 7, 1), state="held")
    phase.plan(title="Cancelada", by=None, held_on=date(2017, 7, 9), state="not_held")
    hold(phase, "Três", date(2017, 8, 1), people, 5)
    commit()
    series = series_of(phase, date(2018, 1, 1))
    assert [session.came for session in series.sessions] == [6, None, 5]
    assert not series.falls
    assert not series.falling_away


def test_an_observer_is_no_trainee(city: City4, workshop: Workshop) -> None:
    workshop.state = "held"
    Attendance.of(workshop, city.observer).confirm("present", by=city.ana)
    Attendance.of(workshop, city.bruno).confirm("late", by=city.ana, minutes=90)
    commit()
    series = series_of(workshop.phase, date(2026, 4, 1))
    assert [session.came for session in series.sessions] == [1]
    assert [person.person for person in series.people] == ["Bruno Sales"]
