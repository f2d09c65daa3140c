"""A crowd of readers of one stream: when each position reached each of them, and what any of them missed."""

from __future__ import annotations

import asyncio
import re
import time
from collections import defaultdict

FRAME = re.compile(rb"id: ([0-9a-f._]+)\ndata: ([^\n]*)\n\n")
MOST_AT_ONCE = 20


class Reader(asyncio.Protocol):
    """One open stream; frames are looked through for their numbers only, so that a thousand cost little."""

    def __init__(self, crowd: Crowd, request: bytes):
        self.crowd, self.request = crowd, request
        self.position: int | None = None
        # Where its page stands; by default where everybody's does.
        self.begins_at = crowd.begins_at
        self.kept = b""
        self.transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.WriteTransport) -> None:  # type: ignore[override]
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        moment = time.monotonic()
        if self.position is None:
            self.kept += data
            if b"event: hello" not in self.kept:
                return
            assert self.kept.startswith(b"HTTP/1.1 200"), self.kept[:300]
            self.position = self.begins_at
            self.crowd.greeted += 1
            data, self.kept = self.kept, b""
        if self.kept:
            data, self.kept = self.kept + data, b""
        self.crowd.bytes += len(data)
        end = 0
        for found in FRAME.finditer(data):
            end = found.end()
            self.crowd.arrived(self, found, moment)
        if b"event: resync" in data or b"event: gone" in data:
            self.crowd.resyncs += 1
        begun = data.rfind(b"id: ", end)
        if begun >= 0:
            self.kept = data[begun:]

    def connection_lost(self, error: Exception | None) -> None:
        self.crowd.left += not self.crowd.is_over


class Crowd:
    """Everybody who looks at one workspace, and the moments at which a position reached them."""

    def __init__(self, workspace_id: int, begins_at: int):
        self.workspace_id = workspace_id
        self.begins_at = begins_at
        self.readers: list[Reader] = []
        self.greeted = self.left = self.resyncs = self.bytes = 0
        self.missed = self.twice = 0
        self.is_over = False
        self.counts: dict[int, int] = defaultdict(int)
        self.last: dict[int, float] = {}
        # What the first of them was sent, to be sent again by the bare server.
        self.frames: list[bytes] = []
        self._at = re.compile(rb"(?:^|_)%d\.(\d+)\." % workspace_id)
        self._from = re.compile(rb'"from":\{[^}]*"%d":(\d+)' % workspace_id)

    async def come(self, port: int, requests: list[bytes]) -> None:
        """Open a stream for each request, some at once as browsers come, and wait until all are greeted."""
        loop = asyncio.get_running_loop()
        for start in range(0, len(requests), MOST_AT_ONCE):
            some = [Reader(self, each) for each in requests[start : start + MOST_AT_ONCE]]
            self.readers += some
            await asyncio.gather(
                *(loop.create_connection(lambda r=r: r, "127.0.0.1", port) for r in some)
            )
            await self._until_greeted(len(self.readers))

    async def _until_greeted(self, count: int) -> None:
        deadline = time.monotonic() + 60
        while self.greeted < count:
            assert time.monotonic() < deadline, f"{self.greeted} of {count} readers were let in"
            assert not self.left, "a reader was sent away at the door"
            await asyncio.sleep(0.01)

    def arrived(self, reader: Reader, frame: re.Match[bytes], moment: float) -> None:
        found = self._at.search(frame[1])
        if found is None:
            return
        position = int(found[1])
        before = reader.position or 0
        told = self._from.search(frame[2])
        if told is not None and int(told[1]) > before:
            self.missed += int(told[1]) - before
        if position <= before:
            # A frame of another workspace of the page names none of our positions anew.
            self.twice += told is not None
            return
        if reader is self.readers[0]:
            self.frames.append(frame[2])
        for each in range(before + 1, position + 1):
            self.counts[each] += 1
            self.last[each] = moment
        reader.position = position

    async def until(self, position: int, seconds: float = 20) -> None:
        """Wait until everybody has come as far as a position."""
        deadline = time.monotonic() + seconds
        while self.counts[position] < len(self.readers) and time.monotonic() < deadline:
            await asyncio.sleep(0.01)

    def behind(self, position: int) -> int:
        """Return how many (reader, position) pairs up to this position never came together."""
        expected = range(self.begins_at + 1, position + 1)
        return sum(len(self.readers) - self.counts[each] for each in expected) + self.missed

    def leave(self) -> None:
        self.is_over = True
        for reader in self.readers:
            if reader.transport is not None:
                reader.transport.close()
