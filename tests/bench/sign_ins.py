"""A hundred people sign in at once: how long others wait for a saved note meanwhile, against a server at rest.

Run with `python tests/bench/sign_ins.py`.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[number]) for number in (2, 1)]

# ruff: noqa: E402 - the project is found from the checkout, whatever folder this is run from
from bench import caller
from bench.caller import Caller
from bench.room import NOTES, SECRET, Seat, furnish
from bench.servers import Process
from flask import session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import update

from workbench import create_app
from workbench.config import Settings
from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.people.passwords import hashed
from workbench.models.people.person import Person

PEOPLE, WRITERS = 100, 4
PASSWORD = "a password for measuring"
REST_SECONDS = 5.0
PAUSE_SECONDS = 0.2
# Even on a machine that has much else to do.
caller.PATIENCE = 300


@dataclass
class Measured:
    """Seconds that a saved note took, at rest and while people signed in, and how long that went on."""

    rest: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)
    seconds: float = 0.0
    failed: int = 0

    @property
    def ratio(self) -> float:
        return p95(self.meanwhile) / p95(self.rest)


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def door_of(place: Path) -> Seat:
    """Give everybody a password; return what a stranger's browser has who looks at the sign-in page."""
    app = create_app(Settings(instance=str(place), secret_key=SECRET))
    with app.app_context():
        db.session.execute(update(Person).values(password_hash=hashed(PASSWORD)))
        commit()
        db.engine.dispose()
    with app.test_request_context():
        token = generate_csrf()
        sealed = app.session_interface.get_signing_serializer(app).dumps(dict(session))  # type: ignore[attr-defined]
    return Seat(f"workbench={sealed}", token, "pt-BR")


async def write(caller: Caller, taken: list[float], is_over: asyncio.Event) -> None:
    """Save a note, wait a little, and save the next."""
    while not is_over.is_set():
        began = time.monotonic()
        note = {"id": new_id(), "edit_id": new_id(), "kind": "citizen", "text": "A fila é longa"}
        answer = await caller.post(NOTES, {"version": "", **note})
        assert answer.status == 302, answer.status
        taken.append(time.monotonic() - began)
        await asyncio.sleep(PAUSE_SECONDS)


async def measure(served: Process, seats: list[Seat], door: Seat) -> Measured:
    found = Measured()

    async def beside(taken: list[float], deed: object) -> None:
        is_over = asyncio.Event()
        writing = [write(each.caller(served.port), taken, is_over) for each in seats[:WRITERS]]
        tasks = [asyncio.create_task(each) for each in writing]
        await deed  # type: ignore[misc]
        is_over.set()
        await asyncio.gather(*tasks)

    async def sign_in(number: int) -> None:
        who = {"email": f"p{number}@bench.example", "password": PASSWORD}
        answer = await door.caller(served.port).post("/sign-in", {"edit_id": new_id(), **who})
        found.failed += answer.status != 302

    async def everybody() -> None:
        began = time.monotonic()
        await asyncio.gather(*(sign_in(number) for number in range(PEOPLE)))
        found.seconds = time.monotonic() - began

    await beside([], asyncio.sleep(1))
    await beside(found.rest, asyncio.sleep(REST_SECONDS))
    await beside(found.meanwhile, everybody())
    return found


def measured(place: Path) -> Measured:
    _lead, seats = furnish(place, PEOPLE, services=20, redesigns=2)
    door = door_of(place)
    with Process.workbench(place) as served:
        return asyncio.run(measure(served, seats, door))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        told = measured(Path(folder))
    print(f"{PEOPLE} sign-ins at once: {told.seconds:.1f} s, failed {told.failed}")
    print(f"p95 of a saved note: {p95(told.rest) * 1000:.0f} ms at rest, ", end="")
    print(f"{p95(told.meanwhile) * 1000:.0f} ms meanwhile ({told.ratio:.1f} times)")
