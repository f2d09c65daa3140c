"""Days as people write them: 31/03/2026, 31.3.26 and 2026-03-31 are the same; shown as the locale writes them."""

import re
from datetime import date
from functools import cache

from babel import Locale

_PARTS = re.compile(r"(\d{1,4})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{1,4})")


@cache
def order_of(locale: str) -> str:
    """Return the order of day, month and year in this locale: "dmy" or "mdy"."""
    pattern = Locale.parse(locale).date_formats["short"].pattern.lower()
    return "".join(sorted("dmy", key=pattern.index))


def written(day: date, locale: str) -> str:
    """Return the day as a form shows it: "31/03/2026"."""
    parts = {"d": f"{day.day:02}", "m": f"{day.month:02}", "y": f"{day.year:04}"}
    return "/".join(parts[letter] for letter in order_of(locale))


def read_day(text: str, locale: str) -> date:
    """Return the day that somebody wrote; raise ValueError where there is no such day.

    Where only the other order of day and month names a day ("31/03/2026" in English), that is meant.
    """
    found = _PARTS.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    first, second, third = found.groups()
    if len(first) > 2:
        return _day(first, second, third)
    named = dict(zip(order_of(locale), (first, second, third), strict=True))
    day, month = (named["d"], named["m"]) if int(named["m"]) <= 12 else (named["m"], named["d"])
    return _day(named["y"], month, day)


def _day(year: str, month: str, day: str) -> date:
    if len(year) not in (2, 4):
        raise ValueError(year)
    return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
