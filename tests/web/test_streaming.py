"""Lists leave while they are read from the database, whatever their length, and say what went wrong before it began."""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert

from workbench.extensions import db
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.reports.catalogue import AT_ONCE
from workbench.web.streaming import PIECE, streamed

COUNT = AT_ONCE + 100


@pytest.mark.both_databases
def test_a_list_that_is_longer_than_a_reading_comes_whole_in_every_form(city, visit):
    rows = [
        {"city_id": city.city.id, "name": f"Serviço {n:04}", "sort_key": f"servico {n:04}"}
        for n in range(COUNT)
    ]
    db.session.execute(insert(Service).values(summary="Autoriza. " * 20), rows)
    commit()
    davi = visit(city.davi)
    found = davi.get("/services.json").response
    assert "Content-Length" not in found.headers
    names = [row["name"] for row in json.loads(found.get_data())["services"]]
    assert len(names) == COUNT + 1 and names[1:] == [row["name"] for row in rows]
    plain = davi.get("/services.csv").response.get_data(as_text=True)
    assert [row["name"] for row in csv.DictReader(io.StringIO(plain))] == names
    excel = davi.get("/services.csv?for=excel").response.get_data().decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(excel), delimiter=";")][1:] == names
    book = davi.get("/services.xlsx").response.get_data()
    sheet = load_workbook(io.BytesIO(book), read_only=True).active
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == names


def test_lines_are_made_as_they_are_taken_and_what_fails_at_once_is_told(app):
    made = []

    def lines(count, fails_at=-1):
        for number in range(count):
            if number == fails_at:
                raise ValueError
            made.append(number)
            yield "x" * PIECE

    with app.test_request_context("/"):
        answer = streamed(lines(9), "text/csv")
        assert made == [0, 1] and answer.is_streamed
        assert len(answer.get_data()) == 9 * PIECE
        assert streamed(lines(1), "text/csv").content_length == PIECE
        with pytest.raises(ValueError):
            streamed(lines(9, fails_at=1), "text/csv")
        late = streamed(lines(9, fails_at=5), "text/csv")
        with pytest.raises(ValueError):
            late.get_data()
    with app.test_request_context("/", method="HEAD"):
        assert streamed(lines(9), "text/csv").get_data() == b""
