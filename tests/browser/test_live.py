"""Live pages: people see each other's notes and each other, and nobody is disturbed in what they are doing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.people import People
from tests.browser.served import Server
from tests.browser.test_outbox import expect_look, note_field, notes_with, put_on_board, some_text

FOCUSED = "document.activeElement.id || document.activeElement.tagName"


@pytest.fixture(scope="module")
def team(chromium: Browser, own_server: Server) -> Iterator[People]:
    known = People(chromium, own_server)
    yield known
    known.leave()


@pytest.fixture
def board(facts) -> str:
    return f"/redesigns/{facts['sao-paulo']['redesign']}/problems"


@pytest.fixture
def arrive(team: People, board: str) -> Iterator[Callable[..., Page]]:
    """Return a way for somebody to come to the board in a browser of their own."""
    contexts: list[BrowserContext] = []

    def come(who: str, **options) -> Page:
        contexts.append(team.profile(who, "sao-paulo", **options))
        page = contexts[-1].new_page()
        page.faults = faults = []
        page.on("pageerror", lambda error: faults.append(error.message))
        page.goto(board)
        expect_look(page, "all")
        return page

    yield come
    for context in contexts:
        faults = [fault for page in context.pages for fault in getattr(page, "faults", [])]
        context.close()
        assert faults == []


@pytest.fixture
def bruno(arrive) -> Page:
    return arrive("bruno")


@pytest.fixture
def ana(arrive) -> Page:
    return arrive("ana")


def both_here(*pages: Page) -> None:
    """Wait until everybody's stream is open, which shows by the others' initials."""
    for page in pages:
        expect(page.locator("[data-presence] .avatar").first).to_be_visible()


def pick_box(page: Page, text: str) -> Locator:
    return notes_with(page, text).get_by_role("checkbox")


def until(page: Page, question: str, wanted: object, seconds: float = 10) -> None:
    """Ask the page again and again; its policy forbids Playwright's own way of waiting."""
    deadline = time.monotonic() + seconds
    while (answer := page.evaluate(question)) != wanted:
        assert time.monotonic() < deadline, f"{question} is {answer!r}, not {wanted!r}"
        page.wait_for_timeout(50)


def test_a_note_is_seen_by_the_other_at_once_and_in_its_place(bruno, ana):
    both_here(bruno, ana)
    first, second = some_text("Primeira"), some_text("Segunda")
    put_on_board(bruno, first)
    expect(notes_with(ana, first)).to_have_count(1)
    expect(notes_with(bruno, first)).to_have_count(1)
    put_on_board(ana, second)
    expect(notes_with(bruno, second)).to_have_count(1)
    shown = bruno.locator("#board .note-text").all_inner_texts()
    assert shown.index(first) < shown.index(second)
    bruno.reload()
    assert bruno.locator("#board .note-text").all_inner_texts() == shown


def test_people_see_who_else_is_here(bruno, ana):
    both_here(bruno, ana)
    expect(
        bruno.locator("[data-presence]").get_by_role("img", name="Ana Clara Figueira")
    ).to_be_visible()
    ana.close()
    expect(bruno.locator("[data-presence]")).to_be_hidden()


def test_an_arriving_change_leaves_typing_focus_and_ticks_alone(bruno, ana):
    both_here(bruno, ana)
    mine = some_text("Marcada")
    put_on_board(bruno, mine)
    expect(notes_with(bruno, mine)).to_have_count(1)
    pick_box(bruno, mine).check()
    field = note_field(bruno)
    field.fill("Estou no meio de uma frase")
    field.evaluate("element => { element.focus(); element.setSelectionRange(5, 9); }")
    for word in ("a", "b", "c"):
        text = some_text(word)
        put_on_board(ana, text)
        expect(notes_with(bruno, text)).to_have_count(1)
        ana.wait_for_timeout(1_100)
    expect(field).to_be_focused()
    expect(field).to_have_value("Estou no meio de uma frase")
    place = bruno.evaluate(
        "[document.activeElement.selectionStart, document.activeElement.selectionEnd]"
    )
    assert place == [5, 9]
    expect(pick_box(bruno, mine)).to_be_checked()


def test_reading_the_page_anew_leaves_typing_and_open_parts_alone(bruno, ana):
    both_here(bruno, ana)
    bruno.context.set_offline(True)
    expect_look(bruno, "offline")
    field = note_field(bruno)
    field.fill("Escrevo sem rede")
    field.focus()
    texts = [some_text(f"Chegou {number}") for number in range(3)]
    for text in texts:
        put_on_board(ana, text)
        expect(notes_with(ana, text)).to_have_count(1)
        ana.wait_for_timeout(1_100)
    bruno.context.set_offline(False)
    for text in texts:
        expect(notes_with(bruno, text)).to_have_count(1)
    expect(field).to_be_focused()
    expect(field).to_have_value("Escrevo sem rede")
    expect_look(bruno, "draft")


@pytest.mark.proof
def test_a_server_that_restarts_loses_no_note_and_shows_none_twice(bruno, ana, own_server):
    both_here(bruno, ana)
    before, during = some_text("Antes"), some_text("Durante")
    put_on_board(ana, before)
    expect(notes_with(bruno, before)).to_have_count(1)
    own_server.stop()
    put_on_board(ana, during)
    expect_look(ana, "unsent")
    own_server.start()
    for page in (ana, bruno):
        expect(notes_with(page, during)).to_have_count(1, timeout=40_000)
        expect(notes_with(page, before)).to_have_count(1)


