"""The stream's ASGI entry point: asks Flask who may subscribe, then goes on without it."""

import asyncio
import json
import logging
import random
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import Context
from typing import Any

from flask import Flask

from workbench.live.door import Door, Refusal
from workbench.live.feed import Feed, Message
from workbench.live.frames import KEEP_ALIVE
from workbench.live.housekeeping import Housekeeping
from workbench.live.presence import PresenceBook
from workbench.live.renderer import Render, Renderer
from workbench.live.subscribers import GONE, Subscriber, Subscribers

logger = logging.getLogger(__name__)

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Any, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

KEY_HEADER = b"x-live-key"
STREAM, MARK = "/live", "/live/mark"
KEEP_ALIVE_SECONDS = 15.0
ADMISSION_SECONDS = 60.0
LARGEST_MARK = 1000
STUCK_SECONDS = 15.0


class Live:
    """An ASGI application around Flask's: it serves streams and passes everything else on."""

    def __init__(
        self,
        app: Flask,
        flask: Application,
        *,
        message: Message,
        render: Render,
        is_quiet: Callable[[int], bool],
        sign_in_of: Callable[[Headers], str],
        say: Callable[[Headers, str], bytes],
        most_readers: int,
    ):
        self.app, self.flask = app, flask
        self.message, self.render, self.is_quiet = message, render, is_quiet
        # What names the sign-in of these headers, if any; and a sentence in the language that they ask for.
        self.sign_in_of, self.say = sign_in_of, say
        self.subscribers = Subscribers()
        self.door = Door(self.subscribers, most_readers)
        self.presence = PresenceBook(app, self.subscribers, is_quiet)
        self.feed: Feed | None = None
        self.is_closed = False
        # By this word the stream's view knows that it is this application that asks.
        self.key = secrets.token_hex(16).encode()
        self._ticking: asyncio.Task[None] | None = None
        self._checks: set[asyncio.Task[None]] = set()
        app.extensions["live"] = self

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        if scope["path"] == STREAM and scope["method"] == "GET" and not self.is_closed:
            await self._stream(scope, receive, send)
        elif scope["path"] == MARK and scope["method"] == "POST":
            await self._mark(receive, send)
        else:
            await self.flask(scope, receive, send)

    def state(self) -> dict[str, Any]:
        """Return the stream's state, for the health check."""
        return {
            "readers": len(self.subscribers),
            "feed_age": round(self.feed.age, 2) if self.feed else 0.0,
        }

    @property
    def is_stuck(self) -> bool:
        """Whether the feed has not looked at the log for more than STUCK_SECONDS."""
        return self.feed is not None and self.feed.age > STUCK_SECONDS

    # opening and closing

    def _begin(self) -> None:
        """Start the threads with the first reader; a process without readers needs none."""
        if self.feed is not None:
            return
        loop = asyncio.get_running_loop()
        self.renderer = Renderer(self.app, self.subscribers, self.render, loop)
        self.feed = Feed(self.app, self.subscribers, self.renderer, self.message, loop)
        self.housekeeping = Housekeeping(
            self.app, self.subscribers, self.presence, self._doubt, loop
        )
        for thread in (self.renderer, self.feed, self.housekeeping):
            thread.start()
        self._ticking = loop.create_task(self._tick())

    def close(self) -> None:
        """End every stream; on the event loop, before the server waits for open requests to end."""
        self.is_closed = True
        for reader in self.subscribers.everybody():
            reader.end()
        if self._ticking is not None:
            self._ticking.cancel()
        if self.feed is not None:
            for thread in (self.renderer, self.feed, self.housekeeping):
                thread.close()

    async def _tick(self) -> None:
        """Send keep-alives, and check again the rights of readers whose check is due."""
        last = time.monotonic()
        while True:
            await asyncio.sleep(1)
            moment = time.monotonic()
            if moment - last >= KEEP_ALIVE_SECONDS:
                last = moment
                self.subscribers.deliver([(self.subscribers.everybody(), KEEP_ALIVE)])
            self._doubt([each for each in self.subscribers.everybody() if each.check_at <= moment])

    # one stream

    async def _stream(self, scope: Event, receive: Receive, send: Send) -> None:
        sign_in = self.sign_in_of(scope["headers"])
        if not sign_in:
            # A stranger is sent to the sign-in, and counts for nobody.
            await self.flask(scope, receive, send)
            return
        if refusal := self.door.refusal(sign_in):
            await self._turn_away(scope, send, refusal)
            return
        self._begin()
        with self.door.asking(sign_in):
            async with self.door.turn:
                status, headers, body = await self._ask(scope)
            audience = dict(headers).get(b"x-audience")
            reader = Subscriber(json.loads(audience), scope) if audience and status == 200 else None
            refusal = reader and self.door.refusal_of(reader)
            if reader and not refusal:
                self._join(reader)
        if refusal:
            await self._turn_away(scope, send, refusal)
            return
        headers = [pair for pair in headers if pair[0] not in (b"x-audience", b"content-length")]
        start = {"type": "http.response.start", "status": status, "headers": headers}
        if reader is None:
            await send(start)
            await send({"type": "http.response.body", "body": body})
            return
        reader.check_at = next_check()
        leaving = asyncio.get_running_loop().create_task(left(receive, reader))
        try:
            await send(start)
            await send(part_of(body + self.presence.came(reader)))
            while piece := await reader.next():
                await send(part_of(piece))
            await send({"type": "http.response.body", "body": b""})
        finally:
            leaving.cancel()
            reader.end()
            self.subscribers.remove(reader)
            self.renderer.forget(reader)
            self.presence.changed(reader.cursors)

    async def _turn_away(self, scope: Event, send: Send, refusal: Refusal) -> None:
        status, sentence = refusal
        await answer(send, status, self.say(scope["headers"], sentence))

    def _join(self, reader: Subscriber) -> None:
        assert self.feed is not None
        self.subscribers.add(reader)
        self.presence.changed(reader.cursors)
        # Something may have happened since Flask looked.
        self.feed.look_again(list(reader.cursors))
        for page in reader.pages:
            self.renderer.prepare(page, reader.audience)
        if self.is_closed:
            reader.end()

    async def _ask(self, scope: Event) -> tuple[int, Headers, bytes]:
        """Return Flask's whole answer to a request without a body."""
        got: dict[str, Any] = {"status": 500, "headers": [], "body": b""}

        async def receive() -> Event:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(event: Event) -> None:
            if event["type"] == "http.response.start":
                got["status"], got["headers"] = event["status"], list(event["headers"])
            else:
                got["body"] += event.get("body", b"")

        named = [pair for pair in scope["headers"] if pair[0] != KEY_HEADER]
        asked = {**scope, "headers": [*named, (KEY_HEADER, self.key)]}
        await self.flask(asked, receive, send)
        return got["status"], got["headers"], got["body"]

    # admission again

    def _doubt(self, subscribers: list[Subscriber]) -> None:
        """Ask Flask again for these readers, a few at a time."""
        for reader in subscribers:
            # Not once more while the answer is awaited.
            if reader.check_at != float("inf"):
                reader.check_at = float("inf")
                # Whoever doubts may do so within a Flask context; the question needs one of its own.
                asking = asyncio.get_running_loop().create_task(
                    self._check(reader), context=Context()
                )
                self._checks.add(asking)
                asking.add_done_callback(self._checks.discard)

    async def _check(self, reader: Subscriber) -> None:
        if reader.is_closed:
            return
        scope = {**reader.scope, "query_string": reader.scope["query_string"] + b"&check=1"}
        try:
            async with self.door.turn:
                status, headers, _body = await self._ask(scope)
        finally:
            # Even where asking failed: otherwise nobody would ask again.
            reader.check_at = next_check()
        if reader.is_closed:
            # Gone while Flask was asked.
            return
        audience = dict(headers).get(b"x-audience")
        if status >= 500:
            # The database does not answer, which says nothing of the reader.
            return
        if status != 200 or audience is None:
            reader.end(GONE)
            return
        told = json.loads(audience)
        reader.rights = told["rights"]
        if reader.name != told["name"]:
            reader.name = told["name"]
            self.presence.changed(reader.cursors)
        if told["audience"] != reader.audience:
            self.subscribers.remove(reader)
            self.renderer.forget(reader)
            reader.audience = told["audience"]
            self.subscribers.add(reader)
            reader.put(reader.resync())

    # editing marks

    async def _mark(self, receive: Receive, send: Send) -> None:
        """Note what somebody is changing; who knows the key of a stream is its reader."""
        body = b""
        while len(body) <= LARGEST_MARK:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        try:
            asked = json.loads(body)
            reader = self.subscribers.by_key.get(asked["stream"])
            editing = str(asked["editing"])
        except (ValueError, KeyError, TypeError, RecursionError):
            await answer(send, 400)
            return
        if reader is not None:
            self.presence.mark(reader, editing)
        await answer(send, 204 if reader else 404)


async def left(receive: Receive, reader: Subscriber) -> None:
    """Close the reader when the client disconnects."""
    while (await receive())["type"] != "http.disconnect":
        pass
    reader.end()


def next_check() -> float:
    """Return when to check a reader again: about a minute from now, not all in the same second."""
    return time.monotonic() + ADMISSION_SECONDS * random.uniform(0.75, 1.0)  # noqa: S311


def part_of(body: bytes) -> Event:
    return {"type": "http.response.body", "body": body, "more_body": True}


async def answer(send: Send, status: int, text: bytes = b"") -> None:
    headers = [(b"cache-control", b"no-store")]
    if status != 204:
        headers += [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(text)).encode()),
        ]
    if status in (429, 503):
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
