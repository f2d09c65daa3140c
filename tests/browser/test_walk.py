"""The main job done by hand in Portuguese: by keyboard, by two at once, without a script, and when things go wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, Request, expect

from tests.browser.people import People
from tests.browser.served import Server
from workbench.models.base import new_id

MOST_TABS = 120


@pytest.fixture(scope="module")
def team(chromium: Browser, own_server: Server) -> Iterator[People]:
    known = People(chromium, own_server)
    yield known
    known.leave()


@pytest.fixture
def redesign(facts) -> str:
    return f"/redesigns/{facts['oficina']['redesign']}"


@pytest.fixture
def bruno(team: People) -> Iterator[Page]:
    """Bruno's page in a browser of its own, in Portuguese."""
    context = team.profile("bruno", "oficina")
    yield context.new_page()
    context.close()


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the wanted thing has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {wanted}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    tab_to(page, wanted)
    page.keyboard.press(key)


def note_with(page: Page, text: str) -> Locator:
    return page.locator("#board .note", has_text=text)


def note_field(page: Page) -> Locator:
    """The field for a note; the sheet is opened where it is folded away."""
    folded = page.locator("details:not([open]):has(form.compose) > summary")
    if folded.count():
        folded.click()
    return page.get_by_label("Sua nota")


def is_save(request: Request) -> bool:
    """Tell whether this sends a form; a page also tells on which part somebody works."""
    return request.method == "POST" and not request.url.endswith("/live/mark")


def write_note(page: Page, redesign: str, text: str) -> None:
    page.goto(f"{redesign}/problems")
    note_field(page).fill(text)
    page.get_by_role("button", name="Pôr no mural").click()
    expect(note_with(page, text)).to_have_count(1)


