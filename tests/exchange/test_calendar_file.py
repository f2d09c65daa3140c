"""The appointment of a workshop, as the calendars of people's phones and offices read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from icalendar import Calendar
from people import City4

from workbench.exchange.calendar_file import calendar_of
from workbench.extensions import db
from workbench.models.programme.workshop import Workshop

ROOM = "https://oficinas.example/workshops/7/room"
TITLE = "Mapa; vizinhos, \\ e café — " + "ã" * 60


@pytest.fixture
def workshop(city: City4) -> Workshop:
    workshop = city.programme.phases[0].plan(
        title=TITLE, held_on=date(2026, 11, 24), starts_at=time(14), by=city.ana
    )
    db.session.flush()
    return workshop


def appointment(workshop: Workshop) -> Any:
    return Calendar.from_ical(calendar_of(workshop, ROOM)).events[0]


def test_times_are_in_utc_and_two_hours_long_unless_somebody_said(
    city: City4, workshop: Workshop
) -> None:
    event = appointment(workshop)
    assert (event.start, event.end) == (
        datetime(2026, 11, 24, 17, tzinfo=UTC),
        datetime(2026, 11, 24, 19, tzinfo=UTC),
    )
    assert b"TZID" not in calendar_of(workshop, ROOM)
    workshop.edit({"ends_at": time(16, 30)}, by=city.ana)
    assert appointment(workshop).end == datetime(2026, 11, 24, 19, 30, tzinfo=UTC)


def test_without_hours_it_takes_its_whole_day(city: City4, workshop: Workshop) -> None:
    workshop.edit({"starts_at": None, "ends_at": None}, by=city.ana)
    event = appointment(workshop)
    assert (event.start, event.end) == (date(2026, 11, 24), date(2026, 11, 25))


def test_without_a_day_the_file_is_empty(city: City4) -> None:
    workshop = city.programme.phases[0].plan(title="Um dia", by=city.ana)
    assert Calendar.from_ical(calendar_of(workshop, ROOM)).events == []


def test_a_changed_workshop_replaces_the_appointment(city: City4, workshop: Workshop) -> None:
    before = appointment(workshop)
    workshop.edit({"purpose": "Uma linha\noutra, com vírgula"}, by=city.ana)
    db.session.flush()
    after = appointment(workshop)
    assert after["UID"] == before["UID"] == f"workshop-{workshop.id}@oficinas.example"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DESCRIPTION"] == f"Uma linha\noutra, com vírgula\n\n{ROOM}"


def test_every_sign_of_a_title_comes_through_lines_of_75_bytes(workshop: Workshop) -> None:
    file = calendar_of(workshop, ROOM)
    assert appointment(workshop)["SUMMARY"] == TITLE
    assert b"Mapa\\; vizinhos\\, \\\\ e" in file
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    for line in file.split(b"\r\n"):
        line.decode()
