"""Rows leave as CSV, JSON and XLSX: exact, in UTF-8, and never as a formula."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from workbench.exchange.spreadsheet import Reader, excel_lines, workbook
from workbench.text import columns
from workbench.text.tamed import FORMULA_STARTS, tamed, untamed
from workbench.web.formats import cell, csv_text, json_value, table_answer

READER = Reader("pt_BR", "America/Sao_Paulo")
TABLE = columns.Table(
    "Services",
    columns.text("name", "Name"),
    columns.whole("count", "Requests a year"),
    columns.amount("cost", "Figure"),
    columns.share("share", "Share of people who take it"),
    columns.day("day", "Date"),
    columns.moment("at", "Closes at"),
    columns.yes_no("digital", "Declared digital"),
    columns.text("mode", "Kind", {"remote": "Remote"}),
)
ROWS = [
    {
        "name": "Poda de árvore",
        "count": 12000,
        "cost": Decimal("-1412.50"),
        "share": 35,
        "day": date(2026, 3, 31),
        "at": datetime(2026, 3, 31, 17, 5, tzinfo=UTC),
        "digital": True,
        "mode": "remote",
    },
    {"name": "=1+1", "count": None, "digital": False, "mode": "other"},
]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (0, "0"),
        (-3, "-3"),
        (Decimal("-2.50"), "-2.50"),
        (True, "true"),
        (date(2020, 6, 12), "2020-06-12"),
        (datetime(2020, 6, 12, 9, tzinfo=UTC), "2020-06-12T09:00:00+00:00"),
        (time(14, 30), "14:30:00"),
        (["a", "b"], '"a; b"'),
        ({"num": 1}, '"{""num"": 1}"'),
        ("=1+1", '"\'=1+1"'),
        ("@sum", '"\'@sum"'),
        ("\uff1d1+1", '"\'\uff1d1+1"'),
        (["-1"], '"\'-1"'),
        ("a;=b", '"a;\'=b"'),
        ("a\n+b", '"a\n\'+b"'),
        ("a\t@b", '"a\t\'@b"'),
        ("a, b", '"a, b"'),
    ],
)
def test_a_cell_holds_the_value_as_a_spreadsheet_reads_it(value, written):
    assert cell(value) == written


texts = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00")),
        st.text(st.sampled_from("=+-@;,\t\n\r '\"a1")),
    ),
    min_size=1,
)
TEXT = columns.Table("Notes", columns.text("code", "Code"), columns.text("text", "Note"))


@given(texts)
def test_no_text_is_a_formula_at_whatever_sign_the_cells_are_parted(written):
    rows = [{"code": "N-1", "text": each} for each in written]
    plain = csv_text(TEXT, rows)
    for row, each in zip(
        list(csv.reader(io.StringIO(plain, newline="")))[1:], written, strict=True
    ):
        assert untamed(row[1]) == each
    for text, marks in (
        (plain, ",;\t"),
        ("".join(excel_lines(TEXT, rows, READER)).removeprefix("\ufeff"), ";,\t"),
    ):
        for mark in marks:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
                assert not [one for one in row if one.strip('" ').startswith(FORMULA_STARTS[:4])]


def test_what_was_tamed_is_the_same_again():
    for text in ("'=a", "''=a", "a;'-b", "\n\n=x", "'\"=x", "- um\n- dois", "'aspas'"):
        assert untamed(tamed(text)) == text


def test_a_csv_for_excel_opens_as_people_write(app):
    with app.test_request_context(), force_locale("pt_BR"):
        data = "".join(excel_lines(TABLE, ROWS, READER)).encode()
    lines = data.decode("utf-8").split("\r\n")
    assert data.startswith(b"\xef\xbb\xbf")
    assert lines[0].count(";") == 7 and lines[0].startswith("\ufeffNome;")
    assert (
        lines[1] == "Poda de árvore;12000;-1412,50;35%;2026-03-31;2026-03-31 14:05;Sim;A distância"
    )
    assert lines[2] == "'=1+1;;;;;;Não;other"


def test_a_workbook_holds_numbers_dates_and_words(app):
    with app.test_request_context(), force_locale("pt_BR"):
        data = workbook(TABLE, ROWS, READER).read()
    sheet = load_workbook(io.BytesIO(data)).active
    head, first, second = sheet.iter_rows()
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Serviços", "A2", "A1:H3")
    assert head[0].value == "Nome" and head[0].font.bold
    held = ["Poda de árvore", 12000, -1412.5, 0.35, datetime(2026, 3, 31)]
    assert [one.value for one in first] == [
        *held,
        datetime(2026, 3, 31, 14, 5),
        "Sim",
        "A distância",
    ]
    assert first[4].number_format == "dd/mm/yyyy" and first[3].number_format == "0.0%"
    assert (second[0].value, second[0].data_type) == ("=1+1", "s")
    assert sheet.column_dimensions["A"].width > 14


def test_exact_decimals_become_numbers():
    assert json.dumps([json_value(Decimal("12.00")), json_value(Decimal("0.25"))]) == "[12, 0.25]"


def test_both_forms_for_programs_hold_the_same_rows(app):
    table = columns.Table("Cities", columns.text("name", "Name"), columns.whole("count", "Count"))
    rows = [{"name": "São Paulo", "count": 3}, {"name": "Niterói", "count": None}]
    with app.test_request_context("/?plain=1"):
        told = json.loads(table_answer("json", "cities", rows, table).get_data(as_text=True))
        answer = table_answer("csv", "cities", rows, table)
    assert told == {"cities": rows}
    assert answer.get_data(as_text=True).splitlines() == ["name,count", "São Paulo,3", "Niterói,"]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cities.csv"'
