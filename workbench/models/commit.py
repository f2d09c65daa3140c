"""The one commit: what happens before and after it, in this order."""

from collections.abc import Iterable
from pathlib import Path

from workbench.database import compact
from workbench.extensions import db
from workbench.models.log.event import write_events
from workbench.models.log.journal import rows_of
from workbench.models.log.transaction import transaction
from workbench.models.log.wake import kick_all, notify_others
from workbench.models.progress.follow import follow
from workbench.models.work.attachment import is_held


def commit() -> dict[int, int]:
    """Commit what was written, with its events; return how far the log of each workspace has come.

    Nobody else commits: `db.session.commit()` would leave the log, the journal and the exit rules behind.
    """
    work = transaction()
    db.session.flush()
    follow(work)
    db.session.flush()
    if work.events:
        write_events(work.events, rows_of(work.changes.values(), work.redacted))
        notify_others()
    db.session.commit()
    positions = work.positions
    work.forget()
    if positions:
        kick_all()
    return positions


def leave_nothing(uploads: Path, files: Iterable[str] = ()) -> None:
    """After a deletion was committed: remove files (by hash) that no record names now, and compact the database."""
    for digest in files:
        if not is_held(digest):
            (uploads / digest).unlink(missing_ok=True)
    db.session.rollback()
    compact(db.engine)
