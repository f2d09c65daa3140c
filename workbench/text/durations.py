"""Times and waits as people write them: "1h20", "meia hora", "2 meses"; what has two readings is not guessed."""

import re
from decimal import Decimal

from workbench.text.amounts import NoNumber, TwoReadings, read_amount
from workbench.text.likeness import likeness

# Words for one unit in any of our languages, by how many minutes or days it lasts.
MINUTES = {
    1: "m min mins minuto minutos minute minutes '",
    60: "h hr hrs hora horas hour hours",
}
DAYS = {
    1: "d dia dias day days",
    7: "sem semana semanas week weeks",
    15: "quinzena quinzenas quincena quincenas fortnight",
    30: "mes meses month months",
    365: "ano anos año años year years",
}
HALF = "meia meio media medio half"
ONE = "um uma un una one an"
AND = "e y and de"
_DAY_HOURS = 24
_PIECES = re.compile(r"(?P<number>\d[\d.,]*)|(?P<word>[^\W\d_]+\.?|')|(?P<other>\S)")
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)\s*h?")


def read_minutes(text: str, locale: str) -> int:
    """Return the minutes of "90", "90 min", "1h20", "1:20", "1,5 h"; raise NoNumber, or TwoReadings."""
    if clock := _CLOCK.fullmatch(text.strip()):
        return int(clock[1]) * 60 + int(clock[2])
    try:
        minutes = _read(text, locale, _by_word(MINUTES))
    except TwoReadings as both:
        return _whole(both, text)
    if minutes != int(minutes):
        raise NoNumber(text)
    return int(minutes)


def _whole(both: TwoReadings, text: str) -> int:
    """Return the one of two readings that is a whole number of minutes, when nothing else is written."""
    whole = [each for each in both.readings if each == int(each)]
    if len(whole) != 1 or both.text != text.strip():
        raise both
    return int(whole[0])


def read_days(text: str, locale: str) -> Decimal:
    """Return the days of "3", "2 semanas", "um mês e meio", "12 h"; working days are not counted in days."""
    hours = dict.fromkeys(MINUTES[60].split(), Decimal(1) / _DAY_HOURS)
    days = _read(text, locale, _by_word(DAYS) | hours)
    if abs(round(days, 2) - days) > Decimal("0.0001"):
        raise NoNumber(text)
    return round(days, 2)


def _by_word(units: dict[int, str]) -> dict[str, Decimal]:
    return {
        likeness(word): Decimal(size) for size, words in units.items() for word in words.split()
    }


def _read(text: str, locale: str, units: dict[str, Decimal]) -> Decimal:
    """Add up numbers with their units; a number alone counts in the smallest, as does one after hours."""
    total, number, last = Decimal(0), None, None
    for piece in _PIECES.finditer(text.strip()):
        word = likeness(piece["word"] or "")
        if piece["number"] and number is None:
            number = read_amount(piece["number"].rstrip(".,"), locale)
        elif word in HALF.split():
            # "meia hora" is half of what follows, "uma hora e meia" of what went before.
            total, number = (total, Decimal("0.5")) if last is None else (total + last / 2, number)
        elif word in ONE.split() and number in (None, Decimal("0.5")):
            number = number or Decimal(1)
        elif word in units and number is not None:
            last = units[word]
            total, number = total + number * last, None
        elif word not in AND.split() or piece["other"]:
            raise NoNumber(text)
    return total + _rest(number, last, text)


def _rest(number: Decimal | None, last: Decimal | None, text: str) -> Decimal:
    """Return what a number without a unit adds: all of it when it stands alone, minutes after hours."""
    is_readable = number is not None if last is None else number is None or last == 60
    if not is_readable:
        raise NoNumber(text)
    return number or Decimal(0)
