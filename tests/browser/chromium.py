"""Finds Debian's Chromium and drives it through Playwright, which brings no browser of its own here."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

# The shell without windows first: it draws the same pages with two thirds of the work.
PROGRAMS = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
)
MISSING = "Chromium is not installed: apt-get install chromium-headless-shell"


def find_chromium() -> str | None:
    """Return the path of the browser: WORKBENCH_CHROMIUM, or the first one on the PATH."""
    named = os.environ.get("WORKBENCH_CHROMIUM")
    return named or next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextlib.contextmanager
def open_chromium() -> Iterator[Browser]:
    """Run a headless Chromium for as long as it is needed."""
    program = find_chromium()
    if program is None:
        raise FileNotFoundError(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=list(FLAGS), chromium_sandbox=False
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running Chromium, one for each worker that asks for it."""
    if find_chromium() is None:
        if os.environ.get("WORKBENCH_REQUIRE_ALL") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with open_chromium() as browser:
        yield browser
