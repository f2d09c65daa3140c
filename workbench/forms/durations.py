"""Fields for times and waits, written as people write them and shown back in the same words."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask_babel import get_locale, gettext, lazy_gettext
from wtforms import Field, widgets
from wtforms.validators import NumberRange, Optional

from workbench.forms.numbers import two_readings
from workbench.text import formats
from workbench.text.amounts import NoNumber, TwoReadings
from workbench.text.durations import read_days, read_minutes
from workbench.text.typed import typed

NO_MINUTES = lazy_gettext("Write a time such as “40 min” or “1h20”.")
NO_DAYS = lazy_gettext("Write a wait such as “3 days”, “2 weeks” or “1 month”.")


class DurationField(Field):
    """A length of time, kept as a number of minutes or of days."""

    widget = widgets.TextInput()

    def __init__(self, label: Any, read: Callable[[str, str], Any], why: Any, **options: Any):
        super().__init__(label, **options)
        self.read, self.why = read, why

    def process_formdata(self, valuelist: list[str]) -> None:
        text, locale = typed(valuelist[0]) if valuelist else "", str(get_locale() or "en")
        self.data = None
        if not text:
            return
        try:
            self.data = self.read(text, locale)
        except NoNumber:
            raise ValueError(gettext(str(self.why))) from None
        except TwoReadings as both:
            raise ValueError(two_readings(both, locale)) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else written(self.data)


def written(number: int | Decimal) -> str:
    """Return the number as this field shows it, so that it is read again as it was."""
    if isinstance(number, int):
        hours, minutes = divmod(number, 60)
        return (
            f"{number} min"
            if number < 120
            else f"{hours} h {minutes} min"
            if minutes
            else f"{hours} h"
        )
    return formats.number(number, str(get_locale() or "en"), 2)


def minutes(label: Any, *, most: int = 100000, hint: Any = "") -> DurationField:
    """A time that somebody spends."""
    return _duration(label, read_minutes, NO_MINUTES, most, hint)


def days(label: Any, *, most: int = 100000, hint: Any = "") -> DurationField:
    """A wait; a number alone means days."""
    return _duration(label, read_days, NO_DAYS, most, hint)


def _duration(label: Any, read: Any, why: Any, most: int, hint: Any) -> DurationField:
    sentence = lazy_gettext("Write a number from %(least)s to %(most)s.", least=0, most=most)
    rules = [Optional(), NumberRange(0, most, message=sentence)]
    return DurationField(label, read, why, validators=rules, description=hint)
