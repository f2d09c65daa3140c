"""The load of a measurement: people who write at a pace, people who turn pages, and a bare server fed the same bytes."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bench.caller import Answer, Caller
from bench.room import NOTES, Seat

TEXT = "Ninguém avisa o dia da vistoria, e a pessoa que esperou em casa perde a visita e a manhã."
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def public_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


@dataclass
class Writer:
    """Somebody who writes a note and then changes it, again and again, as a browser's outbox sends it."""

    caller: Caller
    path: str = NOTES
    # id → the text that the server has confirmed
    written: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    answered: int = 0
    open_note: str = ""
    version: int = 0
    # How often a note is changed before the next one is begun.
    changes: int = 1
    numbers: itertools.count[int] = field(default_factory=itertools.count)
    # What it writes, with the number of the edit.
    words: str = TEXT + " ({})"
    # Whether it tries again, with the same edit id, until the server has answered.
    is_stubborn: bool = False
    retries: int = 0
    # The most seconds that an edit took until it was answered, tries again included.
    longest: float = 0.0

    async def write(self) -> None:
        """Send the next edit; it counts as written only when the server says so."""
        text = self.words.format(next(self.numbers))
        if self.open_note and self.version <= self.changes:
            note, seen = self.open_note, str(self.version)
            if await self._send(f"{self.path}/{note}", note, text, version=seen):
                self.version += 1
            else:
                self.open_note = ""
        else:
            note = public_id()
            is_written = await self._send(self.path, note, text, id=note)
            self.open_note, self.version = (note if is_written else ""), 1

    async def add(self) -> None:
        """Send one new note."""
        note = public_id()
        await self._send(self.path, note, self.words.format(next(self.numbers)), id=note)

    async def _send(self, path: str, note: str, text: str, **more: str) -> bool:
        form = {"edit_id": public_id(), "text": text, "kind": "citizen", **more}
        began = time.monotonic()
        while True:
            try:
                answer = await self.caller.post(path, form, X_Outbox="1")
                break
            except (OSError, TimeoutError) as error:
                if not self.is_stubborn:
                    self.failed.append(repr(error))
                    return False
                self.retries += 1
                await asyncio.sleep(0.03)
        self.longest = max(self.longest, time.monotonic() - began)
        if not is_saved(answer):
            self.failed.append(f"{answer.status} {answer.body[:200]!r}")
            return False
        self.answered += 1
        self.written[note] = text
        return True


def is_saved(answer: Answer) -> bool:
    """Return whether the answer says that the edit is kept: a redirect, or its JSON for the outbox."""
    if answer.status == 200:
        return "go" in json.loads(answer.body or b"{}")
    return answer.status in (302, 303)


def writers(seats: Iterable[Seat], port: int) -> list[Writer]:
    return [Writer(seat.caller(port)) for seat in seats]


async def at_pace(
    operations: Iterable[Callable[[], Awaitable[None]]], rate: float, seconds: float
) -> None:
    """Begin so many operations a second whether or not earlier ones have ended, and wait for all of them."""
    begun: set[asyncio.Task[None]] = set()
    start = time.monotonic()
    for number, operation in zip(
        range(round(rate * seconds)), itertools.cycle(list(operations)), strict=False
    ):
        await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
        begun.add(asyncio.ensure_future(operation()))  # type: ignore[arg-type]
    await asyncio.gather(*begun)


async def as_fast_as_they_can(crew: Sequence[Writer], seconds: float) -> float:
    """Let all write, each the next note when the last is answered; return how many are answered a second."""
    before = sum(writer.answered for writer in crew)
    end = time.monotonic() + seconds

    async def work(writer: Writer) -> None:
        while time.monotonic() < end:
            await writer.add()

    start = time.monotonic()
    await asyncio.gather(*(work(writer) for writer in crew))
    return (sum(writer.answered for writer in crew) - before) / (time.monotonic() - start)


async def turn_pages(
    caller: Caller, pages: Sequence[str], seconds: float, pause: float = 0.1
) -> list[float]:
    """Ask one page after the other with a pause between, and return how many seconds each took."""
    took = []
    end = time.monotonic() + seconds
    for page in itertools.cycle(pages):
        if time.monotonic() >= end:
            return took
        began = time.monotonic()
        answer = await caller.get(page)
        took.append(time.monotonic() - began)
        assert answer.status == 200, f"{page} answered {answer.status}"
        await asyncio.sleep(pause)
    return took


class Echo:
    """Feeds the bare server the bytes that the workbench sent, one frame after the other."""

    def __init__(self, port: int, frames: list[bytes]):
        self.callers = [Caller(port) for _ in range(20)]
        self.frames = frames
        self.number = 0

    async def say(self) -> None:
        self.number += 1
        data = self.frames[self.number % len(self.frames)]
        frame = b"id: 0.%d.0123abcd\ndata: %s\n\n" % (self.number, data)
        caller = self.callers[self.number % len(self.callers)]
        await caller.send(f"/say/{self.number}", frame)
