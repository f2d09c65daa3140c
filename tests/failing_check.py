"""For a server of the tests: the first time that it checks a reader again, the check ends in an error."""

from __future__ import annotations

from typing import Any

from flask import Flask, request, request_tearing_down

left = ["the first check fails"]


def fail_once(app: Flask, **_exc: Any) -> None:
    if "check" in request.args and left:
        print(left[0], flush=True)
        raise RuntimeError(left.pop())


request_tearing_down.connect(fail_once)
