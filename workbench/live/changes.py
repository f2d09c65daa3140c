"""How a process learns that somebody wrote: SQLite's own counter, PostgreSQL's notifications, and its own commits."""

import sqlite3
import threading

from sqlalchemy import URL, Engine

from workbench.models.log.wake import CHANNEL, sleepers

try:
    import psycopg
except ImportError:
    psycopg = None  # type: ignore[assignment]

# SQLite is asked so often whether another process wrote; asking costs microseconds.
POLL_SECONDS = 0.02
# PostgreSQL wakes us, and so often we look whether somebody of this process does, such as who has just joined.
LISTEN_SECONDS = 0.1
# In case a notification was lost, the log is looked at so often all the same.
SWEEP_SECONDS = 2.0


class Changes:
    """Waits until something was committed: in this process at once, in another one soon after."""

    def __init__(self) -> None:
        self._kicked = threading.Event()
        sleepers.add(self)

    def kick(self) -> None:
        self._kicked.set()

    def wait(self) -> None:
        """Return when there may be something new, after the sweep's time at the latest."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the connection."""


class SqliteChanges(Changes):
    """Asks `PRAGMA data_version`, which any other connection's commit changes."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._version = -1

    def wait(self) -> None:
        deadline = int(SWEEP_SECONDS / POLL_SECONDS)
        for _turn in range(deadline):
            was_kicked = self._kicked.wait(POLL_SECONDS)
            self._kicked.clear()
            version = self._connection.execute("PRAGMA data_version").fetchone()[0]
            if was_kicked or version != self._version:
                self._version = version
                return

    def close(self) -> None:
        self._connection.close()


class PostgresChanges(Changes):
    """Listens on a connection of its own; every writing transaction notifies."""

    def __init__(self, url: URL) -> None:
        super().__init__()
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(plain, autocommit=True)
        self._connection.execute(f"LISTEN {CHANNEL}")

    def wait(self) -> None:
        for _turn in range(int(SWEEP_SECONDS / LISTEN_SECONDS)):
            told = list(self._connection.notifies(timeout=LISTEN_SECONDS, stop_after=1))
            was_kicked = self._kicked.is_set()
            self._kicked.clear()
            if told or was_kicked:
                return

    def close(self) -> None:
        self._connection.close()


def changes_of(engine: Engine) -> Changes:
    """Return the Changes that fit this engine's database."""
    if engine.dialect.name == "postgresql":
        return PostgresChanges(engine.url)
    return SqliteChanges(str(engine.url.database))
