"""Counts the function calls of one saved note: a number that no busy machine moves, as a second would be.

Run with `python tests/bench/note_calls.py`.
"""

from __future__ import annotations

import cProfile
import io
import pstats
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path[:0] = [str(Path(__file__).resolve().parents[number]) for number in (2, 1)]

# ruff: noqa: E402 - the project is found from the checkout, whatever folder this is run from
from bench.caller import AGENT
from bench.room import Seat, seat_of
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from workbench import create_app
from workbench.config import Settings
from workbench.demo.places import SignIn
from workbench.demo.world import World
from workbench.extensions import db
from workbench.folders import folder
from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.redesign.membership import Membership

# What is made once in a process, such as compiled statements, has been made by then.
NOTES = 4


def told(place: Path) -> tuple[Flask, list[SignIn]]:
    """Tell the demo world `oficina` in a new SQLite database."""
    app = create_app(Settings(instance=str(place), secret_key="only for measuring"))
    with app.app_context():
        upgrade(directory=str(folder("migrations")))
        sign_ins = World.read("oficina").tell(place / "uploads")
        commit()
    return app, sign_ins


def calls(app: Flask, sign_ins: list[SignIn]) -> int:
    """Return the calls of the fourth note in a row that a team member of `oficina` writes."""
    email = next(each.email for each in sign_ins if each.role == "participant")
    with app.app_context():
        member, redesign = db.session.execute(
            select(Person.id, Membership.redesign_id)
            .join(Membership, Membership.person_id == Person.id)
            .where(Person.email == email)
        ).first()
    seat = seat_of(app, member, 0)
    return [calls_of_note(app, seat, redesign) for _ in range(NOTES)][-1]


def calls_of_note(app: Flask, seat: Seat, redesign: int) -> int:
    """Send one note straight into the WSGI application, and return how many calls that took."""
    environ = request_of(seat, f"/redesigns/{redesign}/notes")
    answered: list[str] = []
    profile = cProfile.Profile()
    profile.enable()
    answer = app(environ, lambda status, *_rest: answered.append(status))
    list(answer)
    answer.close()  # type: ignore[attr-defined]
    profile.disable()
    assert answered[0].startswith("302"), answered
    return int(pstats.Stats(profile).total_calls)


def request_of(seat: Seat, path: str) -> dict[str, Any]:
    """Return the request of a browser that sends a note."""
    note = {"id": new_id(), "text": "A fila demora duas horas", "kind": "citizen"}
    body = urlencode(
        {"csrf_token": seat.token, "edit_id": new_id(), "version": "", **note}
    ).encode()
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_COOKIE": seat.cookie,
        "HTTP_USER_AGENT": AGENT,
        "HTTP_ACCEPT_LANGUAGE": seat.language,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as instance:
        print(calls(*told(Path(instance))), "calls")
