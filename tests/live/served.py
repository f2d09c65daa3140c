"""A small city served for real, with everybody signed in: for the tests and measurements of the stream."""

from __future__ import annotations

import asyncio
import http.client
import os
import secrets
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import forked
from flask import Flask
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer
from live.client import Line, StreamReader
from people import City4, build_city, token_of
from ports import free_port

from workbench import create_app
from workbench.config import Settings
from workbench.database import may_write
from workbench.extensions import db
from workbench.folders import folder
from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.people.person import Person

SECRET = "only for tests"


class ServedCity:
    """The small city in a database of its own, served by one or several processes."""

    def __init__(self, place: Path, url: str = ""):
        self.settings = Settings(instance=str(place), database_url=url, secret_key=SECRET)
        self.app: Flask = create_app(self.settings)
        self.named = {"instance": str(place), "database_url": url, "secret_key": SECRET}
        self.processes: dict[int, BaseProcess] = {}
        self.log = place / "served.log"
        with self.app.app_context():
            upgrade(directory=str(folder("migrations")))
            city: City4 = build_city()
            self.people = {
                name: record.id for name, record in vars(city).items() if isinstance(record, Person)
            }
            self.redesign_id: int = city.redesign.id
            self.workspace_id: int = city.redesign.workspace_id
            self.programme_id: int = city.programme.id
            self.city_id: int = city.city.id
            db.session.remove()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write beside the servers, in one transaction that holds the write lock from its start."""
        may_write.set(True)  # the last page that this thread read has left it off
        with self.app.app_context():
            yield
            commit()

    def unseat(self, name: str) -> None:
        """Take a person's only seat in the programme."""
        from workbench.models.programme.enrolment import Enrolment

        seat = db.session.query(Enrolment).filter_by(person_id=self.people[name]).one()
        db.session.delete(seat)

    # who asks

    def cookie(self, name: str) -> str:
        """Return the cookie of a session in which this person is signed in."""
        with self.app.app_context():
            person = db.session.get(Person, self.people[name])
            assert person is not None
            inside = {"_user_id": token_of(person), "csrf_token": "of the tests"}
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return f"workbench={signer.dumps(inside)}"

    @property
    def token(self) -> str:
        return str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("of the tests"))

    def fields(self, **fields: str) -> dict[str, str]:
        """Return the fields of a form, with those that every form carries."""
        return {"csrf_token": self.token, "edit_id": new_id(), **fields}

    # the servers

    def start(self, port: int = 0, first: str = "", **settings: str) -> int:
        """Start a server, which runs a line of Python first, and return its port."""
        port = port or free_port()
        self.processes[port] = forked.serve(port, self.log, first, **self.named, **settings)
        self.wait(port)
        return port

    def wait(self, port: int) -> None:
        for _try in range(600):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                connection.request("GET", "/healthz")
                status = connection.getresponse().status
                connection.close()
                if status == 200:
                    return
            except OSError:
                assert self.processes[port].is_alive(), self.log.read_text()
            time.sleep(0.05)
        raise AssertionError("the server did not answer")

    def stop(self, port: int, how: int = signal.SIGTERM) -> float:
        """End a server and return how many seconds it took."""
        began = time.monotonic()
        process = self.processes.pop(port)
        os.kill(process.pid, how)  # type: ignore[arg-type]
        process.join(20)
        assert not process.is_alive(), "the server has not ended"
        return time.monotonic() - began

    def end(self) -> None:
        for port in list(self.processes):
            self.stop(port, signal.SIGKILL)
        if self.log.exists():
            # Shown with a test that failed.
            print(self.log.read_text()[-4000:])
        with self.app.app_context():
            db.engine.dispose()

    # what people do

    def reader(self, port: int, name: str = "bruno", **options: Any) -> StreamReader:
        """Return somebody who will watch the team's board from its present position."""
        options.setdefault("at", f"{self.workspace_id}.{self.position()}")
        return StreamReader(port, self.cookie(name), **options)

    def position(self, workspace_id: int | None = None) -> int:
        from workbench.models.log.event import Workspace

        with self.app.app_context():
            workspace = db.session.get(Workspace, workspace_id or self.workspace_id)
            assert workspace is not None
            return workspace.position

    @property
    def notes(self) -> str:
        return f"/redesigns/{self.redesign_id}/notes"

    @property
    def board(self) -> str:
        return f"/redesigns/{self.redesign_id}/problems"

    async def write(self, port: int, text: str, name: str = "bruno", **fields: str) -> str:
        """Write a note as a browser does; return its id."""
        note_id = fields.pop("id", new_id())
        line = Line(port)
        answer = await line.post(
            self.notes,
            self.cookie(name),
            **self.fields(**{"id": note_id, "text": text, "kind": "citizen", **fields}),
        )
        line.close()
        assert answer.status == 302, answer.body.decode()[:2000]
        return note_id


def run(operation: Any, seconds: float | None = 180) -> Any:
    """Run a coroutine to its end in a thread of its own: the tests of browsers leave a loop running in the first one."""
    with ThreadPoolExecutor(1) as own:
        return own.submit(asyncio.run, asyncio.wait_for(operation, seconds)).result()


def some_text() -> str:
    return f"Nobody answers the telephone {secrets.token_hex(4)}"
