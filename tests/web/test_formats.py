"""Rows leave as CSV and JSON: exact, in UTF-8, and never as a formula."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.web.formats import FORMULA_STARTS, cell, csv_text, json_value, table_answer

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (0, 0),
        (-3, -3),
        (Decimal("-2.50"), Decimal("-2.50")),
        (True, "true"),
        (date(2020, 6, 12), "2020-06-12"),
        (datetime(2020, 6, 12, 9, tzinfo=UTC), "2020-06-12T09:00:00+00:00"),
        (time(14, 30), "14:30:00"),
        (["a", "b"], "a; b"),
        ({"num": 1}, '{"num": 1}'),
        ("=1+1", "'=1+1"),
        ("@sum", "'@sum"),
        ("\uff1d1+1", "'\uff1d1+1"),
        (["-1"], "'-1"),
    ],
)
def test_a_cell_holds_the_value_as_a_spreadsheet_reads_it(value, written):
    assert cell(value) == written


@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\x00")), min_size=1
    )
)
def test_no_text_reaches_a_spreadsheet_as_a_formula_and_none_is_lost(texts):
    read = list(
        csv.reader(io.StringIO(csv_text(["text"], [{"text": text} for text in texts]), newline=""))
    )
    for text, row in zip(texts, read[1:], strict=True):
        kept = row[0] if row else ""
        assert not kept.startswith(FORMULA_STARTS)
        assert kept.removeprefix("'") == text.removeprefix("'") or kept == text


def test_exact_decimals_become_numbers():
    assert json.dumps([json_value(Decimal("12.00")), json_value(Decimal("0.25"))]) == "[12, 0.25]"


def test_both_forms_hold_the_same_rows(app):
    rows = [{"name": "São Paulo", "count": 3}, {"name": "Niterói", "count": None}]
    told = json.loads(table_answer("json", "cities", rows).get_data(as_text=True))
    assert told == {"cities": rows}
    answer = table_answer("csv", "cities", rows)
    assert answer.get_data(as_text=True).splitlines() == ["name,count", "São Paulo,3", "Niterói,"]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cities.csv"'
