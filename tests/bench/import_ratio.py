"""Measures the import of a real catalogue against a bare insert of the same rows in one transaction."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine

from workbench import database
from workbench.exchange.service_import import import_services
from workbench.extensions import db
from workbench.models.catalogue import search
from workbench.models.catalogue.city import City
from workbench.models.commit import commit

SHARED = Path(os.environ.get("WORKBENCH_SHARED", "../shared"))
FILES = [SHARED / "data/govbr/servicos.csv", SHARED / "data/govbr/etapas.csv"]
TABLES = ("organisation", "service", "service_step")
ROUNDS = 5


def ratio() -> dict[str, float]:
    """Return seconds of the import and of the bare insert, best of some rounds each, and bare / import.

    Both write to a new SQLite file with the same tables, indexes, triggers and settings, and commit once.
    The import also reads the two CSV files, cleans, compares and weighs what they hold.
    """
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / str(number) for number in range(ROUNDS + 1)]
        # Turn and turn about, so that whatever else the machine does disturbs both alike.
        pairs = [(timed_import(place), timed_insert(place)) for place in places]
    # The first round pays for what Python and SQLAlchemy load and compile once.
    fastest, barest = (min(seconds) for seconds in zip(*pairs[1:], strict=True))
    return {"import_seconds": fastest, "bare_seconds": barest, "ratio": barest / fastest}


def timed_import(place: Path) -> float:
    """Import the files into a new database in this folder."""
    place.mkdir()
    app = Flask(__name__)
    url = f"sqlite:///{place / 'workbench.db'}"
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"connect_args": database.connect_options(url)}
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
        db.create_all()
        search.create(db.session.connection())
        city = City.found(slug="bench", name="Bench")
        commit()
        began = time.perf_counter()
        import_services(FILES, city)
        commit()
        took = time.perf_counter() - began
        db.engine.dispose()
    return took


def timed_insert(place: Path) -> float:
    """Insert the rows that the import left in this folder into a second database of the same shape."""
    source = sqlite3.connect(place / "workbench.db")
    rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    url = f"sqlite:///{place / 'bare.db'}"
    engine = create_engine(url, connect_args=database.connect_options(url))
    database.prepare(engine)
    with engine.begin() as connection:
        db.metadata.create_all(connection)
        search.create(connection)
        for table in ("workspace", "city"):
            for row in source.execute(f"SELECT * FROM {table}"):
                connection.exec_driver_sql(insert_into(table, row), row)
    target = engine.raw_connection()
    began = time.perf_counter()
    target.cursor().execute("BEGIN IMMEDIATE")
    for table, values in rows.items():
        target.cursor().executemany(insert_into(table, values[0]), values)
    target.cursor().execute("COMMIT")
    took = time.perf_counter() - began
    target.close()
    engine.dispose()
    source.close()
    return took


def insert_into(table: str, row: tuple) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})"


if __name__ == "__main__":
    for name, value in ratio().items():
        print(f"{name}: {value:.3f}")
