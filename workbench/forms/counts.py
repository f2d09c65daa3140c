"""A field for so many of so many people, typed as it is said: "5 of 6"."""

import re
from typing import Any

from flask_babel import gettext
from wtforms import StringField
from wtforms.validators import Optional

from workbench.text.typed import typed

# Between the two numbers, in any of our languages; what follows them is left to the sentence around the field.
COUNT = re.compile(r"(\d{1,4})\s*(?:out of|of|de|em|en|/)\s*(\d{1,4})\b[^\d]*", re.IGNORECASE)


def count_of(label: Any, *, hint: Any = "") -> "CountField":
    """Return a field whose data is (how many, of how many); None when nothing was typed."""
    return CountField(label, validators=[Optional()], description=hint)


class CountField(StringField):
    """So many of so many, in one field."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        text = typed(valuelist[0]) if valuelist else ""
        self.data = read_count(text) if text else None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.written(self.data) if self.data else ""

    def written(self, count: tuple[int, int]) -> str:
        """Return a count as this field shows it."""
        return gettext("%(wanted)s of %(people)s", wanted=count[0], people=count[1])


def read_count(text: str) -> tuple[int, int]:
    """Return the two numbers; raise ValueError with the sentence that says how to write them."""
    found = COUNT.fullmatch(text)
    wanted, people = map(int, found.groups()) if found else (0, 0)
    if not 0 < wanted <= people <= 1000:
        raise ValueError(gettext("Write how many of how many people, for example 5 of 6."))
    return wanted, people
