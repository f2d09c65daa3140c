"""A workshop by the keyboard alone, and by taps on a phone: from the first page to the team's map."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.crowd import Crowd, tell_room
from tests.browser.served import Server
from tests.browser.test_workshop import dots_spent, eventually, stored

pytestmark = pytest.mark.proof
MOST_TABS = 250


class Keyboard:
    """Somebody who has no mouse: they go from field to field with Tab, and press what they come to."""

    def __init__(self, page: Page):
        self.page = page

    def reach(self, target: Locator) -> None:
        target.first.wait_for(state="attached")
        for _press in range(MOST_TABS):
            if target.first.evaluate("each => each === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {target}")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def tick(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Space")

    def write(self, target: Locator, text: str, send: Locator) -> None:
        self.reach(target)
        self.page.keyboard.type(text)
        self.press(send)


class Phone:
    """Somebody with a phone: they tap, and type on the keyboard that rises."""

    def __init__(self, page: Page):
        self.page = page

    def press(self, target: Locator) -> None:
        target.first.tap()

    tick = press

    def write(self, target: Locator, text: str, send: Locator) -> None:
        target.first.tap()
        self.page.keyboard.type(text)
        send.first.tap()


@pytest.fixture
def room(chromium: Browser, tmp_path: Path) -> Iterator[Crowd]:
    """Return a room with one team of two people."""
    place = tmp_path / "instance"
    place.mkdir()
    told = tell_room(place, 1, 2)
    crowd = Crowd(chromium, Server(place, {}).start(), told)
    yield crowd
    crowd.leave()
    crowd.server.stop()


def with_keyboard(crowd: Crowd) -> Keyboard:
    return Keyboard(crowd.officials[0])


def with_phone(crowd: Crowd) -> Phone:
    (cookies,) = crowd.room.teams.values()
    context = crowd.chromium.new_context(
        locale="en-US",
        base_url=crowd.server.url,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    session = {"name": "workbench", "value": cookies[0], "url": crowd.server.url}
    context.add_cookies([session])
    crowd.contexts.append(context)
    page = context.new_page()
    page.set_default_timeout(60_000)
    return Phone(page)


@pytest.mark.parametrize("hands", [with_keyboard, with_phone])
def test_a_workshop_is_walked_through(
    room: Crowd, hands: Callable[[Crowd], Keyboard | Phone]
) -> None:
    someone = hands(room)
    page, other = someone.page, room.officials[1]
    room.begin("Silent writing")

    # From the first page into the room, and to its board.
    page.goto("/")
    someone.press(page.get_by_role("link", name=re.compile("Join the room")))
    page.wait_for_url("**/room")
    someone.press(page.locator("main").get_by_role("link", name="Go to the board"))
    page.wait_for_url("**/board*")
    compose = page.locator("form.compose")
    for text in ("They come three times", "Nobody answers"):
        someone.write(compose.locator("textarea"), text, compose.locator("button[type=submit]"))
        eventually(
            "the note is on the server", lambda text=text: text in stored(room, "note", "text")
        )
    other.goto(f"{room.room.url}/board")
    expect(other.get_by_text("They come three times", exact=True)).to_have_count(0)
    room.reveal()
    expect(other.get_by_text("They come three times", exact=True)).to_be_visible()

    # Two notes become a group.
    room.begin("Grouping")
    expect(page.locator("#arrange")).to_have_count(1)
    for text in ("They come three times", "Nobody answers"):
        someone.tick(page.locator("li.note", has_text=text).locator("input[name=note]"))
    new_group = page.locator("#arrange details").filter(has=page.locator("#tray-title"))
    someone.press(new_group.locator("summary"))
    someone.write(
        page.locator("#tray-title"), "Waiting", page.locator('#arrange button[value="new"]')
    )
    group = page.locator("section.group", has_text="Waiting")
    expect(group.locator("li.note")).to_have_count(2)

    # A vote for it.
    room.begin("Voting")
    eventually("one can vote", lambda: page.locator(".vote-more").count() > 0)
    someone.press(page.locator(".vote-more summary"))
    someone.press(page.get_by_role("button", name="One vote more for Waiting"))
    eventually("the dot is kept", lambda: dots_spent(page) == 1)

    # The team's map, by the way that the page offers.
    room.begin("Mapping")
    someone.press(page.get_by_role("link", name=re.compile("Mapping")))
    page.wait_for_url("**/room")
    someone.press(page.locator("main a[href$='/way']"))
    page.wait_for_url("**/journeys/today*")
    title = (
        page.locator("#add-step").locator("xpath=ancestor::section").locator("input[name=title]")
    )
    someone.write(title, "Takes a number", page.get_by_role("button", name="Add the step"))
    eventually(
        "the step is kept", lambda: "Takes a number" in stored(room, "journey_step", "title")
    )
