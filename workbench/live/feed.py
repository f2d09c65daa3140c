"""The feed: a thread that reads each new event once and sends subscribers what it changes."""

import asyncio
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from flask import Flask

from workbench.database import may_write
from workbench.extensions import db
from workbench.live import log
from workbench.live.changes import Changes, changes_of
from workbench.live.cursors import Cursor, Cursors
from workbench.live.renderer import Renderer
from workbench.live.subscribers import Subscriber, Subscribers
from workbench.models.base import now

logger = logging.getLogger(__name__)
LONGEST_PAUSE = 5.0
# (cursors before, and after, events, audience) → the frame and the pieces in it; made by the views.
Message = Callable[[Cursors, Cursors, list[log.LogEntry], str], tuple[bytes, list[dict[str, Any]]]]
Posts = list[tuple[list[Subscriber], bytes]]


class Feed:
    """Wakes when something was committed, reads what is new, and hands the frames to the event loop."""

    def __init__(
        self,
        app: Flask,
        subscribers: Subscribers,
        renderer: Renderer,
        message: Message,
        loop: asyncio.AbstractEventLoop,
    ):
        self.app, self.subscribers, self.renderer = app, subscribers, renderer
        self.message, self.loop = message, loop
        self.beat = time.monotonic()
        self.is_closed = False
        self._changes: Changes | None = None
        # How far each workspace was read, and which have events that are held back for now.
        self._seen: dict[int, int] = {}
        self._waiting: set[int] = set()
        # Workspaces where somebody joined who may be behind; filled by the event loop.
        self._joined: SimpleQueue[int] = SimpleQueue()
        self.thread = threading.Thread(target=self._run, name="feed", daemon=True)

    @property
    def age(self) -> float:
        """Seconds since the feed last looked; it looks every two seconds at least."""
        return time.monotonic() - self.beat

    def start(self) -> None:
        self.thread.start()

    def close(self) -> None:
        self.is_closed = True
        self.kick()

    def kick(self) -> None:
        if self._changes is not None:
            self._changes.kick()

    def look_again(self, workspaces: list[int]) -> None:
        """Somebody joined who may be behind: look at these workspaces even if nothing is new."""
        for workspace in workspaces:
            self._joined.put(workspace)
        self.kick()

    def _run(self) -> None:
        """Keep running: after an error, try the database again with a growing pause."""
        may_write.set(False)
        pause = 0.1
        while not self.is_closed:
            try:
                if self._changes is None:
                    with self.app.app_context():
                        self._changes = changes_of(db.engine)
                self._changes.wait()
                self._turn()
                self.beat = time.monotonic()
                pause = 0.1
            except Exception:
                if self.is_closed:
                    break
                logger.exception("The feed could not read; it tries again in %s s", pause)
                self._drop_connection()
                # Whoever had joined may still be behind.
                self._seen.clear()
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        self._drop_connection()

    def _drop_connection(self) -> None:
        changes, self._changes = self._changes, None
        if changes is not None:
            try:
                changes.close()
            except Exception:
                logger.debug("The feed's connection was closed already", exc_info=True)

    def _turn(self) -> None:
        workspaces = self.subscribers.workspaces()
        if not workspaces:
            self._seen.clear()
            return
        with self.app.app_context():
            joined = {self._joined.get() for _each in range(self._joined.qsize())}
            for workspace, position in log.positions(workspaces).items():
                is_new = self._seen.get(workspace) != position
                if is_new or workspace in joined or workspace in self._waiting:
                    posts, events = self._news_of(workspace)
                    self._seen[workspace] = position
                    if posts:
                        self.loop.call_soon_threadsafe(self.subscribers.deliver, posts)
                    if events:
                        self.renderer.order(workspace, events)

    def _news_of(self, workspace: int) -> tuple[Posts, list[log.LogEntry]]:
        """Return the frames for everybody who watches this workspace and is behind."""
        behind: dict[tuple[Any, ...], list[Subscriber]] = defaultdict(list)
        for reader in self.subscribers.at(workspace):
            behind[(*reader.cursors.items(), reader.audience)].append(reader)
        if not behind:
            return [], []
        start = min(reader[0].cursors[workspace].position for reader in behind.values())
        events = log.events_after(workspace, start)
        told = list(log.publishable(events, now()))
        # Events held back are looked at again even when nothing is new.
        (self._waiting.add if len(told) < len(events) else self._waiting.discard)(workspace)
        if len(events) > log.LONGEST_BACKLOG:
            return self._lost(workspace, behind), events
        posts: Posts = []
        reached = []
        for group in behind.values():
            before = group[0].cursors
            news = [event for event in told if event.position > before[workspace].position]
            if news:
                after = {**before, workspace: news[-1].cursor}
                told_as, pieces = self.message(before, after, news, group[0].audience)
                posts.append((group, told_as))
                reached.append((group, after, pieces))
        # Only now has everybody's frame been made: had one failed, all would be made again.
        for group, after, pieces in reached:
            self.renderer.told(group[0].audience, workspace, after[workspace].position, pieces)
            for reader in group:
                reader.cursors = after
        return posts, told

    def _lost(self, workspace: int, behind: dict[tuple[Any, ...], list[Subscriber]]) -> Posts:
        """Make everybody reload their page: more happened than frames should carry."""
        position = log.positions([workspace])[workspace]
        head = Cursor(position, log.token_at(workspace, position))
        posts: Posts = []
        for group in behind.values():
            for reader in group:
                reader.cursors = {**reader.cursors, workspace: head}
            posts.append((group, group[0].resync()))
        return posts
