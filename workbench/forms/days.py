"""The field for a day: read as people write days, and shown as the page's language writes them."""

from datetime import date
from typing import Any

from flask_babel import get_locale
from wtforms import DateField, widgets
from wtforms.validators import DataRequired, Optional

from workbench.forms.numbers import REQUIRED
from workbench.text import days
from workbench.text.typed import typed


def day(label: Any, *, required: bool = False, hint: Any = "") -> DateField:
    """A day; beside it stands the browser's own calendar."""
    needed = DataRequired(message=REQUIRED) if required else Optional()
    return DayField(label, validators=[needed], description=hint)


# What the field of WTForms would say: forms/sentences.py has our words for it.
NO_DAY = "Not a valid date value."


class DayField(DateField):
    """A day in a field of text: date boxes follow the language of the browser, not of the page."""

    widget = widgets.TextInput()

    def __call__(self, **options: Any) -> Any:
        named = {"data-day": days.order_of(_locale()), "autocomplete": "off"}
        return super().__call__(**named, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if sent := typed(valuelist[0]) if valuelist else "":
            try:
                self.data = days.read_day(sent, _locale())
            except ValueError:
                raise ValueError(self.gettext(NO_DAY)) from None

    def _value(self) -> str:
        if self.raw_data or self.data is None:
            return str(self.raw_data[0]) if self.raw_data else ""
        return self.written(self.data)

    def written(self, day: date) -> str:
        """Return a day as this field shows it."""
        return days.written(day, _locale())


def _locale() -> str:
    return str(get_locale() or "en")
