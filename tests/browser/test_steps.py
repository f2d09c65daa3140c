"""Steps as columns and their fates, counted: named one after another, decided by keys, put between two, with a line cut."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.crowd import Crowd, tell_room
from tests.browser.gestures import Gestures
from tests.browser.served import Server

pytestmark = pytest.mark.proof
STEPS = ("Looks", "Gathers", "Goes", "Waits", "Calls", "Is visited", "Fetches")


@pytest.fixture(scope="module")
def room(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """Return a team of two people, whose map has no step yet."""
    place = tmp_path_factory.mktemp("steps") / "instance"
    place.mkdir()
    crowd = Crowd(chromium, Server(place, {}).start(), tell_room(place, 1, 2))
    yield crowd
    crowd.leave()
    crowd.server.stop()


@pytest.fixture(scope="module")
def maps(room: Crowd) -> str:
    return f"/redesigns/{next(iter(room.room.teams))}/journeys"


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    saved(page)
    return page


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_attribute("data-look", "all")


def test_seven_steps_are_typed_one_after_another(room: Crowd, maps: str) -> None:
    page = opened(room.officials[0], f"{maps}/today")
    hands = Gestures(page)
    expect(page.locator("#title")).to_be_focused()
    for number, title in enumerate(STEPS, start=1):
        page.context.set_offline(number == 3)
        hands.write(title, "Enter")
        expect(page.locator("#title")).to_have_value("")
    page.context.set_offline(False)
    expect(page.locator("th[data-cell=title]")).to_have_count(len(STEPS))
    assert (hands.count, hands.loads) == (7, 0)
    expect(page.locator("th[data-cell=title]")).to_contain_text([re.compile(t) for t in STEPS])


def test_a_step_is_moved_and_put_between_two_by_keys(room: Crowd, maps: str) -> None:
    page = opened(room.officials[0], f"{maps}/today")
    heads, hands = page.locator("th[data-cell=title]"), Gestures(page)
    heads.nth(2).focus()
    hands.press("Alt+ArrowRight")
    expect(heads.nth(3)).to_contain_text("Goes")
    hands.press("Alt+ArrowLeft")
    expect(heads.nth(2)).to_contain_text("Goes")
    hands.press("Insert")
    expect(heads).to_have_count(8)
    expect(page.locator(".cell-input")).to_be_focused()
    hands.write("Rests", "Enter")
    expect(heads.nth(2)).to_contain_text("Rests")
    hands.press("Escape")
    heads.nth(2).focus()
    hands.press("Alt+F10")
    expect(page.locator("[data-do=earlier]")).to_be_focused()
    hands.press("End")
    hands.press("Enter")
    expect(heads).to_have_count(7)
    assert hands.loads == 0


def test_seven_fates_are_seven_keys_with_a_line_cut_in_the_middle(room: Crowd, maps: str) -> None:
    page = opened(room.officials[0], f"{maps}/future")
    page.get_by_role("button", name="Begin the map").click()
    expect(page.locator("th[data-cell=title]")).to_have_count(7)
    page = opened(page, f"{maps}/compare")
    cells, hands = page.locator("td[data-cell=fate]"), Gestures(page)
    cells.first.focus()
    for number, key in enumerate("1235123", start=1):
        page.context.set_offline(number in (3, 4))
        hands.press(key)
    saved(page)
    words = ["kept", "changed", "moved online", "removed", "kept", "changed", "moved online"]
    expect(cells).to_contain_text(words)
    expect(page.locator(".fates-told")).to_contain_text("everything is decided")
    assert (hands.count, hands.loads) == (7, 0)


def test_the_menu_asks_which_step_and_a_reason_is_typed_below(room: Crowd, maps: str) -> None:
    page = opened(room.officials[0], f"{maps}/compare")
    cells, hands = page.locator("td[data-cell=fate]"), Gestures(page)
    cells.nth(1).focus()
    hands.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    hands.press("4")
    hands.press("Enter")
    expect(cells.nth(1)).to_contain_text("joins step 3")
    page.locator("td[data-cell=reason]").nth(1).focus()
    hands.write("It fits there", "Enter")
    saved(page)
    page.reload()
    expect(page.locator("td[data-cell=reason]").nth(1)).to_contain_text("It fits there")


def test_of_two_choices_at_once_the_second_is_asked(room: Crowd, maps: str) -> None:
    first, second = (opened(each, f"{maps}/compare") for each in room.officials[:2])
    second.context.set_offline(True)
    second.locator("td[data-cell=fate]").first.focus()
    second.keyboard.press("2")
    first.locator("td[data-cell=fate]").first.focus()
    first.keyboard.press("3")
    expect(first.locator("td[data-cell=fate]").first).to_contain_text("moved online")
    saved(first)
    second.context.set_offline(False)
    expect(second.locator("[data-saved]")).not_to_have_attribute("data-look", "all")
    first.reload()
    expect(first.locator("td[data-cell=fate]").first).to_contain_text("moved online")
