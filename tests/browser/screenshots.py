"""Takes the pictures of the running product: `make screenshots`, or every page of the walk with `--all FOLDER`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser.addresses import STOPS, TEAMS, facts_of  # noqa: E402 - found from the checkout
from tests.browser.chromium import open_chromium  # noqa: E402
from tests.browser.people import People  # noqa: E402
from tests.browser.served import Server, application, tell_worlds  # noqa: E402

PICTURES = ROOT / "static" / "img" / "product"
# The worlds are told, and the server's clock stands, at one afternoon: the same picture every time.
MOMENT = datetime.fromisoformat("2026-05-14T15:30:00-03:00")
# Name of the picture → the stop of the walk that it shows.
SHOWN = {
    "home": "home",
    "workspace": "workspace",
    "journey-map": "journey-today",
    "matrix": "matrix",
    "report": "report",
}
LARGEST = 300_000
VIEWS = {"wide": (1440, False), "phone": (390, False), "dark": (1440, True)}
BY_NAME = {stop.name: stop for stop in STOPS}


def shoot(
    people: People, facts: dict, name: str, file: Path, *, width: int, dark: bool, whole: bool
) -> None:
    """Save the picture of one stop of the walk, its whole length or the first screen."""
    stop = BY_NAME[name]
    page = people.sit_down(stop.who, stop.world, "pt-BR", dark=dark, width=width)
    answer = page.goto(stop.address.format(**facts[stop.world]))
    page.evaluate("document.fonts.ready")
    page.screenshot(path=file, full_page=whole, animations="disabled", caret="hide")
    if answer is None or not answer.ok:
        print(f"{file.name}: answered {answer.status if answer else 'nothing'}", file=sys.stderr)


def product_pictures(people: People, facts: dict) -> int:
    """Take the pictures of the README; return how many are larger than they may be."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    too_large = 0
    for name, stop in SHOWN.items():
        file = PICTURES / f"{name}.png"
        shoot(people, facts, stop, file, width=1440, dark=False, whole=False)
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
                file = folder / f"{name}-{view}.png"
                shoot(people, facts, name, file, width=width, dark=dark, whole=True)


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
