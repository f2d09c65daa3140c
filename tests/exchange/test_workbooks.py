"""Workbooks are read as people see them: the sheet with the table, saved results, days, codes and links."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest

from tests.exchange.saved_files import NAMES, ROWS, TITLES, book, charter, only, told
from workbench.exchange.cells import shown
from workbench.exchange.input_file import Options
from workbench.exchange.service_import import read_files
from workbench.exchange.tables import Table
from workbench.exchange.unreadable import Unreadable


def cover(made):
    sheet = made.create_sheet("Capa", 0)
    sheet.append(["Instruções"])
    hidden = made.create_sheet("Listas", 0)
    hidden.append(["Sim"])
    hidden.sheet_state = "hidden"


def merged(made):
    sheet = made.active
    sheet.insert_rows(1)
    sheet["A1"] = "Carta de serviços"
    sheet.merge_cells("A1:F1")
    sheet["F4"] = None
    sheet.merge_cells("F3:F4")


def filtered(made):
    for number in (2, 3, 9):
        made.active.row_dimensions[number].hidden = True


def linked(made):
    sheet = made.active
    sheet["E2"] = "Acessar"
    sheet["E2"].hyperlink = "https://vila.example/alvara"
    sheet["E3"] = '=HYPERLINK("https://vila.example/poda","Abrir")'
    sheet["B2"].hyperlink = "https://vila.example/carta"
    sheet["A2"], sheet["A2"].number_format = 101, "00000"
    sheet["J2"] = "ver com a Ana"


def test_cover_and_hidden_sheets_are_passed_over(tmp_path):
    path = book(tmp_path / "a.XLSX", TITLES, *ROWS, then=cover)
    reading = only(path)
    assert [service.values["name"] for service in reading.draft.services] == NAMES
    assert reading.files[0].sheet == "Sheet"
    with pytest.raises(Unreadable, match=r"has no sheet Outra\. It has: Capa, Sheet, Listas"):
        Table(path, Options(sheet="Outra"))
    with pytest.raises(Unreadable, match="none of the columns"):
        read_files([path], charter(), options=Options(sheet="Capa"))


def test_a_cell_that_reaches_down_speaks_for_its_rows(tmp_path):
    reading = only(book(tmp_path / "a.xlsx", TITLES, *ROWS, then=merged))
    assert [service.organisation for service in reading.draft.services] == ["Obras", "Obras"]
    assert reading.files[0].header_row == 2


def test_links_codes_and_notes_beside_the_table(tmp_path):
    reading = only(book(tmp_path / "a.xlsx", TITLES, *ROWS, then=linked))
    links = [service.values["declared_url"] for service in reading.draft.services]
    assert links == ["https://vila.example/alvara", "https://vila.example/poda"]
    assert [service.values["name"] for service in reading.draft.services] == NAMES
    assert [service.source_id for service in reading.draft.services] == ["00101", "102"]
    assert told(reading) == [(2, "“ver com a Ana” stands beside the table and was left out.")]


def test_hidden_rows_are_read_and_told(tmp_path):
    path = book(tmp_path / "a.xlsx", TITLES, *ROWS, then=filtered)
    reading = only(path)
    assert [service.values["name"] for service in reading.draft.services] == NAMES
    assert told(reading) == [(2, "Hidden rows were read too, from this one on: 2.")]


def with_saved_results(path: Path, **results: str) -> Path:
    """Put results beside the formulas of these cells, as Excel saves them and openpyxl cannot."""
    target = path.with_name("saved.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            data = source.read(name).decode() if name.endswith(".xml") else source.read(name)
            if name.endswith("sheet1.xml"):
                for cell, result in results.items():
                    data = re.sub(
                        rf'(<c r="{cell}")([^>]*>)(<f>[^<]*</f>)<v ?/>(</c>)|(<c r="{cell}")([^>]*>)(<f>[^<]*</f>)<v></v>(</c>)',
                        rf'<c r="{cell}" t="str">\3\7<v>{result}</v></c>',
                        data,
                    )
            copy.writestr(name, data)
    return target


def test_a_formula_gives_its_saved_result_and_is_told_without_one(tmp_path):
    rows = [
        ["101", '=UPPER("poda")', "", "Sim", "", "Obras", "=1+1"],
        ["102", "=A1", *ROWS[1][2:], "#N/A"],
    ]
    path = book(tmp_path / "a.xlsx", [*TITLES, "Total"], *rows)
    reading = only(with_saved_results(path, B2="PODA"))
    assert [service.values["name"] for service in reading.draft.services] == ["PODA"]
    assert told(reading) == [
        (3, "“=A1” is a formula without a saved result and was left out."),
        (3, "the service has no name; the row was left out."),
    ]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (datetime(2024, 6, 30), "dd/mm/yyyy", "30/06/2024"),
        (datetime(2024, 6, 30, 8, 5), "General", "30/06/2024 08:05"),
        (date(2024, 6, 30), "General", "30/06/2024"),
        (time(8, 30), "h:mm", "08:30"),
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12,5%"),
        (101, "00000", "00101"),
        (101.0, "General", "101"),
        (85.3, '"R$" #,##0.00', "85,30"),
        (0.1 + 0.2, "General", "0,3"),
        (True, "General", "true"),
        (float("nan"), "General", "nan"),
    ],
)
def test_a_cell_reads_as_the_sheet_shows_it(value, form, text):
    assert shown(value, form, "pt_BR") == text
