"""For a server of the tests: it prints of each reader that is checked again whose Flask context answers."""

from __future__ import annotations

import threading
from typing import Any

from flask import Flask, appcontext_pushed, request, request_started

here = threading.local()


def pushed(app: Flask, **_more: Any) -> None:
    here.is_new = True


def started(app: Flask, **_more: Any) -> None:
    if "check" in request.args:
        whose = "of its own" if getattr(here, "is_new", False) else "of somebody else"
        print(f"a check in a context {whose}", flush=True)
    here.is_new = False


appcontext_pushed.connect(pushed)
request_started.connect(started)
