"""A reader and a writer for the tests of the stream: sockets of their own, no library between."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

PATIENCE_SECONDS = 30


@dataclass
class LogEntry:
    """One server-sent event: its name ("message" without one), id, data, and when it arrived."""

    name: str
    id: str
    data: Any
    at: float

    @property
    def pieces(self) -> dict[str, dict[str, Any]]:
        return {piece["id"]: piece for piece in self.data.get("pieces", ())}


@dataclass
class Answer:
    """What a server answered to a plain request."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class StreamReader:
    """Somebody with a stream open, who keeps all that was told."""

    port: int
    cookie: str
    at: str
    pages: tuple[str, ...] = ()
    language: str = "en"
    last_id: str = ""
    told: list[LogEntry] = field(default_factory=list)
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    is_over: bool = False
    # Called with each event; when set, nothing is kept.
    listener: Callable[[LogEntry], None] | None = None
    _task: asyncio.Task[None] | None = None
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _writer: asyncio.StreamWriter | None = None

    async def open(self) -> StreamReader:
        """Open the stream (again: from the last id), and return when its head has come."""
        query = urlencode([("at", self.at), *(("page", page) for page in self.pages)])
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
        lines = [
            f"GET /live?{query} HTTP/1.1",
            "Host: localhost",
            "Accept: text/event-stream",
            f"Accept-Language: {self.language}",
            f"Cookie: {self.cookie}",
        ]
        if self.last_id:
            lines.append(f"Last-Event-ID: {self.last_id}")
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
        self.status = int(head[0].split()[1])
        self.headers = headers_of(head[1:])
        self.is_over = False
        self._task = asyncio.create_task(self._read(reader))
        return self

    async def _read(self, reader: asyncio.StreamReader) -> None:
        buffer = b""
        try:
            while size := int(await reader.readline(), 16):
                buffer += (await reader.readexactly(size + 2))[:-2]
                *whole, buffer = buffer.split(b"\n\n")
                for text in whole:
                    self._take(text)
        except (ValueError, asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.is_over = True
            self._came.set()

    def _take(self, text: bytes) -> None:
        name, id_, data = "message", "", None
        for line in text.decode().split("\n"):
            word, _, value = line.partition(": ")
            if word == "event":
                name = value
            elif word == "id":
                id_ = value
            elif word == "data":
                data = json.loads(value)
        if data is None:
            return
        if id_:
            self.last_id = id_
        told = LogEntry(name, id_, data, time.monotonic())
        if self.listener is not None:
            self.listener(told)
        else:
            self.told.append(told)
            self._came.set()

    async def until(
        self, wanted: Callable[[LogEntry], Any], seconds: float = PATIENCE_SECONDS
    ) -> LogEntry:
        """Return the first event that is wanted, among those told already or still to come."""
        deadline, seen = time.monotonic() + seconds, 0
        while True:
            for told in self.told[seen:]:
                if wanted(told):
                    return told
            seen = len(self.told)
            self._came.clear()
            left = deadline - time.monotonic()
            if left <= 0 or (self.is_over and seen == len(self.told)):
                raise AssertionError(
                    f"not told: {[(t.name, str(t.data)[:200]) for t in self.told]}"
                )
            try:
                await asyncio.wait_for(self._came.wait(), left)
            except TimeoutError:
                continue

    async def until_over(self, seconds: float = PATIENCE_SECONDS) -> float:
        """Return after how many seconds the server ended the stream."""
        began = time.monotonic()
        while not self.is_over:
            assert time.monotonic() - began < seconds, "the stream is still open"
            await asyncio.sleep(0.01)
        return time.monotonic() - began

    def messages(self) -> list[LogEntry]:
        return [told for told in self.told if told.name == "message"]

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


def headers_of(lines: list[str]) -> dict[str, str]:
    pairs = (line.partition(":") for line in lines if line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


class Line:
    """One kept-alive connection on which requests go one after the other."""

    def __init__(self, port: int):
        self.port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send a request and return the answer; a name like `Content_Type` stands for `Content-Type`."""
        if self._writer is None or self._writer.is_closing():
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self._reader is not None
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        lines.append(f"Content-Length: {len(body)}")
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
        status, found = int(head[0].split()[1]), headers_of(head[1:])
        content = b""
        if found.get("transfer-encoding") == "chunked":
            while size := int(await self._reader.readline(), 16):
                content += (await self._reader.readexactly(size + 2))[:-2]
            await self._reader.readline()
        elif length := int(found.get("content-length", 0)):
            content = await self._reader.readexactly(length)
        if found.get("connection") == "close":
            self.close()
        return Answer(status, found, content)

    async def post(self, path: str, cookie: str, **fields: str) -> Answer:
        """Send a form."""
        return await self.ask(
            "POST",
            path,
            urlencode(fields).encode(),
            Content_Type="application/x-www-form-urlencoded",
            Cookie=cookie,
        )

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
