"""Slow proofs of what the room promises: nothing that was said is missed or told twice, nothing saved is lost."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from bench.clocked import PROCESS, SYNCHRONOUS
from bench.load import Writer, writers
from bench.room import BOARD, Seat, furnish
from bench.servers import Process, free_port
from live.lookers import Looker
from live.served import run
from sqlalchemy import create_engine, text

pytestmark = pytest.mark.proof
FULL = 2
LOOKERS = 20
WRITERS = 50


class Place:
    """A city on a database, its people, and the servers in front of it with what they tell."""

    def __init__(self, folder: Path, url: str, servers: int):
        self.folder, self.url = folder, url
        _lead, self.seats = furnish(folder, WRITERS, services=20, redesigns=2, url=url)
        self.engine = create_engine(url or f"sqlite:///{folder / 'workbench.db'}")
        self.tells = os.open(folder / "told", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self.ports = [free_port() for _ in range(servers)]
        self.ended: set[int] = set()

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve on every port; each server is started anew whenever it dies."""
        with ExitStack() as servers:
            for port in self.ports:
                server = Process.workbench(self.folder, port, self.tells, self.url, "again")
                servers.enter_context(server)
            yield

    def end_one(self, how: int) -> None:
        """Send a signal to one of the servers that have not had one yet."""
        alive = [pid for pid in self.told(PROCESS) if pid not in self.ended]
        if alive:
            self.ended.add(victim := random.choice(alive))
            os.kill(victim, how)

    def told(self, kind: int) -> list[int]:
        """Return what the servers told of this kind, the oldest first."""
        lines = (line.split() for line in (self.folder / "told").read_text().splitlines())
        return [int(number) for of, number, _moment in lines if int(of) == kind]

    def ask(self, statement: str) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(text(statement)))

    @property
    def head(self) -> int:
        found = "SELECT position FROM workspace WHERE kind = 'redesign' AND place_id = 1"
        return int(self.ask(found)[0][0])

    def close(self) -> None:
        self.engine.dispose()
        os.close(self.tells)


@contextmanager
def place_of(folder: Path, url: str, servers: int) -> Iterator[Place]:
    place = Place(folder, url, servers)
    try:
        yield place
    finally:
        place.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """One server on SQLite; two on PostgreSQL."""
    on_sqlite = request.param == "sqlite"
    url = "" if on_sqlite else request.getfixturevalue("empty_postgres_url")
    with place_of(tmp_path, url, 1 if on_sqlite else 2) as found:
        yield found


def crew_of(place: Place, count: int) -> list[Writer]:
    """Return people who try again until they are answered, spread over the servers."""
    crew = []
    for number, seat in enumerate(place.seats[:count]):
        [writer] = writers([seat], place.ports[number % len(place.ports)])
        writer.is_stubborn = True
        crew.append(writer)
    return crew


def check_the_log(place: Place, crew: list[Writer]) -> None:
    """Nothing that was answered is lost, nothing happened twice, and the log has no gap."""
    assert [each for writer in crew for each in writer.failed] == []
    written = {note: said for writer in crew for note, said in writer.written.items()}
    answered = sum(writer.answered for writer in crew)
    stored = dict(map(tuple, place.ask("SELECT id, text FROM note")))
    lost = [note for note, said in written.items() if stored.get(note) != said]
    assert lost == []
    events = place.ask(
        "SELECT e.position, e.action, e.subject_id FROM event e JOIN workspace w"
        " ON w.id = e.workspace_id WHERE w.kind = 'redesign' AND w.place_id = 1 ORDER BY e.position"
    )
    assert [position for position, _, _ in events] == list(range(1, place.head + 1))
    operations = Counter((action, note) for _, action, note in events if note in written)
    assert {operations["note.written", note] for note in written} <= {1}
    assert sum(operations.values()) == answered


# who looks on


