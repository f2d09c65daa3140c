"""Measures pages over HTTP against a bare Flask view that returns the same bytes, the import, and prose; prints ratios.

Run with `make bench`. Both servers run on the same stack side by side, and are asked in turn.
"""

from __future__ import annotations

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

# ruff: noqa: E402 - the project is found from the checkout, whatever folder this is run from
from bare import guarded
from flask import Flask, Response
from flask_migrate import upgrade
from import_ratio import FILES, ratio
from prose_time import measure_prose
from world import BUSY, EMAIL, PASSWORD, build

from workbench import create_app
from workbench.config import Settings
from workbench.extensions import db
from workbench.folders import folder

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "120"))
PORT, BARE_PORT = 8941, 8942
# page → (address, the most its ratio may be)
PAGES = {
    "list": ("/services", 12),
    "matrix": ("/programmes/1/matrix", 12),
    "report": ("/programmes/1/report", 12),
    "workspace": ("/redesigns/1", 15),
    "board of 300 notes": ("/redesigns/1/problems", 15),
}
# A board is painted anew so many times.
FIRST_PAINTINGS = 25
# A large map, and how often it is put on paper.
MAP, SHEETS = "/redesigns/1/journeys", 5
# Who worked a lot on a board is offered undo there, for hardly more than somebody who did nothing yet.
BUSY_TEAM, OPERATIONS, MOST_UNDO = "/redesigns/2", 310, 1.2


def serve_bare(directory: str) -> None:
    """Serve the stored pages with one view that does nothing else, on the same stack."""
    import uvicorn

    app = Flask("bare")
    pages = {file.name: file.read_bytes() for file in Path(directory).iterdir()}

    @app.get("/<name>")
    def page(name: str) -> Response:
        return Response(pages[name], mimetype="text/html")

    uvicorn.run(guarded(app), port=BARE_PORT, log_level="warning", access_log=False, lifespan="off")


class Browser:
    """One keep-alive connection with its cookies."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def fetch(
        self, address: str, form: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        body = urlencode(form) if form else None
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("POST" if form else "GET", address, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers, content

    def time(self, address: str, **headers: str) -> float:
        began = time.perf_counter()
        self.fetch(address, None, **headers)
        return time.perf_counter() - began

    def token(self, address: str) -> str:
        page = self.fetch(address)[2].decode()
        return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

    def sign_in(self, email: str) -> None:
        token = self.token("/sign-in")
        form = {"csrf_token": token, "email": email, "password": PASSWORD}
        status = self.fetch("/sign-in", form)[0]
        assert status == 302, f"signing in answered {status}"

    def write_notes(self, team: str, count: int, first: int = 0) -> None:
        """Write so many notes on a team's board, each an operation that can be undone."""
        token = self.token(f"{team}/problems")
        for number in range(first, first + count):
            form = {"csrf_token": token, "text": f"nota {number}", "kind": "idea"}
            status = self.fetch(f"{team}/notes", {**form, "edit_id": f"bench{number:04}"})[0]
            assert status == 302, f"a note was answered {status}"


def signed_in(email: str) -> Browser:
    browser = Browser(PORT)
    browser.sign_in(email)
    return browser


def wait_for(port: int) -> None:
    for _ in range(150):
        try:
            Browser(port).fetch("/healthz")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"nothing answers on port {port}")


def start(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *arguments], env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )


def measure_pages() -> None:
    with tempfile.TemporaryDirectory() as place:
        print("Building 10,000 services and 200 redesigns with 300 notes each …", flush=True)
        app = create_app(Settings(instance=place))
        with app.app_context():
            upgrade(directory=str(folder("migrations")))
            build()
            db.engine.dispose()
        stored = Path(place) / "pages"
        stored.mkdir()
        server = start("-m", "workbench", "run", "--port", str(PORT), WORKBENCH_INSTANCE=place)
        servers = [server]
        try:
            wait_for(PORT)
            browser = signed_in(EMAIL)
            for name, (address, _most) in PAGES.items():
                status, _headers, content = browser.fetch(address)
                assert status == 200, f"{address} answered {status}"
                (stored / name.replace(" ", "-")).write_bytes(content)
            servers.append(start(__file__, "bare", str(stored)))
            wait_for(BARE_PORT)
            # The line of before has waited too long on a slow machine: the server ends idle ones.
            browser = signed_in(EMAIL)
            print_table(browser, Browser(BARE_PORT))
            print_first_painting(browser)
            print_undo()
            print_paper(browser)
        finally:
            for each in servers:
                each.terminate()
                each.wait(10)


