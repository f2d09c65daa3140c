"""Serves the workbench as it is, and tells through a pipe when each commit of an event returned.

The moment a POST is answered would be too late (readers often have the frame before), and an event's own
`at` too early (it is taken before the commit). The clock is the machine's own, the same for all processes.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

# ruff: noqa: E402 - the project is found from the checkout, whatever folder this is run from
from sqlalchemy import event
from sqlalchemy.orm import Session

from workbench import asgi
from workbench.models.event import Event


def tell_commits(pipe: int) -> None:
    """Write `workspace position moment` to the pipe for every event that is committed."""

    @event.listens_for(Session, "after_flush")
    def note(session: Session, _context: object) -> None:
        told = [each for each in session.new if isinstance(each, Event)]
        session.info.setdefault("told", []).extend((e.workspace_id, e.position) for e in told)

    @event.listens_for(Session, "after_commit")
    def committed(session: Session) -> None:
        moment = time.monotonic()
        told = session.info.pop("told", ())
        if lines := "".join(f"{workspace} {at} {moment}\n" for workspace, at in told):
            os.write(pipe, lines.encode())

    @event.listens_for(Session, "after_rollback")
    def forget(session: Session) -> None:
        session.info.pop("told", None)


if __name__ == "__main__":
    tell_commits(int(sys.argv[2]))
    asgi.serve("127.0.0.1", int(sys.argv[1]))
