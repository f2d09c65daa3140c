"""Numbers as people write them in a place: what is read is what they meant, or they are asked."""

import re
from decimal import Decimal

from babel import Locale

# What may stand around the digits: "R$", "US$", "€", "BRL", "%".
_AROUND = re.compile(
    r"^(?:[A-Z]{0,3}\$|€|[A-Z]{3}(?=[\s\d]))\s*|\s*(?:€|%|[A-Z]{3})$", re.IGNORECASE
)
_SPACES = re.compile(r"(?<=\d)[\s\u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"(?P<sign>[-−]?)(?P<digits>[0-9]+(?:[.,][0-9]+)*|[.,][0-9]+)")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})*")
LONGEST = 18


class NoNumber(ValueError):
    """The text is no number."""


class TwoReadings(ValueError):
    """The text can be read as two numbers; ``readings`` holds both, the lesser first."""

    def __init__(self, text: str, *readings: Decimal):
        super().__init__(text)
        self.text = text
        self.readings = sorted(readings)


def decimal_sign(locale: str) -> str:
    """Return the sign before the decimals in this locale: "," or "."."""
    return str(Locale.parse(locale).number_symbols["latn"]["decimal"])


def read_amount(text: str, locale: str) -> Decimal:
    """Return the number that somebody wrote; raise NoNumber, or TwoReadings where it cannot be told which.

    One sign before exactly three digits parts thousands if it is the locale's sign for that ("12.000" in
    pt-BR); the locale's own decimal sign in that place ("12,000") can be meant either way. "1.5", "0.500" and
    "1.500,00" have one reading wherever they are written.
    """
    found = _NUMBER.fullmatch(_bare(text))
    if not found or len(found["digits"]) > LONGEST:
        raise NoNumber(text)
    digits, sign = found["digits"], Decimal(-1 if found["sign"] else 1)
    marks = re.findall("[.,]", digits)
    if len(marks) == 1 and _GROUPED.fullmatch(digits) and marks[0] == decimal_sign(locale):
        readings = (_decimal(digits), Decimal(re.sub("[.,]", "", digits)))
        raise TwoReadings(text.strip(), *(sign * reading for reading in readings))
    return sign * _one_reading(digits, marks, text)


def plain(number: Decimal, locale: str, places: int) -> str:
    """Return the number as nobody reads it in another way: no sign between thousands, few decimals."""
    digits = format(round(number, places).normalize(), "f")
    return digits.replace(".", decimal_sign(locale))


def _one_reading(digits: str, marks: list[str], text: str) -> Decimal:
    if _GROUPED.fullmatch(digits):
        return Decimal(re.sub("[.,]", "", digits))
    if len(marks) <= 1:
        return _decimal(digits)
    whole, last, decimals = digits.rpartition(marks[-1])
    if last in whole or not _GROUPED.fullmatch(whole):
        raise NoNumber(text)
    return Decimal(f"{re.sub('[.,]', '', whole)}.{decimals}")


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "."))


def _bare(text: str) -> str:
    """Return the digits with their signs: no currency, and no spaces between thousands."""
    return _SPACES.sub("", _AROUND.sub("", _AROUND.sub("", text.strip())).strip())
