"""Nothing typed is lost: cut lines, reloads, restarts, sign-ins that ended, and other people at the same computer."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.people import People, sign_in
from tests.browser.served import Server
from workbench.models.base import new_id


@pytest.fixture(scope="module")
def team(chromium: Browser, own_server: Server) -> Iterator[People]:
    known = People(chromium, own_server)
    yield known
    known.leave()


@pytest.fixture
def board(facts) -> str:
    return f"/redesigns/{facts['sao-paulo']['redesign']}/problems"


@pytest.fixture
def bruno(team: People, board: str) -> Iterator[Page]:
    """Bruno's board, in a browser of its own."""
    context = team.profile("bruno", "sao-paulo")
    page = context.new_page()
    page.goto(board)
    expect_look(page, "all")
    yield page
    context.close()


def expect_look(page: Page, look: str) -> None:
    """Wait until the mark in the bar says this: all, draft, saving, unsent, offline or out."""
    expect(page.locator("[data-saved]")).to_have_attribute("data-look", look)


def some_text(words: str) -> str:
    return f"{words} {new_id()}"


def notes_with(page: Page, text: str) -> Locator:
    return page.locator("#board .note", has_text=text)


def note_field(page: Page) -> Locator:
    """The field for a note; where the sheet is folded away, it is opened."""
    folded = page.locator("details:not([open]):has(form.compose) > summary")
    if folded.count():
        folded.click()
    return page.get_by_label("Sua nota")


def put_on_board(page: Page, text: str) -> None:
    note_field(page).fill(text)
    page.get_by_role("button", name="Pôr no mural").click()


WATCH_LOOKS = """
  window.looks = [];
  new MutationObserver(() => {
    const mark = document.querySelector("[data-saved]");
    if (mark && mark.dataset.look) window.looks.push(mark.dataset.look);
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-look"] });
"""


def eventually_held(page: Page, held: list) -> None:
    """Wait until the page has asked for what is held back here."""
    for _ in range(100):
        if held:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the page never asked")


def waiting(page: Page) -> Locator:
    """The items in the list of what is not sent, which is opened first."""
    menu = page.locator("details[data-outbox]")
    expect(menu).to_be_visible()
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
    return menu.locator(".outbox-item")


def order_of(page: Page, texts: list[str]) -> list[str]:
    """Return which of these texts the board shows, in its order."""
    found = page.locator("#board .note .note-text").all_inner_texts()
    return [text for text in found if text in texts]


def test_a_note_goes_on_the_board_and_its_field_is_empty_again(bruno):
    text = some_text("Falta papel")
    put_on_board(bruno, text)
    expect(notes_with(bruno, text)).to_have_count(1)
    expect(bruno.get_by_label("Sua nota")).to_have_value("")
    expect_look(bruno, "all")
    bruno.reload()
    expect(notes_with(bruno, text)).to_have_count(1)
    expect(bruno.get_by_label("Sua nota")).to_have_value("")


def test_what_is_typed_and_not_sent_is_called_a_draft(bruno):
    note_field(bruno).fill("Ainda pens")
    expect_look(bruno, "draft")
    note_field(bruno).fill("")
    expect_look(bruno, "all")


def test_a_cut_line_keeps_notes_and_sends_them_in_order_once(bruno):
    texts = [some_text(word) for word in ("Um", "Dois", "Três")]
    bruno.context.set_offline(True)
    for text in texts:
        put_on_board(bruno, text)
        expect(bruno.get_by_label("Sua nota")).to_have_value("")
        bruno.wait_for_timeout(1_100)
    expect_look(bruno, "unsent")
    expect(waiting(bruno)).to_have_count(3)
    bruno.context.set_offline(False)
    expect_look(bruno, "all")
    bruno.reload()
    assert order_of(bruno, texts) == texts


@pytest.mark.proof
def test_a_text_that_is_on_its_way_is_not_offered_as_a_draft_too(bruno, own_server, board):
    text = some_text("Só uma vez")
    own_server.stop()
    put_on_board(bruno, text)
    expect_look(bruno, "unsent")
    own_server.start()
    bruno.goto(board)
    expect_look(bruno, "all")
    expect(bruno.get_by_label("Sua nota")).to_have_value("")
    bruno.reload()
    expect(notes_with(bruno, text)).to_have_count(1)
    expect(bruno.locator("[id^=draft-]")).to_have_count(0)


@pytest.mark.proof
def test_a_note_survives_a_server_that_restarts_and_a_page_that_is_closed(bruno, own_server, board):
    text = some_text("Depois do reinício")
    own_server.stop()
    put_on_board(bruno, text)
    expect_look(bruno, "unsent")
    bruno.close()
    own_server.start()
    page = bruno.context.new_page()
    page.goto(board)
    expect_look(page, "all")
    page.reload()
    expect(notes_with(page, text)).to_have_count(1)


