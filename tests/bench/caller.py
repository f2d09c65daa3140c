"""A browser reduced to what a measurement needs: one connection that stays open, and one person's cookies."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

AGENT = "bench"
PATIENCE = 60
# Servers close a connection on which nobody asked anything for five seconds.
IDLE = 3.0


@dataclass
class Answer:
    """What came back: status, headers by their small names, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Caller:
    """Asks one thing after the other over one connection, and opens another when that has ended."""

    def __init__(self, port: int, cookie: str = "", token: str = "", language: str = "pt-BR"):
        self.port = port
        self.cookie, self.token, self.language = cookie, token, language
        self.line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.turn = asyncio.Lock()
        self.used_at = 0.0

    def head(self, method: str, path: str, more: str = "") -> bytes:
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        return (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUser-Agent: {AGENT}\r\n"
            f"Accept-Language: {self.language}\r\n{cookie}{more}\r\n"
        ).encode()

    async def get(self, path: str) -> Answer:
        return await self.ask(self.head("GET", path))

    async def post(self, path: str, form: dict[str, Any], **headers: str) -> Answer:
        body = urlencode({"csrf_token": self.token, **form}).encode()
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        more += (
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        )
        return await self.ask(self.head("POST", path, more) + body)

    async def send(self, path: str, body: bytes) -> Answer:
        return await self.ask(self.head("POST", path, f"Content-Length: {len(body)}\r\n") + body)

    async def ask(self, request: bytes) -> Answer:
        """Send a request and return the answer; raise OSError when the connection breaks meanwhile."""
        async with self.turn:
            return await self._ask(request)

    async def _ask(self, request: bytes) -> Answer:
        if time.monotonic() - self.used_at > IDLE:
            self.close()
        if self.line is None:
            self.line = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        reader, writer = self.line
        try:
            writer.write(request)
            answer = await asyncio.wait_for(self._answer(reader), PATIENCE)
        except BaseException as error:
            self.close()
            if isinstance(error, asyncio.IncompleteReadError):
                raise ConnectionResetError("the server has gone") from error
            raise
        self.used_at = time.monotonic()
        if answer.headers.get("connection") == "close":
            self.close()
        return answer

    @staticmethod
    async def _answer(reader: asyncio.StreamReader) -> Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {}
        for line in head[1:]:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        body = b""
        if headers.get("transfer-encoding") == "chunked":
            while size := int(await reader.readuntil(b"\r\n"), 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readexactly(2)
        elif length := int(headers.get("content-length", 0)):
            body = await reader.readexactly(length)
        return Answer(int(head[0].split()[1]), headers, body)

    def close(self) -> None:
        if self.line is not None:
            self.line[1].close()
            self.line = None
