"""Days as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.text.days import read_day, written

LANGUAGES = ("pt_BR", "es", "en", "es_MX")


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize(
    "text", ["31/03/2026", "31.3.26", "31-3-2026", "2026-03-31", " 31 / 3 / 2026 ", "2026/3/31"]
)
def test_a_day_is_read_however_it_is_written(locale: str, text: str) -> None:
    assert read_day(text, locale) == date(2026, 3, 31)


def test_the_order_is_that_of_the_page() -> None:
    assert read_day("03/04/2026", "pt_BR") == read_day("04/03/2026", "en") == date(2026, 4, 3)


@pytest.mark.parametrize(
    "text", ["", "31/02/2026", "32/1/2026", "1/2", "31/13/2026", "1/1/202", "amanhã", "0/0/0000"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_day(text, "pt_BR")


@given(st.dates(date(1000, 1, 1)), st.sampled_from(LANGUAGES))
def test_what_is_shown_is_read_again_as_the_same(day: date, locale: str) -> None:
    assert read_day(written(day, locale), locale) == day
