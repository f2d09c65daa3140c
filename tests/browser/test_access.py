"""People who use the keyboard alone, listen to the page, or need large targets: they keep their place and hear what happens."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.crowd import Crowd, tell_room
from tests.browser.looking import Look
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


@pytest.mark.proof
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
    paste(bruno, "1. The queue is long\n\n- The queue is cold")
    bruno.get_by_role("button", name="Add 2 notes").press("Enter")
    for text in ("The queue is long", "The queue is cold"):
        expect(bruno.locator("li[id^=own-note]").get_by_text(text, exact=True)).to_be_visible()
    paste(bruno, f"One\n{'x' * 501}")
    expect(bruno.get_by_text("Line 2 has 501 characters")).to_be_visible()
    bruno.get_by_label("Your note").fill("The form is long")
    expect(bruno.get_by_text("Line 2 has")).to_be_hidden()
    bruno.get_by_role("button", name="Keep the note").click()
    expect(bruno.locator("li[id^=own-note]", has_text="The form is long")).to_be_visible()
    hears(bruno, "The note is kept: only you see it.")
    ana.get_by_role("button", name="Pause").press("Enter")
    # Both turns of a switch are one button to whoever pressed it.
    focus_is_on(ana, "Continue")
    ana.goto(f"{room.url}/blocks")
    ana.get_by_role("button", name="Later: Grouping").press("Enter")
    expect(ana.locator(".block-plan h2").nth(2)).to_contain_text("Grouping")
    assert ana.evaluate("document.activeElement.getAttribute('aria-label')") == "Later: Grouping"
    crowd.reveal()
    hears(bruno, "The notes are shown to everybody now.")
    group_by_keys(ana, f"{room.url}/board")
    crowd.begin("Voting")
    hears(bruno, "The vote is open: Voting.")
    bruno.get_by_role("button", name="Vote for Queue").press("Enter")
    expect(bruno.get_by_role("button", name="Voted for Queue: take the vote back")).to_be_focused()
    hears(bruno, "1 of your 2 votes left.")
    bruno.get_by_role("button", name=re.compile(r"Vote for P-\d")).press("Enter")
    alone = bruno.get_by_role("button", name=re.compile(r"Voted for P-\d.*: take"))
    expect(alone).to_be_focused()
    hears(bruno, "0 of your 2 votes left.")
    call_everybody(ana, bruno, room.url)
    look_at_the_room(ana, room.url)


def paste(page: Page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.get_by_label("Your note").press("Control+V")


def group_by_keys(ana: Page, board: str) -> None:
    """Group by keys, which do nothing elsewhere on the page, and nothing once they are switched off."""
    ana.goto(board)
    boxes = ana.locator("#board").get_by_role("checkbox")
    for number in range(2):
        boxes.nth(number).check()
    ana.locator(".footer button").first.press("j")
    ana.locator(".footer button").first.press("n")
    expect(ana.locator("#tray-title")).to_be_hidden()
    ana.locator(".bar details.menu summary").click()
    ana.get_by_label("Keys G, N and J for picked notes").uncheck()
    boxes.first.press("n")
    expect(ana.locator("#tray-title")).to_be_hidden()
    ana.get_by_label("Keys G, N and J for picked notes").check()
    boxes.first.press("n")
    expect(ana.locator("#tray-title")).to_be_focused()
    ana.keyboard.type("Queue")
    ana.keyboard.press("Enter")
    expect(ana.get_by_role("region", name="Queue").locator(".note")).to_have_count(2)
    focus_is_on(ana, "The board")


def call_everybody(ana: Page, bruno: Page, room: str) -> None:
    """Whoever is called has 20 seconds and may stay."""
    ana.goto(f"{room}/wall")
    ana.get_by_role("button", name="Call everybody back").click()
    hears(bruno, "You are taken there in 20 seconds, unless you stay here or are writing.")
    for stays in (True, False):
        page = bruno.context.new_page()
        page.clock.install()
        page.goto(f"{room}/board")
        button = page.get_by_role("button", name="Stay here")
        expect(button).to_be_visible()
        page.keyboard.press("Tab")
        button.focus()
        assert button.evaluate(RING) >= 3
        page.clock.fast_forward(15_000)
        if stays:
            button.press("Enter")
            expect(button).to_be_hidden()
        page.clock.fast_forward(10_000)
        expect(page).to_have_url(re.compile("/board$" if stays else "/room$"))
        page.close()


# The contrast of the focus ring with what lies behind it.
RING = """element => {
    const brush = document.createElement("canvas").getContext("2d");
    const light = colour => {
        brush.fillStyle = colour;
        brush.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...brush.getImageData(0, 0, 1, 1).data].map(each => each / 255)
            .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const ring = getComputedStyle(element);
    if (ring.outlineStyle === "none") return 0;
    const behind = light(getComputedStyle(element.closest(".room-call")).backgroundColor);
    const shown = light(ring.outlineColor);
    return Math.max(shown, behind) / Math.min(shown, behind);
}"""


def look_at_the_room(ana: Page, room: str) -> None:
    faults = []
    for name in ("room", "board", "blocks", "wall"):
        look = Look(ana).at(f"{room}/{name}").on(1280).accessible().on(390).accessible()
        faults += look.touchable().narrow().faults
    assert faults == []
    # The last page was the wall, folded: as many cells as headings, and none without its own.
    cells = ana.locator(".wall tbody tr:has(> th[scope=row])").first.locator("> *")
    assert cells.count() == ana.locator(".wall thead th").count()
    assert cells.evaluate_all("all => all.every(each => each.checkVisibility())")


def under_the_bar(page: Page) -> list[str]:
    """Go up through the page with Shift+Tab, and return what had the focus where nobody sees it."""
    page.locator(".footer button").last.focus()
    hidden = []
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if name := page.evaluate(COVERED):
            hidden.append(name)
    return hidden


COVERED = """() => {
    const each = document.activeElement, box = each.getBoundingClientRect();
    if (each.closest(".bar, .skip") || each === document.body) return "";
    const bar = document.querySelector(".bar").getBoundingClientRect();
    return box.bottom <= bar.bottom + 1 ? each.id || each.textContent.trim() || each.tagName : "";
}"""


@pytest.mark.proof
def test_what_has_the_focus_is_seen_and_a_refused_form_says_so_first(browse, facts):
    team = f"/redesigns/{facts['oficina']['redesign']}"
    for width in (1280, 390):
        page = browse("bruno", "oficina", "pt-BR", width=width)
        page.goto(f"{team}/problems/new")
        assert under_the_bar(page) == []
    page.get_by_label("O que dá errado, em uma frase?").evaluate(
        "each => { each.required = false; }"
    )
    page.get_by_role("button", name="Salvar e mostrar").click()
    expect(page.locator("[data-refused]")).to_be_focused()
    assert page.title().startswith("Erro: ")
    page.locator("[data-refused] a").first.press("Enter")
    expect(page.get_by_label("O que dá errado, em uma frase?")).to_be_focused()
    page.goto(f"{team}/journey-steps/{facts['oficina']['step']}")
    page.get_by_role("button", name="Decidir").click()
    page.locator("[data-refused] a[href='#fate']").press("Enter")
    expect(page.locator("select#fate")).to_be_focused()


def test_what_a_shade_tells_is_told_in_words_and_words_have_their_language(browse, facts):
    team = f"/redesigns/{facts['sao-paulo']['redesign']}"
    page = browse("bruno", "sao-paulo", "en")
    page.goto(f"{team}/journeys/today")
    guesses = page.locator("td.cell-guess:not(.feeling-cell)")
    assert guesses.count() > 0
    assert all("guess" in words for words in guesses.all_inner_texts())
    expect(guesses.locator(".cell-text[lang='pt-BR']").first).to_be_attached()
    expect(guesses.locator(".guess[lang='en']").first).to_be_attached()
    page.set_viewport_size({"width": 390, "height": 900})
    expect(page.locator(".journey-list .guess").first).to_be_visible()
    page.goto(f"{team}/problems/{facts['sao-paulo']['problem']}")
    expect(page.locator("h1")).to_have_attribute("lang", "pt-BR")
    page.goto(f"{team}/problems")
    expect(page.locator(".note-text").first).to_have_attribute("lang", "pt-BR")
    page.goto("/services")
    names = page.locator("tbody th a, td[data-label=Organisation]")
    assert names.count() > 4
    spoken = "all => all.map(each => each.closest('[lang]').lang)"
    assert set(names.evaluate_all(spoken)) == {"pt-BR"}
    assert set(page.locator("td[data-label=Steps]").evaluate_all(spoken)) == {"en"}
    page = browse("davi", "sao-paulo", "pt-BR")
    page.goto(f"/programmes/{facts['sao-paulo']['programme']}/report")
    levels = page.locator(".ladder-bar .ladder-level").all_text_contents()
    assert len(levels) == page.locator(".ladder-bar a").count()
    assert {"N0", "N4"} <= set(levels)
    assert page.locator(".note-text[lang], h1[lang]").count() == 0
