"""The commands ask nothing, print plain counts, and end in one sentence when something is wrong."""

import csv
import json

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlite_utils import Database

from workbench.cli.catalogue import export, import_services
from workbench.config import Settings
from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.log.event import Event

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def run(app: Flask, town, monkeypatch):
    """Return a way to run a command on the test's database."""
    settings: Settings = app.config["SETTINGS"]
    monkeypatch.setenv("WORKBENCH_INSTANCE", settings.instance)
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("WORKBENCH_SECRET_KEY", "only for tests")

    def invoke(command, *arguments):
        db.session.remove()
        return CliRunner().invoke(command, [str(argument) for argument in arguments])

    return invoke


def count():
    return db.session.scalar(select(func.count(Service.id)))


def test_an_import_prints_its_counts(run, small):
    done = run(import_services, *small(), "--city", "vila")
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert "services read: 2" in lines
    assert "services added: 2" in lines
    assert "steps attached: 2" in lines
    assert "levels by chile: 3 1, not stated 1" in lines
    assert "contradictions: 0" in lines
    assert count() == 2


def test_a_dry_run_does_all_the_same_and_takes_it_back(run, small):
    told = run(import_services, *small(), "--city", "vila", "--dry-run").stdout.splitlines()
    assert told[-1] == "This was a dry run: nothing was changed."
    assert count() == 0
    assert db.session.scalars(select(Event).where(Event.action == "catalogue.imported")).all() == []
    done = run(import_services, *small(), "--city", "vila").stdout.splitlines()
    assert done == told[:-1]


def test_counts_have_no_thousands_separators(run, written):
    done = run(import_services, written("a.csv", " ,A,B,C,1234567\n"), "--city", "vila")
    assert "requests: 1234567" in done.stdout.splitlines()


def test_a_city_that_is_not_there_is_not_made(run, small):
    done = run(import_services, *small(), "--city", "nowhere")
    assert done.exit_code == 1
    assert done.stderr == "There is no city nowhere. There are: vila.\n"
    assert db.session.scalar(select(func.count(City.id))) == 1


def test_a_bad_file_ends_in_one_sentence(run, written):
    done = run(import_services, written("a.csv", "a,b\n1,2\n"), "--city", "vila")
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""
    assert count() == 0


def test_what_was_edited_here_is_told(run, small):
    run(import_services, *small(), "--city", "vila")
    service = db.session.scalars(select(Service).where(Service.source_id == "poda")).one()
    service.edit({"name": "Poda"}, by=None)
    commit()
    done = run(import_services, *small(), "--city", "vila")
    assert "values kept because they were edited here: 1" in done.stdout
    assert "record 2: name of “Poda” was edited here and is kept." in done.stdout


def test_the_catalogue_goes_out_as_a_database_with_search(run, small, tmp_path):
    run(import_services, *small(name="Inscrição de poda"), "--city", "vila")
    done = run(export, "catalogue", tmp_path / "c.db", "--city", "vila", "--licence", "CC BY 4.0")
    assert done.exit_code == 0, done.stderr
    with Database(tmp_path / "c.db") as file:
        assert {name: file.table(name).count for name in ("services", "steps", "levels")} == {
            "services": 2,
            "steps": 2,
            "levels": 4,
        }
        assert [row["name"] for row in file.table("services").search("inscric*")] == [
            "Inscrição de poda"
        ]
        assert file.table("meta").get("licence")["value"] == "CC BY 4.0"
        assert file.table("meta").get("city")["value"] == "Vila Jacarandá"
        told = {(row["table"], row["column"]) for row in file.table("columns").rows}
        own = ("organisations", "services", "steps", "volumes", "levels")
        assert told == {(name, column.name) for name in own for column in file.table(name).columns}
        assert not {column for name, column in told if "created" in column or "person_id" in column}


def test_an_empty_catalogue_goes_out_too(run, tmp_path):
    assert run(export, "catalogue", tmp_path / "c.db", "--city", "vila").exit_code == 0
    with Database(tmp_path / "c.db") as file:
        assert file.table("services").count == 0


def test_a_database_that_was_there_is_replaced(run, small, tmp_path):
    for _ in range(2):
        run(export, "catalogue", tmp_path / "c.db", "--city", "vila")
        run(import_services, *small(), "--city", "vila")
    assert run(export, "catalogue", tmp_path / "c.db", "--city", "vila").exit_code == 0
    assert sorted(path.name for path in tmp_path.glob("*c.db*")) == ["c.db"]
    with Database(tmp_path / "c.db") as file:
        assert file.table("services").count == 2


def test_cells_that_look_like_formulas_are_tamed_in_csv(run, small, tmp_path):
    run(import_services, *small(name="=1+1"), "--city", "vila")
    run(export, "catalogue", tmp_path / "c.csv", "--city", "vila")
    with (tmp_path / "c.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == ["'=1+1", "Vaga na feira"]
    assert [row["organisation"] for row in rows] == ["Verde", "Abastecimento"]
    assert rows[0]["level_chile"] == "3"


def test_the_catalogue_goes_out_as_one_json_document(run, small, tmp_path):
    run(import_services, *small(), "--city", "vila")
    run(export, "catalogue", tmp_path / "c.json", "--city", "vila")
    found = json.loads((tmp_path / "c.json").read_text())
    assert found["slug"] == "vila"
    assert [step["title"] for step in found["services"][0]["steps"]] == ["Pedir", "Receber"]
    assert found["services"][0]["levels"]["portaria548"] == "N"


def test_the_catalogue_of_an_earlier_day_goes_out(run, small, tmp_path):
    run(import_services, *small(), "--city", "vila", "--known-from", "2020-03-01")
    for day, words in (
        ("2020-03-01", "2 services written"),
        ("2020-02-29", "not known before 2020-03-01"),
        ("2999-01-01", "has not come yet"),
    ):
        done = run(export, "catalogue", tmp_path / "c.json", "--city", "vila", "--as-of", day)
        assert words in done.output, day
    assert json.loads((tmp_path / "c.json").read_text())["date"] == "2020-03-01"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("c.txt", "must end in .db, .xlsx, .csv or .json"), ("no/c.db", "cannot be written")],
)
def test_an_export_that_cannot_be_written_says_so(run, tmp_path, name, sentence):
    done = run(export, "catalogue", tmp_path / name, "--city", "vila")
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_our_own_database_is_not_written_over(run, app):
    own = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    if own is None:
        pytest.skip("PostgreSQL's database is no file")
    done = run(export, "catalogue", own, "--city", "vila")
    assert done.exit_code == 1
    assert "own database" in done.stderr
