"""Hours on a clock: whether one exists where clocks are put forward, and whether two of them pass midnight."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Hours that go further than this past midnight are taken for two that were mixed up.
LONGEST = timedelta(hours=12)


def shown_instead(hour: datetime, zone: ZoneInfo) -> datetime | None:
    """Return what the clock shows in place of an hour that is left out there; None for one that exists.

    Both are naive. On 5 September 2027 Santiago's clocks go from 24:00 to 1:00: for 00:30 it is 01:30.
    """
    shown = hour.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return None if shown == hour else shown


def ends_next_day(starts_at: time, ends_at: time) -> bool:
    """Return whether an end is meant as the next day's: it is not after the beginning."""
    return ends_at <= starts_at


def lasts(starts_at: time, ends_at: time) -> timedelta:
    """Return how long it is from one to the other, past midnight where need be."""
    days = timedelta(days=1 if ends_next_day(starts_at, ends_at) else 0)
    return days + timedelta(
        hours=ends_at.hour - starts_at.hour, minutes=ends_at.minute - starts_at.minute
    )
