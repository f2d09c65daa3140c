"""Measures the room: the stream against a bare fan-out, writing against a bare insert, and a locked database.

Run with `make bench-live`. Everything stays on this machine; the database lies on the checkout's own disk,
since commits wait for it. BENCH_READERS, BENCH_CROWD, BENCH_EDITS and BENCH_SECONDS change the size.
"""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

sys.path[:0] = [str(folder) for folder in Path(__file__).resolve().parents[1:3]]

# ruff: noqa: E402 - the project is found from the checkout, whatever folder this is run from
import uvloop
from bench.crowd import Crowd
from bench.load import Echo, as_fast_as_they_can, at_pace, turn_pages, writers
from bench.room import BOARD, Seat, furnish
from bench.servers import Process

READERS = int(os.environ.get("BENCH_READERS", "200"))
CROWD = int(os.environ.get("BENCH_CROWD", "1000"))
EDITS = float(os.environ.get("BENCH_EDITS", "20"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "30"))
SLICE = 5.0
WRITERS = 40
# What people who are not in the room look at: the catalogue, the programme and another team's workspace.
PAGES = ("/services", "/programmes/1", "/redesigns/2")
LOCKED_SECONDS = 5
HOLD = """
import sqlite3, sys, time
line = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
line.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
line.execute("ROLLBACK")
"""


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


class Table:
    """The lines of the result, each with its limit."""

    def __init__(self) -> None:
        self.is_met = True
        print("\n| what | measured | beside it | ratio | limit | |", flush=True)
        print("|---|---|---|---|---|---|", flush=True)

    def line(
        self,
        what: str,
        measured: str,
        beside: str,
        ratio: float,
        limit: float,
        at_least: bool = False,
    ) -> None:
        is_met = ratio >= limit if at_least else ratio <= limit
        word = "≥" if at_least else "≤"
        self._print(what, measured, beside, f"{ratio:.2f}×", f"{word} {limit:g}×", is_met)

    def count(self, what: str, measured: float, limit: float, unit: str = "") -> None:
        self._print(what, f"{measured:.0f}{unit}", "", "", f"≤ {limit:g}{unit}", measured <= limit)

    def _print(self, *cells: object) -> None:
        *words, is_met = cells
        self.is_met = self.is_met and bool(is_met)
        print("|", " | ".join(map(str, words)), "|", "met |" if is_met else "MISSED |", flush=True)


async def requests_of(seats: Sequence[Seat], port: int) -> tuple[list[bytes], int, int]:
    """Return how each person's browser asks for the stream of the board, its workspace and its position."""
    answer = await seats[0].caller(port).get(BOARD)
    at = re.search(r'data-live="([^"]+)"', answer.body.decode())
    assert at is not None, "the board is not live"
    workspace, position = (int(number) for number in at[1].split("_")[0].split("."))
    path = f"/live?at={at[1]}&page={BOARD}"
    heads = [seat.caller(port).head("GET", path, "Accept: text/event-stream\r\n") for seat in seats]
    return heads, workspace, position


class Beside:
    """The workbench and the bare fan-out, with a crowd in front of each, measured turn about."""

    def __init__(self, served: Process, bare: Process, seats: list[Seat]):
        self.served, self.bare, self.seats = served, bare, seats
        self.delays: list[float] = []
        self.bare_delays: list[float] = []
        self.pages: list[float] = []
        self.work = 0.0

    async def measure(self, seconds: float, edits: float, pages: Seat | None = None) -> None:
        self.served.listen()
        self.bare.listen()
        requests, workspace, position = await requests_of(self.seats, self.served.port)
        self.crowd = Crowd(workspace, position)
        self.echoes = Crowd(0, 0)
        await self.crowd.come(self.served.port, requests)
        ask = [b"GET / HTTP/1.1\r\nHost: bare\r\n\r\n"] * len(self.seats)
        await self.echoes.come(self.bare.port, ask)
        self.crew = writers(self.seats[:WRITERS], self.served.port)
        echo = Echo(self.bare.port, self.crowd.frames)
        for _ in range(max(1, round(seconds / SLICE))):
            await self._slice(min(SLICE, seconds), edits, pages)
            await at_pace([echo.say], edits, min(SLICE, seconds))
            await self.echoes.until(echo.number)
            self.bare_delays += delays(self.bare, self.echoes)
        self.memory = self.served.memory
        self.served.deafen()
        self.bare.deafen()
        self.crowd.leave()
        self.echoes.leave()

    async def _slice(self, seconds: float, edits: float, pages: Seat | None) -> None:
        work = self.served.seconds_of_work
        deeds = [at_pace([writer.write for writer in self.crew], edits, seconds)]
        if pages is not None:
            deeds.append(self._turn(pages, seconds))
        await asyncio.gather(*deeds)
        ours = (at for workspace, at in self.served.clock if workspace == self.crowd.workspace_id)
        head = max(ours, default=0)
        await self.crowd.until(head)
        self.delays += delays(self.served, self.crowd)
        self.work += self.served.seconds_of_work - work
        self.head = max(head, getattr(self, "head", 0))

    async def _turn(self, seat: Seat, seconds: float) -> None:
        self.pages += await turn_pages(seat.caller(self.served.port), PAGES, seconds)

    @property
    def failed(self) -> list[str]:
        return [each for writer in self.crew for each in writer.failed]

    @property
    def missed(self) -> int:
        return self.crowd.behind(self.head)


def delays(server: Process, crowd: Crowd) -> list[float]:
    """Return for each position that everybody has: from its commit until the last had it; forget the positions."""
    found = []
    for (workspace, position), moment in server.clock.items():
        if workspace == crowd.workspace_id and crowd.counts[position] == len(crowd.readers):
            found.append(crowd.last[position] - moment)
    server.clock.clear()
    return found


