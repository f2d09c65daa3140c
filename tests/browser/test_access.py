"""People who use the keyboard alone, listen to the page, or need large targets: they keep their place and hear what happens."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.crowd import Crowd, tell_room
from tests.browser.served import Server
from tests.browser.test_workshop import eventually

# Everything that the page says aloud, in order.
LISTEN = """() => {
    window.heard = [];
    const write = () => window.heard.push(document.getElementById("said").textContent);
    new MutationObserver(write).observe(document.getElementById("said"), {childList: true});
}"""
FOCUSED = "document.activeElement.textContent.trim()"


@pytest.fixture
def crowd(chromium: Browser, tmp_path: Path) -> Iterator[Crowd]:
    """A room of one team of one person."""
    place = tmp_path / "instance"
    place.mkdir()
    room = tell_room(place, 1, 1)
    full = Crowd(chromium, Server(place, {}).start(), room)
    yield full
    full.leave()
    full.server.stop()


def listen(page: Page) -> None:
    expect(page.locator("#said")).to_have_count(1)
    page.evaluate(LISTEN)


def hears(page: Page, sentence: str) -> None:
    deadline = time.monotonic() + 20
    while sentence not in (heard := " ".join(page.evaluate("heard"))):
        assert time.monotonic() < deadline, f"{sentence} is not in {heard}"
        time.sleep(0.2)


def focus_is_on(page: Page, text: str) -> None:
    eventually(f"focus on {text}", lambda: page.evaluate(FOCUSED) == text)


def test_a_room_is_run_by_keyboard_and_heard_by_whoever_listens(crowd):
    ana, (bruno,), room = crowd.ana, crowd.officials, crowd.room
    bruno.goto(f"{room.url}/board")
    ana.goto(f"{room.url}/room")
    ana.get_by_role("button", name="Open the room").press("Enter")
    ana.get_by_role("button", name="Start: Silent writing").press("Enter")
    # The button became "Start: Grouping": a second Enter must not begin it.
    focus_is_on(ana, "Silent writing")
    ana.keyboard.press("Enter")
    expect(ana.get_by_role("button", name="Start: Grouping")).to_be_visible()
    listen(bruno)
    bruno.get_by_label("Your note").fill("The queue is long")
    bruno.get_by_role("button", name="Keep the note").click()
    hears(bruno, "The note is kept: only you see it.")
    pause = ana.get_by_role("button", name="Pause")
    pause.press("Enter")
    # Both turns of a switch are one button to whoever pressed it.
    focus_is_on(ana, "Continue")
    crowd.reveal()
    hears(bruno, "The notes are shown to everybody now.")
    ana.goto(f"{room.url}/blocks")
    ana.get_by_role("button", name="Later: Silent writing").or_(
        ana.get_by_role("button", name="Later: Grouping")
    ).first.press("Enter")
    crowd.begin("Voting")
    hears(bruno, "The vote is open: Voting.")
