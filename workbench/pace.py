"""How fast a request must come: whoever stops in the middle of one does not hold the line, and neither do many."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 30.0
LARGEST_HEAD = 64 * 1024
# Each 20 s of a body bring 10 kB, or its end: 500 bytes a second, with room for a tunnel or a lift. A phone
# that sends a picture of 5 MB over the weakest line of 2G needs half an hour, and gets it.
STRETCH_SECONDS = 20.0
LEAST_OF_A_STRETCH = 10_000
# Of all strangers together: what they have sent of bodies that have not come to their end.
LARGEST_UNFINISHED = 16 * 1024 * 1024


class Connection(HttpToolsProtocol):
    """Ends a connection whose next head is not complete in time, or is too large; uvicorn waits for ever."""

    _clock: asyncio.TimerHandle | None = None
    _head_size = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait_for_head()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        if self._clock is None and self.cycle.response_complete:
            # Empty lines before the next request, or the rest of a body that nobody reads, begin no message.
            self._wait_for_head()
        self._head_size += len(data)
        super().data_received(data)
        if self._clock and self._head_size > LARGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of this request is too large.")

    def _wait_for_head(self) -> None:
        if self._clock is None:
            self._head_size = 0
            self._clock = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None


class Pace:
    """Waits for the pieces of one body, and raises TimeoutError when a stretch of time brings too little."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._missing = LEAST_OF_A_STRETCH
        self._end = asyncio.get_running_loop().time() + STRETCH_SECONDS

    async def next(self, receive: Any) -> Any:
        async with asyncio.timeout_at(self._end):
            message = await receive()
        self._missing -= len(message.get("body", b""))
        if self._missing <= 0:
            self._begin()
        return message
