"""A city moves from one database to the other and back, and comes back from a backup of either."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from house.rich_world import build_rich_world
from postgres import database

from workbench import create_app
from workbench.cli import main
from workbench.config import Settings
from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.catalogue.organisation import Organisation
from workbench.models.commit import commit


def run(place: Path, url: str, *words: str) -> Result:
    environment = {"WORKBENCH_INSTANCE": str(place), "WORKBENCH_DATABASE_URL": url}
    db.session.remove()
    return CliRunner().invoke(main, list(words), env=environment)


def lines(done: Result) -> list[str]:
    """Return the lines of the tables: name, rows, checksum."""
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()[:-1]


@pytest.mark.postgres
@pytest.mark.proof
def test_a_city_goes_to_postgresql_and_back(
    app: Flask, postgres_server: str, tmp_path: Path
) -> None:
    build_rich_world()
    source, back = str(app.config["SQLALCHEMY_DATABASE_URI"]), f"sqlite:///{tmp_path / 'back.db'}"
    place, other = tmp_path / "place", tmp_path / "other"
    with database(postgres_server) as first, database(postgres_server) as second:
        there = run(place, "", "copy-database", source, first)
        told = {line.split()[0]: int(line.split()[1]) for line in lines(there)}
        assert told["person"] >= 6
        assert all(told[name] for name in ("note", "event", "attachment", "guest"))
        again = run(place, "", "copy-database", source, first)
        assert "is not empty" in again.stderr
        assert again.exit_code == 1
        # What was stored with it comes along in a backup.
        (place / "uploads").mkdir()
        (place / "uploads" / "a").write_bytes(b"picture")
        copy = str(tmp_path / "copy.tar.gz")
        assert run(place, first, "backup", copy).exit_code == 0
        assert "copy-database" in run(other, "", "restore", copy).stderr
        restored = run(other, second, "restore", copy)
        assert restored.exit_code == 0, restored.output
        assert "exists already" in run(other, second, "restore", copy).stderr
        assert (other / "uploads" / "a").read_bytes() == b"picture"
        assert lines(run(other, "", "copy-database", second, back)) == lines(there)
        # New ids begin after those that came along.
        settings = Settings(str(other), second, secret_key="only for tests")
        with create_app(settings).app_context():
            town = db.session.scalars(db.select(City)).first()
            Organisation.add(town, name="Nova", short_name="Nova", by=None)
            commit()
            db.session.remove()
            db.engine.dispose()
    with sqlite3.connect(tmp_path / "back.db") as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        found = connection.execute(
            "SELECT count(*) FROM service_search WHERE service_search MATCH 'poda'"
        )
        assert found.fetchone() == (1,)


def test_what_cannot_be_copied_is_told_in_one_sentence(tmp_path: Path) -> None:
    nowhere, empty = tmp_path / "nowhere.db", tmp_path / "empty.db"
    sqlite3.connect(empty).close()
    empty.touch()
    for source, words in ((nowhere, "There is no database"), (empty, "holds no workbench")):
        done = CliRunner().invoke(
            main,
            ["copy-database", f"sqlite:///{source}", f"sqlite:///{tmp_path / 'new.db'}"],
            env={"WORKBENCH_INSTANCE": str(tmp_path)},
        )
        assert done.exit_code == 1
        assert words in done.stderr
    assert not (tmp_path / "new.db").exists()
