"""How the workbench talks to its database: SQLite's settings, who may write in a transaction, and whose turn it is."""

import logging
import sqlite3
import threading
from collections import deque
from contextlib import closing, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from workbench.text.likeness import compare

logger = logging.getLogger(__name__)
# A page that is only read begins a plain transaction; whatever may write takes SQLite's lock at once,
# so that it waits for its turn instead of failing half-way with "database is locked".
may_write: ContextVar[bool] = ContextVar("may_write", default=True)
PATIENCE_SECONDS = 10.0


class Turn:
    """A fair lock: first come, first served.

    SQLite gives its lock to whoever asks at the right moment, and waiters back off ever longer:
    some waited for seconds. Inside this process, writers queue here instead.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    def take(self, seconds: float) -> bool:
        """Wait for the turn; return False when it did not come in this time."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            ticket = threading.Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        if ticket.acquire(timeout=seconds):
            return True
        with self._lock:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                return False
        return True  # it came in the last moment

    def give(self) -> None:
        """Hand the turn to whoever has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


class WritersConnection(sqlite3.Connection):
    """A connection that releases its turn when its transaction has really ended."""

    turn: Turn | None = None

    def __init__(self, database: str, *arguments: Any, **options: Any):
        if database != ":memory:":
            # A new file is this user's alone, and so are those that SQLite lays beside it. One that is there is
            # never opened: closing it would end the locks that other connections of this process hold on it.
            with suppress(OSError):
                Path(database).touch(mode=0o600, exist_ok=False)
        super().__init__(database, *arguments, **options)

    def wait_for(self, turn: Turn) -> None:
        if not turn.take(PATIENCE_SECONDS):
            raise lock_not_given()
        self.turn = turn

    def commit(self) -> None:
        try:
            super().commit()
        finally:
            self.give_back()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self.give_back()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self.give_back()

    def give_back(self) -> None:
        turn, self.turn = self.turn, None
        if turn is not None:
            turn.give()


def lock_not_given() -> sqlite3.OperationalError:
    """Return what SQLite itself says when its lock was waited for in vain."""
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error


def connect_options(url: str) -> dict[str, Any]:
    """Return what connections to this database are made with."""
    if url.startswith("sqlite"):
        return {"factory": WritersConnection}
    return {} if "connect_timeout=" in url else {"connect_timeout": int(PATIENCE_SECONDS)}


def prepare(engine: Engine) -> None:
    """Give every connection of the engine its settings, of which the longest wait for a lock is one."""
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)
    else:
        event.listens_for(engine, "connect")(wait_for_locks_at_most)


def wait_for_locks_at_most(connection: Any, _record: object) -> None:
    connection.execute(f"SET lock_timeout = '{PATIENCE_SECONDS:.0f}s'")
    connection.commit()


def prepare_sqlite(engine: Engine) -> None:
    turn = Turn()

    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: object) -> None:
        connection.isolation_level = None
        connection.create_collation("alphabet", compare)
        cursor = connection.cursor()
        for setting in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=10000",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if not may_write.get():
            connection.exec_driver_sql("BEGIN")
            return
        line: WritersConnection = connection.connection.driver_connection
        try:
            line.wait_for(turn)
            # Another process may hold SQLite's own lock, which is waited for here.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError("BEGIN IMMEDIATE", None, error) from error
        except BaseException:
            line.give_back()
            raise


def compact(engine: Engine) -> None:
    """Leave nothing of what was deleted in the free space of an SQLite file, nor in the log beside it.

    It takes about a second for 100 MB. PostgreSQL frees the space of deleted rows by itself, and shows it to nobody.
    """
    if engine.dialect.name != "sqlite":
        return
    with closing(engine.raw_connection()) as connection:
        try:
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.driver_connection.execute(statement).fetchall()
        except sqlite3.OperationalError as error:
            # Nothing stands there in full even so: SQLite overwrites what it deletes (secure_delete).
            logger.warning("The free space of the database was not given back: %s", error)
