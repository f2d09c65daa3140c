"""Presence: who has a workspace open, which part, and what they edit; published, never logged."""

import re
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from math import inf
from typing import Any

from flask import Flask
from sqlalchemy import Connection, delete, insert, select

from workbench.database import may_write
from workbench.extensions import db
from workbench.live.frames import frame
from workbench.live.subscribers import Subscriber, Subscribers
from workbench.models.base import now
from workbench.models.people.person import Person, initials
from workbench.models.people.presence import FORGOTTEN, Presence
from workbench.models.people.sign_in import SEEN_EVERY, SignIn

# A change is published after so long: turning a page is no leaving and coming back.
PAUSE_SECONDS = 1.0
# In a crowd the list is long: it is sent less often.
CROWD = 60
CROWD_SECONDS = 5.0
# The table is for the other processes; it is written when something changed, and as a heartbeat.
WRITE_SECONDS = 5.0
REFRESH_SECONDS = 20.0
READ_SECONDS = 5.0
_MARK = re.compile(r"[a-z0-9_-]{0,60}")
# The part of a workspace that a page shows; the page itself would name the note whose author opens it.
_PART = re.compile(r"/[a-z]+/\d+/([a-z-]+)")

Line = dict[str, Any]


class PresenceBook:
    """Who is here: the readers of this process, and those that other processes wrote down."""

    def __init__(self, app: Flask, subscribers: Subscribers, is_quiet: Callable[[int], bool]):
        self.app, self.subscribers, self.is_quiet = app, subscribers, is_quiet
        self.process = secrets.token_hex(8)
        self._dirty: dict[int, float] = {}
        self._told: dict[int, bytes] = {}
        self._elsewhere: dict[int, list[Line]] = {}
        self._written: set[tuple[Any, ...]] = set()
        # Sign-in → when it was last written down that its person was seen.
        self._seen: dict[str, float] = {}
        self._written_at = self._read_at = 0.0

    # what happens, on the event loop

    def changed(self, workspaces: Iterable[int]) -> None:
        """Somebody came, left, or began to change something."""
        moment = time.monotonic()
        for workspace in list(workspaces):
            self._dirty.setdefault(workspace, moment)

    def mark(self, reader: Subscriber, editing: str) -> None:
        """Note what a reader is changing; an empty word when they stopped."""
        if _MARK.fullmatch(editing) and reader.editing != editing:
            reader.editing = editing
            self.changed(reader.cursors)

    def came(self, reader: Subscriber) -> bytes:
        """Return the lists as they were sent last, for somebody who has just come."""
        return b"".join(self._told.get(workspace, b"") for workspace in reader.cursors)

    # what is sent, on the housekeeping's thread

    def news(self) -> Iterator[tuple[list[Subscriber], bytes]]:
        """Yield the lists that are due; one that cannot be made is sent in a later round."""
        moment = time.monotonic()
        for workspace, since in list(self._dirty.items()):
            is_crowd = len(self.subscribers.at(workspace)) > CROWD
            if moment - since < (CROWD_SECONDS if is_crowd else PAUSE_SECONDS):
                continue
            # What changes from here on is sent anew.
            self._dirty.pop(workspace, None)
            try:
                yield from self._news_of(workspace)
            except Exception:
                self._dirty.setdefault(workspace, since)
                raise

    def _news_of(self, workspace: int) -> Iterator[tuple[list[Subscriber], bytes]]:
        subscribers = self.subscribers.at(workspace)
        if not subscribers:
            self._told.pop(workspace, None)
            return
        told = frame({"workspace": workspace, "people": self.people(workspace)}, event="presence")
        if told != self._told.get(workspace):
            self._told[workspace] = told
            yield subscribers, told

    def people(self, workspace: int) -> list[Line]:
        """Return everybody at a workspace once; what they change only where it may be shown."""
        quiet = self.is_quiet(workspace)
        lines: dict[int, Line] = {}
        here = (
            line_of(each.person_id, each.name, part_of(each), each.editing)
            for each in self.subscribers.at(workspace)
        )
        for line in (*self._elsewhere.get(workspace, ()), *here):
            known = lines.get(line["id"])
            if known is None or line["editing"] or not known["editing"]:
                lines[line["id"]] = line
        order = sorted(lines.values(), key=lambda line: (line["name"], line["id"]))
        return [{**line, "part": "", "editing": ""} for line in order] if quiet else order

    # the table, on the housekeeping's thread

    def keep(self) -> None:
        """Write who is here for the other processes, and read who is with them, when it is time."""
        moment = time.monotonic()
        if moment - self._written_at >= WRITE_SECONDS:
            rows = {
                (workspace, reader.person_id, part_of(reader), reader.editing)
                for reader in self.subscribers.everybody()
                for workspace in reader.cursors
            }
            is_old = bool(rows) and moment - self._written_at >= REFRESH_SECONDS
            if rows != self._written or is_old:
                self._write(rows)
                self._written, self._written_at = rows, moment
        if moment - self._read_at >= READ_SECONDS:
            self._read()
            self._read_at = moment

    def _write(self, rows: Iterable[tuple[Any, ...]]) -> None:
        seen_at = now()
        lines = {
            (workspace, person): {
                "workspace_id": workspace,
                "person_id": person,
                "process": self.process,
                "page": part,
                "editing": editing,
                "seen_at": seen_at,
            }
            for workspace, person, part, editing in sorted(rows)
        }
        may_write.set(True)
        try:
            with db.engine.begin() as connection:
                old = (Presence.process == self.process) | (Presence.seen_at < seen_at - FORGOTTEN)
                connection.execute(delete(Presence).where(old))
                if lines:
                    connection.execute(insert(Presence), list(lines.values()))
                self._see(connection)
        finally:
            may_write.set(False)

    def _see(self, connection: Connection) -> None:
        """Note that the sign-ins of the readers go on, for each of them once in some minutes."""
        moment, here = time.monotonic(), {each.sign_in for each in self.subscribers.everybody()}
        late = [
            each
            for each in here
            if moment - self._seen.get(each, -inf) > SEEN_EVERY.total_seconds()
        ]
        if late:
            SignIn.see(connection, late)
        self._seen = {each: self._seen[each] for each in here - {*late}} | dict.fromkeys(
            late, moment
        )

    def _read(self) -> None:
        workspaces = self.subscribers.workspaces()
        columns = (Presence.workspace_id, Presence.page, Presence.editing, Person.id, Person.name)
        statement = (
            select(*columns)
            .join(Person, Person.id == Presence.person_id)
            .where(
                Presence.workspace_id.in_(workspaces),
                Presence.process != self.process,
                Presence.is_here(),
            )
            .order_by(Presence.workspace_id, Person.id)
        )
        found: dict[int, list[Line]] = defaultdict(list)
        with db.engine.connect() as connection:
            for workspace, part, editing, person, name in connection.execute(statement):
                found[workspace].append(line_of(person, name, part, editing))
        self.changed(
            workspace
            for workspace in workspaces
            if found.get(workspace) != self._elsewhere.get(workspace)
        )
        self._elsewhere = dict(found)


def line_of(person: int, name: str, part: str, editing: str) -> Line:
    letters = initials(name)
    return {"id": person, "name": name, "initials": letters, "part": part, "editing": editing}


def part_of(reader: Subscriber) -> str:
    """Return the word for the part of a workspace that somebody looks at, as addresses have it."""
    found = _PART.match(reader.pages[0]) if reader.pages else None
    return found[1] if found else ""
