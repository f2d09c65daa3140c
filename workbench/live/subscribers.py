"""Readers: everybody who has a stream open in this process, each with a bounded queue of frames."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from workbench.live.cursors import Cursors, read_cursors, write_cursors
from workbench.live.frames import frame

# Above this many readers, frames wait for one another for a moment: it halves the work.
CROWD = 300
FLUSH_SECONDS = 0.05
LONGEST_QUEUE = 200
LARGEST_QUEUE = 1024 * 1024
GONE = frame({}, event="gone")


class Subscriber:
    """One open stream: what it watches, its positions, and what waits to be sent."""

    def __init__(self, told: dict[str, Any], scope: Any):
        self.key: str = told["key"]
        self.audience: str = told["audience"]
        self.pages: list[str] = told["pages"]
        self.rights: str = told["rights"]
        self.person_id: int = told["person"]
        self.sign_in: str = told["sign_in"]
        self.is_guest: bool = told["is_guest"]
        self.name: str = told["name"]
        # The positions sent so far; only the feed's thread moves them once the stream is open.
        self.cursors: Cursors = read_cursors(told["at"])
        # The request that opened it, to check again whether it may stay, and when.
        self.scope = scope
        self.check_at = float("inf")
        self.editing = ""
        self.is_closed = False
        # How far it was when it came, and the pages of which it is known to have every part.
        self.joined: Cursors = self.cursors
        self.synced_pages: set[str] = set()
        self._frames: list[bytes] = []
        self._size = 0
        self._waiter: asyncio.Future[None] | None = None

    def put(self, piece: bytes, wake: bool = True) -> None:
        """Queue a frame; a reader too slow for the queue is ended with a resync."""
        if self.is_closed:
            return
        self._frames.append(piece)
        self._size += len(piece)
        if len(self._frames) > LONGEST_QUEUE or self._size > LARGEST_QUEUE:
            self.end(self.resync())
        elif wake:
            self.wake()

    def resync(self) -> bytes:
        at = {str(workspace): cursor.position for workspace, cursor in self.cursors.items()}
        return frame({"at": at}, event="resync", id=write_cursors(self.cursors))

    def end(self, last: bytes = b"") -> None:
        """Send this last of all and close the stream; what waited before is dropped."""
        if not self.is_closed:
            self.is_closed = True
            self._frames = [last] if last else []
            self.wake()

    def wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def next(self) -> bytes:
        """Return all that waits, as soon as there is something; empty when the stream has ended."""
        while not self._frames and not self.is_closed:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        waiting, self._frames, self._size = self._frames, [], 0
        return waiting[0] if len(waiting) == 1 else b"".join(waiting)


class Subscribers:
    """Who reads what; changed only on the event loop, and read from the other threads as snapshots."""

    def __init__(self) -> None:
        self.by_key: dict[str, Subscriber] = {}
        self._by_workspace: dict[int, dict[str, Subscriber]] = defaultdict(dict)
        self._by_page: dict[tuple[str, str], dict[str, Subscriber]] = defaultdict(dict)
        self._by_person: dict[int, dict[str, Subscriber]] = defaultdict(dict)
        self._flush: asyncio.TimerHandle | None = None

    def add(self, reader: Subscriber) -> None:
        self.by_key[reader.key] = reader
        for workspace in reader.cursors:
            self._by_workspace[workspace][reader.key] = reader
        for page in reader.pages:
            self._by_page[page, reader.audience][reader.key] = reader
        self._by_person[reader.person_id][reader.key] = reader

    def remove(self, reader: Subscriber) -> None:
        self.by_key.pop(reader.key, None)
        for index, names in (
            (self._by_workspace, list(reader.cursors)),
            (self._by_page, [(page, reader.audience) for page in reader.pages]),
            (self._by_person, [reader.person_id]),
        ):
            for name in names:
                index[name].pop(reader.key, None)  # type: ignore[index]
                if not index[name]:  # type: ignore[index]
                    del index[name]  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self.by_key)

    def everybody(self) -> list[Subscriber]:
        return list(self.by_key.values())

    def workspaces(self) -> list[int]:
        return list(self._by_workspace)

    def at(self, workspace: int) -> list[Subscriber]:
        """Return the readers of a workspace; a copy made in one step, so that any thread may ask."""
        return list(self._by_workspace.get(workspace, {}).values())

    def of_page(self, page: str, audience: str) -> list[Subscriber]:
        return list(self._by_page.get((page, audience), {}).values())

    def of_person(self, person_id: int) -> list[Subscriber]:
        return list(self._by_person.get(person_id, {}).values())

    def deliver(self, posts: Iterable[tuple[list[Subscriber], bytes]]) -> None:
        """Queue frames for their readers; a crowd is woken together a moment later."""
        is_crowd = len(self.by_key) > CROWD
        for subscribers, piece in posts:
            for reader in subscribers:
                reader.put(piece, wake=not is_crowd)
        if is_crowd and self._flush is None:
            loop = asyncio.get_running_loop()
            self._flush = loop.call_later(FLUSH_SECONDS, self._wake_all)

    def _wake_all(self) -> None:
        self._flush = None
        for reader in self.by_key.values():
            if reader._frames:
                reader.wake()