async def measure_crowd(
    table: Table, served: Process, seats: list[Seat], lead: Seat | None, limit: float, window: float
) -> None:
    rest: list[float] = []
    if lead is not None:
        await turn_pages(lead.caller(served.port), PAGES, 1)
        rest = await turn_pages(lead.caller(served.port), PAGES, 8)
    bare = Process.fan_out(window)
    try:
        beside = Beside(served, bare, seats)
        await beside.measure(SECONDS if lead else SECONDS * 2 / 3, EDITS, lead)
    finally:
        bare.stop()
    count = len(seats)
    ours, theirs = p95(beside.delays) * 1000, p95(beside.bare_delays) * 1000
    middle = statistics.median(beside.delays) * 1000
    table.line(
        f"{count} readers, the last has it (p95; median {middle:.1f} ms)",
        f"{ours:.1f} ms",
        f"{theirs:.1f} ms",
        ours / theirs,
        limit,
    )
    table.count(f"{count} readers, events missed", beside.missed + beside.crowd.twice, 0)
    table.count(f"{count} readers, edits failed", len(beside.failed), 0)
    table.count(
        f"{count} readers, sent to read anew or away", beside.crowd.resyncs + beside.crowd.left, 0
    )
    if lead is not None:
        busy, still = p95(beside.pages) * 1000, p95(rest) * 1000
        table.line(
            "pages meanwhile (p95)", f"{busy:.1f} ms", f"{still:.1f} ms at rest", busy / still, 3
        )
    table.count(f"{count} readers, memory", beside.memory, 200, " MB")
    share = beside.work / (SECONDS if lead else SECONDS * 2 / 3)
    print(f"<!-- {len(beside.delays)} edits measured; the server used {share:.0%} of a core -->")
    for each in beside.failed[:3]:
        print(f"<!-- {each} -->")


async def measure_writers(table: Table, served: Process, seats: list[Seat], place: Path) -> None:
    """Eight at once, turn about with the bare insert."""
    bare = Process.insert_and_commit(place / "bare.db")
    try:
        crew = writers(seats[:8], served.port)
        plain = writers(seats[:8], bare.port)
        for writer in plain:
            writer.path = "/notes"
        rates: list[tuple[float, float]] = []
        for _ in range(3):
            rates.append((await as_fast_as_they_can(crew, 3), await as_fast_as_they_can(plain, 3)))
    finally:
        bare.stop()
    ours, theirs = (statistics.median(rate) for rate in zip(*rates[1:], strict=True))
    table.count("eight writers, failed", sum(len(writer.failed) for writer in crew), 0)
    table.line(
        "eight writers, edits a second", f"{ours:.0f}", f"{theirs:.0f}", ours / theirs, 0.3, True
    )


async def measure_lock(
    table: Table, served: Process, seats: list[Seat], lead: Seat, file: Path
) -> None:
    """Another program holds the database for some seconds while people write and read on."""
    pages = lead.caller(served.port)
    rest = await turn_pages(pages, PAGES, 5)
    crew = writers(seats[:WRITERS], served.port)
    with held(file, LOCKED_SECONDS):
        _, busy = await asyncio.gather(
            at_pace([writer.add for writer in crew], EDITS, LOCKED_SECONDS),
            turn_pages(pages, PAGES, LOCKED_SECONDS - 0.5),
        )
    slow, still = p95(busy) * 1000, p95(rest) * 1000
    table.count("locked for 5 s, error pages or failures", sum(len(w.failed) for w in crew), 0)
    answer = (await seats[0].caller(served.port).get(BOARD)).body.decode()
    lost = sum(f"note-{note}" not in answer for writer in crew for note in writer.written)
    table.count("locked for 5 s, notes lost", lost, 0)
    table.line(
        "locked for 5 s, pages (p95)", f"{slow:.1f} ms", f"{still:.1f} ms at rest", slow / still, 2
    )


class held(ExitStack):  # noqa: N801 - reads as a verb
    """Hold SQLite's write lock from another program."""

    def __init__(self, file: Path, seconds: float):
        super().__init__()
        self.command = [sys.executable, "-c", HOLD, str(file), str(seconds)]

    def __enter__(self) -> held:
        program = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        assert program.stdout is not None
        assert program.stdout.readline() == "locked\n"
        self.callback(program.wait, 30)
        return self


async def measure() -> bool:
    root = Path(__file__).resolve().parents[2]
    (root / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root / "build", prefix="bench-") as folder:
        place = Path(folder)
        began = time.monotonic()
        print(f"Building a city and a team of {CROWD} …", flush=True)
        lead, seats = furnish(place, max(CROWD, READERS))
        print(f"… in {time.monotonic() - began:.0f} s; load before: {os.getloadavg()[0]:.2f}")
        table = Table()
        parts = set(sys.argv[1:]) or {"readers", "writers", "lock", "crowd"}
        with Process.workbench(place) as served:
            if "readers" in parts:
                await measure_crowd(table, served, seats[:READERS], lead, 4, 0)
            if "writers" in parts:
                await measure_writers(table, served, seats, place)
            if "lock" in parts:
                await measure_lock(table, served, seats, lead, place / "workbench.db")
        if "crowd" in parts:
            with Process.workbench(place) as served:
                await measure_crowd(table, served, seats[:CROWD], None, 5, 0.05)
    print(f"\nTook {time.monotonic() - began:.0f} s.")
    return table.is_met


if __name__ == "__main__":
    sys.exit(0 if uvloop.run(measure()) else 1)