def test_an_answer_that_got_lost_leaves_one_note(bruno, board):
    text = some_text("Resposta perdida")
    lost = []

    def lose_first(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())
            route.abort()

    bruno.route("**/notes", lose_first)
    put_on_board(bruno, text)
    eventually_held(bruno, lost)
    assert lost[0].ok
    expect(notes_with(bruno, text)).to_have_count(1)
    bruno.goto(board)
    expect_look(bruno, "all")
    bruno.reload()
    expect(notes_with(bruno, text)).to_have_count(1)


def test_a_sign_in_that_ended_keeps_the_note_until_the_next(bruno, team, board):
    text = some_text("Sessão acabou")
    bruno.context.clear_cookies(name="workbench")
    put_on_board(bruno, text)
    expect_look(bruno, "out")
    expect(waiting(bruno)).to_contain_text(text)
    sign_in(bruno, team.door("bruno", "sao-paulo"))
    bruno.goto(board)
    expect_look(bruno, "all")
    bruno.reload()
    expect(notes_with(bruno, text)).to_have_count(1)


@pytest.mark.proof
def test_a_long_text_that_only_somebody_known_may_send_is_kept_until_then(bruno, team, board):
    text = some_text("Sessão acabou no meio") + " palavra" * 9_000
    bruno.context.clear_cookies()
    put_on_board(bruno, text)
    expect(bruno.locator("main")).to_contain_text("Entre e envie de novo.")
    sign_in(bruno, team.door("bruno", "sao-paulo"))
    bruno.goto(board)
    expect(waiting(bruno)).to_have_count(1)
    expect(waiting(bruno)).to_contain_text(text)


@pytest.mark.proof
def test_who_goes_on_while_a_text_is_being_sent_gets_where_they_wanted(bruno, team, board):
    text = some_text("Segui em frente")
    bruno.context.clear_cookies(name="workbench")
    put_on_board(bruno, text)
    expect_look(bruno, "out")
    sending, opening = [], []
    bruno.route("**/notes", lambda route: sending.append(route))
    sign_in(bruno, team.door("bruno", "sao-paulo"))
    eventually_held(bruno, sending)
    bruno.route(f"**{board}", lambda route: opening.append(route))
    bruno.evaluate("address => { location.assign(address); }", board)
    eventually_held(bruno, opening)
    sending[0].continue_()
    bruno.wait_for_timeout(1_000)
    opening[0].continue_()
    bruno.wait_for_url(f"**{board}")
    expect(notes_with(bruno, text)).to_have_count(1)


def test_nothing_is_called_saved_before_the_page_knows(bruno, board):
    bruno.route("**/notes", lambda route: None)
    put_on_board(bruno, some_text("Ainda não"))
    expect_look(bruno, "saving")
    bruno.add_init_script(WATCH_LOOKS)
    bruno.goto(board)
    expect_look(bruno, "saving")
    assert "all" not in bruno.evaluate("window.looks")


def test_another_person_at_the_same_computer_neither_sees_nor_sends(bruno, team, board):
    text = some_text("Só o Bruno")
    bruno.context.clear_cookies(name="workbench")
    put_on_board(bruno, text)
    expect_look(bruno, "out")
    other = bruno.context.new_page()
    sign_in(other, team.door("ana", "sao-paulo"))
    other.goto(board)
    expect_look(other, "all")
    expect(other.locator("details[data-outbox]")).to_be_hidden()
    assert text not in other.content()
    bruno.bring_to_front()
    bruno.evaluate("window.dispatchEvent(new Event('online'))")
    expect_look(bruno, "unsent")
    expect(bruno.locator("#other-person")).to_be_visible()
    expect(bruno.locator("details[data-outbox]")).to_be_hidden()
    assert text not in bruno.locator("main").inner_text()
    other.reload()
    expect(notes_with(other, text)).to_have_count(0)
    other.context.clear_cookies(name="workbench")
    sign_in(other, team.door("bruno", "sao-paulo"))
    other.goto(board)
    expect_look(other, "all")
    other.reload()
    expect(notes_with(other, text)).to_have_count(1)
    expect(notes_with(other, text)).not_to_contain_text("Ana")


@pytest.mark.proof
def test_who_sends_after_another_signed_in_is_told_where_the_text_is(bruno, team, board):
    text = some_text("Da pessoa de antes")
    note_field(bruno).fill(text)
    other = bruno.context.new_page()
    other.context.clear_cookies(name="workbench")
    sign_in(other, team.door("ana", "sao-paulo"))
    bruno.bring_to_front()
    bruno.get_by_role("button", name="Pôr no mural").click()
    expect(bruno.locator("#other-person")).to_be_visible()
    expect_look(bruno, "unsent")
    assert "Ana" not in bruno.locator("header").inner_text()


