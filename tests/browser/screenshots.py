"""Takes the pictures of the running product: `make screenshots`, or every page of the walk with `--all FOLDER`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from tests.browser.addresses import STOPS, TEAMS, facts_of  # noqa: E402 - found from the checkout
from tests.browser.chromium import open_chromium  # noqa: E402
from tests.browser.people import People  # noqa: E402
from tests.browser.served import Server, application, tell_worlds  # noqa: E402

PICTURES = ROOT / "static" / "img" / "product"
# The worlds are told, and the server's clock stands, at one afternoon: the same picture every time.
MOMENT = datetime.fromisoformat("2026-05-14T15:30:00-03:00")
# Name of the picture → (the stop of the walk that it shows, the part of the page it begins with).
SHOWN = {
    "home": ("home", "body"),
    "workspace": ("workspace", "body"),
    "journey-map": ("journey-today", "main .figures"),
    "matrix": ("matrix", "body"),
    "report": ("report", "body"),
}
TO_THE_TOP = "part => scrollTo(0, scrollY + part.getBoundingClientRect().top - 80)"
LARGEST = 300_000
VIEWS = {"wide": (1440, False), "phone": (390, False), "dark": (1440, True)}
BY_NAME = {stop.name: stop for stop in STOPS}


def open_stop(
    people: People, facts: dict, name: str, width: int = 1440, dark: bool = False
) -> Page:
    """Return the page of one stop of the walk, in Portuguese, with its fonts there."""
    stop = BY_NAME[name]
    page = people.sit_down(stop.who, stop.world, "pt-BR", dark=dark, width=width)
    answer = page.goto(stop.address.format(**facts[stop.world]))
    page.evaluate("document.fonts.ready")
    if answer is None or not answer.ok:
        print(f"{name}: answered {answer.status if answer else 'nothing'}", file=sys.stderr)
    return page


def product_pictures(people: People, facts: dict) -> int:
    """Take the pictures of the README; return how many are larger than they may be."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    too_large = 0
    for name, (stop, part) in SHOWN.items():
        file = PICTURES / f"{name}.png"
        page = open_stop(people, facts, stop)
        page.locator(part).first.evaluate(TO_THE_TOP)
        page.screenshot(path=file, animations="disabled")
        size = file.stat().st_size
        too_large += size > LARGEST
        print(f"{file.relative_to(ROOT)}  {size // 1000} kB")
    return too_large


def every_page(people: People, facts: dict, folder: Path, only: str) -> None:
    """Take every stop of the walk wide, on a phone and at night."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in BY_NAME:
        if only in name:
            for view, (width, dark) in VIEWS.items():
                page = open_stop(people, facts, name, width, dark)
                page.screenshot(path=folder / f"{name}-{view}.png", full_page=True)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--all", metavar="FOLDER", type=Path, help="shoot every page into FOLDER")
    options.add_argument("--only", default="", help="with --all: the pages whose name holds this")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as place, open_chromium() as browser:
        return at_work(browser, Path(place) / "instance", chosen)


def at_work(browser: Browser, place: Path, chosen: argparse.Namespace) -> int:
    """Tell the worlds, serve them, and take the pictures; return the exit code."""
    server = Server(place, tell_worlds(place, MOMENT), MOMENT).start()
    try:
        with application(place).app_context():
            facts = {world: facts_of(world) for world in TEAMS}
        people = People(browser, server)
        if chosen.all:
            every_page(people, facts, chosen.all, chosen.only)
            return 0
        return 1 if product_pictures(people, facts) else 0
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