def test_a_note_becomes_a_problem_by_keyboard_alone(team):
    door = team.door("bruno", "oficina")
    context = team.open("pt-BR")
    page = context.new_page()
    page.goto("/")
    press(page, page.get_by_role("link", name="Entrar"))
    tab_to(page, page.get_by_label("E-mail"))
    page.keyboard.type(door.email)
    tab_to(page, page.get_by_label("Senha"))
    page.keyboard.type(door.password)
    page.keyboard.press("Enter")

    press(page, page.get_by_role("link", name="Licença de poda de árvore", exact=True))
    press(page, page.locator(".route").get_by_role("link", name="Problemas"))
    expect(page.get_by_role("heading", level=1, name="Problemas")).to_be_visible()
    tab_to(page, page.get_by_label("Sua nota"))
    text = f"O laudo chega molhado pelo correio {new_id()}"
    page.keyboard.type(text)
    press(page, page.get_by_role("button", name="Pôr no mural"))

    expect(note_with(page, text)).to_be_visible()
    press(page, note_with(page, text).get_by_role("checkbox"), "Space")
    others = page.locator("[aria-labelledby=group-none] .note").get_by_role("checkbox")
    press(page, others.first, "Space") if others.first.is_visible() else None
    group = f"Correio {new_id()}"
    page.keyboard.press("n")
    expect(page.get_by_label("Nome do novo grupo")).to_be_focused()
    page.keyboard.type(group)
    page.keyboard.press("Enter")

    column = page.get_by_role("region", name=group)
    expect(column.locator(".note", has_text=text)).to_be_visible()
    press(page, column.locator(".note", has_text=text).locator("a.code"))
    press(page, page.get_by_role("button", name="Transformar em problema"))
    expect(page.get_by_label("O que dá errado, em uma frase?")).to_have_value(
        re.compile(re.escape(text))
    )
    press(page, page.get_by_role("button", name="Salvar e mostrar"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)
    context.close()


def test_evidence_raises_the_grade(bruno, redesign):
    text = f"Ninguém atende depois das quatro {new_id()}"
    bruno.goto(f"{redesign}/problems/new")
    bruno.get_by_label("O que dá errado, em uma frase?").fill(text)
    bruno.get_by_role("button", name="Salvar e mostrar").click()
    bruno.get_by_role("link", name="Abrir o problema").click()
    grade = bruno.locator(".page-head .grade")
    expect(grade).to_contain_text("suposição")
    bruno.locator("label", has_text="Uma linha do balcão").click()
    bruno.get_by_text("Fonte, dia, consentimento").click()
    bruno.get_by_label("De onde vem").select_option("observation")
    bruno.get_by_label("O que foi ouvido, visto ou contado").fill("Fiquei uma tarde no balcão.")
    bruno.get_by_label("Visto em").fill("5")
    bruno.locator("input[name=asked]").fill("8")
    bruno.locator("select[name=unit]").select_option("people")
    bruno.get_by_role("button", name="Incluir evidência").click()
    expect(bruno.locator("#evidence, .feed").first).to_be_visible()
    expect(grade).not_to_contain_text("suposição")
    told = bruno.locator("li[id^=evidence-]", has_text="Fiquei uma tarde no balcão.")
    expect(told).to_be_visible()


def test_what_is_missing_changes_when_a_time_is_filled_in(bruno, redesign):
    bruno.goto(f"{redesign}/journeys/today")
    missing = bruno.locator(".checklist").get_by_text("dos 9 passos")
    expect(missing).to_contain_text("levam 3 dos 9 passos")
    missing.click()
    bruno.get_by_label("Tempo", exact=True).fill("40")
    with bruno.expect_response(lambda answer: is_save(answer.request)):
        bruno.locator(".sheet-dock .button-main").click()
    bruno.goto(f"{redesign}/journeys/today")
    expect(missing).to_contain_text("levam 2 dos 9 passos")


@pytest.mark.proof
def test_the_language_lasts_over_signing_out(team):
    door = team.door("ana", "oficina")
    context = team.open("pt-BR", team.signed_in("ana", "oficina"))
    page = context.new_page()
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "pt-BR")
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.locator(".bar details.menu summary").click()
    page.get_by_role("button", name="Salir").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    assert page.url.endswith("/sign-in")
    team.forget("ana", "oficina")
    context.close()

    elsewhere = team.open("pt-BR")
    page = elsewhere.new_page()
    page.goto("/sign-in")
    page.fill("input[name=email]", door.email)
    page.fill("input[name=password]", door.password)
    page.press("input[name=password]", "Enter")
    expect(page.locator(".page")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    elsewhere.close()


def test_two_people_write_at_once_and_no_text_is_lost(team, bruno, redesign):
    bruno.goto(f"{redesign}/problems/new")
    bruno.get_by_label("O que dá errado, em uma frase?").fill(f"A fila começa na rua {new_id()}")
    bruno.get_by_role("button", name="Salvar e mostrar").click()
    bruno.get_by_role("link", name="Abrir o problema").click()
    bruno.wait_for_url(re.compile(r"/problems/(?!new$)\w+$"))
    context = team.profile("ana", "oficina")
    ana = context.new_page()
    for page in (bruno, ana):
        page.goto(bruno.url.removesuffix("/edit") + "/edit")
    bruno.get_by_label("O que dá errado, em uma frase?").fill("Texto do Bruno")
    bruno.get_by_role("button", name="Salvar").click()
    bruno.wait_for_url(lambda address: "/edit" not in address)

    ana.get_by_label("O que dá errado, em uma frase?").fill("Texto da Ana")
    with ana.expect_response(lambda answer: is_save(answer.request)) as sent:
        ana.get_by_role("button", name="Salvar").click()
    assert sent.value.status == 409
    expect(ana.get_by_role("heading", level=1)).to_have_text(
        "Alguém mudou isto enquanto você escrevia"
    )
    assert ana.locator("textarea[name=title]").input_value() == "Texto da Ana"
    expect(ana.locator(".version-text", has_text="Texto do Bruno")).to_be_visible()
    ana.get_by_role("button", name="Salvar o meu texto").click()
    expect(ana.get_by_role("heading", level=1)).to_have_text("Texto da Ana")
    context.close()


def test_typed_text_comes_back_after_a_reload(bruno, redesign):
    bruno.goto(f"{redesign}/problems")
    note_field(bruno).fill("Ainda não terminei de escr")
    bruno.reload()
    expect(note_field(bruno)).to_have_value("Ainda não terminei de escr")
    expect(bruno.get_by_text("Seu texto não enviado voltou.")).to_be_visible()
    bruno.get_by_role("button", name="Descartar meu texto").click()
    bruno.reload()
    expect(note_field(bruno)).to_have_value("")


def test_typed_text_outlives_a_server_that_goes_away(bruno, redesign, own_server):
    text = f"Escrito quando caiu a rede {new_id()}"
    bruno.goto(f"{redesign}/problems")
    note_field(bruno).fill(text)
    own_server.stop()
    bruno.get_by_role("button", name="Pôr no mural").click()
    with pytest.raises(Error):
        bruno.goto(f"{redesign}/problems")
    own_server.start()
    bruno.goto(f"{redesign}/problems")
    expect(note_with(bruno, text)).to_have_count(1)
    expect(note_field(bruno)).to_have_value("")
    bruno.reload()
    expect(note_with(bruno, text)).to_have_count(1)
    expect(note_field(bruno)).to_have_value("")


@pytest.mark.proof
def test_a_double_click_sends_one_note(bruno, redesign):
    text = f"Cliquei duas vezes {new_id()}"
    bruno.goto(f"{redesign}/problems")
    note_field(bruno).fill(text)
    bruno.get_by_role("button", name="Pôr no mural").dblclick()
    expect(note_with(bruno, text)).not_to_have_count(0)
    bruno.reload()
    expect(note_with(bruno, text)).to_have_count(1)


@pytest.mark.proof
def test_going_back_after_saving_writes_nothing_again(bruno, redesign):
    text = f"Voltei com a seta {new_id()}"
    bruno.goto(redesign)
    write_note(bruno, redesign, text)
    bruno.go_back()
    bruno.go_forward()
    bruno.reload()
    expect(note_with(bruno, text)).to_have_count(1)


def test_a_note_is_written_without_any_script(team, redesign):
    context = team.profile("bruno", "oficina", java_script_enabled=False)
    page = context.new_page()
    write_note(page, redesign, f"Sem script também dá {new_id()}")
    context.close()


def test_the_journey_prints_on_a_wide_sheet(bruno, redesign):
    bruno.goto(f"{redesign}/journeys/today")
    paper = bruno.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
    assert len(paper) > 20_000
    width, height = map(float, re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper).groups())
    assert width > height > 800
    bruno.emulate_media(media="print")
    expect(bruno.get_by_role("grid", name="Jornada atual").first).to_be_visible()
    expect(bruno.locator(".bar")).to_be_hidden()


def test_a_day_is_typed_or_chosen_in_a_calendar_and_reads_as_the_page_writes_it(bruno, redesign):
    bruno.goto(f"{redesign}/tests/new")
    field = bruno.get_by_label("Data", exact=True)
    expect(field).to_have_value(re.compile(r"\d\d/\d\d/\d{4}"))
    field.fill("31/3/2026")
    bruno.get_by_role("button", name="Data: escolher em um calendário").click()
    calendar = bruno.locator(".day-calendar")
    expect(calendar).to_have_value("2026-03-31")
    calendar.evaluate(
        "each => { each.value = '2026-04-02'; each.dispatchEvent(new Event('change')); }"
    )
    expect(field).to_have_value("02/04/2026")
