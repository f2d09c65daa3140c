"""The served application: Flask behind a small guard, on uvicorn; the event stream joins it here."""

import asyncio
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any

import uvicorn
from a2wsgi import WSGIMiddleware
from flask import Flask

from workbench import create_app
from workbench.body_limits import Limit, limit_of, sign_in_of
from workbench.config import Settings
from workbench.live.application import Live
from workbench.outflow import Outflow
from workbench.pace import LARGEST_UNFINISHED, Connection, Pace
from workbench.views import live as stream
from workbench.web.errors import SIGN_IN_FIRST, page_alone, sentence_alone
from workbench.web.page import HEADERS
from workbench.web.unavailable import reason_of

try:
    import resource
except ImportError:  # not on every system
    resource = None  # type: ignore[assignment]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
IN_MEMORY = 1024 * 1024
# How many times the largest body is read to its end before the connection is cut.
PATIENCE = 4
# Nothing of ours reads the body of a GET: it would be read in a worker thread, and no limit holds there.
OF_A_BODY = frozenset({b"content-type", b"content-length", b"transfer-encoding"})
OF_A_LENGTH = OF_A_BODY - {b"content-type"}
WITH_PASSWORD = frozenset({"/sign-in", "/account/password"})
# The codes of rooms are shorter than those of invitations.
LONGEST_ROOM_CODE = 9
# As many as are hashed at once: more would only hold a thread while they wait.
MOST_HASHERS = 2
SWITCH = 0.0005
MOST_FILES = 65536


class Guard:
    """Reads each body before a worker thread is taken, refuses what is too large, and drops odd header names.

    A phone on a weak link may need a minute to send a picture: it must not hold a thread meanwhile.
    """

    def __init__(self, application: Any, app: Flask):
        self.application, self.app = application, app
        self.unfinished = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        # "X_Forwarded_For" would become the same WSGI name as "X-Forwarded-For".
        scope["headers"] = [(name, value) for name, value in scope["headers"] if b"_" not in name]
        if scope["method"] in ("GET", "HEAD"):
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in OF_A_BODY]
            await self.application(scope, receive, send)
            return
        limit = limit_of(self.app, scope["headers"])
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                status = await self._read(body, limit, receive)
            except TimeoutError:
                status = 408
            except OSError as error:
                # Such as no space for temporary files.
                if reason_of(error) is None:
                    raise
                status = 503
            finally:
                self.unfinished -= limit.unfinished
            if status is None:
                return
            if status != 200:
                await self._refuse(scope, status, limit, send)
                return
            body.seek(0)
            # A body in pieces names no length, and what has none is read as empty.
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in OF_A_LENGTH]
            scope["headers"].append((b"content-length", str(limit.size).encode()))
            await self.application(scope, replay(body), send)

    async def _read(self, body: Any, limit: Limit, receive: Receive) -> int | None:
        """Copy the body into the file, and return the status to refuse it with, or 200; None when the client left.

        What is too much is still read for a while and thrown away: a browser that is cut off while it
        sends shows a broken connection instead of our answer.
        """
        longest, pace = PATIENCE * self.app.config["MAX_CONTENT_LENGTH"], Pace()
        while True:
            message = await pace.next(receive)
            if message["type"] == "http.disconnect":
                return None
            piece = message.get("body", b"")
            if limit.count(piece):
                body.write(piece)
            if not limit.is_known and not limit.is_passed:
                limit.unfinished += len(piece)
                self.unfinished += len(piece)
                if self.unfinished > LARGEST_UNFINISHED:
                    return 503
            if not message.get("more_body") or limit.size > longest:
                return 413 if limit.is_passed else 200

    async def _refuse(self, scope: Message, status: int, limit: Limit, send: Send) -> None:
        """Say why it is not taken, in the reader's language and without a worker thread."""
        asked = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
        headers = [*HEADERS.items(), ("Content-Type", "text/html; charset=utf-8")]
        headers += [("Cache-Control", "no-store"), ("Connection", "close")]
        headers += [("Retry-After", "10")] if status == 503 else []
        coded = [(name.lower().encode(), value.encode()) for name, value in headers]
        await send({"type": "http.response.start", "status": status, "headers": coded})
        # A stranger may be somebody whose session has ended.
        why = SIGN_IN_FIRST if status == 413 and not limit.is_known else ""
        page = page_alone(self.app, asked, status, why)
        await send({"type": "http.response.body", "body": page})


def replay(body: Any) -> Receive:
    """Return a receive function that gives the stored body in pieces."""

    async def receive() -> Message:
        piece = body.read(64 * 1024)
        return {"type": "http.request", "body": piece, "more_body": bool(piece)}

    return receive


class Turns:
    """Lets only some of the worker threads write at once, first come first served, so that reading goes on.

    While another program locks the database every writer waits; the other threads still show pages. Whoever
    comes in with a password waits in a line of their own: hashing it takes long, and holds up nobody who writes.
    """

    def __init__(self, application: Any, writers: int):
        self.application = application
        self.writers, self.hashers = asyncio.Semaphore(writers), asyncio.Semaphore(MOST_HASHERS)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.application(scope, receive, send)
            return
        async with self.hashers if takes_password(scope["path"]) else self.writers:
            await self.application(scope, receive, send)


def takes_password(path: str) -> bool:
    """Return whether forms with a password are sent to this path: one that asks, or an invitation's."""
    code = path.removeprefix("/join/")
    return path in WITH_PASSWORD or (code != path and len(code) > LONGEST_ROOM_CODE)


def application(settings: Settings | None = None) -> Guard:
    """Return the whole application for an ASGI server."""
    settings = settings or Settings.from_environment()
    threads = int(settings.threads)
    app = create_app(settings)
    bridge = Outflow(Turns(WSGIMiddleware(app, workers=threads), max(1, threads // 2)))
    live = Live(
        app,
        bridge,
        message=stream.message,
        render=stream.render,
        is_quiet=stream.is_quiet,
        sign_in_of=partial(sign_in_of, app),
        say=partial(sentence_alone, app),
        most_readers=int(settings.most_readers),
    )
    return Guard(live, app)


class Server(uvicorn.Server):
    """Ends the streams first, so that the server need not wait for readers who would stay for ever."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        guard: Any = self.config.app
        guard.application.close()
        await super().shutdown(sockets)


def serve(host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C; exit with a message on a taken port."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.exit(
                f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with --port."
            )
    # A worker thread that computes must not keep the loop from sending what another has finished: the
    # usual five milliseconds are longer than most answers take.
    sys.setswitchinterval(SWITCH)
    print(f"The workbench is at http://{host}:{port}/ (Ctrl-C ends it)", flush=True)
    raise_file_limit()
    config = uvicorn.Config(
        application(),
        http=Connection,
        ws="none",
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    Server(config).run()


def raise_file_limit() -> None:
    """Each reader holds a connection open: take as many as the system allows us."""
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY and soft < hard:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, MOST_FILES), hard))
