"""What the workbench is measured against: a bare ASGI fan-out, a bare Flask view, and an ordinary Flask application."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

# ruff: noqa: E402 - the project is found from the checkout, whatever folder this is run from


import uvicorn
from a2wsgi import WSGIMiddleware
from flask import Flask, redirect, request
from ordinary import ordinary
from werkzeug.wrappers import Response

from workbench import asgi

Send = Callable[[dict[str, Any]], Awaitable[None]]


class FanOut:
    """Sends whatever is posted to everybody who listens: no database, no rights, no page."""

    def __init__(self, window: float, pipe: int):
        self.window, self.pipe = window, pipe
        self.queues: set[asyncio.Queue[bytes]] = set()
        self.waiting: list[bytes] = []

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        if scope["method"] == "POST":
            body = await read(receive)
            number = scope["path"].rpartition("/")[2]
            os.write(self.pipe, f"0 {number} {time.monotonic()}\n".encode())
            self.publish(body)
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self.stream(send)

    def publish(self, frame: bytes) -> None:
        """Give the frame to every reader, at once or with all others of the same flush window."""
        if not self.window:
            self.give(frame)
            return
        self.waiting.append(frame)
        if len(self.waiting) == 1:
            asyncio.get_running_loop().call_later(self.window, self.flush)

    def flush(self) -> None:
        self.give(b"".join(self.waiting))
        self.waiting.clear()

    def give(self, frames: bytes) -> None:
        for queue in self.queues:
            queue.put_nowait(frames)

    async def stream(self, send: Send) -> None:
        queue: asyncio.Queue[bytes] = asyncio.Queue(200)
        self.queues.add(queue)
        headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
        try:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            frame = b"event: hello\ndata: {}\n\n"
            while True:
                await send({"type": "http.response.body", "body": frame, "more_body": True})
                frame = await queue.get()
        finally:
            self.queues.discard(queue)


async def read(receive: Any) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def insert_and_commit(file: str) -> Flask:
    """Return a Flask application whose one view inserts a row and commits, with the same settings of SQLite."""
    app = Flask("bare")
    local = threading.local()

    def connection() -> sqlite3.Connection:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(file, isolation_level=None, timeout=10)
            local.connection.execute("PRAGMA journal_mode=WAL")
            local.connection.execute("PRAGMA synchronous=FULL")
        return local.connection

    connection().execute("CREATE TABLE note (id TEXT PRIMARY KEY, text TEXT, kind TEXT)")

    @app.post("/notes")
    def create() -> Response:
        values = [request.form[name] for name in ("id", "text", "kind")]
        line = connection()
        line.execute("BEGIN IMMEDIATE")
        line.execute("INSERT INTO note VALUES (?, ?, ?)", values)
        line.execute("COMMIT")
        return redirect("/notes")

    @app.get("/healthz")
    def well() -> str:
        return "ok"

    return app


def guarded(app: Flask) -> asgi.Guard:
    """Put an application behind what the workbench's own stands behind."""
    app.config.update(MAX_CONTENT_LENGTH=1024 * 1024, REMEMBER_COOKIE_NAME="none")
    app.secret_key = app.secret_key or "only for measuring"
    return asgi.Guard(WSGIMiddleware(app, workers=16), app)


def serve(what: str, port: int, *words: str) -> None:
    """Serve one of the three on the stack and with the settings of the workbench itself."""
    if what == "fan-out":
        app: Any = FanOut(float(words[0]), int(words[1]))
    else:
        plain = insert_and_commit(words[0]) if what == "insert" else ordinary(*words)
        app = guarded(plain)
    sys.setswitchinterval(asgi.SWITCH)
    uvicorn.run(app, port=port, log_level="warning", access_log=False, lifespan="off")


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
