"""Whoever has a page of an open room before them is seen, and for how long."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from live.served import ServedCity, run
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.people.person import Person
from workbench.models.programme.programme import Programme
from workbench.models.programme.workshop import Workshop
from workbench.models.room.attendance import Attendance

PATIENCE_SECONDS = 20


def opened_room(city: ServedCity) -> tuple[int, int]:
    """Open the room of a new workshop: (its id, its workspace's id)."""
    with city.writing():
        programme = db.session.get(Programme, city.programme_id)
        davi = db.session.get(Person, city.people["davi"])
        workshop: Workshop = programme.phases[0].plan(title="Oficina 1", by=davi)
        workshop.open_room(by=davi)
        return workshop.id, workshop.workspace_id


def seen(city: ServedCity, workshop: int) -> dict[int, int]:
    """Return how many seconds each person was seen in the workshop, by their ids."""
    with city.app.app_context():
        rows = db.session.execute(
            select(Attendance.person_id, Attendance.seen_seconds).where(
                Attendance.workshop_id == workshop
            )
        )
        return dict(list(rows))


async def until_seen(city: ServedCity, workshop: int, person: int, seconds: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while seen(city, workshop).get(person, -1) < seconds:
        assert time.monotonic() < deadline, f"not seen for {seconds} s: {seen(city, workshop)}"
        await asyncio.sleep(0.3)


@pytest.mark.proof
def test_who_comes_and_goes_is_written_down_with_their_time(tmp_path: Path) -> None:
    city = ServedCity(tmp_path)

    async def story() -> None:
        workshop, workspace = opened_room(city)
        port = city.start()
        at = f"{city.workspace_id}.{city.position()}_{workspace}.{city.position(workspace)}"
        bruno = await city.reader(port, at=at, pages=(city.board,)).open()
        await until_seen(city, workshop, city.people["bruno"], 0)
        await asyncio.sleep(3)
        await bruno.close()
        await until_seen(city, workshop, city.people["bruno"], 2)
        assert set(seen(city, workshop)) == {city.people["bruno"]}

    try:
        run(story())
    finally:
        city.end()
