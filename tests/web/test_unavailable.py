"""While the database or the disk refuses, people are told why and keep what they typed."""

from __future__ import annotations

import errno
import io
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from people import City4, Visitor, forget
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from workbench import create_app, database
from workbench.config import Settings
from workbench.extensions import db
from workbench.models.work import upload
from workbench.models.work.note import Note
from workbench.web.unavailable import FULL, HELD, SILENT, UNWRITABLE, reason_of

WORDS = "Uma fila de três horas"


class Usage(NamedTuple):
    free: int


def send_note(visitor: Visitor, redesign_id: int, status: int) -> Any:
    return visitor.post(f"/redesigns/{redesign_id}/notes", status, text=WORDS, kind="citizen")


def test_a_note_that_a_locked_or_unwritable_database_refuses_stays_on_the_page(
    app: Flask, city: City4, visit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bruno, redesign_id = visit(city.bruno, "es"), city.redesign.id
    assert bruno.token
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.05)
    forget()
    database.may_write.set(True)
    with db.engine.begin():  # another writer of this process
        page = send_note(bruno, redesign_id, 503)
    assert page.document.get("lang") == "es"
    assert "No se guardó nada." in page
    assert WORDS in page
    assert any(link.startswith("/help/") for link in page.links())
    assert page.response.headers["Retry-After"] == "5"
    forget()
    db.engine.dispose()  # of its connections, only one is left
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    page = send_note(bruno, redesign_id, 503)
    assert "disco" in page
    assert WORDS in page
    assert page.response.headers["Retry-After"] == "60"
    assert bruno.get("/healthz", 503).json["disk"] == "a write failed"
    forget()
    db.engine.dispose()
    app.extensions.pop("disk_failed_at")
    send_note(bruno, redesign_id, 302)
    assert [note.text for note in db.session.scalars(db.select(Note))] == [WORDS]


def test_a_file_for_which_there_is_no_space_is_told_and_leaves_nothing(
    app: Flask, city: City4, visit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["SETTINGS"].uploads.mkdir(exist_ok=True)
    before = list(app.config["SETTINGS"].uploads.iterdir())

    def fail(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(upload.os, "fsync", fail)
    file = (io.BytesIO(b"%PDF-1.4 x"), "prova.pdf")
    address = f"/redesigns/{city.redesign.id}/attachments/new"
    page = visit(city.bruno).post(address, 503, file=file, alternative_text=WORDS)
    assert "The file has to be chosen again." in page
    assert WORDS in page
    assert list(app.config["SETTINGS"].uploads.iterdir()) == before
    app.extensions.pop("disk_failed_at")


def test_too_little_space_is_told_before_it_is_used_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    assert client.get("/healthz").get_json()["disk"] == "ok"
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(1000))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()["disk"]) == (503, "full: uploads, database")


def test_a_database_that_cannot_be_reached_is_told_with_the_typed_text(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    app = create_app(
        Settings(str(tmp_path), "postgresql://127.0.0.1:1/nothing", secret_key="only for tests"),
        WTF_CSRF_ENABLED=False,
    )
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "1.1.1"
    answer = client.post("/join", data={"code": WORDS}, headers={"Accept-Language": "en"})
    assert answer.status_code == 503
    assert WORDS in answer.text
    assert "does not answer" in answer.text
    assert client.get("/").status_code == 503
    assert client.get("/redesigns/1/problems.json").get_json()["error"]
    assert app.test_client().get("/healthz").get_json()["database"] == "silent"


def test_a_full_disk_is_understood(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'full.db'}")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE line (words TEXT)"))
        connection.exec_driver_sql("PRAGMA max_page_count=1")
        with pytest.raises(OperationalError) as error:
            connection.execute(text("INSERT INTO line VALUES (hex(zeroblob(9999)))"))
    assert reason_of(error.value) is FULL
    engine.dispose()


def test_what_postgresql_says_is_understood(empty_postgres_url: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    engine = create_engine(empty_postgres_url)
    database.prepare(engine)
    with engine.begin() as first:
        assert first.execute(text("SHOW lock_timeout")).scalar() == "10s"
        first.execute(text("CREATE TABLE line (id int)"))
    with engine.begin() as first, engine.connect() as second:
        first.execute(text("LOCK TABLE line"))
        second.execute(text("SET lock_timeout = '10ms'"))
        with pytest.raises(OperationalError) as error:
            second.execute(text("SELECT * FROM line"))
    assert reason_of(error.value) is HELD
    with engine.connect() as reader:
        reader.execute(text("SET TRANSACTION READ ONLY"))
        with pytest.raises(DBAPIError) as error:
            reader.execute(text("DELETE FROM line"))
    assert reason_of(error.value) is UNWRITABLE
    with engine.connect() as ended, pytest.raises(DBAPIError) as error:
        ended.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert reason_of(error.value) is SILENT
    with engine.connect() as reader, pytest.raises(DBAPIError) as error:
        reader.execute(text("SELECT * FROM nowhere"))
    assert reason_of(error.value) is None
    full = OperationalError("INSERT", {}, psycopg.errors.DiskFull("no space"))
    assert reason_of(full) is FULL
    engine.dispose()
