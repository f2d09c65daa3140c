"""The housekeeping: a thread that publishes presence, notices changed or withdrawn rights, and deletes what is past its day."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable

from flask import Flask

from workbench.database import may_write
from workbench.live.attendance_log import AttendanceLog
from workbench.live.authorisation import fingerprints
from workbench.live.daily_tidying import tidy_every_city
from workbench.live.presence import PresenceBook
from workbench.live.subscribers import Subscriber, Subscribers
from workbench.models.catalogue.held_files import sweep

logger = logging.getLogger(__name__)
TURN_SECONDS = 0.25
RIGHTS_SECONDS = 3.0
SWEEP_SECONDS = 3600.0
# A city's day may begin at any quarter of an hour; the first look waits until the server has come up.
TIDY_SECONDS = 900.0
FIRST_TIDY_SECONDS = 60.0


class Housekeeping:
    """Runs its tasks four times a second; each decides whether it is due."""

    def __init__(
        self,
        app: Flask,
        subscribers: Subscribers,
        presence: PresenceBook,
        doubt: Callable[[list[Subscriber]], None],
        loop: asyncio.AbstractEventLoop,
    ):
        self.app, self.subscribers, self.presence, self.loop = app, subscribers, presence, loop
        self.register = AttendanceLog(subscribers)
        # Called on the event loop with the readers to check again.
        self.doubt = doubt
        self._closing = threading.Event()
        self._checked_at = 0.0
        self._swept_at = -SWEEP_SECONDS
        self._tidied_at = time.monotonic() - TIDY_SECONDS + FIRST_TIDY_SECONDS
        self.thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def close(self) -> None:
        self._closing.set()

    def _run(self) -> None:
        may_write.set(False)
        while not self._closing.wait(TURN_SECONDS):
            keeping = (self.presence.keep, self.register.keep)
            due = (self._check_rights, self._tell_presence, *keeping, self._sweep, self._tidy)
            for operation in due:
                try:
                    with self.app.app_context():
                        operation()
                except Exception:
                    if not self._closing.is_set():
                        logger.exception("The warden's round was cut short")

    def _check_rights(self) -> None:
        if time.monotonic() - self._checked_at < RIGHTS_SECONDS or not len(self.subscribers):
            return
        subscribers = self.subscribers.everybody()
        rights = fingerprints({reader.person_id for reader in subscribers})
        self._checked_at = time.monotonic()
        changed = [reader for reader in subscribers if rights[reader.person_id] != reader.rights]
        if changed:
            self.loop.call_soon_threadsafe(self.doubt, changed)

    def _sweep(self) -> None:
        """Delete the files of imports that nobody has applied for a day."""
        if time.monotonic() - self._swept_at >= SWEEP_SECONDS:
            self._swept_at = time.monotonic()
            sweep(self.app.config["SETTINGS"].imports)

    def _tidy(self) -> None:
        """Delete what citizens said once its day is past, in each city once a day."""
        if time.monotonic() - self._tidied_at >= TIDY_SECONDS:
            self._tidied_at = time.monotonic()
            tidy_every_city(self.app.config["SETTINGS"].uploads)

    def _tell_presence(self) -> None:
        for post in self.presence.news():
            self.loop.call_soon_threadsafe(self.subscribers.deliver, [post])
