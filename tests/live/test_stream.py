"""The stream as people meet it: a real server, a real database, and readers who come and go."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from live.served import ServedCity, run, some_text


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ServedCity]:
    url = request.getfixturevalue("empty_postgres_url") if request.param == "postgresql" else ""
    city = ServedCity(tmp_path, url)
    yield city
    city.end()


def test_a_note_that_somebody_writes_reaches_everybody_who_looks_on(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        ana = await city.reader(port, "ana").open()
        assert ana.status == 200
        assert ana.headers["content-type"].startswith("text/event-stream")
        assert ana.headers["cache-control"] == "no-store"
        assert ana.headers["x-accel-buffering"] == "no"
        assert "x-audience" not in ana.headers
        hello = await ana.until(lambda told: told.name == "hello")
        assert hello.data["person"] == city.people["ana"]
        start = city.position()
        text = some_text()
        note_id = await city.write(port, text)
        told = await ana.until(lambda told: told.name == "message")
        assert text in told.pieces[f"note-{note_id}"]["html"]
        assert told.pieces[f"note-{note_id}"]["into"] == "notes-of-none"
        workspace = str(city.workspace_id)
        assert told.data["from"] == {workspace: start}
        assert told.data["at"] == {workspace: city.position()}
        assert told.id.startswith(f"{workspace}.{city.position()}.")
        await ana.close()

    run(story())


def test_the_server_ends_in_less_than_three_seconds_with_streams_open(city: ServedCity) -> None:
    async def story() -> None:
        port = city.start()
        readers = [await city.reader(port, name).open() for name in ("ana", "bruno", "davi")]
        assert city.stop(port, signal.SIGTERM) < 3
        for reader in readers:
            await reader.until_over(1)

    run(story())
