"""A tab loses its line for seconds, minutes or a night while its person types on and others write: no text is lost."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.people import People
from tests.browser.served import Server
from tests.browser.test_outbox import (
    WATCH_LOOKS,
    expect_look,
    note_field,
    notes_with,
    put_on_board,
    some_text,
)

pytestmark = pytest.mark.proof_long
RUNS = int(os.environ.get("PROOF_RUNS", "50"))
# Seconds by the tab's own clock; after the last the lid of the laptop was closed.
ABSENCES = {"10 s": 10, "10 min": 600, "a night": 10 * 3600}
TOLD_WITHIN = 5.0
NOT_SAVED = ("unsent", "offline", "out")
# What a keyboard with dead keys composes: what is shown meanwhile, and what becomes of it.
COMPOSED = (("~", "ã"), ("´", "é"), ("¨", "ü"), ("c", "ç"), ("e\u0301", "é"))


@pytest.fixture
def board(facts) -> str:
    return f"/redesigns/{facts['sao-paulo']['redesign']}/problems"


@pytest.fixture
def team(chromium: Browser, own_server: Server) -> Iterator[People]:
    known = People(chromium, own_server)
    yield known
    known.leave()


def seated(team: People, who: str, board: str) -> Page:
    page = team.profile(who, "sao-paulo").new_page()
    page.clock.install()
    page.add_init_script(WATCH_LOOKS)
    page.goto(board)
    expect_look(page, "all")
    return page


def compose(keyboard: CDPSession, page: Page, words: str) -> str:
    """Type as with dead keys: each letter is composed before it stands; return what was typed."""
    page.keyboard.type(words)
    for shown, letter in COMPOSED:
        keyboard.send(
            "Input.imeSetComposition",
            {"text": shown, "selectionStart": len(shown), "selectionEnd": len(shown)},
        )
        keyboard.send("Input.insertText", {"text": letter})
    return words + "".join(letter for _shown, letter in COMPOSED)


def slow_line(keyboard: CDPSession) -> None:
    """Let every answer take 300 ms more, as from a far office."""
    slow = {"offline": False, "latency": 300, "downloadThroughput": -1, "uploadThroughput": -1}
    keyboard.send("Network.emulateNetworkConditions", slow)


def stored(server: Server, text: str) -> int:
    with sqlite3.connect(server.place / "workbench.db") as connection:
        asked = "SELECT count(*) FROM note WHERE text = ?"
        return int(connection.execute(asked, [normalize("NFC", text)]).fetchone()[0])


def go_away(page: Page, keyboard: CDPSession, seconds: float) -> tuple[str, str, float]:
    """Lose the line, send one text and begin another; return both, and how long "not saved" took to be shown."""
    page.context.set_offline(True)
    note_field(page).focus()
    sent = compose(keyboard, page, some_text("Falta"))
    expect(page.locator("[data-saved]")).not_to_have_attribute("data-look", "all")
    page.evaluate("window.looks = []")
    page.keyboard.press("Control+Enter")
    began = time.monotonic()
    while page.locator("[data-saved]").get_attribute("data-look") not in NOT_SAVED:
        assert time.monotonic() - began < TOLD_WITHIN, "it was never said that nothing is saved"
        time.sleep(0.05)
    took = time.monotonic() - began
    note_field(page).focus()
    begun = compose(keyboard, page, some_text("E ainda"))
    page.clock.fast_forward(seconds * 1000)
    assert "all" not in page.evaluate("window.looks"), "called saved before the server had it"
    return sent, begun, took


def test_what_is_typed_while_the_line_is_gone_is_lost_in_no_run(
    team: People, own_server: Server, board: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ana = seated(team, "ana", board)
    waits, early = [], 0
    for number in range(RUNS):
        bruno = seated(team, "bruno", board)
        keyboard = bruno.context.new_cdp_session(bruno)
        slow_line(keyboard)
        absence = list(ABSENCES)[number % len(ABSENCES)]
        sent, begun, took = go_away(bruno, keyboard, ABSENCES[absence])
        waits.append(took)
        put_on_board(ana, meanwhile := some_text("Da Ana"))
        bruno.context.set_offline(False)
        expect_look(bruno, "draft")
        # As soon as the page says that only a draft is not sent, the server has the rest.
        early += stored(own_server, sent) != 1
        notes_with(bruno, meanwhile).wait_for()
        bruno.reload()
        expect(note_field(bruno)).to_have_value(begun)
        notes_with(bruno, normalize("NFC", sent)).wait_for()
        note_field(bruno).fill("")
        bruno.context.close()
    with capsys.disabled():
        print(
            f"\n{RUNS} absences of {', '.join(ABSENCES)} in turn: {2 * RUNS} typed texts, lost 0; "
            f'"not saved" shown after {max(waits):.1f} s at most; called saved too early {early}'
        )
    assert early == 0
