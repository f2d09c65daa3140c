"""A cell as text: as a spreadsheet shows it to people of a locale, with what else is known of it."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from workbench.text.amounts import decimal_sign
from workbench.text.days import written as written_day

ZEROS = re.compile(r"0{2,30}")
DECIMALS = re.compile(r"0[.](0+)")
LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class BadCell(str):
    """A cell without a value to take: an error, or a formula whose result was not saved."""

    __slots__ = ("reason",)
    reason: str

    def __new__(cls, text: str, reason: str) -> "BadCell":
        cell = super().__new__(cls, text)
        cell.reason = reason
        return cell


class LinkCell(str):
    """A cell whose text stands for an address."""

    __slots__ = ("target",)
    target: str

    def __new__(cls, text: str, target: str) -> "LinkCell":
        cell = super().__new__(cls, text)
        cell.target = target
        return cell


def shown(value: Any, form: str, locale: str) -> str:
    """Return a value of a sheet in its number format: "30/06/2024", "08:30", "50%", "00101", "85,30"."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number(value, form, locale)
    if isinstance(value, datetime):
        day = written_day(value.date(), locale)
        return day if value.time() == time() else f"{day} {hour(value.time())}"
    if isinstance(value, date):
        return written_day(value, locale)
    if isinstance(value, time):
        return hour(value)
    if isinstance(value, timedelta):
        return duration(value)
    return str(value)


def number(value: float, form: str, locale: str) -> str:
    """Return a number as its format shows it, without signs between thousands."""
    form = LITERALS.sub("", form.split(";")[0])
    exact = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return str(value)
    if ZEROS.fullmatch(form) and exact == exact.to_integral_value():
        return str(int(exact)).zfill(len(form))
    if "%" in form:
        return decimal(exact * 100, form, locale) + "%"
    return decimal(exact, form, locale)


def decimal(value: Decimal, form: str, locale: str) -> str:
    if value == value.to_integral_value() and not DECIMALS.search(form):
        return str(int(value))
    if found := DECIMALS.search(form):
        value = round(value, len(found[1]))
    return format(value, "f").replace(".", decimal_sign(locale))


def hour(value: time) -> str:
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


def duration(value: timedelta) -> str:
    minutes = int(value.total_seconds() // 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