@pytest.mark.proof
def test_what_was_rendered_before_the_page_was_read_is_not_put_in_its_place(arrive, board):
    page = arrive("bruno")
    workspace, position = page.locator("body").get_attribute("data-live").split(".")[:2]

    def answer(route):
        frames = f"event: hello\ndata: {json.dumps({'stream': '', 'now': time.time() * 1000, 'person': person})}\n\n"
        for steps, words in ((-1, "from before"), (0, "as it was read")):
            part = f'<div class="part" id="part-stage" data-part>Stage {words}</div>'
            pieces = [{"id": "part-stage", "html": part}]
            parts = {"page": board, "at": {workspace: int(position) + steps}, "pieces": pieces}
            frames += f"event: parts\ndata: {json.dumps(parts)}\n\n"
            if words == last:
                break
        route.fulfill(body=frames, content_type="text/event-stream")

    person = int(page.locator("body").get_attribute("data-person"))
    page.route("**/live?*", answer)
    stage = page.locator("#part-stage")
    for last in ("from before", "as it was read"):
        with page.expect_response("**/live?*"):
            page.goto(board)
        page.wait_for_timeout(500)
        assert ("Stage as it was read" in stage.inner_text()) == (last == "as it was read")
        assert "Stage from before" not in stage.inner_text()


@pytest.mark.proof
def test_a_browser_holds_one_stream_for_all_its_pages(bruno, ana, board):
    both_here(bruno, ana)
    streams = []
    bruno.context.on(
        "request",
        lambda request: streams.append(request.url) if "/live?" in request.url else None,
    )
    second = bruno.context.new_page()
    second.goto(board)
    expect_look(second, "all")
    second.wait_for_timeout(1_500)
    text = some_text("Para as duas abas")
    put_on_board(ana, text)
    for page in (bruno, second):
        expect(notes_with(page, text)).to_have_count(1)
    bruno.close()
    later = some_text("Depois que a primeira fechou")
    ana.wait_for_timeout(1_500)
    put_on_board(ana, later)
    expect(notes_with(second, later)).to_have_count(1)
    assert len(streams) <= 2


@pytest.mark.proof
def test_a_note_is_seen_where_no_stream_comes_through(arrive, ana):
    bruno = arrive("bruno")
    bruno.context.route(
        "**/live?*",
        lambda route: route.continue_() if "poll=1" in route.request.url else route.abort(),
    )
    bruno.reload()
    text = some_text("Sem fluxo")
    put_on_board(ana, text)
    expect(notes_with(bruno, text)).to_have_count(1, timeout=30_000)


@pytest.mark.proof
def test_the_others_note_is_announced_as_a_count_and_ones_own_is_not(bruno, ana):
    both_here(bruno, ana)
    put_on_board(ana, some_text("Anunciada"))
    said = "document.getElementById('said').textContent"
    until(ana, said, "A nota está no mural.")
    until(bruno, said, "Chegou uma mudança.")
    until(ana, said, "A nota está no mural.")


@pytest.mark.proof
def test_a_ticked_note_moves_with_its_tick_when_somebody_groups_it(bruno, ana):
    both_here(bruno, ana)
    text, name = some_text("Vai para um grupo"), some_text("Grupo")[:60]
    put_on_board(bruno, text)
    expect(notes_with(ana, text)).to_have_count(1)
    note_field(bruno).focus()
    pick_box(ana, text).check()
    ana.locator("#arrange details[data-key=n] summary").click()
    ana.locator("#tray-title").fill(name)
    ana.locator("#arrange button[value=new]").click()
    expect(bruno.get_by_role("region", name=name).locator(".note", has_text=text)).to_be_visible()
    expect(ana.get_by_role("region", name=name).locator(".note", has_text=text)).to_be_visible()
    expect(pick_box(ana, text)).not_to_be_checked()
    expect(note_field(bruno)).to_be_focused()


def test_a_soft_mark_says_who_is_changing_a_note(bruno, ana):
    both_here(bruno, ana)
    text = some_text("Em mudança")
    put_on_board(ana, text)
    expect(notes_with(bruno, text)).to_have_count(1)
    notes_with(ana, text).locator("a.code").click()
    ana.wait_for_url("**/notes/*")
    field = ana.locator("form[data-marks] textarea")
    field.fill(f"{text}, ainda sem salvar")
    mark = notes_with(bruno, text).locator(".editing-mark")
    expect(mark).to_contain_text("Ana Clara Figueira")
    ana.locator("form[data-marks] button[type=submit]").click()
    expect(notes_with(bruno, f"{text}, ainda sem salvar")).to_have_count(1)
    expect(mark).to_have_count(0)


def test_what_a_form_outside_of_the_live_parts_changed_is_shown_at_once(team, facts):
    context = team.profile("ana", "oficina")
    page = context.new_page()
    page.goto(f"/workshops/{facts['oficina']['workshop']}/blocks")
    seen = page.locator("main input[name=blocks]").first
    before = int(seen.input_value())
    page.locator("form[action$='/ready'] button").first.click()
    expect(page.locator(".block-list > li")).to_have_count(before + 8)
    expect(seen).to_have_value(str(before + 8))
    context.close()
