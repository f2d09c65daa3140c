"""Frames: what is sent over the stream, in the form of server-sent events."""

import json
from typing import Any

KEEP_ALIVE = b": \n\n"


def frame(data: Any, *, event: str = "", id: str = "") -> bytes:
    """Return one server-sent event; without a name it is a message."""
    head = (f"event: {event}\n" if event else "") + (f"id: {id}\n" if id else "")
    # JSON has no line ends of its own, so that one line of data is enough.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{head}data: {text}\n\n".encode()


def hello(key: str, now_ms: int, person_id: int | None) -> bytes:
    return b"retry: 2000\n" + frame(
        {"stream": key, "now": now_ms, "person": person_id}, event="hello"
    )


def parts(page: str, shown: dict[int, int], pieces: list[dict[str, Any]]) -> bytes:
    """Return parts of a page and what they show at least: a page that was read later does not need them."""
    return frame({"page": page, "at": shown, "pieces": pieces}, event="parts")
