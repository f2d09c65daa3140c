"""Fifty people on five boards: every operation that was answered stands once in the log, and all are told the same order."""

from __future__ import annotations

import asyncio
import json
import os
import random
import time

import pytest
from bench.crowd import Crowd
from bench.live import requests_of
from live.place import WRITERS, Place, crew_of
from live.served import run

pytestmark = pytest.mark.proof_long
BOARDS = 5
# Of fifty people so many write on the first board: nine operations in ten.
ON_THE_FIRST = 45
OPERATIONS = int(os.environ.get("PROOF_OPERATIONS", "2000"))


def board_of(number: int) -> int:
    return 1 if number < ON_THE_FIRST else 2 + number % (BOARDS - 1)


async def write_and_read(place: Place) -> tuple[dict[int, list[str]], list[Crowd]]:
    """Let all write and read; return what each was answered in its order, and who read each board."""
    crew = crew_of(place, WRITERS)
    crowds = [await readers_of(place, board) for board in place.boards]
    answered: dict[int, list[str]] = {number: [] for number in range(WRITERS)}

    async def write(number: int) -> None:
        writer = crew[number]
        writer.path = f"/redesigns/{board_of(number)}/notes"
        writer.changes, writer.words = 100, f"w{number}-{{}}"
        for each in range(OPERATIONS):
            await writer.write()
            answered[number].append(f"w{number}-{each}")

    await asyncio.gather(*(write(number) for number in range(WRITERS)))
    assert [each for writer in crew for each in writer.failed] == []
    for board, crowd in zip(place.boards, crowds, strict=True):
        await crowd.until(place.head(board), seconds=60)
        crowd.leave()
    return answered, crowds


async def readers_of(place: Place, board: int) -> Crowd:
    """Open the stream of a board for everybody who writes on it, spread over the servers."""
    seats = [place.seats[number] for number in range(WRITERS) if board_of(number) == board]
    port, page = place.ports[board % len(place.ports)], f"/redesigns/{board}/problems"
    requests, workspace, position = await requests_of(seats, port, page)
    crowd = Crowd(workspace, position)
    await crowd.come(port, requests)
    return crowd


def test_every_operation_stands_once_and_in_one_order(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    random.seed(14)
    began = time.monotonic()
    with place.served():
        answered, crowds = run(write_and_read(place), seconds=None)
    took = time.monotonic() - began
    for board, crowd in zip(place.boards, crowds, strict=True):
        log = place.log(board)
        assert [position for position, *_ in log] == list(range(1, place.head(board) + 1))
        told = [each for *_, facts in log if (each := title_of(facts)).startswith("w")]
        for number in filter(lambda each: board_of(each) == board, range(WRITERS)):
            assert [each for each in told if each.startswith(f"w{number}-")] == answered[number]
        # Positions rise for each reader, and none is jumped over: there is one order.
        assert (crowd.behind(place.head(board)), crowd.twice) == (0, 0)
        assert (crowd.resyncs, crowd.left) == (0, 0)
    count = sum(map(len, answered.values()))
    assert count == WRITERS * OPERATIONS
    with capsys.disabled():
        print(
            f"\n{count} operations of {WRITERS} people on {BOARDS} boards of {place.engine.name}, "
            f"{count / took:.0f} a second: lost 0, twice 0, out of order 0, gaps 0"
        )


def title_of(facts: object) -> str:
    read = json.loads(facts) if isinstance(facts, str) else facts
    return str(read.get("title", "")) if isinstance(read, dict) else ""
