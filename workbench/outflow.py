"""What the application answers waits in a file until its reader has taken it: a slow one holds no worker thread."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024
# Who takes no piece in this time has gone: as slow as a body may come, a piece goes.
PIECE_SECONDS = 120.0


class Outflow:
    """Takes what a worker thread makes as fast as it comes, and gives it to the reader as fast as they take it.

    A thread that makes a long answer has a transaction open: it must not wait for a phone on a weak line.
    """

    def __init__(self, application: Any):
        self.application = application

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        answer = Answer(send)
        try:
            await self.application(scope, receive, answer.take)
            await answer.finish()
        finally:
            answer.close()


class Answer:
    """One answer on its way: an ordinary one, of a single piece, passes; the later pieces of others wait in a file."""

    def __init__(self, send: Send):
        self.send = send
        self.is_begun = False
        self.file: Any = None
        self.sending: asyncio.Task[None] | None = None
        self.written = self.sent = 0
        # What went wrong on the way: the thread ends its work, then the line is cut.
        self.error: OSError | None = None

    async def take(self, message: Message) -> None:
        """Send a message, or lay it down: whoever gives it never waits for the reader of the answer."""
        if not (self.is_begun and message.get("more_body")) and self.sending is None:
            self.is_begun = message["type"] == "http.response.body"
            await self.send(message)
        elif self.error is None:
            try:
                self._lay_down(message.get("body", b""))
            except OSError as error:
                # Such as no space for temporary files.
                self.error = error

    def _lay_down(self, piece: bytes) -> None:
        if self.file is None:
            self.file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        if self.sent == self.written:
            # All of it was taken: its room is used again.
            self.sent = self.written = 0
        self.file.seek(self.written)
        self.written += self.file.write(piece)
        if self.sending is None or self.sending.done():
            self.sending = asyncio.get_running_loop().create_task(self._send_all())

    async def _send_all(self) -> None:
        try:
            while self.sent < self.written:
                self.file.seek(self.sent)
                piece = self.file.read(min(PIECE, self.written - self.sent))
                self.sent += len(piece)
                async with asyncio.timeout(PIECE_SECONDS):
                    await self.send(
                        {"type": "http.response.body", "body": piece, "more_body": True}
                    )
        except OSError as error:
            self.error = error

    async def finish(self) -> None:
        """Return when the reader has all of it; raise what went wrong, so that the line is cut."""
        if self.sending is None:
            return
        await self.sending
        if self.error is not None:
            raise self.error
        await self.send({"type": "http.response.body", "body": b""})

    def close(self) -> None:
        if self.sending is not None:
            self.sending.cancel()
        if self.file is not None:
            self.file.close()
