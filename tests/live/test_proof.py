"""Slow proofs of what the room promises: nothing that was said is missed or told twice, nothing saved is lost."""

from __future__ import annotations

import asyncio
import random
import signal

import pytest
from bench.clocked import PROCESS, SYNCHRONOUS
from bench.load import Writer
from live.lookers import check_the_lookers, look_on
from live.place import WRITERS, Place, check_the_log, crew_of
from live.served import run

pytestmark = pytest.mark.proof
FULL = 2


def test_nobody_misses_anything_or_is_told_twice_when_lines_break_and_servers_restart(
    place: Place,
) -> None:
    random.seed(11)
    is_sqlite = not place.url
    disconnects, restarts = (500, 10) if is_sqlite else (120, 4)
    with place.served():
        lookers, crew = run(look_on(place, disconnects, restarts), seconds=None)
    # Whoever is away for 200 events reads the page anew, which must stay the exception.
    assert sum(looker.anew for looker in lookers) < disconnects / 10
    assert sum(looker.opened for looker in lookers) > disconnects
    check_the_lookers(place, lookers, crew)
    assert place.url or set(place.told(SYNCHRONOUS)) == {FULL}


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
