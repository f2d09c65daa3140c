"""Somebody whose browser keeps the board up to date, whatever happens to the line: applies each frame as the browser does."""

from __future__ import annotations

import asyncio
import random
import re
import signal
import time
from typing import Any

from bench.caller import Caller
from bench.clocked import PROCESS
from bench.load import Writer
from bench.room import BOARD, Seat
from live.client import LogEntry, StreamReader
from live.place import Place, check_the_log, crew_of

LOOKERS = 20


class Looker:
    """A browser's model of the board: how far it is, and each note's HTML as it stands on the screen."""

    def __init__(self, port: int, cookie: str, workspace_id: int, position: int, page: str):
        at = f"{workspace_id}.{position}"
        self.stream = StreamReader(port, cookie, at, (page,), listener=self.apply)
        self.workspace = str(workspace_id)
        self.position = position
        self.notes: dict[str, str] = {}
        # Positions that were jumped over, frames that came a second time, orders to read the page anew.
        self.missed = self.twice = self.anew = self.opened = 0
        self.is_cut = self.is_behind = False
        self.page, self.caller = page, Caller(port, cookie)
        self._task: asyncio.Task[None] | None = None

    def apply(self, told: LogEntry) -> None:
        """Apply a frame only where it continues what is on the screen, as the browser does."""
        assert told.name != "gone", "the reader was sent away"
        if told.name == "resync":
            self.anew += 1
            self.is_behind = True
            self.cut()
        if self.is_behind:
            return
        if told.name != "message" or self.workspace not in told.data["at"]:
            return
        begins, ends = (told.data[name][self.workspace] for name in ("from", "at"))
        if ends <= self.position or begins < self.position:
            self.twice += 1
            return
        self.missed += begins - self.position
        self.position = ends
        for piece in told.data["pieces"]:
            self._put(piece)

    def _put(self, piece: dict[str, Any]) -> None:
        if piece["id"].startswith("note-"):
            if piece.get("gone"):
                self.notes.pop(piece["id"], None)
            else:
                self.notes[piece["id"]] = piece["html"]

    def stay(self) -> None:
        """Keep the stream open from now on, opening it anew from the last id whenever it ends."""
        self._task = asyncio.create_task(self._stay())

    async def _stay(self) -> None:
        while True:
            try:
                if self.is_behind:
                    await self._read_anew()
                await self.stream.open()
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(random.uniform(0.02, 0.1))
                continue
            assert self.stream.status in (200, 503), self.stream.status
            self.opened += self.stream.status == 200
            self.is_cut = False
            while not self.stream.is_over:
                await asyncio.sleep(0.01)

    @property
    def is_looking(self) -> bool:
        return self.stream.status == 200 and not (self.stream.is_over or self.is_cut)

    def cut(self) -> None:
        """Lose the line without a word, as on a train."""
        if self.stream._writer is not None:
            self.is_cut = True
            self.stream._writer.transport.abort()

    async def _read_anew(self) -> None:
        """Read the whole page, as the browser does when it is told that it fell too far behind."""
        answer = await self.caller.get(self.page)
        page = answer.body.decode()
        found = re.search(rf'data-live="(?:[^"]*_)?{self.workspace}\.(\d+)', page)
        assert found, "the page is not live"
        self.position = int(found[1])
        self.notes = dict(re.findall(r'id="(note-[a-z0-9]{16})"(.*?)</li>', page, re.DOTALL))
        self.stream.at, self.stream.last_id = f"{self.workspace}.{self.position}", ""
        self.is_behind = False

    async def until(self, position: int, seconds: float = 30) -> None:
        for _try in range(int(seconds / 0.02)):
            if self.position >= position:
                return
            assert not (self._task and self._task.done()), self._task
            await asyncio.sleep(0.02)
        raise AssertionError(f"is at {self.position}, not at {position}")

    async def leave(self) -> None:
        if self._task is not None:
            self._task.cancel()
        await self.stream.close()


async def look_on(
    place: Place, disconnects: int, restarts: int, count: int = 10
) -> tuple[list[Looker], list[Writer]]:
    """Cut lines and restart servers while people write; return who looked on and who wrote."""
    workspace, position = await position_of_page(place, place.seats[0])
    lookers = [
        Looker(place.ports[number % len(place.ports)], seat.cookie, workspace, position, BOARD)
        for number, seat in enumerate(place.seats[:LOOKERS])
    ]
    for looker in lookers:
        looker.stay()
    crew = crew_of(place, count)
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
            # The next one is there, and answers, before this one's successor is ended.
            began, count = time.monotonic(), len(place.told(PROCESS))
            while len(place.told(PROCESS)) == count:
                await asyncio.sleep(0.02)
            answered = sum(writer.answered for writer in crew)
            while sum(writer.answered for writer in crew) < answered + 1:
                await asyncio.sleep(0.02)
            place.outages.append(time.monotonic() - began)
            while sum(writer.answered for writer in crew) < answered + len(crew):
                await asyncio.sleep(0.02)

    writing = [asyncio.create_task(write(writer)) for writer in crew]
    await asyncio.gather(cut(), restart())
    is_over.set()
    await asyncio.gather(*writing)
    head = place.head()
    for looker in lookers:
        await looker.until(head)
        await looker.leave()
    return lookers, crew


async def position_of_page(place: Place, seat: Seat) -> tuple[int, int]:
    page = (await seat.caller(place.ports[0]).get(BOARD)).body.decode()
    found = re.search(r'data-live="(\d+)\.(\d+)', page)
    assert found, "the board is not live"
    return int(found[1]), int(found[2])


def check_the_lookers(place: Place, lookers: list[Looker], crew: list[Writer]) -> None:
    """Nobody missed anything or was told it twice, and everybody has the texts that were answered."""
    assert sum(looker.missed for looker in lookers) == 0
    assert sum(looker.twice for looker in lookers) == 0
    written = {f"note-{note}": said for writer in crew for note, said in writer.written.items()}
    for looker in lookers:
        assert set(written) <= set(looker.notes)
        assert [note for note, said in written.items() if said not in looker.notes[note]] == []
    check_the_log(place, crew)
