"""People who read with large letters, on a small screen, or in the few colours that they chose: nothing is cut or lost."""

from __future__ import annotations

from tests.browser.looking import WIDE

LARGE = "document.documentElement.style.fontSize = '200%'"
# What of the navigation stands outside the screen, or can only be reached by scrolling it.
CUT = """() => [...document.querySelectorAll(".bar-nav")].flatMap(nav => [
    ...(nav.scrollWidth > nav.clientWidth + 1 ? ["it scrolls"] : []),
    ...[...nav.querySelectorAll("a")].filter(each => each.checkVisibility())
        .filter(each => each.getBoundingClientRect().right > innerWidth + 1).map(each => each.textContent)])"""
STYLE = """([selector, name, pseudo]) => [...new Set(
    [...document.querySelectorAll(selector)].map(each => getComputedStyle(each, pseudo || null)[name]))]"""


def test_nothing_is_cut_where_letters_are_large_or_the_screen_is_small(browse, facts):
    page = browse("celso", "oficina", "pt-BR", width=320)
    page.goto("/")
    assert page.evaluate(CUT) == []
    report = f"/programmes/{facts['sao-paulo']['programme']}/report"
    for who, address in (
        *(("", "/"), ("", "/sign-in"), ("", "/join"), ("davi", report)),
        ("davi", f"{report}/services"),
    ):
        page = browse(who, "sao-paulo", "pt-BR", width=1280)
        page.goto(address)
        page.evaluate(LARGE)
        for width in (1280, 640):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(WIDE) == [], (address, width)
    # Where a table has no room it is a sheet of labelled lines, or scrolls in a region that the keyboard reaches.
    page.goto(f"{report}/services")
    region = page.locator(".table-box").first
    assert region.get_attribute("tabindex") == "0"
    assert region.get_attribute("aria-label")
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate(WIDE) == []
    label = page.evaluate(STYLE, ["td[data-label]", "content", "::before"])
    assert "none" not in label


def test_what_colour_tells_is_seen_in_colours_of_ones_own(browse, facts):
    team = f"/redesigns/{facts['sao-paulo']['redesign']}"
    page = browse("bruno", "sao-paulo", "pt-BR")
    page.emulate_media(forced_colors="active")
    seen = lambda *asked: set(page.evaluate(STYLE, list(asked)))  # noqa: E731
    page.goto(f"{team}/journeys/today")
    assert seen("td.cell-guess:not(.feeling-cell)", "borderLeftStyle") == {"dashed"}
    page.goto(f"{team}/problems")
    assert "none" not in seen(".severity i", "backgroundImage", "::before")
    assert seen(".grade i", "forcedColorAdjust", "::after") == {"none"}
    page.goto(f"{team}/tests")
    assert seen(".mark-help", "borderTopStyle") == {"double"}
    page.goto(f"/programmes/{facts['sao-paulo']['programme']}")
    on, off = (seen(f".mini-route {kind}", "backgroundColor") for kind in (".on", "i:not(.on)"))
    assert on
    assert not on & off
    page.emulate_media(forced_colors="none")


def test_a_box_that_must_be_ticked_says_what_is_wrong_with_it(browse):
    page = browse("bruno", "oficina", "pt-BR")
    page.goto("/account/erase")
    box = page.locator("input[type=checkbox][name=is_sure]")
    form = box.locator("xpath=ancestor::form")
    form.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    page.locator("[data-refused]").wait_for()
    assert box.get_attribute("aria-invalid") == "true"
    named = (box.get_attribute("aria-describedby") or "").split()
    told = " ".join(page.locator(f"#{each}").inner_text() for each in named)
    assert page.locator(".field-wrong .field-error", has_text=" ").count()
    assert any(each.endswith("-error") for each in named), told
