"""A workshop of two hundred, two hours in fifteen minutes: all come at once, write, group and vote, and no answer is an error."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import sqlite3
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import pytest
from bench.crowd import Crowd
from live.participants import Measured, Participant, parts
from live.served import run
from live.vitals import Vitals

from tests.browser.crowd import Room, tell_room
from tests.browser.served import Server

pytestmark = pytest.mark.proof_long
PEOPLE = int(os.environ.get("PROOF_PEOPLE", "200"))
MINUTES = float(os.environ.get("PROOF_WORKSHOP_MINUTES", "15"))
NOTES = 500
STORM_SECONDS = 30
# One in ten does nine tenths of the writing.
BUSY = 10


class Workshop:
    """The room on its server, its facilitator, and everybody who comes."""

    def __init__(self, server: Server, room: Room):
        self.server, self.room, self.measured = server, room, Measured()
        self.database = server.place / "workbench.db"
        cookie = f"workbench={room.facilitator}"
        self.facilitator = Participant(server.port, room.url, self.measured, cookie)
        self.people = [Participant(server.port, room.url, self.measured) for _ in range(PEOPLE)]
        self.crowd = Crowd(int(self.ask("SELECT id FROM workspace WHERE kind = 'workshop'")), 0)

    def ask(self, statement: str) -> str:
        with sqlite3.connect(self.database) as connection:
            found = connection.execute(statement).fetchone()
        return str(found[0]) if found else ""

    async def run_block(self, title: str, operation: str = "start") -> None:
        running = self.ask("SELECT coalesce(max(id), '') FROM block WHERE state = 'running'")
        await self.facilitator.post(
            f"{self.room.url}/blocks/{self.room.blocks[title]}/{operation}", seen=running
        )

    # the script

    async def go(self, seconds: float) -> None:
        writing, grouping, voting, ending = parts(seconds - STORM_SECONDS, 4, 4, 4, 2)
        await self.facilitator.take_token(f"{self.room.url}/agenda")
        await self.facilitator.post(f"{self.room.url}/opened")
        await self.run_block("Silent writing")
        await asyncio.gather(*(self.come(number) for number in range(PEOPLE)))
        self.measured.block = "Silent writing"
        await self.for_some_time(writing, NOTES / writing * 1.45, lambda who: who.write())
        block = self.room.blocks["Silent writing"]
        await self.facilitator.post(f"{self.room.url}/moderation/reveal/{block}")
        await self.run_block("Grouping")
        self.measured.block = "Grouping"
        await self.for_some_time(grouping, 1.5, self.move)
        await self.run_block("Voting")
        self.measured.block = "Voting"
        await self.for_some_time(voting, 3 * PEOPLE / voting, self.vote, is_skewed=False)
        await self.facilitator.post(f"{self.room.url}/votes/{self.room.blocks['Voting']}/close")
        self.measured.block = "The end"
        await self.for_some_time(ending, 1, self.turn_pages, is_skewed=False)
        self.crowd.is_over = True

    async def come(self, number: int) -> None:
        await asyncio.sleep(STORM_SECONDS * number / PEOPLE)
        who = self.people[number]
        await who.join(self.code, f"Pessoa {NAMES[number]}")
        await who.look(self.crowd)

    @property
    def code(self) -> str:
        return self.ask("SELECT code FROM workshop")

    async def for_some_time(
        self,
        seconds: float,
        rate: float,
        operation: Callable[[Participant], Awaitable[None]],
        is_skewed: bool = True,
    ) -> None:
        """Let people do something so often a second, while everybody turns pages and the clock is changed."""
        end, begun = time.monotonic() + seconds, set()
        turns = itertools.cycle(random.sample(self.people, len(self.people)))
        while (now := time.monotonic()) < end:
            busy = self.people[:: len(self.people) // max(1, len(self.people) // BUSY)]
            who = random.choice(busy) if is_skewed and random.random() < 0.9 else next(turns)
            begun.add(asyncio.create_task(operation(who)))
            if random.random() < 0.5:
                begun.add(asyncio.create_task(self.turn_pages(next(turns))))
            if random.random() < 0.02:
                begun.add(asyncio.create_task(self.extend()))
            await asyncio.sleep(max(0.0, now + 1 / rate - time.monotonic()))
        await asyncio.gather(*begun)

    async def move(self, who: Participant) -> None:
        """Put a note in a group, or in a new one."""
        note = self.ask("SELECT id FROM note WHERE is_hidden = 0 ORDER BY random() LIMIT 1")
        found = self.ask("SELECT coalesce(max(id), '') FROM note_group")
        fields = {"deed": "new", "title": f"Grupo {note}"}
        if found and random.random() < 0.9:
            fields = {"deed": "move", "group": found}
        await who.post(f"{self.room.url}/notes/arrange", note=note, **fields)

    async def vote(self, who: Participant) -> None:
        item = self.ask("SELECT id FROM note_group ORDER BY random() LIMIT 1")
        await who.post(f"{self.room.url}/votes/{self.room.blocks['Voting']}", more=item)

    async def turn_pages(self, who: Participant) -> None:
        is_full = int(self.ask("SELECT count(*) FROM note")) >= NOTES * 0.9
        page = random.choice(["/board", "/board", "/room"])
        kind = "the full board" if is_full and page == "/board" else "GET"
        await who.get(self.room.url + page, kind)

    async def extend(self) -> None:
        block = self.ask("SELECT coalesce(max(id), '') FROM block WHERE state = 'running'")
        if block:
            seen = self.ask(f"SELECT extra_minutes FROM block WHERE id = '{block}'")
            address = f"{self.room.url}/blocks/{block}/extend"
            await self.facilitator.post(address, minutes="2", seen=seen)


NAMES = ["".join(signs) for signs in itertools.product("ABCDEFGHIJ", "aeiou", "lmnr", "ao")]


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    place = tmp_path / "instance"
    place.mkdir()
    room = tell_room(place, 10, 3)
    server = Server(place, {}).start()
    yield Workshop(server, room)
    server.stop()


async def hold(workshop: Workshop, vitals: Vitals) -> None:
    watching = asyncio.create_task(vitals.watch(every=MINUTES / 3))
    await workshop.go(MINUTES * 60)
    watching.cancel()


def told(took: Sequence[float]) -> str:
    if len(took) < 2:
        return "not asked for"
    middle, p95 = statistics.median(took) * 1000, statistics.quantiles(took, n=20)[-1] * 1000
    return f"median {middle:.0f} ms, p95 {p95:.0f} ms, longest {max(took) * 1000:.0f} ms of {len(took)}"


def test_two_hundred_at_one_workshop(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    random.seed(17)
    process = workshop.server.process
    assert process is not None
    assert process.pid is not None
    vitals = Vitals(process.pid, workshop.server.place / "workbench.db-wal")
    run(hold(workshop, vitals), seconds=None)
    measured, crowd = workshop.measured, workshop.crowd
    stored = int(workshop.ask("SELECT count(*) FROM note"))
    with capsys.disabled():
        print(f"\n{PEOPLE} participants, {MINUTES:g} minutes, {stored} notes")
        for kind, limit in (("GET", 400), ("POST", 500), ("the full board", 1000)):
            print(f"{kind}: {told(measured.took[kind])} (limit of the p95: {limit} ms)")
        for kind in sorted(kind for kind in measured.took if ": " in kind):
            print(f"  {kind}: {told(measured.took[kind])}")
        print(f"by thirds: {vitals.told()}; answers {dict(measured.statuses)}")
        print(f"streams: {crowd.greeted} opened, {crowd.missed} events missed, {crowd.twice} twice")
    assert [each for each in measured.wrong if each.startswith("5")] == []
    assert sum(len(who.notes) for who in workshop.people) == stored
    assert (crowd.greeted, crowd.missed, crowd.twice, crowd.left) == (PEOPLE, 0, 0, 0)
    assert max(vitals.samples["memory"]) <= 1024
    assert vitals.third("memory", 3) <= vitals.third("memory", 2) * 1.05
