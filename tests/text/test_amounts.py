"""Numbers as people write them: each text has one reading, is asked back, or is no number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.text.amounts import NoNumber, TwoReadings, plain, read_amount
from workbench.text.formats import number

# Where the comma stands before the decimals, and where the point does.
COMMA, POINT = ("pt_BR", "es", "es_CL"), ("en", "es_MX", "es_PE")


@pytest.mark.parametrize("locale", COMMA)
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("12.000", "12000"),
        ("1.500", "1500"),
        ("1.412", "1412"),
        ("2.345.678", "2345678"),
        ("1.5", "1.5"),
        ("0.500", "0.5"),
        ("0,500", "0.5"),
        ("10,60", "10.6"),
        ("10.60", "10.6"),
        ("12.000,00", "12000"),
        ("1,500.00", "1500"),
        ("1,234,567", "1234567"),
        ("12 000", "12000"),
        ("12\u00a0000", "12000"),
        ("R$ 15", "15"),
        ("R$15,50", "15.5"),
        ("R$ 1.500", "1500"),
        ("15 €", "15"),
        ("US$ 3", "3"),
        ("80%", "80"),
        ("1234,567", "1234.567"),
        ("-3", "-3"),
    ],
)
def test_a_number_is_what_was_meant(locale: str, text: str, meant: str) -> None:
    assert read_amount(text, locale) == Decimal(meant)


@pytest.mark.parametrize("locale", POINT)
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("12,000", "12000"),
        ("1,500.00", "1500"),
        ("10.60", "10.6"),
        ("1,5", "1.5"),
        ("0.500", "0.5"),
    ],
)
def test_the_point_is_read_where_it_is_written(locale: str, text: str, meant: str) -> None:
    assert read_amount(text, locale) == Decimal(meant)


@pytest.mark.parametrize(
    ("locale", "text", "words"),
    [
        ("pt_BR", "12,000", ["12", "12000"]),
        ("pt_BR", "R$ 1,500", ["1,5", "1500"]),
        ("es_MX", "12.000", ["12", "12000"]),
        ("en", "1.500", ["1.5", "1500"]),
        ("en", "-1.500", ["-1500", "-1.5"]),
    ],
)
def test_what_can_be_meant_in_two_ways_is_asked_back(
    locale: str, text: str, words: list[str]
) -> None:
    with pytest.raises(TwoReadings) as asked:
        read_amount(text, locale)
    assert [plain(each, locale, 2) for each in asked.value.readings] == words


@pytest.mark.parametrize(
    "text", ["", "abc", "1.2.3", "12.34.567", "1e5", "12,", "１２", "1-2", "--1", "9" * 30, "NaN"]
)
def test_what_is_no_number_is_told(text: str) -> None:
    with pytest.raises(NoNumber):
        read_amount(text, "pt_BR")


@given(st.decimals(0, 10**9, places=2), st.sampled_from((*COMMA, *POINT)))
def test_what_is_shown_is_read_again_as_the_same(amount: Decimal, locale: str) -> None:
    assert read_amount(number(amount, locale, 2), locale) == amount
    assert read_amount(plain(amount, locale, 2), locale) == amount
