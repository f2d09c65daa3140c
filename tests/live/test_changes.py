"""Whoever waits for changes is woken by this process at once, on either database."""

from __future__ import annotations

import threading
import time
from contextlib import closing

import pytest
from flask import Flask

from workbench.extensions import db
from workbench.live.changes import SWEEP_SECONDS, changes_of

pytestmark = pytest.mark.both_databases


def test_who_waits_is_woken_by_a_kick(app: Flask) -> None:
    with closing(changes_of(db.engine)) as changes:
        changes.kick()
        changes.wait()  # SQLite's first look finds what it did not know yet
        began = time.monotonic()
        threading.Timer(0.2, changes.kick).start()
        changes.wait()
    assert 0.1 < time.monotonic() - began < SWEEP_SECONDS / 2
