"""A prototype from its picture, counted in gestures; a line that is cut, and a pin put by keys while another looks on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.gestures import Gestures
from tests.browser.looking import Look
from tests.browser.people import People
from tests.browser.served import Server

pytestmark = pytest.mark.proof


@pytest.fixture
def team(chromium: Browser, own_server: Server) -> Iterator[People]:
    known = People(chromium, own_server)
    yield known
    known.leave()


def drawing() -> bytes:
    into = BytesIO()
    Image.new("RGB", (480, 640), "beige").save(into, "PNG")
    return into.getvalue()


def new_prototype(page: Page) -> None:
    page.goto("/")
    links = page.evaluate("() => [...document.links].map((link) => link.pathname)")
    [team] = {found[0] for link in links if (found := re.match("/redesigns/[0-9]+", link))}
    page.goto(f"{team}/prototypes/new")


def test_a_prototype_takes_one_load_and_three_fields(team: People) -> None:
    page = team.sit_down("bruno", "oficina", "pt-BR")
    new_prototype(page)
    hands = Gestures(page)
    sent = {"name": "Pedido_no-celular.png", "mimeType": "image/png", "buffer": drawing()}
    page.get_by_label("Escolher arquivos").set_input_files([sent])
    hands.count += 1
    expect(page.get_by_label("Nome")).to_have_value("Pedido no celular")
    hands.click(page.get_by_label("Acreditamos que"))
    hands.write("mandar três fotos dispensa o croqui")
    hands.click(page.get_by_label("Quantas pessoas precisam"))
    hands.write("5 de 6")
    expect(page.get_by_text("83%. Com menos de 5")).to_be_visible()
    hands.click(page.get_by_role("button", name="Criar o protótipo"))
    expect(page.get_by_role("heading", name="Pedido no celular")).to_be_visible()
    expect(page.get_by_text("5 de 6 sem ajuda (83%)")).to_be_visible()
    assert (hands.loads, hands.count) == (1, 6)
    seen = Look(page).on(390).accessible().narrow().touchable()
    assert not seen.faults, seen.report()

    # By keys alone, and seen by the other at once.
    ana = team.sit_down("ana", "oficina", "pt-BR")
    ana.goto(page.url)
    page.get_by_role("link", name="Pôr um pino").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Onde se toca?")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(ana.get_by_text("Bruno Sales: Onde se toca?")).to_be_visible()
    assert ana.locator("svg.mark-pin").get_attribute("x") == "49%"
    page.locator(".shown-frame img").click(position={"x": 48, "y": 64})
    page.keyboard.type("O prazo vem antes")
    page.get_by_role("button", name="Pôr o pino").click()
    expect(ana.get_by_text("Bruno Sales: O prazo vem antes")).to_be_visible()


def test_a_cut_line_loses_no_picture(team: People) -> None:
    page = team.sit_down("bruno", "oficina", "pt-BR", width=390)
    new_prototype(page)
    page.context.set_offline(True)
    sent = {"name": "Balcao.png", "mimeType": "image/png", "buffer": drawing()}
    page.get_by_label("Escolher arquivos").set_input_files([sent])
    expect(page.locator('[data-state="waiting"]')).to_be_visible()
    page.get_by_role("button", name="Criar o protótipo").click()
    expect(page.get_by_text("O formulário é enviado assim que o arquivo chegar.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Balcao")).to_be_visible()
