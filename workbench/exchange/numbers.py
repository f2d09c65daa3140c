"""Whole numbers and years from cells, as people write them: "1.234", "1234,0", "Ano 2023", "02/01/2023 09:00"."""

import re
from functools import lru_cache

from workbench.text.amounts import NoNumber, TwoReadings, read_amount
from workbench.text.days import read_day

LARGEST = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2100
YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d]|[.,]\d\d)")
DATE = re.compile(r"((?:19|20)\d\d)[-/.]\d\d?[-/.]\d\d?\b|\d\d?[-/.]\d\d?[-/.]((?:19|20)\d\d)\b")
COMPACT = re.compile(r"((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?(?:\.0)?")


def whole_number(text: str, locale: str) -> int:
    """Return a whole number from 0; raise ValueError where the text is none, or too large to be kept."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal()):
        return _read(digits, locale)
    if len(digits) > 10 or int(digits) > LARGEST:
        raise ValueError(text)
    return int(digits)


def _read(text: str, locale: str) -> int:
    try:
        possible = [read_amount(text, locale)]
    except TwoReadings as both:
        possible = both.readings
    whole = [int(each) for each in possible if each == int(each)]
    if len(whole) != 1 or not 0 <= whole[0] <= LARGEST:
        raise NoNumber(text)
    return whole[0]


@lru_cache(maxsize=10_000)
def year_of(text: str, locale: str) -> int:
    """Return the one year of a year, a month or a day; raise ValueError where there is none, or several."""
    if found := DATE.match(text.strip()):
        return int(found[1] or found[2])
    if found := COMPACT.fullmatch(text.strip()):
        return int(found[1])
    years = set(YEAR.findall(text))
    if len(years) == 1 and not re.search(r"\d{4}\s*[-/]\s*\d\d\b(?![-/])", text):
        return int(years.pop())
    if years or not text.strip():
        raise ValueError(text)
    year = read_day(text.split()[0], locale).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(text)
    return year
