"""The help: every page in three languages, short, with the fields as the pages name them, one link away."""

from __future__ import annotations

import re
from typing import Any

import pytest
from people import City4

from tests.house.test_catalogues import catalogue, ids_of
from workbench.folders import PACKAGE
from workbench.views.help import PAGES, source

LANGUAGES = {"pt_BR": "pt-BR", "es": "es", "en": "en"}
MOST_WORDS = 400


def test_every_page_is_there_in_every_language_and_short() -> None:
    for locale in LANGUAGES:
        files = {path.stem for path in (PACKAGE / "help" / locale).glob("*.md")}
        assert files == set(PAGES), locale
        for page in PAGES:
            title, body = source(page, locale)
            assert title, (locale, page)
            assert 60 < len(body.split()) <= MOST_WORDS, (locale, page)


def test_every_field_that_the_help_names_is_one_of_the_pages() -> None:
    known = {ids_of(message)[0] for message in catalogue("es") if message.id}
    named = {
        locale: {page: set(re.findall(r"\[\[(.+?)\]\]", source(page, locale)[1])) for page in PAGES}
        for locale in LANGUAGES
    }
    assert set().union(*named["en"].values()) - known == set()
    assert named["pt_BR"] == named["es"] == named["en"]


@pytest.mark.parametrize("language", LANGUAGES.values())
def test_strangers_can_read_it_and_every_page_leads_to_its_own(
    city: City4, visit: Any, language: str
) -> None:
    stranger = visit(None, language)
    assert "/help/official" in stranger.get("/").links()
    for page in PAGES:
        assert "[[" not in stranger.get(f"/help/{page}").text
    assert "/help/words" in stranger.get("/help/overview").links()
    assert stranger.client.get("/help").location == "/help/overview"
    stranger.get("/help/words")
    stranger.get("/help/nothing", 404)
    bruno, team = visit(city.bruno), f"/redesigns/{city.redesign.id}"
    assert "/help/problems" in bruno.get(f"{team}/problems").links()
    assert "/help/to-be" in bruno.get(f"{team}/journeys/future").links()
    assert "/help/lead" in visit(city.davi).get(f"/programmes/{city.programme.id}").links()
