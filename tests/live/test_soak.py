"""Half an hour at eight times the pace of a busy room: what the server holds stays what it was."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.clocked import PROCESS
from bench.crowd import Crowd
from bench.live import PAGES, requests_of
from bench.load import Writer, turn_pages
from live.place import WRITERS, Place, check_the_log, crew_of, place_of
from live.served import run
from live.vitals import Vitals

pytestmark = pytest.mark.proof_long
MINUTES = float(os.environ.get("PROOF_SOAK_MINUTES", "30"))
# Five edits a second are the pace of a busy room: half an hour at this one is four of theirs.
EDITS = 40
LARGEST_WAL = 64
SLICE = 30


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with place_of(tmp_path, "", 1) as found:
        yield found


async def soak(place: Place) -> tuple[Vitals, list[Writer], Crowd]:
    port = place.ports[0]
    crew = crew_of(place, WRITERS)
    for writer in crew:
        # Boards hold some hundred notes, however long people work on them.
        writer.changes = round(MINUTES * 60 * EDITS / WRITERS / 10)
    requests, workspace, position = await requests_of(place.seats, port)
    crowd = Crowd(workspace, position)
    await crowd.come(port, requests)
    vitals = Vitals(place.told(PROCESS)[-1], place.folder / "workbench.db-wal")
    # The first minute fills pools and caches.
    await work(place, crew, min(60, MINUTES * 60 / 10))
    watching = asyncio.create_task(vitals.watch(every=MINUTES / 3))
    for _ in range(max(1, round(MINUTES * 60 / SLICE))):
        await work(place, crew, min(SLICE, MINUTES * 60))
    watching.cancel()
    await crowd.until(place.head())
    crowd.leave()
    return vitals, crew, crowd


async def keep_writing(writer: Writer, every: float, seconds: float) -> None:
    """Write one edit every so many seconds, or when the one before is answered."""
    end = time.monotonic() + seconds
    await asyncio.sleep(random.uniform(0, every))
    while (began := time.monotonic()) < end:
        await writer.write()
        await asyncio.sleep(max(0.0, began + every - time.monotonic()))


async def work(place: Place, crew: list[Writer], seconds: float) -> None:
    await asyncio.gather(
        *(keep_writing(writer, len(crew) / EDITS, seconds) for writer in crew),
        turn_pages(place.lead.caller(place.ports[0]), PAGES, seconds, pause=1),
    )


def test_what_the_server_holds_stays_the_same(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    with place.served():
        vitals, crew, crowd = run(soak(place), seconds=None)
    edits = sum(writer.answered for writer in crew)
    with capsys.disabled():
        print(
            f"\n{MINUTES:g} minutes, {edits} edits ({edits / MINUTES / 60:.0f} a second), "
            f"{WRITERS} streams; "
            f"by thirds {vitals.told()}"
        )
    check_the_log(place, crew)
    assert len(place.told(PROCESS)) == 1, "the server ended by itself"
    assert (crowd.behind(place.head()), crowd.twice, crowd.left) == (0, 0, 0)
    assert max(vitals.samples["WAL"]) <= LARGEST_WAL
    for name in ("files", "threads"):
        assert vitals.third(name, 3, max) <= vitals.third(name, 1, max) + 8, name
    assert vitals.third("memory", 3) <= vitals.third("memory", 2) * 1.05
