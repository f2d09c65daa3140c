"""Measures the room: the stream against a bare fan-out, writing against a bare insert, and a locked database.

Run with `make bench-live`. Everything stays on this machine; the database lies on the checkout's own disk,
since commits wait for it. BENCH_READERS, BENCH_CROWD, BENCH_EDITS and BENCH_SECONDS change the size; the readers
are measured BENCH_ROUNDS times, since a shared machine is twice as slow in one minute as in the next.
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
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
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
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SLICE = 5.0
WRITERS = 40
# Rounds of eight who write as fast as they can.
WRITING_ROUNDS = 9
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


async def requests_of(
    seats: Sequence[Seat], port: int, board: str = BOARD
) -> tuple[list[bytes], int, int]:
    """Return how each person's browser asks for the stream of the board, its workspace and its position."""
    answer = await seats[0].caller(port).get(board)
    at = re.search(r'data-live="([^"]+)"', answer.body.decode())
    assert at is not None, "the board is not live"
    workspace, position = (int(number) for number in at[1].split("_")[0].split("."))
    path = f"/live?at={at[1]}&page={board}"
    heads = [seat.caller(port).head("GET", path, "Accept: text/event-stream\r\n") for seat in seats]
    return heads, workspace, position


class Beside:
    """The workbench and the bare fan-out, with a crowd in front of each, measured turn about."""

    def __init__(self, served: Process, bare: Process, seats: list[Seat]):
        self.served, self.bare, self.seats = served, bare, seats
        self.delays: list[float] = []
        self.bare_delays: list[float] = []
        self.pages: list[float] = []
        self.rest: list[float] = []
        self.work = 0.0

    async def measure(self, seconds: float, edits: float, pages: Seat | None = None) -> None:
        self.seconds = seconds
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
        operations = [at_pace([writer.write for writer in self.crew], edits, seconds)]
        if pages is not None:
            operations.append(self._turn(pages, seconds))
        await asyncio.gather(*operations)
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
    served: Process, seats: list[Seat], lead: Seat | None, window: float
) -> Beside:
    bare = Process.fan_out(window)
    try:
        beside = Beside(served, bare, seats)
        if lead is not None:
            await turn_pages(lead.caller(served.port), PAGES, 1)
            beside.rest = await turn_pages(lead.caller(served.port), PAGES, 8)
        await beside.measure(SECONDS if lead else SECONDS * 2 / 3, EDITS, lead)
    finally:
        bare.stop()
    return beside


def tell_crowd(table: Table, rounds: Sequence[Beside], limit: float) -> None:
    """Tell of the middle one of the rounds, by their ratios, and of everything that went wrong in any."""
    count = len(rounds[0].seats)
    waits = [(p95(each.delays), p95(each.bare_delays)) for each in rounds]
    tell_middle(table, f"{count} readers, the last has it (p95)", waits, limit)
    wrong = {
        "events missed": sum(each.missed + each.crowd.twice for each in rounds),
        "edits failed": sum(len(each.failed) for each in rounds),
        "sent to read anew or away": sum(each.crowd.resyncs + each.crowd.left for each in rounds),
    }
    for what, number in wrong.items():
        table.count(f"{count} readers, {what}", number, 0)
    if rounds[0].rest:
        pages = [(p95(each.pages), p95(each.rest)) for each in rounds]
        tell_middle(table, "pages meanwhile (p95; beside them at rest)", pages, 3)
    table.count(f"{count} readers, memory", max(each.memory for each in rounds), 200, " MB")
    for each in rounds:
        median, share = statistics.median(each.delays) * 1000, each.work / each.seconds
        print(
            f"<!-- {len(each.delays)} edits measured; median {median:.1f} ms; "
            f"the server used {share:.0%} of a core -->"
        )
        for words in each.failed[:3]:
            print(f"<!-- {words} -->")


