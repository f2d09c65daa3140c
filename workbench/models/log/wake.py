"""Who is woken by a commit: the feeds of this process, and through PostgreSQL those of others."""

import weakref
from typing import Protocol

from sqlalchemy import text

from workbench.extensions import db

CHANNEL = "workbench_events"


class Sleeper(Protocol):
    """Waits until something is committed."""

    def kick(self) -> None: ...


sleepers: weakref.WeakSet[Sleeper] = weakref.WeakSet()


def notify_others() -> None:
    """In PostgreSQL, let this transaction wake every process when it commits; SQLite's are woken by its file."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.connection().execute(text(f"SELECT pg_notify('{CHANNEL}', '')"))


def kick_all() -> None:
    """Wake the feeds of this process without waiting for their next look."""
    for sleeper in list(sleepers):
        sleeper.kick()
