"""Notes at the speed of typing, counted: what a board costs in gestures, and how much of a phone it leaves to the notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.gestures import Gestures
from tests.browser.people import People
from tests.browser.served import Server
from tests.browser.test_outbox import expect_look, notes_with, some_text


@pytest.fixture(scope="module")
def team(chromium: Browser, own_server: Server) -> Iterator[People]:
    known = People(chromium, own_server)
    yield known
    known.leave()


@pytest.fixture
def open_board(team: People, facts) -> Iterator[Callable[..., Page]]:
    """Return a way to open the team's board as Bruno, on a screen of this width."""
    opened = []

    def sit_down(width: int = 1440, **kwargs) -> Page:
        context = team.profile("bruno", "sao-paulo", **kwargs)
        opened.append(context)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"/redesigns/{facts['sao-paulo']['redesign']}/problems")
        expect_look(page, "all")
        return page

    yield sit_down
    for context in opened:
        context.close()


def test_a_note_is_one_gesture_with_a_line_cut_in_the_middle(open_board):
    page = open_board()
    hands = Gestures(page)
    field = page.get_by_label("Sua nota")
    hands.click(field)
    hands.press("Alt+2")
    texts = [some_text(f"Nota {number}") for number in range(5)]
    for number, text in enumerate(texts):
        page.context.set_offline(number in (2, 3))
        hands.write(text, then="Enter")
        expect(field).to_have_value("")
        expect(field).to_be_focused()
    for text in texts:
        expect(notes_with(page, text)).to_have_class(re.compile("note-office"))
    assert (hands.count, hands.loads) == (2 + len(texts), 0)


def test_shift_breaks_the_line_and_a_key_that_is_switched_off_does_too(open_board):
    page = open_board()
    field = page.get_by_label("Sua nota")
    field.click()
    page.keyboard.press("Enter")
    expect(field).to_have_value("")
    page.keyboard.type("uma")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("duas")
    expect(field).to_have_value("uma\nduas")
    page.evaluate("localStorage.setItem('setting:enter', 'off')")
    page.keyboard.press("Enter")
    expect(field).to_have_value("uma\nduas\n")
    field.fill("")


def test_three_quarters_of_a_phone_are_the_boards(open_board):
    page = open_board(390, has_touch=True)
    top = page.locator(".groups").bounding_box()["y"]
    line = page.locator("form.compose").bounding_box()
    assert line["y"] + line["height"] == 844
    assert top + line["height"] < 844 * 0.25
    field = page.get_by_label("Sua nota")
    field.tap()
    page.locator(".kind", has_text="Ideia").tap()
    expect(field).to_be_focused()
    page.keyboard.type(text := some_text("Do celular"))
    page.get_by_role("button", name="Pôr no mural").tap()
    expect(notes_with(page, text)).to_have_class(re.compile("note-idea"))


def test_a_pasted_list_is_one_question(open_board):
    page = open_board(permissions=["clipboard-read", "clipboard-write"])
    first, second = some_text("Primeira"), some_text("Segunda")
    hands = Gestures(page)
    page.evaluate(
        "text => navigator.clipboard.writeText(text)", f"- {first}\n2) {second}\n• {first}."
    )
    field = page.get_by_label("Sua nota")
    hands.click(field)
    hands.press("Control+v")
    question = page.get_by_role("region", name="Você colou 3 linhas.")
    expect(question.get_by_text("igual à linha 1")).to_be_visible()
    expect(question.get_by_role("button", name="Só as novas: 2")).to_be_focused()
    hands.press("Enter")
    expect(notes_with(page, second)).to_have_count(1)
    expect(notes_with(page, first)).to_have_count(1)
    expect(field).to_be_focused()
    assert (hands.count, hands.loads) == (3, 0)
    page.get_by_role("button", name="Desfazer").click()
    expect(notes_with(page, second)).to_have_count(0)
    expect(notes_with(page, first)).to_have_count(0)


@pytest.mark.proof
def test_a_note_is_changed_where_it_stands_and_two_texts_are_both_kept(open_board):
    page, other = open_board(), open_board()
    page.get_by_label("Sua nota").click()
    hands = Gestures(page)
    hands.write(text := some_text("Falta"), then="Enter")
    note = notes_with(page, text)
    expect(note).to_have_count(1)
    note.get_by_role("checkbox").focus()
    hands.press("F2")
    hands.press("Escape")
    expect(note.get_by_role("textbox")).to_have_count(0)
    page.context.set_offline(True)
    note.dblclick()
    hands.write(" www.vila.example/mapa", then="Enter")
    expect(note.get_by_text("por enviar")).to_be_visible()
    page.context.set_offline(False)
    expect(note.get_by_role("link", name="vila.example/mapa")).to_be_visible()
    expect(notes_with(other, "vila.example/mapa").filter(has_text=text)).to_have_count(1)
    assert hands.loads == 0
    theirs = notes_with(other, text)
    theirs.get_by_role("link", name="Mudar a nota").click()
    other.keyboard.type(" da outra pessoa")
    note.get_by_role("link", name="Mudar a nota").click()
    page.keyboard.type(" daqui")
    other.locator("h1").click()
    expect(theirs.get_by_text("da outra pessoa")).to_be_visible()
    page.locator("h1").click()
    expect(page.get_by_role("heading", level=1, name="Alguém mudou isto")).to_be_visible()
    expect(page.locator(".version-text", has_text="da outra pessoa")).to_be_visible()
    expect(page.locator("textarea").first).to_have_value(re.compile("daqui$"))


def test_a_note_dropped_upon_another_makes_a_group_of_both(open_board):
    page = open_board()
    page.set_viewport_size({"width": 1440, "height": 3000})
    page.get_by_label("Sua nota").click()
    texts = [some_text(f"Solta {number}") for number in range(3)]
    hands = Gestures(page)
    for text in texts:
        hands.write(text, then="Enter")
        expect(notes_with(page, text)).to_have_count(1)
    first, second, third = (notes_with(page, text) for text in texts)
    hands.count = 0
    hands.drag(first, second)
    expect(page.locator("#tray-title")).to_be_focused()
    hands.write(name := some_text("Grupo"), then="Enter")
    group = page.get_by_role("region", name=name)
    expect(group.locator(".note")).to_have_count(2)
    assert (hands.count, hands.loads) == (2, 0)
    third.drag_to(page.locator('.notes[data-group="new"]'))
    expect(page.locator("#tray-title")).to_be_focused()
    loose = page.locator('.notes[data-group="none"] .note', has_text=texts[2])
    expect(loose).to_have_count(1)
