"""Dates, numbers and money as people of a language write them; every function takes the locale."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from babel.numbers import (
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_symbol,
)

Number = int | float | Decimal


def day(value: date | None, locale: str) -> str:
    """Return "12 de junho de 2020"; an unknown day is an en dash."""
    return format_date(value, "long", locale=locale) if value else "–"


def short_day(value: date | None, locale: str) -> str:
    """Return "12 de jun. de 2020"."""
    return format_date(value, "medium", locale=locale) if value else "–"


def weekday(value: date | None, locale: str) -> str:
    """Return "terça-feira, 24 de novembro"."""
    if value is None:
        return "–"
    return f"{format_date(value, 'EEEE', locale=locale)}, {format_skeleton('MMMMd', value, locale=locale)}"


def month(value: date, locale: str) -> str:
    """Return the short month, "nov"."""
    return format_date(value, "MMM", locale=locale).rstrip(".")


def month_and_year(value: date, locale: str) -> str:
    """Return "nov. de 2020"."""
    return format_skeleton("yMMM", value, locale=locale)


def clock(value: time | None, locale: str) -> str:
    """Return "14:00", in English "2:00 pm"; whatever the country, as the language writes it."""
    if value is None:
        return "–"
    if locale.startswith("en"):
        return format_time(value, "h:mm a", locale=locale).lower()
    return format_time(value, "short", locale=locale.partition("_")[0])


def hours_between(starts_at: time | None, ends_at: time | None, locale: str) -> str:
    """Return "14:00–17:00", in English "2:00–5:00 pm"; or as much of it as is known."""
    hours = [clock(each, locale) for each in (starts_at, ends_at) if each]
    if len(hours) == 2 and hours[0][-3:] == hours[1][-3:] and hours[0].endswith("m"):
        hours[0] = hours[0][:-3]
    return "–".join(hours)


def zone_city(zone: str, locale: str) -> str:
    """Return the city that people of this language name a time zone after: "Manaus"."""
    return get_timezone_location(zone, locale=locale, return_city=True).rpartition("/")[2]


def moment(value: datetime | None, locale: str, zone: str) -> str:
    """Return "12 de jun. de 2020, 14:05" in the city's time."""
    if value is None:
        return "–"
    there = value.astimezone(ZoneInfo(zone))
    return f"{short_day(there.date(), locale)}, {clock(there.time(), locale)}"


def number(value: Number | None, locale: str, digits: int = 0) -> str:
    """Return "12.000" or, with digits, "0,7"; an unknown number is an en dash, never 0."""
    if value is None:
        return "–"
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=locale)


def in_millions(value: Number | None, locale: str) -> str:
    """Return "11 milhões" where that says the whole number, else ""."""
    if value is None or abs(float(value)) < 1_000_000 or float(value) % 100_000:
        return ""
    return format_compact_decimal(value, format_type="long", locale=locale, fraction_digits=1)


def hours(value: Number | None, locale: str) -> str:
    """Return hours with one decimal below one hundred, whole above."""
    if value is None:
        return "–"
    return number(value, locale, digits=1 if abs(float(value)) < 100 else 0)


def money(value: Number | None, currency: str, locale: str) -> str:
    """Return "R$ 10,60"; from a thousand on without cents."""
    if value is None:
        return "–"
    digits = abs(float(value)) < 1000
    pattern = "¤ #,##0.00" if digits else "¤ #,##0"
    told = format_currency(value, currency, pattern, locale=locale, currency_digits=False)
    # Spanish knows no sign for the real, nor for most currencies of the continent; English does.
    return told.replace(currency, get_currency_symbol(currency, "en"))


def percent(value: Number | None, locale: str) -> str:
    """Return "80%" for 0.8."""
    return format_percent(value, locale=locale) if value is not None else "–"