def tell_middle(
    table: Table, what: str, rounds: Sequence[tuple[float, float]], limit: float
) -> None:
    """Add a line for the middle of several rounds, each with (seconds measured, seconds beside it)."""
    in_order = sorted(rounds, key=lambda pair: pair[0] / pair[1])
    ours, theirs = in_order[len(in_order) // 2]
    if len(in_order) > 1:
        least, most = (ours / theirs for ours, theirs in (in_order[0], in_order[-1]))
        what += f", the middle of {len(in_order)} rounds from {least:.2f}× to {most:.2f}×"
    table.line(what, f"{ours * 1000:.1f} ms", f"{theirs * 1000:.1f} ms", ours / theirs, limit)


async def measure_writers(table: Table, served: Process, seats: list[Seat], place: Path) -> None:
    """Eight at once, turn about with the ordinary application and with the bare insert."""
    bare = Process.insert_and_commit(place / "bare.db")
    ordinary = Process.ordinary(place / "ordinary.db")
    try:
        crews = [writers(seats[:8], each.port) for each in (served, ordinary, bare)]
        for writer in (*crews[1], *crews[2]):
            writer.path = "/notes"
        rounds = []
        for _ in range(WRITING_ROUNDS + 1):
            rounds.append([await as_fast_as_they_can(crew, 3) for crew in crews])
    finally:
        bare.stop()
        ordinary.stop()
    failed = [each for crew in crews for writer in crew for each in writer.failed]
    table.count("eight writers, failed", len(failed), 0)
    for words in failed[:3]:
        print(f"<!-- {words} -->")
    # The first round warms each server up.
    tell_rates(table, "an ordinary Flask application", [each[:2] for each in rounds[1:]], 0.5)
    tell_rates(table, "a bare insert", [each[::2] for each in rounds[1:]], 0.3)


def tell_rates(table: Table, beside: str, rates: list[list[float]], limit: float) -> None:
    """Add a line for the middle of the rounds, each with (edits a second, the same beside it)."""
    in_order = sorted(rates, key=lambda pair: pair[0] / pair[1])
    ours, theirs = in_order[len(in_order) // 2]
    least, most = (ours / theirs for ours, theirs in (in_order[0], in_order[-1]))
    what = f"eight writers beside {beside}, the middle of {len(in_order)} rounds"
    what += f" from {least:.2f}× to {most:.2f}×"
    table.line(what, f"{ours:.0f}", f"{theirs:.0f}", ours / theirs, limit, at_least=True)


async def measure_lock(
    table: Table, served: Process, seats: list[Seat], lead: Seat, file: Path
) -> None:
    """Another program holds the database for some seconds while people write and read on."""
    pages = lead.caller(served.port)
    await turn_pages(pages, PAGES, 1)
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


@contextmanager
def opened(place: Path, people: int) -> Iterator[tuple[Process, Seat, list[Seat]]]:
    """Furnish a room for so many and serve it: (the server, the lead's seat, the people's seats)."""
    lead, seats = furnish(place, people)
    with Process.workbench(place) as served:
        yield served, lead, seats


async def measure(place: Path) -> bool:
    parts = set(sys.argv[1:]) or {"readers", "writers", "lock", "crowd"}
    table = Table()
    if "readers" in parts:
        rounds = []
        for number in range(ROUNDS):
            with opened(place / f"round-{number}", READERS) as (served, lead, seats):
                rounds.append(await measure_crowd(served, seats, lead, 0))
        tell_crowd(table, rounds, 4)
    if "writers" in parts:
        with opened(place / "writers", READERS) as (served, _lead, seats):
            await measure_writers(table, served, seats, place)
    if "lock" in parts:
        with opened(place / "lock", READERS) as (served, lead, seats):
            await measure_lock(table, served, seats, lead, place / "lock" / "workbench.db")
    if "crowd" in parts:
        with opened(place / "crowd", CROWD) as (served, _lead, seats):
            tell_crowd(table, [await measure_crowd(served, seats, None, 0.05)], 5)
    return table.is_met


def main() -> bool:
    root = Path(__file__).resolve().parents[2]
    (root / "build").mkdir(exist_ok=True)
    began = time.monotonic()
    print(f"Load before: {os.getloadavg()[0]:.2f}", flush=True)
    with tempfile.TemporaryDirectory(dir=root / "build", prefix="bench-") as folder:
        is_met = bool(uvloop.run(measure(Path(folder))))
    print(f"\nTook {time.monotonic() - began:.0f} s.")
    return is_met


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
