"""The renderer: a thread that renders the parts of the pages that are open, and sends those that changed."""

import asyncio
import logging
import threading
import time
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from flask import Flask

from workbench.database import may_write
from workbench.live import log
from workbench.live.frames import parts
from workbench.live.subscribers import Subscriber, Subscribers

logger = logging.getLogger(__name__)
# The same page is not rendered more often than this for the same audience …
PAUSE_SECONDS = 0.4
# … nor than this when only notes changed, which are sent by themselves …
LAZY_SECONDS = 1.0
# … and a slow page is rendered less often, to take a tenth or a hundredth of the time, but not
# later than this.
SHARE, LAZY_SHARE = 10, 100
LATEST_SECONDS = 5.0
IDLE_SECONDS = 1.0

MOST_TOLD = 2000

Key = tuple[str, str]
Patch = dict[str, Any]


class Picture(Protocol):
    """The parts of one rendering, as the views capture them."""

    # How far each workspace that the page shows had come when it was rendered: at least, and at most.
    shown: dict[int, int]
    seen: dict[int, int]

    def everything(self) -> list[Patch]: ...

    def since(self, earlier: Any) -> list[Patch] | None: ...


# (address of a page, audience) → its parts; None when there are none.
Render = Callable[[str, str], Picture | None]


class Renderer:
    """Renders each open (page, audience), at most every so often, and caches the last rendering."""

    def __init__(
        self, app: Flask, subscribers: Subscribers, render: Render, loop: asyncio.AbstractEventLoop
    ):
        self.app, self.subscribers, self.render, self.loop = app, subscribers, render, loop
        self.is_closed = False
        self._wake = threading.Event()
        self._lock = threading.RLock()
        self._due: dict[Key, float] = {}
        self._last: dict[Key, tuple[float, float]] = {}
        self._pictures: dict[Key, Picture] = {}
        # Where in each workspace's log something other than a note changed, the latest last.
        self._others: dict[int, deque[int]] = defaultdict(lambda: deque(maxlen=100))
        # The single notes each audience was sent last: (piece, workspace, position).
        self._told: dict[str, OrderedDict[str, tuple[Patch, int, int]]] = defaultdict(OrderedDict)
        self.thread = threading.Thread(target=self._run, name="renderer", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def close(self) -> None:
        self.is_closed = True
        self._wake.set()

    def order(self, workspace: int, events: list[log.LogEntry]) -> None:
        """Ask for the pages that show this workspace to be rendered, soon, or later when only notes changed."""
        others = [event.position for event in events if not event.is_lazy]
        with self._lock:
            known = self._others[workspace]
            known += [each for each in others if each not in known]
        keys = {
            (page, reader.audience)
            for reader in self.subscribers.at(workspace)
            for page in reader.pages
        }
        self._order(keys, is_lazy=not others)

    def told(self, audience: str, workspace: int, position: int, pieces: list[Patch]) -> None:
        """Remember what was sent alone, so that a rendering sends it neither again nor older."""
        with self._lock:
            known = self._told[audience]
            for piece in pieces:
                known[piece["id"]] = (piece, workspace, position)
                known.move_to_end(piece["id"])
            while len(known) > MOST_TOLD:
                known.popitem(last=False)

    def _news(self, audience: str, picture: Picture, pieces: list[Patch]) -> list[Patch]:
        """Return the pieces not sent yet, then the newer ones that their parts would overwrite."""
        known = dict(self._told[audience])
        newer = {
            name: piece
            for name, (piece, workspace, position) in known.items()
            if position > picture.shown.get(workspace, position)
        }
        news = [
            piece
            for piece in pieces
            if piece["id"] not in newer
            and (piece["id"] not in known or known[piece["id"]][0] != piece)
        ]
        # Readers of this page now have something newer than what was sent.
        for piece in news:
            self._told[audience].pop(piece["id"], None)
        # A part that holds their list would revert them.
        sent = "".join(piece["html"] for piece in news if "html" in piece and "into" not in piece)
        again = [
            piece
            for name, piece in newer.items()
            if f'id="{name}"' in sent or f'id="{piece.get("into")}"' in sent
        ]
        return [*news, *again]

    def forget(self, gone: Subscriber) -> None:
        """Drop renderings that nobody has open; called when a reader was removed."""
        with self._lock:
            for key in ((page, gone.audience) for page in gone.pages):
                if not self.subscribers.of_page(*key):
                    for kept in (self._due, self._last, self._pictures):
                        kept.pop(key, None)
            if all(each.audience != gone.audience for each in self.subscribers.everybody()):
                self._told.pop(gone.audience, None)

    def prepare(self, page: str, audience: str) -> None:
        """Order a first rendering of a page that somebody opened."""
        if (page, audience) not in self._pictures:
            self._order({(page, audience)}, is_lazy=True)

    def _order(self, keys: set[Key], *, is_lazy: bool) -> None:
        moment = time.monotonic()
        pause, share = (LAZY_SECONDS, LAZY_SHARE) if is_lazy else (PAUSE_SECONDS, SHARE)
        with self._lock:
            for key in keys:
                ended, cost = self._last.get(key, (0.0, 0.0))
                soonest = moment + pause if is_lazy else moment
                due = max(soonest, ended + min(max(pause, cost * share), LATEST_SECONDS))
                self._due[key] = min(due, self._due.get(key, due))
        self._wake.set()

    def _run(self) -> None:
        may_write.set(False)
        while not self.is_closed:
            key, wait = self._next()
            if key is None:
                self._wake.wait(wait)
                self._wake.clear()
                continue
            began = time.thread_time()
            try:
                self._turn(key)
            except Exception:
                logger.exception("The page %s could not be painted", key[0])
            with self._lock:
                if self.subscribers.of_page(*key):
                    self._last[key] = (time.monotonic(), time.thread_time() - began)

    def _next(self) -> tuple[Key | None, float]:
        """Return a page that is due, or how long to wait for one."""
        with self._lock:
            if not self._due:
                return None, IDLE_SECONDS
            key = min(self._due, key=self._due.__getitem__)
            wait = self._due[key] - time.monotonic()
            if wait > 0:
                return None, wait
            del self._due[key]
        return key, 0.0

    def _turn(self, key: Key) -> None:
        page, audience = key
        subscribers = self.subscribers.of_page(page, audience)
        if not subscribers:
            return
        with self.app.app_context():
            picture = self.render(page, audience)
        if picture is None:
            return
        # The feed waits meanwhile: what it sends next must come after this.
        with self._lock:
            posts = list(self._posts(key, subscribers, picture, self._pictures.get(key)))
            if posts:
                self.loop.call_soon_threadsafe(self.subscribers.deliver, posts)
            if self.subscribers.of_page(*key):
                self._pictures[key] = picture

    def _posts(
        self, key: Key, subscribers: list[Subscriber], picture: Picture, earlier: Picture | None
    ) -> Iterable[tuple[list[Subscriber], bytes]]:
        """Yield what each reader lacks: the difference, or all of it for who came with an older page."""
        page, audience = key
        behind, level = [], []
        for reader in subscribers:
            if page not in reader.synced_pages:
                lacks = self._lacks(reader, earlier or picture)
                if lacks or (lacks is None and earlier):
                    behind.append(reader)
                elif earlier:
                    level.append(reader)
                if lacks is not None or earlier:
                    reader.synced_pages.add(page)
            elif earlier:
                level.append(reader)
            else:
                behind.append(reader)
        if behind:
            everything = self._news(audience, picture, picture.everything())
            yield behind, parts(page, picture.shown, everything)
        if level and earlier:
            pieces = picture.since(earlier)
            if pieces is None:
                yield from (([reader], reader.resync()) for reader in level)
            elif news := self._news(audience, picture, pieces):
                yield level, parts(page, picture.shown, news)

    def _lacks(self, reader: Subscriber, picture: Picture) -> bool | None:
        """Return whether the rendering has changes that the reader lacks; None while unknown."""
        for workspace, seen in picture.seen.items():
            joined = reader.joined.get(workspace)
            if joined is None or seen <= joined.position:
                continue
            if any(joined.position < other <= seen for other in self._others[workspace]):
                return True
            if reader.cursors[workspace].position < seen:
                return None
        return False