@pytest.mark.proof
def test_a_note_thrown_away_while_it_is_on_its_way_stays_away(bruno):
    text = some_text("Jogada fora no caminho")
    held = []
    bruno.route("**/notes", lambda route: held.append(route))
    put_on_board(bruno, text)
    expect(waiting(bruno)).to_have_count(1)
    item = waiting(bruno).first
    expect(item.get_by_role("button", name="Abrir")).to_have_count(0)
    item.get_by_role("button", name="Descartar").click()
    item.get_by_role("button", name="Descartar este texto? Não dá para recuperar.").click()
    held[0].fulfill(status=422, body="no", content_type="text/html")
    bruno.wait_for_timeout(300)
    expect(bruno.locator("details[data-outbox]")).to_be_hidden()
    expect_look(bruno, "all")


@pytest.mark.proof
def test_typed_times_are_drafts_too(team, facts):
    context = team.profile("davi", "sao-paulo")
    page = context.new_page()
    page.goto(f"/programmes/{facts['sao-paulo']['programme']}/workshops/new")
    page.locator("[name=starts_at]").fill("14:30")
    page.reload()
    expect(page.locator("[name=starts_at]")).to_have_value("14:30")
    context.close()


def test_signing_out_with_something_unsent_asks_first(bruno, team):
    bruno.context.set_offline(True)
    put_on_board(bruno, some_text("Antes de sair"))
    expect_look(bruno, "unsent")
    bruno.locator(".bar details.menu summary").click()
    bruno.get_by_role("button", name="Sair", exact=True).click()
    question = bruno.get_by_role("dialog")
    expect(question).to_be_visible()
    bruno.keyboard.press("Escape")
    expect(question).to_have_count(0)
    bruno.context.set_offline(False)
    expect_look(bruno, "all")
    bruno.reload()
    bruno.locator(".bar details.menu summary").click()
    bruno.get_by_role("button", name="Sair", exact=True).click()
    bruno.wait_for_url("**/sign-in")
    team.forget("bruno", "sao-paulo")


@pytest.mark.proof
def test_what_is_not_sent_can_be_opened_again_as_a_draft(bruno):
    text = some_text("Reabrir")
    bruno.context.set_offline(True)
    put_on_board(bruno, text)
    expect_look(bruno, "unsent")
    waiting(bruno).get_by_role("button").first.click()
    expect(bruno.get_by_label("Sua nota")).to_have_value(text)
    expect(bruno.locator("details[data-outbox]")).to_be_hidden()
    bruno.context.set_offline(False)
    expect_look(bruno, "draft")
    bruno.reload()
    expect(bruno.get_by_label("Sua nota")).to_have_value(text)
    expect(notes_with(bruno, text)).to_have_count(0)
    bruno.get_by_role("button", name="Pôr no mural").click()
    expect(notes_with(bruno, text)).to_have_count(1)


@pytest.mark.proof
def test_throwing_away_asks_once_more(bruno):
    text = some_text("Descartar")
    bruno.context.set_offline(True)
    put_on_board(bruno, text)
    expect_look(bruno, "unsent")
    drop = waiting(bruno).get_by_role("button").last
    drop.click()
    expect(waiting(bruno)).to_have_count(1)
    drop.click()
    expect(bruno.locator("details[data-outbox]")).to_be_hidden()
    bruno.context.set_offline(False)
    expect_look(bruno, "all")
    bruno.reload()
    expect(notes_with(bruno, text)).to_have_count(0)


def test_the_next_note_is_written_without_reaching_for_the_field(bruno):
    field = note_field(bruno)
    bruno.locator("form.compose input[value=office]").check()
    for number in range(2):
        text = some_text(f"Nota {number}")
        field.fill(text) if not number else bruno.keyboard.type(text)
        bruno.keyboard.press("Control+Enter")
        expect(notes_with(bruno, text)).to_have_class(re.compile("note-office"))
        expect(field).to_be_focused()
        expect(field).to_have_value("")


