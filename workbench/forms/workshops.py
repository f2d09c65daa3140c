"""What may be said of a workshop: when, where and how, and whether it was held."""

from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TimeField
from wtforms.validators import Optional, ValidationError

from workbench.forms.days import day
from workbench.forms.fields import (
    RecordForm,
    choice,
    line,
    number_or_none,
    offered,
    paragraph,
    web_address,
)
from workbench.forms.hours import require_existing
from workbench.models.programme.workshop import MODES
from workbench.text.hours import LONGEST, ends_next_day, lasts

EARLIEST, LATEST = 2000, 2100
REGIONS = ("America/", "Atlantic/", "Europe/", "Africa/", "Asia/", "Australia/", "Pacific/")


@lru_cache(maxsize=1)
def zone_names() -> list[str]:
    """Return the time zones there are, those of the Americas first."""
    known = [name for name in available_timezones() if name.startswith(REGIONS)]
    return sorted(known, key=lambda name: (not name.startswith("America/"), name))


def within_reach(_form: Any, field: Any) -> None:
    """Refuse years out of range: the first and last possible days overflow in other time zones."""
    if field.data and not EARLIEST <= field.data.year <= LATEST:
        why = gettext(
            "Write a day from the year %(first)s to the year %(last)s.", first=EARLIEST, last=LATEST
        )
        raise ValidationError(why)


class WorkshopForm(RecordForm):
    """A session of a phase."""

    title = line(_l("Name of the workshop"), most=200, required=True)
    purpose = paragraph(_l("What people will have done at its end"))
    held_on = day(_l("Day"))
    starts_at = TimeField(_l("From"), validators=[Optional()])
    ends_at = TimeField(_l("To"), validators=[Optional()])
    time_zone = SelectField(_l("Time zone"), validate_choice=False)
    mode = choice(_l("How"), MODES)
    call_url = web_address(
        _l("Link of the video call"), hint=_l("Everybody in the room finds it there.")
    )
    validate_held_on = within_reach

    def offer_zones(self, of_city: str) -> None:
        """Offer the city's own zone first, under the empty value that follows the city."""
        own = _l("That of the city: %(zone)s", zone=zone_word(of_city))
        self.city_zone = of_city
        zones = ((name, zone_word(name)) for name in zone_names())
        self.time_zone.choices = offered([("", own), *zones])

    def values(self) -> dict[str, Any]:
        # A browser that leaves the field out means the city's.
        return {**super().values(), "time_zone": self.time_zone.data or ""}

    def validate_time_zone(self, field: Any) -> None:
        if field.data and field.data not in available_timezones():
            raise ValidationError(_l("There is no such time zone."))

    @property
    def zone(self) -> ZoneInfo:
        name = self.time_zone.data
        return ZoneInfo(name if name in available_timezones() else self.city_zone)

    def validate_starts_at(self, field: Any) -> None:
        self._require_existing(field.data)

    def validate_ends_at(self, field: Any) -> None:
        begins, ends = self.starts_at.data, field.data
        both = begins and ends
        if both and (begins == ends or lasts(begins, ends) > LONGEST):
            raise ValidationError(_l("The end comes before the beginning."))
        self._require_existing(ends, days=1 if both and ends_next_day(begins, ends) else 0)

    def _require_existing(self, hour: time | None, days: int = 0) -> None:
        if hour and self.held_on.data and not self.held_on.errors:
            on = self.held_on.data + timedelta(days=days)
            require_existing(datetime.combine(on, hour), self.zone)


def zone_word(name: str) -> str:
    return name.replace("_", " ")


class NewWorkshopForm(WorkshopForm):
    """A session that is being planned, in one of the phases."""

    phase_id = SelectField(_l("Phase"), coerce=number_or_none)


class HeldForm(RecordForm):
    """The day on which it was held."""

    held_on = day(_l("Held on"), required=True)
    validate_held_on = within_reach


class NotHeldForm(RecordForm):
    """Why it was not held."""

    state_reason = paragraph(_l("Why it was not held"), most=2000, required=True)


class MessageForm(RecordForm):
    """A sentence for every screen of the room; empty, it takes the present one away."""

    message = line(_l("Message to everybody"), most=500)
