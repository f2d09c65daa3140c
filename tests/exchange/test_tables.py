"""Tables are read alike from CSV and XLSX, with records counted as people count them."""

import csv
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from workbench.exchange.headers import find
from workbench.exchange.input_file import Options
from workbench.exchange.service_import import locale_of
from workbench.exchange.tables import Table
from workbench.models.catalogue.city import City


def records(path, advance=id, **options):
    """Return the rows below the first one."""
    return list(Table(path, Options(**options), advance).records())[1:]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(written, delimiter):
    lines = [["id", "nome"], ["1", "Poda, corte; e \t mais"]]
    path = written("a.csv", "")
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(lines)
    assert records(path) == [(2, lines[1])]


def test_a_byte_order_mark_is_no_part_of_the_header(written):
    table = Table(written("a.csv", "\ufeffid,nome\n1,Poda\n"))
    assert table.first == ["id", "nome"]


def test_line_breaks_within_quotes_belong_to_their_record(written):
    path = written("a.csv", 'id,nome\n1,"Poda\nde árvore"\n2,Feira\n')
    assert records(path) == [(2, ["1", "Poda\nde árvore"]), (3, ["2", "Feira"])]


def test_blank_lines_are_counted_and_left_out(written):
    assert records(written("a.csv", "id,nome\n\n1,Poda\n")) == [(3, ["1", "Poda"])]


def test_without_a_header_the_first_record_is_record_1(written):
    table = Table(written("a.csv", "1,Poda\n2,Feira\n"))
    assert next(table.records()) == (1, ["1", "Poda"])


def test_progress_is_told_in_bytes(written):
    path = written("a.csv", "id,nome\n1,Inscrição\n")
    read = []
    records(path, advance=read.append)
    assert sum(read) == path.stat().st_size


def test_a_workbook_gives_the_same_cells_as_text(tmp_path):
    book = Workbook()
    for row in (
        ["id", "nome", "n", "quando", "vale"],
        [1, "Poda", 4.0, date(2026, 1, 2), True],
        [None, None, None, None, None],
        [2, "Feira", 4.5, None, None],
    ):
        book.active.append(row)
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert records(path) == [
        (2, ["1", "Poda", "4", "02/01/2026", "true"]),
        (4, ["2", "Feira", "4,5", "", ""]),
    ]


letters = st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.just("\n")
cells = st.text(letters, max_size=20)


@given(
    st.lists(
        st.lists(cells, min_size=3, max_size=3).filter(lambda row: any(map(str.strip, row))),
        min_size=1,
        max_size=8,
    )
)
def test_what_a_csv_writer_wrote_is_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "round.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["a", "b", "c"], *rows])
    assert [cells for number, cells in records(path, delimiter=",")] == rows


def test_numbers_are_read_as_they_are_written_where_the_city_is():
    countries = {"BR": "pt_BR", "MX": "es_MX", "PT": "pt_PT", "US": "en_US", "JP": "pt_BR"}
    assert {each: locale_of(City(country=each)) for each in countries} == countries


def test_titles_on_two_rows_are_read_together():
    head = [(1, ["Serviço", "", "Nome"]), (2, ["id", "sigla", ""])]
    for wanted in (["id", "sigla", "Nome"], ["Serviço id", "Serviço sigla"]):
        found = find(head, wanted)
        assert found.is_whole
        assert (found.number, found.height) == (2, 2)
        assert find(head, wanted, at_row=2) == found
        assert list(found.places.values()) == list(range(len(wanted)))
