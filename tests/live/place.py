"""A place that is written to while its servers are killed or restarted, and what its log must say afterwards."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.clocked import PROCESS
from bench.load import Writer, writers
from bench.room import furnish
from bench.servers import Process, free_port
from sqlalchemy import create_engine, text

WRITERS = 50


class Place:
    """A city on a database, its people, and the servers in front of it with what they tell."""

    def __init__(self, folder: Path, url: str, servers: int, boards: int):
        self.folder, self.url = folder, url
        self.boards = range(1, boards + 1)
        self.lead, self.seats = furnish(
            folder, WRITERS, services=20, redesigns=max(2, boards), url=url, boards=boards
        )
        self.engine = create_engine(url or f"sqlite:///{folder / 'workbench.db'}")
        self.tells = os.open(folder / "told", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self.ports = [free_port() for _ in range(servers)]
        self.ended: set[int] = set()
        # After each restart, the seconds from its signal until somebody was answered again.
        self.outages: list[float] = []

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

    def head(self, board: int = 1) -> int:
        found = "SELECT position FROM workspace WHERE kind = 'redesign' AND place_id = "
        return int(self.ask(f"{found}{board}")[0][0])

    def log(self, board: int = 1) -> list[tuple[int, str, str, Any]]:
        """Return a board's events, the oldest first: position, action, id of the subject, facts."""
        found = (
            "SELECT e.position, e.action, e.subject_id, e.facts FROM event e JOIN workspace w"
            " ON w.id = e.workspace_id WHERE w.kind = 'redesign' AND w.place_id = "
        )
        return [tuple(row) for row in self.ask(f"{found}{board} ORDER BY e.position")]

    def close(self) -> None:
        self.engine.dispose()
        os.close(self.tells)


@contextmanager
def place_of(folder: Path, url: str, servers: int, boards: int = 1) -> Iterator[Place]:
    place = Place(folder, url, servers, boards)
    try:
        yield place
    finally:
        place.close()


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
    events = place.log()
    assert [position for position, *_ in events] == list(range(1, place.head() + 1))
    operations = Counter((action, note) for _, action, note, _ in events if note in written)
    assert {operations["note.written", note] for note in written} <= {1}
    assert sum(operations.values()) == answered
