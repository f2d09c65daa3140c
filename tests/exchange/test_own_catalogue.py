"""The catalogue as it left this product comes in again: nothing changes where it came from, and elsewhere it is the same."""

from __future__ import annotations

import json
from itertools import product

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from workbench.exchange.catalogue_export import Contents, whole_json
from workbench.exchange.catalogue_table import LISTED, TABLE, service_rows
from workbench.exchange.service_import import import_services
from workbench.exchange.spreadsheet import Reader, excel_lines, workbook
from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.reports.catalogue import Question, as_row, listed
from workbench.web.formats import csv_text, json_value

NAMES = [
    *("=SOMA(A1;B1)", "Poda; corte", "Água\tluz", "Linha um\nlinha dois", "'=já domada", "a,=b"),
    *("+55 11 4002", "-", "Total", "<b>Nome</b> &amp; outro", "Alvará | licença", "Vaga, creche"),
    *("Vaga, creche", "x\n\n\n=y", '"=z" entre aspas', "Certidão"),
]
FORMS = ("csv", "excel", "xlsx", "json")
LANGUAGES = ("en", "pt_BR", "es")


@pytest.fixture
def full(town):
    """A catalogue with whatever a spreadsheet may take amiss, from two sources and by hand."""
    green = Organisation.add(town, name="Secretaria do Verde; Água", by=None)
    for number, name in enumerate(NAMES):
        source = {"source": ("govbr", "")[number % 2]}
        source["source_id"] = f"{number:03}" if source["source"] else None
        Service.add(
            *(town,),
            name=name,
            by=None,
            summary=name * 2,
            keywords="a; =b",
            is_free=(None, True, False)[number % 3],
            declared_digital=(False, None, True)[number % 3],
            declared_url="https://vila.example/?a=1&b=;2" if number % 2 else "",
            organisation=green if number % 3 else None,
            theme="Meio ambiente",
            **source,
        )
    commit()
    return town


def rows_of(city, table):
    if table is TABLE:
        return list(service_rows(Contents(city)))
    return [as_row(each) for each in listed(Question().select(city))]


def exported(city, table, form, language):
    rows, reader = rows_of(city, table), Reader(language)
    if form == "csv":
        return csv_text(table, rows).encode()
    if form == "excel":
        return "".join(excel_lines(table, rows, reader)).encode()
    if form == "xlsx":
        return workbook(table, rows, reader).read()
    if table is TABLE:
        return "".join(whole_json(Contents(city), "")).encode()
    return json.dumps({"services": rows}, default=json_value).encode()


def carried(city, table):
    """Return what the rows of a catalogue tell, without numbers of their own, in no order."""
    own = {"id", "organisation_id", "yearly_requests"}
    rows = [{k: v for k, v in row.items() if k not in own} for row in rows_of(city, table)]
    return sorted(json.dumps(row, sort_keys=True, default=json_value) for row in rows)


def test_a_download_changes_nothing_where_it_came_from_and_makes_the_same_elsewhere(full, written):
    before, count = carried(full, TABLE), len(NAMES)
    events = db.session.scalar(select(func.count(Event.id)))
    for table, form, language in product((LISTED, TABLE), FORMS, LANGUAGES):
        if form in ("csv", "json") and language != "en":
            continue
        ending = "csv" if form == "excel" else form
        with force_locale(language):
            file = written(f"catalogue.{ending}", exported(full, table, form, language))
        outcome = import_services([file], full)
        merged = outcome.merged
        told = (merged.added, merged.changed, merged.unchanged, merged.vanished, merged.kept)
        assert told == (0, 0, count, 0, []), (table.names[:3], form, language)
        assert merged.organisations == 0 and outcome.reading.faults == 0
        commit()
        other = City.found(slug="outra", name="Outra")
        assert import_services([file], other).merged.added == count
        db.session.flush()
        assert carried(other, table) == carried(full, table), (form, language)
        again = import_services([file], other).merged
        assert (again.added, again.changed, again.unchanged) == (0, 0, count)
        db.session.rollback()
    assert carried(full, TABLE) == before
    assert db.session.scalar(select(func.count(Event.id))) == events


def test_a_download_fills_what_is_empty_and_overwrites_nothing(full, written):
    text = csv_text(LISTED, rows_of(full, LISTED))
    service = db.session.scalars(select(Service).where(Service.name == "Certidão")).one()
    others = db.session.scalars(select(Service).where(Service.name == "Total")).one()
    service.edit({"summary": "O que a equipe escreveu depois"}, by=None)
    others.edit({"theme": ""}, by=None)
    commit()
    merged = import_services([written("c.csv", text)], full).merged
    commit()
    assert (merged.added, merged.changed) == (0, 1)
    assert [(kept.name, kept.field) for kept in merged.kept] == [("Certidão", "summary")]
    assert service.summary == "O que a equipe escreveu depois" and others.theme == "Meio ambiente"