def test_two_notes_are_grouped_on_a_phone_with_taps_alone(team, board):
    context = team.profile("bruno", "sao-paulo", has_touch=True)
    phone = context.new_page()
    phone.goto(board)
    texts = [some_text("Do celular") for _ in range(2)]
    for text in texts:
        put_on_board(phone, text)
        expect(notes_with(phone, text)).to_have_count(1)
    phone.set_viewport_size({"width": 390, "height": 844})
    for text in texts:
        notes_with(phone, text).locator(".note-pick").tap()
    phone.locator("#arrange summary", has_text="Novo grupo").tap()
    phone.locator("#tray-title").fill(name := some_text("Grupo"))
    phone.locator('#arrange button[value="new"]').tap()
    group = phone.locator(".group", has_text=name)
    for text in texts:
        expect(group.locator(".note", has_text=text)).to_have_count(1)
    context.close()


def test_who_types_on_in_the_moment_of_sending_loses_no_letter(bruno):
    text = some_text("Primeira")
    note_field(bruno).fill(text)
    bruno.evaluate("""() => {
      const field = document.querySelector("form.compose textarea");
      field.form.requestSubmit();
      field.value += "E a segunda";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }""")
    expect(note_field(bruno)).to_have_value("E a segunda")
    expect(notes_with(bruno, text)).to_have_count(1)
    expect_look(bruno, "draft")
    bruno.reload()
    expect(note_field(bruno)).to_have_value("E a segunda")
    note_field(bruno).fill("")


def test_more_than_fits_is_counted_and_nothing_is_cut(bruno):
    field = note_field(bruno)
    field.fill("a" * 450)
    line = bruno.get_by_text("Restam 50 caracteres")
    expect(line).to_be_visible()
    field.fill("a" * 750)
    expect(
        bruno.get_by_text("250 caracteres a mais: nada é cortado, encurte o texto.")
    ).to_be_visible()
    expect(field).to_have_value("a" * 750)
    field.fill("a")
    expect(bruno.locator(".field-count")).to_be_hidden()


def test_lines_of_a_note_stay_lines_and_a_long_link_makes_no_page_wider(bruno, board):
    link = (
        "https://docs.google.com/spreadsheets/d/"
        + "aB3" * 15
        + "/edit?usp=sharing&ouid="
        + "1" * 60
    )
    text = some_text("RG\nCPF\nComprovante")
    put_on_board(bruno, f"{text} {link}")
    note = notes_with(bruno, text.splitlines()[2]).locator(".note-text")
    expect(note).to_have_css("white-space-collapse", "preserve")
    bruno.set_viewport_size({"width": 360, "height": 740})
    bruno.reload()
    expect(notes_with(bruno, "Comprovante").first).to_be_visible()
    assert bruno.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_the_server_refuses_is_shown_by_its_own_page(bruno, board):
    text = "palavra " * 70
    put_on_board(bruno, text)
    expect(bruno.get_by_role("alert")).to_be_visible()
    field = bruno.locator("textarea[name=text]")
    expect(field).to_have_value(text.strip())
    expect_look(bruno, "unsent")
    short = some_text("Encurtada")
    field.fill(short)
    bruno.locator("main form[data-draft] button[type=submit]").click()
    bruno.wait_for_url(f"**{board}**")
    expect(notes_with(bruno, short)).to_have_count(1)
    expect_look(bruno, "all")


def test_a_stale_change_shows_both_texts_with_ways_out_by_one_press(bruno, team, board):
    page = bruno
    page.goto(board.removesuffix("problems") + "problems/new")
    page.locator("[name=title]").fill(some_text("Versões"))
    page.locator("main form[data-draft] button[type=submit]").first.click()
    page.get_by_role("link", name="Abrir o problema").click()
    page.wait_for_url(lambda address: "/problems/" in address and not address.endswith("/new"))
    address = page.url + "/edit"
    page.goto(address)
    elsewhere = team.profile("ana", "sao-paulo")
    ana = elsewhere.new_page()
    ana.goto(address)
    ana.locator("[name=title]").fill("Texto da Ana")
    ana.locator("main form[data-draft] button[type=submit]").first.click()
    ana.wait_for_url(lambda there: "/edit" not in there)
    elsewhere.close()
    page.locator("[name=title]").fill("Texto do Bruno")
    page.locator("main form[data-draft] button[type=submit]").first.click()
    pair = page.locator(".version-pair").first
    expect(pair).to_be_visible()
    field = page.locator("textarea[name=title]")
    expect(field).to_have_value("Texto do Bruno")
    expect(pair).to_contain_text("Texto da Ana")
    buttons = pair.get_by_role("button")
    expect(buttons).to_have_count(3)
    mine, theirs, both = buttons.all()
    theirs.click()
    expect(field).to_have_value("Texto da Ana")
    mine.click()
    expect(field).to_have_value("Texto do Bruno")
    both.click()
    expect(field).to_have_value("Texto da Ana / Texto do Bruno")
    page.locator("form.versions button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Texto da Ana / Texto do Bruno")
    expect_look(page, "all")