def print_table(browser: Browser, bare: Browser) -> None:
    print("\n| page | bytes | bare | page | ratio | at most | 304 | ratio | at most |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, (address, most) in PAGES.items():
        _status, headers, content = browser.fetch(address)
        tag = headers.get("ETag", "")
        times: dict[str, list[float]] = {"bare": [], "page": [], "304": []}
        for _ in range(ROUNDS):
            times["bare"].append(bare.time("/" + name.replace(" ", "-")))
            times["page"].append(browser.time(address))
            times["304"].append(browser.time(address, **{"If-None-Match": tag}))
        status = browser.fetch(address, None, **{"If-None-Match": tag})[0]
        middle = {kind: statistics.median(all_) * 1000 for kind, all_ in times.items()}
        unchanged = f"{middle['304'] / middle['bare']:.1f}×" if status == 304 else f"({status})"
        print(
            f"| {name} | {len(content)} | {middle['bare']:.2f} ms | {middle['page']:.2f} ms"
            f" | {middle['page'] / middle['bare']:.1f}× | {most}×"
            f" | {middle['304']:.2f} ms | {unchanged} | 4× |",
            flush=True,
        )


def print_first_painting(browser: Browser) -> None:
    """Compare a board right after somebody wrote on it with the same bytes from memory."""
    board = PAGES["board of 300 notes"][0]
    pairs = []
    for number in range(FIRST_PAINTINGS):
        browser.write_notes("/redesigns/1", 1, first=1000 + number)
        pairs.append((browser.time(board), browser.time(board)))
    first, again = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    print(
        f"\nThe board of 300 notes, first painted after a change: {first:.2f} ms, the same bytes from"
        f" memory {again:.2f} ms, ratio {first / again:.1f}",
        flush=True,
    )


def print_paper(browser: Browser) -> None:
    """Compare a map of 40 steps and 12 lanes on paper and as a picture with its page, each made anew."""
    page, kinds = f"{MAP}/today", ("pdf", "svg")
    token = browser.token(page)
    times: dict[str, list[float]] = {kind: [] for kind in ("page", *kinds)}
    for number in range(SHEETS):
        form = {
            "csrf_token": token,
            "edit_id": f"paper{number:011}",
            "drawn": str(number % 2 or ""),
        }
        assert browser.fetch(f"{MAP}/as_is/blueprint", form)[0] == 302
        times["page"].append(browser.time(page))
        for kind in kinds:
            times[kind].append(browser.time(f"{MAP}/as_is.{kind}"))
    status, _headers, paper = browser.fetch(f"{MAP}/as_is.pdf")
    assert status == 200, f"the PDF answered {status}"
    middle = {kind: statistics.median(all_) * 1000 for kind, all_ in times.items()}
    sizes = len(browser.fetch(page, None, **{"Accept-Encoding": "br"})[2])
    print(
        f"\nA map of 40 steps and 12 lanes: page painted anew {middle['page']:.0f} ms ({sizes} bytes"
        f" compressed), SVG {middle['svg']:.0f} ms, ratio {middle['svg'] / middle['page']:.1f}; PDF"
        f" {middle['pdf']:.0f} ms ({len(paper)} bytes), ratio {middle['pdf'] / middle['page']:.1f}",
        flush=True,
    )


def print_undo() -> None:
    """Compare the same board for somebody with many operations of their own and for somebody with none."""
    board = f"{BUSY_TEAM}/problems"
    busy = signed_in(BUSY)
    busy.write_notes(BUSY_TEAM, OPERATIONS)
    quiet = signed_in(EMAIL)
    pairs = [(busy.time(board), quiet.time(board)) for _ in range(ROUNDS)]
    many, none = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    print(
        f"\nThe same board after {OPERATIONS} operations of one's own: {many:.2f} ms, after none"
        f" {none:.2f} ms, ratio {many / none:.2f} (at most {MOST_UNDO})",
        flush=True,
    )


def measure_import() -> None:
    if not all(file.exists() for file in FILES):
        print("\nThe import was not measured: the files of data/govbr are not beside the project.")
        return
    measured = ratio()
    print(
        f"\nImport of 1,307 services with their steps: {measured['import_seconds']:.2f} s, bare insert"
        f" {measured['bare_seconds']:.2f} s, ratio {measured['ratio']:.2f} (at least 0.3)"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["bare"]:
        serve_bare(sys.argv[2])
    else:
        measure_pages()
        measure_import()
        if not measure_prose():
            raise SystemExit("A text takes longer to show than it may.")