async def look_on(
    place: Place, disconnects: int, restarts: int
) -> tuple[list[Looker], list[Writer]]:
    """Cut lines and restart servers while people write; return who looked on and who wrote."""
    workspace, position = await position_of_page(place, place.seats[0])
    lookers = [
        Looker(place.ports[number % len(place.ports)], seat.cookie, workspace, position, BOARD)
        for number, seat in enumerate(place.seats[:LOOKERS])
    ]
    for looker in lookers:
        looker.stay()
    crew = crew_of(place, 10)
    for writer in crew:
        # Whoever comes back is sent the whole board: it stays as large as boards are.
        writer.changes = 20
    is_over = asyncio.Event()

    async def write(writer: Writer) -> None:
        while not is_over.is_set():
            await writer.write()
            await asyncio.sleep(0.4)

    async def cut() -> None:
        for _ in range(disconnects):
            while not (looking := [each for each in lookers if each.is_looking]):
                await asyncio.sleep(0.01)
            random.choice(looking).cut()
            await asyncio.sleep(random.uniform(0.02, 0.12))

    async def restart() -> None:
        for _ in range(restarts):
            await asyncio.sleep(random.uniform(1, 3))
            place.end_one(signal.SIGTERM)
            # The next one is there before this one's successor is ended.
            count = len(place.told(PROCESS))
            while len(place.told(PROCESS)) == count:
                await asyncio.sleep(0.02)

    writing = [asyncio.create_task(write(writer)) for writer in crew]
    await asyncio.gather(cut(), restart())
    is_over.set()
    await asyncio.gather(*writing)
    head = place.head
    for looker in lookers:
        await looker.until(head)
        await looker.leave()
    return lookers, crew


async def position_of_page(place: Place, seat: Seat) -> tuple[int, int]:
    page = (await seat.caller(place.ports[0]).get(BOARD)).body.decode()
    found = re.search(r'data-live="(\d+)\.(\d+)', page)
    assert found, "the board is not live"
    return int(found[1]), int(found[2])


def test_nobody_misses_anything_or_is_told_twice_when_lines_break_and_servers_restart(
    place: Place,
) -> None:
    random.seed(11)
    is_sqlite = not place.url
    disconnects, restarts = (500, 10) if is_sqlite else (120, 4)
    with place.served():
        lookers, crew = run(look_on(place, disconnects, restarts), seconds=None)
    assert sum(looker.missed for looker in lookers) == 0
    assert sum(looker.twice for looker in lookers) == 0
    # Whoever is away for 200 events reads the page anew, which must stay the exception.
    assert sum(looker.anew for looker in lookers) < disconnects / 10
    assert sum(looker.opened for looker in lookers) > disconnects
    written = {f"note-{note}": said for writer in crew for note, said in writer.written.items()}
    for looker in lookers:
        assert set(written) <= set(looker.notes)
        assert [note for note, said in written.items() if said not in looker.notes[note]] == []
    check_the_log(place, crew)
    assert place.url or set(place.told(SYNCHRONOUS)) == {FULL}


# who writes


async def kill(place: Place, times: int, count: int) -> list[Writer]:
    """Let people write without a pause while the servers are killed; return who wrote."""
    crew = crew_of(place, count)
    is_over = asyncio.Event()

    async def write(writer: Writer) -> None:
        while not is_over.is_set():
            await writer.write()

    writing = [asyncio.create_task(write(writer)) for writer in crew]
    for _ in range(times):
        answered = sum(writer.answered for writer in crew)
        # Each server lives until it has answered some, so that it is killed in the middle of its work.
        while sum(writer.answered for writer in crew) < answered + 10:
            await asyncio.sleep(0.005)
            assert not any(task.done() for task in writing), [t for t in writing if t.done()]
        await asyncio.sleep(random.uniform(0, 0.15))
        place.end_one(signal.SIGKILL)
    is_over.set()
    await asyncio.gather(*writing)
    return crew


def test_nothing_that_was_answered_is_lost_or_happens_twice_when_the_server_is_killed(
    place: Place,
) -> None:
    random.seed(12)
    times, count = (100, WRITERS) if not place.url else (30, 20)
    with place.served():
        crew = run(kill(place, times, count), seconds=None)
    assert len(place.told(PROCESS)) >= times
    check_the_log(place, crew)
    if not place.url:
        told = place.told(SYNCHRONOUS)
        assert len(told) >= times
        assert set(told) == {FULL}
