"""Serves the workbench as it is, and tells through a pipe when each commit of an event returned.

The moment a POST is answered would be too late (readers often have the frame before), and an event's own
`at` too early (it is taken before the commit). The clock is the machine's own, the same for all processes.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from workbench import asgi
from workbench.models.log.transaction import transaction

# Lines about something else than an event stand under these numbers in place of a workspace.
SYNCHRONOUS, PROCESS = -1, -2


def tell_connections(pipe: int) -> None:
    """Write how each connection to SQLite is set when it is first used: 2 stands for FULL."""

    @event.listens_for(Pool, "checkout")
    def look(connection: Any, record: Any, _proxy: object) -> None:
        if isinstance(connection, sqlite3.Connection) and "told" not in record.info:
            record.info["told"] = True
            setting = connection.execute("PRAGMA synchronous").fetchone()[0]
            tell(pipe, SYNCHRONOUS, setting)


def tell(pipe: int, kind: int, number: int) -> None:
    os.write(pipe, f"{kind} {number} {time.monotonic()}\n".encode())


def tell_commits(pipe: int) -> None:
    """Write `workspace position moment` to the pipe for every event that is committed."""

    @event.listens_for(Session, "after_commit")
    def committed(session: Session) -> None:
        moment = time.monotonic()
        told = ((each["workspace_id"], each["position"]) for each in transaction(session).events)
        if lines := "".join(f"{workspace} {at} {moment}\n" for workspace, at in told):
            os.write(pipe, lines.encode())


def serve(port: int, pipe: int) -> None:
    tell(pipe, PROCESS, os.getpid())
    tell_connections(pipe)
    tell_commits(pipe)
    asgi.serve("127.0.0.1", port)


def serve_again_and_again(port: int, pipe: int) -> None:
    """Start another server whenever the last has died, as a machine's supervisor does, in no time.

    Each is a new process that shares nothing but the loaded modules: a kill costs a tenth of a second.
    """
    while True:
        if not (child := os.fork()):
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            serve(port, pipe)
            os._exit(0)

        def end(*_signal: object, child: int = child) -> None:
            os.kill(child, signal.SIGKILL)
            os._exit(0)

        signal.signal(signal.SIGTERM, end)
        os.waitpid(child, 0)


if __name__ == "__main__":
    what = serve_again_and_again if "again" in sys.argv else serve
    what(int(sys.argv[1]), int(sys.argv[2]))
