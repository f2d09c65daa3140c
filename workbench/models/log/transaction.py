"""What one transaction has written so far; `commit()` in models/commit.py finishes it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.event import listens_for
from sqlalchemy.orm import Session

from workbench.extensions import db
from workbench.models.log.journal import Change, stored_values
from workbench.models.log.journaled import Journaled


@dataclass
class Transaction:
    """The events, the changed records and the places that a request has touched since its last commit."""

    # The edit that all of it belongs to: what one press of a button does is undone as a whole.
    operation: str | None = None
    # What is written is dated to this moment while a demo world is loaded; else to the present.
    moment: datetime | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    changes: dict[int, Change] = field(default_factory=dict)
    redacted: set[str] = field(default_factory=set)
    # The places (kind, id) whose exit rules are to be asked anew.
    touched: set[tuple[str, int]] = field(default_factory=set)
    # The last act in each redesign: what it makes true of the team's work, its author is named with.
    acts: dict[int, dict[str, Any]] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    # Cached reads, cleared at the next flush.
    read: dict[Any, Any] = field(default_factory=dict)

    @property
    def positions(self) -> dict[int, int]:
        """How far the log of each workspace comes with this transaction."""
        return {event["workspace_id"]: event["position"] for event in self.events}

    def note(self, record: Any, *, is_new: bool = False) -> None:
        """Note that a flush is about to write the record, for the journal and for the exit rules."""
        if self.operation and isinstance(record, Journaled) and id(record) not in self.changes:
            before = None if is_new else stored_values(record)
            self.changes[id(record)] = Change(record, before)
        judged = getattr(record, "judged_at", None)
        if judged is not None and (place := judged()):
            self.touched.add(place)

    def forget(self) -> None:
        """Forget what was written: it is committed, or rolled back."""
        vars(self).update(vars(Transaction(self.operation, self.moment)))


def transaction(session: Session | None = None) -> Transaction:
    """Return the transaction of the session: that of this request when none is named."""
    info = (session or db.session).info
    if "transaction" not in info:
        info["transaction"] = Transaction()
    return info["transaction"]


@listens_for(Session, "before_flush")
def note_changes(session: Session, *_: object) -> None:
    work = transaction(session)
    work.read.clear()
    for record in (*session.new, *session.dirty, *session.deleted):
        work.note(record, is_new=record in session.new)


@listens_for(Session, "after_rollback")
def forget_changes(session: Session) -> None:
    transaction(session).forget()
