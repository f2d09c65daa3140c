"""Days, numbers and money as each language writes them; what is not known is a dash, never a nought."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from workbench.text import formats
from workbench.text.slugs import free_slug, slug

LANGUAGES = ("pt_BR", "es", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_known_is_a_dash(language: str) -> None:
    assert formats.day(None, language) == "–"
    assert formats.short_day(None, language) == "–"
    assert formats.number(None, language) == "–"
    assert formats.hours(None, language) == "–"
    assert formats.money(None, "BRL", language) == "–"
    assert formats.percent(None, language) == "–"
    assert formats.moment(None, language, "America/Sao_Paulo") == "–"
    assert formats.number(0, language) == "0"


def test_hours_as_people_write_them() -> None:
    two, five, nine = time(14, 0), time(17, 30), time(9, 5)
    for language, shown, short, long in (
        ("en", "2:00 pm", "2:00–5:30 pm", "9:05 am–2:00 pm"),
        ("pt_BR", "14:00", "14:00–17:30", "09:05–14:00"),
        ("es", "14:00", "14:00–17:30", "9:05–14:00"),
        ("es_MX", "14:00", "14:00–17:30", "9:05–14:00"),
    ):
        assert formats.clock(two, language) == shown
        assert formats.hours_between(two, five, language) == short
        assert formats.hours_between(nine, two, language) == long
        assert formats.hours_between(None, two, language) == shown
    assert formats.hours_between(None, None, "en") == ""


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "number", "money", "share"),
    [
        ("pt_BR", "4.137.583", "R$ 10,60", "80%"),
        ("es", "4.137.583", "R$ 10,60", "80 %"),
        ("en", "4,137,583", "R$ 10.60", "80%"),
    ],
)
def test_figures_as_people_write_them(language: str, number: str, money: str, share: str) -> None:
    assert formats.number(4137583, language) == number
    assert plain(formats.money(Decimal("10.6"), "BRL", language)) == money
    assert plain(formats.percent(0.8, language)) == share


def test_money_from_a_thousand_on_has_no_cents() -> None:
    assert plain(formats.money(1234.56, "BRL", "pt_BR")) == "R$ 1.235"
    assert plain(formats.money(-999.5, "BRL", "en")).endswith("999.50")


def test_round_millions_are_said_in_words() -> None:
    assert formats.in_millions(11_000_000, "pt_BR") == "11 milhões"
    assert formats.in_millions(Decimal("1200000"), "es") == "1,2 millones"
    assert formats.in_millions(11_234_567, "pt_BR") == formats.in_millions(900_000, "pt_BR") == ""


def test_days_and_hours() -> None:
    assert formats.day(date(2020, 6, 12), "pt_BR") == "12 de junho de 2020"
    assert "junio" in formats.day(date(2020, 6, 12), "es")
    assert formats.clock(time(14, 0), "pt_BR") == "14:00"
    night = datetime(2020, 6, 13, 1, 30, tzinfo=UTC)
    assert "12 de jun" in formats.moment(night, "pt_BR", "America/Sao_Paulo")
    assert "22:30" in formats.moment(night, "pt_BR", "America/Sao_Paulo")


@pytest.mark.parametrize(
    ("name", "short"),
    [("São Paulo", "sao-paulo"), ("  Ñuñoa!! ", "nunoa"), ("日本", "item"), ("a" * 90, "a" * 50)],
)
def test_a_short_name(name: str, short: str) -> None:
    assert slug(name) == short


def test_a_short_name_that_is_free() -> None:
    taken = {"sao-paulo", "sao-paulo-2"}
    assert free_slug("São Paulo", taken.__contains__) == "sao-paulo-3"
