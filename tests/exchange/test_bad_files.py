"""A file that cannot be used gets one sentence with file, record and column, and changes nothing."""

import csv
import io
import os
import random
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import func, select

from tests.exchange.hostile_files import SLOWEST, attempts
from workbench.exchange import csv_table, tables, xlsx_table
from workbench.exchange.file_kinds import PDF
from workbench.exchange.service_import import import_services
from workbench.exchange.tables import Table
from workbench.exchange.unreadable import Unreadable
from workbench.extensions import db
from workbench.models.catalogue.service import Service

pytestmark = pytest.mark.both_databases

HEADER = "id,nome,orgao,orgao_id,servico_digital,arquivo,sigla,descricao,segmentos,palavras_chave,areas,gratuito,link_servico_digital\n"


def row(*cells):
    line = io.StringIO()
    csv.writer(line).writerow([*cells, *[""] * (13 - len(cells))])
    return line.getvalue()


def workbook(path, *rows):
    book = Workbook()
    for cells in rows:
        book.active.append(cells)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (b"", "servicos.csv is empty."),
        (HEADER, "servicos.csv has a header and no record below it."),
        (
            HEADER + row("a", "Po\0da"),
            "servicos.csv, record 2 holds a NUL byte: this is no text file.",
        ),
        (
            HEADER.replace(",descricao", "") + "a,b,,,,,,,,,,\n",
            "servicos.csv, record 1 lacks the columns: descricao.",
        ),
        (
            "a,b\n1,2\n",
            "servicos.csv: its columns belong to no built-in mapping. Name one of yours.",
        ),
        (b"PK\x03\x04 no archive", "servicos.csv is not an XLSX workbook."),
        (b"\xd0\xcf\x11\xe0old", "servicos.csv is in the old Excel form. Save it as XLSX or CSV."),
        (b"%PDF-1.7", PDF % {"file": "servicos.csv"}),
        (b"\x89PNG\r\n", "servicos.csv is a picture. Save the table as XLSX or CSV."),
        (
            b"\x1f\x8b\x08",
            "servicos.csv is a compressed file. Unpack it, then import the table in it.",
        ),
        (
            "\ufeff  <!DOCTYPE html><table>",
            "servicos.csv is a web page. Open it in a spreadsheet and save it as XLSX.",
        ),
        (
            bytes(range(1, 32)) * 9,
            "servicos.csv is no text file and no workbook. Save the table as XLSX or CSV.",
        ),
    ],
)
def test_a_bad_file_gets_one_sentence_and_changes_nothing(town, written, contents, sentence):
    with pytest.raises(Unreadable) as refused:
        import_services([written("servicos.csv", contents)], town)
    assert str(refused.value) == sentence
    assert db.session.scalar(select(func.count(Service.id))) == 0


ODD_ROWS = (
    row("poda", "Poda", "", "", "talvez")
    + row("feira", "Feira")
    + row("Poda.", "Outra")
    + row("c", " ")
    + row("", "Sem id")
    + "d,Curta\n"
    + "e,Longa"
    + ",x" * 20
    + "\n"
    + 'f,"Casa" da Mulher'
    + "," * 11
    + "\n"
    + 'g,"Aberta'
    + "," * 11
    + "\n"
    + row("TOTAL", "9")
)


def test_bad_rows_and_cells_are_left_out_and_listed_all_at_once(town, written):
    outcome = import_services([written("servicos.csv", HEADER + ODD_ROWS)], town)
    names = db.session.scalars(select(Service.name).order_by(Service.id)).all()
    assert names == ["Poda", "Feira", "Curta", '"Casa" da Mulher', '"Aberta']
    told = [
        (odd.record, odd.column, odd.message % odd.facts, odd.is_fault)
        for odd in outcome.oddities
        if odd.message != "no organisation is named."
    ]
    assert told == [
        (2, "servico_digital", "“talvez” is neither yes nor no and was left out.", True),
        (4, "id", "the id “Poda.” stands in record 2 already; the row was left out.", True),
        (5, "nome", "the service has no name; the row was left out.", True),
        (6, "id, arquivo", "the service has no id; the row was left out.", True),
        (7, "", "2 cells stand where 13 are expected; the others count as empty.", False),
        (8, "", tables.SHIFTED % {"found": 22, "wanted": 13}, True),
        (9, "", csv_table.LOOSE_QUOTE, False),
        (10, "", csv_table.LOOSE_QUOTE, False),
        (11, "", "“TOTAL” begins a row of totals, which was left out.", True),
    ]
    assert outcome.reading.faults == 6
    assert outcome.reading.rows_left_out == 5


