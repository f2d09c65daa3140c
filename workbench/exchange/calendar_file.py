"""A workshop as an appointment for any calendar: a file of iCalendar, whose times are in UTC."""

from datetime import UTC, date, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event
from icalendar.enums import STATUS

from workbench.models.base import now
from workbench.models.programme.workshop import Workshop

USUAL_LENGTH = timedelta(hours=2)


def calendar_of(workshop: Workshop, address: str) -> bytes:
    """Return the file with the appointment; it is empty while the workshop has no day."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//workbench//workshops//EN")
    if workshop.held_on:
        calendar.add_component(event_of(workshop, address))
    return calendar.to_ical()


def event_of(workshop: Workshop, address: str) -> Event:
    """Return the appointment; a calendar that has it replaces it, because its id stays and its number grows."""
    start, end = hours_of(workshop)
    return Event.new(
        uid=f"workshop-{workshop.id}@{urlsplit(address).hostname}",
        sequence=workshop.version,
        stamp=now().astimezone(UTC),
        start=start,
        end=end,
        summary=workshop.title,
        description="\n\n".join(filter(None, (workshop.purpose, workshop.call_url, address))),
        location=workshop.call_url or address,
        url=workshop.call_url or address,
        status=STATUS.CANCELLED if workshop.state == "not_held" else STATUS.CONFIRMED,
    )


def hours_of(workshop: Workshop) -> tuple[date, date]:
    """Return when it begins and ends; one without hours takes its whole day."""
    assert workshop.held_on is not None
    begins = workshop.begins_at
    if begins is None:
        return workshop.held_on, workshop.held_on + timedelta(days=1)
    ends = workshop.finishes_at or begins + USUAL_LENGTH
    return begins.astimezone(UTC), ends.astimezone(UTC)
