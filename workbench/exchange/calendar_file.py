"""A workshop as an appointment: the calendar format of RFC 5545, as much of it as one event needs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from workbench.models.base import now
from workbench.models.programme.workshop import Workshop

LONGEST_LINE = 75
USUAL_LENGTH = timedelta(hours=2)


def calendar_of(workshop: Workshop, address: str) -> str:
    """Return the appointment; one without hours takes its whole day, one without a day is empty."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//workbench//workshops//EN"]
    if workshop.held_on:
        lines += event_of(workshop, address)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + "\r\n" for line in lines)


def event_of(workshop: Workshop, address: str) -> list[str]:
    assert workshop.held_on is not None
    begins, ends = workshop.begins_at, workshop.finishes_at
    if begins:
        times = [f"DTSTART:{moment(begins)}", f"DTEND:{moment(ends or begins + USUAL_LENGTH)}"]
    else:
        after = workshop.held_on + timedelta(days=1)
        times = [
            f"DTSTART;VALUE=DATE:{workshop.held_on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        ]
    about = "\n\n".join(each for each in (workshop.purpose, workshop.call_url, address) if each)
    status = "CANCELLED" if workshop.state == "not_held" else "CONFIRMED"
    return [
        "BEGIN:VEVENT",
        f"UID:workshop-{workshop.id}@{urlsplit(address).hostname}",
        f"SEQUENCE:{workshop.version}",
        f"DTSTAMP:{moment(now())}",
        *times,
        f"SUMMARY:{escaped(workshop.title)}",
        f"DESCRIPTION:{escaped(about)}",
        f"LOCATION:{escaped(workshop.call_url or address)}",
        f"URL:{workshop.call_url or address}",
        f"STATUS:{status}",
        "END:VEVENT",
    ]


def moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """Return a text with the signs escaped that mean something in the format."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line broken after 75 bytes at most, never inside a letter."""
    parts, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LONGEST_LINE:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += width
    return "\r\n".join(parts)