def test_a_strict_import_takes_nothing_when_something_would_be_left_out(town, small):
    services, steps = small()
    steps.write_text(steps.read_text() + "poda,3,12,Pagar,,web,muitos\n")
    with pytest.raises(Unreadable, match="1 cells or rows would be left out"):
        import_services([services, steps], town, strict=True)
    assert db.session.scalar(select(func.count(Service.id))) == 0


def test_files_that_do_not_belong_together_are_refused(town, small, written):
    services, steps = small()
    other = written("156.csv", " ,Tema,Assunto,Poda,1\n")
    with pytest.raises(Unreadable, match="different sources"):
        import_services([services, other], town)
    with pytest.raises(Unreadable, match="same kind of records"):
        import_services([services, services], town)
    with pytest.raises(Unreadable, match="holds steps only"):
        import_services([steps], town)


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="cannot be opened"):
        Table(tmp_path / "nowhere.csv")
    with pytest.raises(Unreadable, match="is not a file"):
        Table(tmp_path)


def test_a_line_of_200_megabytes_is_refused_in_little_memory(tmp_path):
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(HEADER.encode() + b"a,")
        file.seek(200 * 1024 * 1024)
        file.write(b"x\n")
    tracemalloc.start()
    with pytest.raises(Unreadable, match="record 2 is longer than 1024 KB"):
        list(Table(path).records())
    assert tracemalloc.get_traced_memory()[1] < 16 * 1024 * 1024
    tracemalloc.stop()


@pytest.mark.parametrize("rest", ["x" * 50 + "\n", '"' + "y" * 60_000 + '",\n"'])
def test_a_record_that_never_ends_takes_its_first_line_alone(written, rest):
    path = written("open.csv", HEADER + 'a,"' + rest * (4_000_000 // len(rest)))
    told = []
    rows = list(Table(path, odd=lambda number, *_, **__: told.append(number)).records())
    assert rows[1][1][1] == '"' + rest.split("\n")[0].rstrip(",")
    assert 2 in told


def test_more_records_than_any_catalogue_has_are_refused(written):
    with pytest.raises(Unreadable, match="more than 3 records"):
        list(Table(written("many.csv", "a,b\n" * 6)).records(most=3))


# --- XLSX


def test_a_workbook_that_would_unpack_to_gigabytes_is_not_opened(tmp_path):
    path = workbook(tmp_path / "bomb.xlsx", ["id", "nome"], ["a", "b"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 100 * 1024 * 1024)
    with pytest.raises(Unreadable, match=r"bomb\.xlsx would unpack to 100 MB"):
        Table(path)


def test_a_bomb_of_ordinary_size_is_known_by_its_ratio(tmp_path):
    path = workbook(tmp_path / "bomb.xlsx", ["id", "nome"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 5 * 1024 * 1024)
    with pytest.raises(Unreadable, match="taken for a bomb"):
        Table(path)


def test_a_workbook_with_entities_is_refused(tmp_path):
    good = workbook(tmp_path / "good.xlsx", ["id", "nome"], ["a", "b"])
    path = tmp_path / "laughs.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start = data.index(b"<worksheet")
                data = data[:start] + b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + data[start:]
            target.writestr(name, data)
    with pytest.raises(Unreadable, match="cannot be read as a workbook"):
        list(Table(path).records())


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(Unreadable, match="is a compressed file"):
        Table(path)


def test_an_empty_workbook_is_empty(tmp_path):
    with pytest.raises(Unreadable, match="is empty"):
        Table(workbook(tmp_path / "empty.xlsx"))


def test_more_columns_than_any_table_has_are_refused(tmp_path):
    path = workbook(tmp_path / "wide.xlsx", ["x"] * (xlsx_table.MOST_COLUMNS + 1))
    with pytest.raises(Unreadable, match="record 1 has more than 500 columns"):
        Table(path)


@given(st.binary(max_size=400))
def test_any_bytes_are_either_read_or_refused(tmp_path_factory, contents):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(contents)
    try:
        list(Table(path).records())
    except Unreadable as refused:
        assert "any.csv" in str(refused)


@pytest.mark.parametrize("kind", ["random", "mutated"])
@pytest.mark.parametrize(
    "times", [20, pytest.param(5_000, marks=pytest.mark.proof)], ids=["some", "many"]
)
def test_no_file_breaks_the_reading_or_takes_long(tmp_path, kind, times):
    seed = int(os.environ.get("WORKBENCH_SEED", random.randrange(10**6)))
    print(f"WORKBENCH_SEED={seed}")
    for sentence, seconds in attempts(tmp_path, seed, times, kind):
        assert seconds < SLOWEST
        assert not sentence or "a." in sentence
