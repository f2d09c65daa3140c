"""From a note to a problem with a picture on a phone: one page, few gestures, also without a line; the guide as on the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from guided_sentences import GOOD, NAMELESS, SOLUTIONS
from pictures import photograph
from playwright.sync_api import Browser, Page, expect

from tests.browser.gestures import Gestures
from tests.browser.people import People
from tests.browser.served import Server
from workbench.models.base import new_id
from workbench.text.sentence_guide import guidance

pytestmark = pytest.mark.proof
MOST_HEIGHT = 1850


@pytest.fixture(scope="module")
def team(chromium: Browser, own_server: Server) -> Iterator[People]:
    known = People(chromium, own_server)
    yield known
    known.leave()


@pytest.fixture
def problems(facts) -> str:
    return f"/redesigns/{facts['oficina']['redesign']}/problems"


@pytest.fixture
def phone(team: People) -> Iterator[Page]:
    context = team.profile("bruno", "oficina", has_touch=True)
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    yield page
    context.close()


def test_a_note_becomes_a_problem_with_a_picture_in_one_load(
    phone: Page, problems: str, tmp_path: Path
) -> None:
    photo = tmp_path / "caderno.jpg"
    photo.write_bytes(photograph())
    text = f"A moradora liga três vezes {new_id()}"
    phone.goto(problems)
    phone.get_by_label("Sua nota").fill(text)
    phone.keyboard.press("Control+Enter")
    note = phone.locator("#board .note", has_text=text)
    expect(note).to_have_count(1)
    hands = Gestures(phone)
    hands.tap(note.locator(".note-pick"))
    hands.tap(phone.locator("#arrange").get_by_text("Mais", exact=True))
    hands.tap(phone.locator("#arrange").get_by_role("button", name="Transformar em problema"))
    expect(phone.get_by_label("O que dá errado, em uma frase?")).to_have_value(text)
    hands.tap(phone.get_by_role("group", name="Públicos já nomeados").get_by_role("button").first)
    hands.tap(phone.locator("#severity label.tap").nth(3))
    hands.tap(phone.get_by_role("button", name="Salvar e mostrar"))
    expect(phone.get_by_role("heading", name="De onde se sabe?")).to_be_focused()
    phone.locator("#evidence-form input[capture]").set_input_files(photo)
    hands.count += 1
    expect(phone.locator("#evidence-form .sent-file img")).to_be_visible()
    phone.get_by_label("O que foi ouvido, visto ou contado").focus()
    hands.write("Caderno de ligações", "Tab")
    hands.tap(phone.get_by_role("button", name="Incluir evidência"))
    expect(phone.locator("[data-then-list] li")).to_contain_text("Caderno de ligações")
    assert (hands.loads, hands.count) == (1, 9)
    phone.get_by_role("link", name="Abrir o problema").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(text)
    expect(phone.locator("#evidence ~ * img, .feed img").first).to_be_visible()


def test_a_problem_and_its_evidence_are_written_without_a_line(phone: Page, problems: str) -> None:
    text = f"A mãe volta no dia seguinte {new_id()}"
    phone.goto(f"{problems}/new")
    phone.get_by_label("O que dá errado, em uma frase?").fill(text)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Salvar e mostrar").tap()
    expect(phone.get_by_role("heading", name="De onde se sabe?")).to_be_focused()
    phone.locator("label", has_text="A frase de alguém").tap()
    phone.get_by_label("Nas palavras da pessoa").fill("Perdi a manhã inteira")
    phone.get_by_role("button", name="Incluir evidência").tap()
    expect(phone.get_by_label("Nas palavras da pessoa")).to_have_value("")
    phone.context.set_offline(False)
    expect(phone.locator("[data-saved]")).to_have_attribute("data-look", "all", timeout=30000)
    phone.get_by_role("link", name="Abrir o problema").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(text)
    expect(phone.locator(".feed-quote")).to_contain_text("Perdi a manhã inteira")


def test_the_guide_speaks_as_the_server_does_and_a_group_answers(
    phone: Page, problems: str
) -> None:
    phone.goto(f"{problems}/new")
    say = phone.get_by_label("O que dá errado, em uma frase?")
    say.fill("O usuário precisa de um aplicativo para saber em que pé está a solicitação")
    stop, ask = phone.locator("[data-guide-nobody]"), phone.locator("[data-guide-solution]")
    expect(stop).to_contain_text("O usuário não diz quem é")
    expect(ask).to_contain_text("aplicativo é uma solução")
    assert phone.evaluate("document.documentElement.scrollHeight") <= MOST_HEIGHT
    who = stop.get_by_role("button").first
    name = who.inner_text()
    who.tap()
    expect(stop).to_be_hidden()
    expect(say).to_have_value(
        f"{name} precisa de um aplicativo para saber em que pé está a solicitação"
    )
    expect(phone.get_by_label("Com quem acontece?")).to_have_value(name)
    ask.get_by_role("button", name="Guardar como ideia").tap()
    said = [*GOOD["pt_BR"], *NAMELESS["pt_BR"], *SOLUTIONS["pt_BR"]]
    asked = phone.evaluate(
        """async ({ said, module }) => {
          const { guidance, vocabulary } = await import(module);
          const known = vocabulary(JSON.parse(document.querySelector("[data-guide]").dataset.guide));
          return said.map((each) => { const told = guidance(each, known); return [told.nobody, told.solution]; });
        }""",
        {
            "said": said,
            "module": phone.locator("script[src*='guide.js']")
            .get_attribute("src")
            .replace("guide.js", "guide/rule.js"),
        },
    )
    told = [guidance(each, "pt_BR") for each in said]
    assert asked == [[each.nobody, each.solution] for each in told]
    phone.goto(problems)
    expect(phone.locator("#board .note-idea", has_text="precisa de um aplicativo")).to_have_count(1)
