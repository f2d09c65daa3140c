"""The map is edited where it stands: by keys alone, with few gestures, beside a colleague, and with the line cut."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.crowd import Crowd, tell_room
from tests.browser.gestures import Gestures
from tests.browser.served import Server

pytestmark = pytest.mark.proof
STEPS = (
    "Looks for the list",
    "Gathers papers",
    "Goes to the counter",
    "Waits",
    "Calls",
    "Is visited",
    "Fetches it",
)
TIMES = ("25", "40 min", "2h30", "35", "1h20", "3 h", "2:20")


@pytest.fixture(scope="module")
def room(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """Return a team of two people, whose map has no step yet."""
    place = tmp_path_factory.mktemp("cells") / "instance"
    place.mkdir()
    crowd = Crowd(chromium, Server(place, {}).start(), tell_room(place, 1, 2))
    yield crowd
    crowd.leave()
    crowd.server.stop()


@pytest.fixture(scope="module")
def address(room: Crowd) -> str:
    return f"/redesigns/{next(iter(room.room.teams))}/journeys/today"


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator("[data-saved]")).to_have_attribute("data-look", "all")
    return page


def cell(page: Page, fact: str, step: int) -> Locator:
    return page.locator(f"td[data-cell={fact}]").nth(step - 1)


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_attribute("data-look", "all")


def test_seven_steps_are_named_with_channel_time_and_emotion(room: Crowd, address: str) -> None:
    page = opened(room.officials[0], address)
    page.get_by_label(re.compile("What does the person do")).focus()
    hands = Gestures(page)
    for number, title in enumerate(STEPS, start=1):
        hands.write(title, "Enter")
        expect(page.locator("th[data-cell=title]")).to_have_count(number)
    hands.press("Shift+Tab")
    hands.press("ArrowDown")
    expect(cell(page, "channel", 1)).to_be_focused()
    for letter in "wpittiw":
        hands.write(letter, "Tab")
    for time in TIMES:
        hands.write(time, "Tab")
    for face in "2213224":
        hands.write(face, "Tab")
    saved(page)
    assert (hands.loads, hands.count) <= (0, 30)
    expect(cell(page, "channel", 2)).to_have_text("Post")
    expect(cell(page, "time", 5)).to_contain_text("80 min")
    expect(cell(page, "emotion", 3)).to_contain_text("very bad")
    page.reload()
    expect(page.locator(".cell-unknown")).to_have_count(0)
    expect(cell(page, "time", 7)).to_contain_text("2 h 20 min")


def test_the_grid_is_walked_and_a_deed_is_taken_back_by_keys(room: Crowd, address: str) -> None:
    page = opened(room.officials[0], address)
    keys = page.keyboard
    cell(page, "pains", 1).focus()
    for press, fact, step in (
        ("ArrowRight", "pains", 2),
        ("End", "pains", 7),
        ("ArrowUp", "actor", 7),
        ("Home", "actor", 1),
    ):
        keys.press(press)
        expect(cell(page, fact, step)).to_be_focused()
    keys.press("Control+Home")
    expect(page.locator("th[data-cell=title]").first).to_be_focused()
    assert page.locator('[data-grid] [tabindex="0"]').count() == 1
    cell(page, "pains", 2).focus()
    keys.type("Does not know")
    keys.press("Shift+Enter")
    keys.type("what a sketch is")
    keys.press("Enter")
    expect(cell(page, "opportunities", 2)).to_be_focused()
    expect(cell(page, "pains", 2)).to_contain_text("guess")
    saved(page)
    cell(page, "pains", 2).focus()
    keys.press("F2")
    keys.type(" at all")
    keys.press("Escape")
    expect(cell(page, "pains", 2)).to_be_focused()
    expect(cell(page, "pains", 2)).not_to_contain_text("at all")
    expect(page.locator(".undo-row")).to_contain_text("Undo")
    keys.press("Control+z")
    expect(cell(page, "pains", 2)).not_to_contain_text("sketch")


def test_a_cut_line_keeps_cells_over_a_reload(room: Crowd, address: str) -> None:
    page = opened(room.officials[0], address)
    room.server.stop()
    cell(page, "documents", 1).focus()
    page.keyboard.type("Tax slip")
    page.keyboard.press("Tab")
    page.keyboard.type("A photograph")
    page.keyboard.press("Tab")
    expect(cell(page, "documents", 1)).to_contain_text("not sent yet")
    room.server.start()
    page.reload()
    saved(page)
    for step, text in ((1, "Tax slip"), (2, "A photograph")):
        expect(cell(page, "documents", step)).to_contain_text(text)
        expect(cell(page, "documents", step)).not_to_contain_text("not sent yet")


def test_two_people_in_one_cell_lose_nothing(room: Crowd, address: str) -> None:
    first, second = (opened(each, address) for each in room.officials)
    cell(first, "backstage", 1).focus()
    first.keyboard.type("Types it again")
    expect(cell(second, "backstage", 1)).to_contain_text("is editing")
    cell(second, "backstage", 1).click()
    second.keyboard.type("Copies the form")
    first.keyboard.press("Enter")
    expect(cell(second, "backstage", 1)).to_contain_text("Types it again")
    expect(second.locator("#cell-editor textarea")).to_have_value("Copies the form")
    second.keyboard.press("Enter")
    expect(second.locator("#cell-choice")).to_contain_text("saved this cell while you were writing")
    second.keyboard.press("1")
    both = re.compile(r"Types it again\s+Copies the form")
    for page in (first, second):
        expect(cell(page, "backstage", 1)).to_have_text(both, use_inner_text=True)
        saved(page)
