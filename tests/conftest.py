"""What every test may ask for: an application on each database, four people, and a small city."""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from people import City4, Visitor, build_city, token_of
from sqlalchemy import Column, Integer, event, text

from workbench import create_app
from workbench.config import Settings
from workbench.database import may_write
from workbench.extensions import db
from workbench.folders import folder
from workbench.models.people import passwords
from workbench.models.people.person import Person
from workbench.reports import remembered

pytest_plugins = ["postgres"]

# Speed is asserted in benchmarks: a slow machine fails no property.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

QUARTER_SECONDS = 15 * 60
LONGEST_STORY_SECONDS = 10

# A password hash that is quick to make: the strength of the real one is argon2's own business.
passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def make_app(place: Path, url: str = "") -> Flask:
    """Return an application with a migrated database of its own."""
    settings = Settings(instance=str(place), database_url=url, secret_key="only for tests")
    app = create_app(settings, TESTING=True)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", reverse_unordered)
        upgrade(directory=str(folder("migrations")))
        if db.engine.dialect.name == "sqlite":
            app.extensions["empty_database"] = copy_in_memory()
    return app


def reverse_unordered(connection: Any, _record: Any) -> None:
    """Let rows come last one first where a query names no order: PostgreSQL promises none either."""
    connection.execute("PRAGMA reverse_unordered_selects=ON")


@pytest.fixture(scope="session")
def applications(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> dict[str, Flask]:
    return {}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on SQLite, and on PostgreSQL too when it is marked so: always, or by the slow proofs alone.

    With PROOF_ENGINE=postgresql every test runs there and nowhere else.
    """
    if "engine" not in metafunc.fixturenames:
        return
    engines: list[Any] = ["sqlite"]
    if os.environ.get("PROOF_ENGINE") == "postgresql":
        metafunc.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgres)])
        return
    is_marked = metafunc.definition.get_closest_marker
    if is_marked("both_databases"):
        engines.append(pytest.param("postgresql", marks=pytest.mark.postgres))
    elif is_marked("postgres_by_proof"):
        slow = [pytest.mark.postgres, pytest.mark.proof]
        engines.append(pytest.param("postgresql", marks=slow))
    metafunc.parametrize("engine", engines)


@pytest.fixture
def app(
    engine: str,
    request: pytest.FixtureRequest,
    applications: dict[str, Flask],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """An application in its context, with an empty database."""
    if engine not in applications:
        url = request.getfixturevalue("postgres_url") if engine == "postgresql" else ""
        applications[engine] = make_app(quick_folder(tmp_path_factory, engine), url)
    app = applications[engine]
    # The last page that this thread has read for another test has left it off.
    may_write.set(True)
    with app.app_context():
        yield app
        db.session.rollback()
        empty(app)
        db.session.remove()


def quick_folder(tmp_path_factory: pytest.TempPathFactory, name: str) -> Path:
    """Return a new folder in memory where there is one: every commit waits for its disk."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        return tmp_path_factory.mktemp(name)
    place = Path(tempfile.mkdtemp(dir=memory))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


def empty(app: Flask) -> None:
    """Delete every row, so that the next test finds the database as a migration leaves it."""
    remembered.forget()
    if db.engine.dialect.name == "sqlite":
        overwrite(app.extensions["empty_database"])
        return
    with db.engine.begin() as connection:
        tables = [table.name for table in reversed(db.metadata.sorted_tables)]
        connection.exec_driver_sql(emptied_on_postgresql(tables))


def copy_in_memory() -> sqlite3.Connection:
    """Return a copy of the SQLite database: putting that back takes a fraction of writing every row."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(db.engine.raw_connection()) as connection:
        connection.driver_connection.backup(copy)
    return copy


def overwrite(copy: sqlite3.Connection) -> None:
    with closing(db.engine.raw_connection()) as connection:
        copy.backup(connection.driver_connection)


def emptied_on_postgresql(tables: list[str]) -> str:
    """Return the one request that deletes all and counts anew: TRUNCATE would make new files for every table."""
    ids = {name: db.metadata.tables[name].c.get("id", Column()) for name in tables}
    counted = [name for name, column in ids.items() if isinstance(column.type, Integer)]
    restarts = [f"setval(pg_get_serial_sequence('{name}', 'id'), 1, false)" for name in counted]
    return "; ".join(
        [
            "SET LOCAL session_replication_role = replica",  # references are not asked for one by one
            *(f"DELETE FROM {name}" for name in tables),
            f"SELECT {', '.join(restarts)}",
        ]
    )


@pytest.fixture
def city(app: Flask) -> City4:
    """A city with a programme, a team at work, and Ana, Bruno, Carla and Davi; told once, then copied."""
    kept = app.extensions.get("small_city")
    if kept is None:
        told = build_city()
        for record in vars(told).values():
            if isinstance(record, Person):
                token_of(record)
        who = {name: (type(record), record.id) for name, record in vars(told).items()}
        # The first test reads its people as every later one does: none of them is left from the telling.
        db.session.remove()
        is_sqlite = db.engine.dialect.name == "sqlite"
        kept = (copy_in_memory() if is_sqlite else rows_of_every_table(), who)
        app.extensions["small_city"] = kept
    else:
        (overwrite if isinstance(kept[0], sqlite3.Connection) else revert)(kept[0])
    return City4(**{name: db.session.get(kind, id_) for name, (kind, id_) in kept[1].items()})


def rows_of_every_table() -> dict[str, list[dict[str, Any]]]:
    """Return what stands in the database, the eldest rows first, so that it can be put back as it is."""
    with db.engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    table.select().order_by(*table.primary_key)
                ).mappings()
            ]
            for table in db.metadata.sorted_tables
        }


def revert(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Fill an empty PostgreSQL database with these rows, and let new ids begin after theirs."""
    with db.engine.begin() as connection:
        # Rows of one table may name each other: references are not asked for one by one.
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in db.metadata.sorted_tables:
            if rows[table.name]:
                connection.execute(table.insert(), rows[table.name])
        counted = [
            f"setval(pg_get_serial_sequence('{name}', 'id'), {max(row['id'] for row in found)})"
            for name, found in rows.items()
            if found and isinstance(found[0].get("id"), int)
        ]
        connection.execute(text(f"SELECT {', '.join(counted)}"))


@pytest.fixture
def visit(app: Flask, city: City4) -> Any:
    """Return a way to walk in as somebody: ``visit(city.bruno)``, or ``visit()`` as a stranger."""

    def walk_in(someone: Any = None, language: str = "en") -> Visitor:
        return Visitor(app, someone, language)

    return walk_in


@pytest.fixture
def in_one_quarter() -> None:
    """Wait until a quarter of an hour is not about to end: kept pages are made anew then."""
    left = QUARTER_SECONDS - time.time() % QUARTER_SECONDS
    if left < LONGEST_STORY_SECONDS:
        time.sleep(left)
