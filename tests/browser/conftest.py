"""Both demo worlds on the real server, and a browser in which their people are signed in."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.addresses import TEAMS, facts_of
from tests.browser.chromium import chromium
from tests.browser.people import People
from tests.browser.served import Door, Doors, Server, application, tell_worlds

__all__ = ["chromium"]
HERE = Path(__file__).parent
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Doors]:
    """The instance with both worlds, told once for all workers: (its folder, who can sign in)."""
    shared = tmp_path_factory.getbasetemp()
    if shared.name.startswith("popen-"):
        shared = shared.parent
    place, list_of_doors = shared / "told", shared / "told.json"
    with (shared / "told.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not list_of_doors.exists():
            doors = tell_worlds(place)
            list_of_doors.write_text(
                json.dumps({w: {r: asdict(d) for r, d in of.items()} for w, of in doors.items()})
            )
    read = json.loads(list_of_doors.read_text())
    return place, {w: {r: Door(**d) for r, d in of.items()} for w, of in read.items()}


@pytest.fixture(scope="session")
def facts(told: tuple[Path, Doors]) -> dict[str, dict[str, Any]]:
    """The ids in the addresses of each world's pages."""
    with application(told[0]).app_context():
        return {world: facts_of(world) for world in TEAMS}


@pytest.fixture(scope="session")
def server(told: tuple[Path, Doors], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of the tests that only look."""
    place, doors = told
    running = Server.copy_of(place, tmp_path_factory.mktemp("looked-at") / "instance", doors)
    yield running.start()
    running.stop()


@pytest.fixture(scope="module")
def own_server(
    told: tuple[Path, Doors], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server of one module's own, for tests that write."""
    place, doors = told
    running = Server.copy_of(place, tmp_path_factory.mktemp("written") / "instance", doors)
    yield running.start()
    running.stop()


@pytest.fixture(scope="session")
def people(chromium: Browser, server: Server) -> Iterator[People]:
    """The people who look at pages, each signed in once."""
    known = People(chromium, server)
    yield known
    known.leave()


@pytest.fixture
def browse(people: People) -> Callable[..., Page]:
    """Return a way to sit down as somebody: ``browse("bruno", "oficina", "es", dark=True, width=390)``."""
    return people.sit_down
