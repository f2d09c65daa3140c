"""How the workbench talks to its database: SQLite's settings, and who may write in a transaction."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

# A page that is only read begins a plain transaction; whatever may write takes SQLite's lock at once,
# so that it waits for its turn instead of failing half-way with "database is locked".
may_write: ContextVar[bool] = ContextVar("may_write", default=True)


def prepare(engine: Engine) -> None:
    """Give every SQLite connection of the engine its settings; other databases need none."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for setting in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=10000",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if may_write.get() else "BEGIN")
