"""A list of services is dropped on the page of the catalogue, read at once, and applied with one press."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import Look
from tests.browser.people import People
from tests.browser.served import Server

LIST = (
    "id;nome;sigla;orgao;orgao_id;gratuito;servico_digital;link_servico_digital;segmentos;areas;"
    "palavras_chave;descricao;arquivo\npoda-1;Poda de cipó;;Verde;1;sim;não;;;;;;a.xml\n"
)
DROP = """text => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], "serviços.csv"));
  for (const kind of ["dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}"""


@pytest.fixture
def celso(chromium: Browser, own_server: Server) -> Iterator[Page]:
    known = People(chromium, own_server)
    yield known.sit_down("celso", "oficina", "pt-BR", width=390)
    known.leave()


def test_a_list_is_dropped_read_and_applied(celso):
    celso.goto("/services")
    celso.evaluate(DROP, LIST)
    expect(celso.get_by_role("heading", name="Conferir antes de importar")).to_be_visible()
    expect(celso.get_by_text("“Poda de cipó”")).to_be_visible()
    seen = Look(celso).on(390).accessible().narrow().touchable()
    assert not seen.faults, seen.report()
    celso.get_by_role("button", name="Aplicar ao catálogo").click()
    expect(celso.get_by_text("1 serviço acrescentado")).to_be_visible()
    celso.goto("/services?q=cip%C3%B3")
    expect(celso.get_by_role("link", name="Poda de cipó")).to_be_visible()


def test_the_columns_of_an_unknown_list_are_chosen(celso):
    celso.goto("/services")
    celso.evaluate(DROP, "Como se chama;O que se faz\nPoda de palmeira;Corta as folhas secas\n")
    expect(celso.get_by_role("heading", name="Conferir antes de importar")).to_be_visible()
    seen = Look(celso).on(390).accessible().narrow().touchable()
    assert not seen.faults, seen.report()
    celso.get_by_role("link", name="Informar o que é cada coluna").click()
    celso.get_by_label("O que é “Como se chama”").select_option("Serviço")
    seen = Look(celso).on(390).accessible().narrow().touchable()
    assert not seen.faults, seen.report()
    celso.get_by_role("button", name="Ler com estas colunas").click()
    celso.get_by_role("button", name="Aplicar ao catálogo").click()
    expect(celso.get_by_text("1 serviço acrescentado")).to_be_visible()
    celso.goto("/services?q=palmeira")
    expect(celso.get_by_role("link", name="Poda de palmeira")).to_be_visible()
