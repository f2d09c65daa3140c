"""Every main page in a real Chromium: open to all, in three languages, by day and night, wide and narrow."""

from __future__ import annotations

from itertools import cycle

import pytest

from tests.browser.addresses import STOPS, Stop
from tests.browser.looking import Look

NAMES = [stop.name for stop in STOPS]
# Each page once as most people see it, and once on a phone; language and shade take turns there.
TURNS = (("es", True), ("en", False), ("pt-BR", True), ("es", False), ("en", True))
PHONES = [(stop, *turn) for stop, turn in zip(STOPS, cycle(TURNS), strict=False)]
# The pages that are mostly table or picture, once more at night on a wide screen.
PICTURES = {
    "matrix": "en",
    "report": "es",
    "rich-today": "es",
    "rich-compare": "en",
    "tests": "es",
    "rich-workspace": "en",
    "report-benefits": "en",
    "services": "es",
    "problems": "en",
}
NARROWEST = ("home", "problems", "step", "report", "matrix", "sign-in", "service")


def address(stop: Stop, facts: dict) -> str:
    return stop.address.format(**facts[stop.world])


def settle(look: Look) -> None:
    assert not look.faults, look.report()


@pytest.mark.parametrize("stop", STOPS, ids=NAMES)
def test_a_page_opens_for_everybody(stop, browse, facts):
    look = Look(browse(stop.who, stop.world)).at(address(stop, facts))
    settle(look.language("pt-BR").accessible().narrow())


@pytest.mark.parametrize(
    ("stop", "language", "dark"),
    PHONES,
    ids=[
        f"{stop.name}-{language}-{'dark' if dark else 'light'}" for stop, language, dark in PHONES
    ],
)
def test_a_page_opens_on_a_phone(stop, language, dark, browse, facts):
    page = browse(stop.who, stop.world, language, dark=dark, width=390)
    settle(Look(page).at(address(stop, facts)).language(language).accessible().narrow())


@pytest.mark.parametrize("stop", [s for s in STOPS if s.name in PICTURES], ids=lambda s: s.name)
def test_a_picture_can_be_seen_at_night(stop, browse, facts):
    page = browse(stop.who, stop.world, PICTURES[stop.name], dark=True)
    settle(Look(page).at(address(stop, facts)).language(PICTURES[stop.name]).accessible())


@pytest.mark.parametrize("stop", [s for s in STOPS if s.name in NARROWEST], ids=lambda s: s.name)
def test_a_page_fits_the_narrowest_phone(stop, browse, facts):
    page = browse(stop.who, stop.world, width=320)
    settle(Look(page).at(address(stop, facts)).narrow())
