"""Every main page in a real Chromium: open to all, in one of three languages, by day and night, wide and narrow."""

from __future__ import annotations

from itertools import cycle

import pytest

from tests.browser.addresses import STOPS
from tests.browser.looking import Look

# Neighbouring pages take turns in the language; the walk along all links opens every kind of page in each.
TURNS = list(zip(STOPS, cycle(("pt-BR", "es", "en")), strict=False))
# The pages that are mostly table or picture, which are looked at by night on a wide screen too.
PICTURES = {
    *("matrix", "report", "rich-today", "rich-compare", "tests", "rich-workspace"),
    *("report-benefits", "services", "problems"),
}


# Forms of one make, and lists that stand elsewhere too: the others are looked at each time.
ALIKE = {
    *("account-edit", "claim-new", "city-edit", "finding-new", "group", "help-words", "invite"),
    *("launch-edit", "organisation-new", "parties", "password", "person-edit", "phases", "note"),
    *("problem-edit", "programme-edit", "programme-member", "programme-new", "prototype-new"),
    *("redesign-add", "redesign-edit", "report-earlier", "report-people", "report-workshops"),
    *("rich-statuses", "rich-step", "service-edit", "services-found", "step-edit", "test-edit"),
    *("testimonials", "workshop-new", "oficina-report", "closed-matrix", "city-activity"),
    *("account", "activity", "affected", "amounts", "claims", "contradictions", "erase"),
    *("journey-future-empty", "journey-phases", "launch-empty", "lead-home", "lost-password"),
    *("organisation", "own-data", "people-list", "programme-activity", "prototypes-empty"),
    *("report-claims", "report-organisations", "report-services", "rich-future", "rich-problem"),
    *(
        "opportunity-edit",
        "rich-problems",
        "statuses",
        "team",
        "tests-empty",
        "workspace",
        "service-new",
    ),
}


@pytest.mark.parametrize(
    ("stop", "language"),
    [
        pytest.param(
            *turn,
            id="-".join((turn[0].name, turn[1])),
            marks=pytest.mark.proof if turn[0].name in ALIKE else (),
        )
        for turn in TURNS
    ],
)
def test_a_page_opens_for_everybody_on_every_screen(stop, language, browse, facts):
    page = browse(stop.who, stop.world, language)
    look = Look(page).at(stop.address.format(**facts[stop.world]))
    look.language(language).accessible().narrow()
    if stop.name in PICTURES:
        look.on(1440, dark=True).readable()
    look.on(390, dark=True).accessible().narrow().touchable()
    look.on(390).readable()
    look.on(320).narrow()
    assert not look.faults, look.report()


# What the end of a sheet of paper may cut through although the browser lays out its rows side by side.
CUT = """() => [...document.querySelectorAll("#main *")].filter((element) => {
  const { display, breakInside } = getComputedStyle(element);
  return /grid|flex/.test(display) && breakInside !== "avoid" && element.offsetHeight > 400;
}).map((element) => element.className || element.tagName)"""


def test_a_printed_report_lays_nothing_over_anything(browse, facts):
    for world in ("sao-paulo", "oficina"):
        page = browse("davi", world, "pt-BR")
        page.goto(f"/programmes/{facts[world]['programme']}/report")
        page.set_viewport_size({"width": 703, "height": 1000})
        page.emulate_media(media="print")
        assert page.evaluate(CUT) == []
        page.emulate_media(media="screen")


def test_a_phone_shows_the_first_note_without_scrolling(browse, facts):
    page = browse("bruno", "sao-paulo", "pt-BR", width=390)
    page.goto(f"/redesigns/{facts['sao-paulo']['redesign']}/problems")
    assert page.locator("#board .note").first.bounding_box()["y"] < 844


@pytest.mark.proof
@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_shifts_while_a_new_browser_loads_it(width, people, facts):
    faults = []
    for stop in STOPS:
        context = people.profile(stop.who, stop.world)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        look = Look(page).at(stop.address.format(**facts[stop.world])).still()
        if look.faults:
            faults.append(look.report())
        context.close()
    assert not faults, "\n".join(faults)
