"""The room under load, in small: everybody hears everything, nobody's writing fails, and a locked database loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench.live import PAGES, Beside, held
from bench.load import as_fast_as_they_can, at_pace, turn_pages, writers
from bench.room import BOARD, Seat, furnish
from bench.servers import Process
from live.served import run

PEOPLE = 24


@dataclass
class Room:
    folder: Path
    lead: Seat
    seats: list[Seat]
    served: Process


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("room")
    lead, seats = furnish(folder, PEOPLE, services=20, redesigns=3)
    with Process.workbench(folder) as served:
        yield Room(folder, lead, seats, served)


@pytest.mark.proof
def test_everybody_on_a_board_hears_of_every_edit_once(room: Room) -> None:
    with Process.fan_out(0) as bare:
        beside = Beside(room.served, bare, room.seats)
        run(beside.measure(seconds=2, edits=8, pages=room.lead))
    assert beside.failed == []
    assert len(beside.delays) == 16
    assert (beside.missed, beside.crowd.twice) == (0, 0)
    assert (beside.crowd.resyncs, beside.crowd.left) == (0, 0)
    assert beside.memory < 200


@pytest.mark.proof
def test_eight_who_write_at_once_are_all_answered(room: Room) -> None:
    crew = writers(room.seats[:8], room.served.port)
    run(as_fast_as_they_can(crew, 1))
    assert [each for writer in crew for each in writer.failed] == []
    assert all(writer.answered for writer in crew)


def test_while_another_program_locks_the_database_pages_are_shown_and_nothing_is_lost(
    room: Room,
) -> None:
    crew = writers(room.seats, room.served.port)

    async def go_on() -> str:
        await asyncio.gather(
            at_pace([writer.add for writer in crew], 16, 1.5),
            turn_pages(room.lead.caller(room.served.port), PAGES, 1),
        )
        return (await room.lead.caller(room.served.port).get(BOARD)).body.decode()

    with held(room.folder / "workbench.db", 2):
        page = run(go_on())
    assert [each for writer in crew for each in writer.failed] == []
    assert [note for w in crew for note in w.written if f"note-{note}" not in page] == []
