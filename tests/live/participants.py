"""Everybody at one workshop: they join with the code, look at the board, write, move, vote, and keep a stream open."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter, defaultdict

from bench.caller import Answer, Caller
from bench.crowd import Crowd, Reader
from bench.load import TEXT, public_id


class Measured:
    """How long each kind of request took, in all and in each block, and the statuses of the answers."""

    def __init__(self) -> None:
        self.block = "Joining"
        self.took: dict[str, list[float]] = defaultdict(list)
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []


class Participant:
    """One browser: cookies, the token of its forms, and one line to the server."""

    def __init__(self, port: int, room: str, measured: Measured, cookie: str = ""):
        self.caller = Caller(port, cookie, language="en")
        self.room, self.measured = room, measured
        self.notes: dict[str, int] = {}
        self.reader: Reader | None = None

    async def get(self, path: str, kind: str = "GET") -> str:
        return (await self._ask(kind, path)).body.decode()

    async def post(self, path: str, **fields: str) -> Answer:
        return await self._ask("POST", path, {"edit_id": public_id(), **fields})

    async def _ask(self, kind: str, path: str, fields: dict[str, str] | None = None) -> Answer:
        began = time.monotonic()
        if fields is None:
            answer = await self.caller.get(path)
        else:
            answer = await self.caller.post(path, fields)
        took = time.monotonic() - began
        self.measured.took[kind].append(took)
        self.measured.took[f"{self.measured.block}: {kind}"].append(took)
        self.measured.statuses[answer.status] += 1
        if answer.status >= 400:
            self.measured.wrong.append(f"{answer.status} {path}: {answer.body[:200]!r}")
        cookie = answer.headers.get("set-cookie", "").partition(";")[0]
        if cookie.startswith("workbench="):
            self.caller.cookie = cookie
        return answer

    async def take_token(self, path: str) -> str:
        page = await self.get(path)
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
        assert found, page[:500]
        self.caller.token = found[1]
        return page

    async def join(self, code: str, name: str) -> None:
        await self.take_token(f"/join/{code}")
        answer = await self.post(f"/join/{code}", name=name)
        assert answer.status == 302, answer.body[:500]
        await self.take_token(f"{self.room}/room")

    async def look(self, crowd: Crowd) -> None:
        """Open the board and keep its stream open, from where the page stands."""
        board = f"{self.room}/board"
        at = re.search(r'data-live="([^"]+)"', await self.get(board))
        assert at, "the board is not live"
        positions = dict(pair.split(".")[:2] for pair in at[1].split("_"))
        path = f"/live?at={at[1]}&page={board}"
        self.reader = Reader(crowd, self.caller.head("GET", path, "Accept: text/event-stream\r\n"))
        self.reader.begins_at = int(positions[str(crowd.workspace_id)])
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self.reader, "127.0.0.1", self.caller.port)
        crowd.readers.append(self.reader)

    async def write(self) -> None:
        """Write a note, or change one of one's own."""
        if self.notes and random.random() < 0.3:
            note = random.choice(list(self.notes))
            text, seen = f"{TEXT} {public_id()}", str(self.notes[note])
            answer = await self.post(
                f"{self.room}/notes/{note}", text=text, kind="citizen", version=seen
            )
            self.notes[note] += answer.status == 302
            return
        note = public_id()
        fields = {"id": note, "text": f"{TEXT} {note}", "kind": "citizen"}
        if (await self.post(f"{self.room}/notes", **fields)).status == 302:
            self.notes[note] = 1


def parts(total: float, *shares: float) -> list[float]:
    """Return how many seconds of the whole each part of the script has."""
    return [total * share / sum(shares) for share in shares]
