"""The log: a workspace numbers what happens in it, and every write appends one event in its own transaction."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, cast, select
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Moment, Record, now
from workbench.models.log.actions import ACTIONS, QUIET
from workbench.models.log.journal import redact, remember

if TYPE_CHECKING:
    from workbench.models.people.person import Person


# A workspace that was still for so long shows its first sign of life to the pages outside.
QUIET_FOR = timedelta(minutes=15)


class UnknownFacts(ValueError):
    """An event was given facts other than those its action declares."""


class Workspace(db.Model):
    """What people watch together: a city, a programme, a redesign or a workshop has one."""

    __tablename__ = "workspace"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    # The four ids say whose pages change when this workspace does; they are the scope of the page validators.
    city_id: Mapped[int | None] = mapped_column(index=True)
    programme_id: Mapped[int | None] = mapped_column(index=True)
    redesign_id: Mapped[int | None] = mapped_column(index=True)
    workshop_id: Mapped[int | None] = mapped_column(index=True)
    position: Mapped[int] = mapped_column(default=0)
    # Counts only what shows outside the room: pages of the programme and the city need not be made anew
    # for every note.
    outline: Mapped[int] = mapped_column(default=0, server_default="0")
    outlined_at: Mapped[datetime | None] = mapped_column(Moment)
    numbers: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    changed_at: Mapped[datetime] = mapped_column(Moment, default=now)

    def append(
        self, action: str, by: Person | None, subject: Record, facts: dict[str, Any]
    ) -> Event:
        """Append one event at the next position; raise UnknownFacts when the facts are not the declared ones."""
        declared = ACTIONS.get(action)
        if declared is None or set(facts) != set(declared):
            raise UnknownFacts(f"{action} declares {declared}, was given {sorted(facts)}")
        at = now()
        last = self.changed_at or at
        if subject.id is None:
            db.session.flush()
        self.hold()
        self.position += 1
        self.changed_at = at
        if action not in QUIET or at - last > QUIET_FOR:
            self.outline, self.outlined_at = self.outline + 1, at
        event = Event(
            workspace_id=self.id,
            position=self.position,
            action=action,
            subject_kind=subject.resource,
            subject_id=str(subject.id),
            facts=facts,
            operation=db.session.info.get("deed"),
            by_id=by.id if by else None,
            at=at,
        )
        db.session.add(event)
        remember(db.session, event)
        appended_in(db.session).append((self.id, self.position))
        if self.redesign_id and action not in QUIET:
            db.session.info.setdefault("touched_redesigns", set()).add(self.redesign_id)
        return event

    def redact(self, record_id: str) -> None:
        """Forget for good what the log keeps of a record's former texts: they cannot be restored."""
        redact(db.session, record_id)
        mentions = cast(Event.before, String).contains(record_id)
        told = select(Event).where(Event.workspace_id == self.id, mentions)
        for event in db.session.scalars(told):
            event.before = None

    def next_number(self, letter: str) -> int:
        """Return the next human number under a letter (P-01, P-02…), never given twice."""
        self.hold()
        number = self.numbers.get(letter, 0) + 1
        self.numbers = {**self.numbers, letter: number}
        return number

    def hold(self) -> None:
        """Let the others who write here wait until this transaction ends.

        So positions are dense and in the order of commits, and no number is given twice. In SQLite whoever
        writes is alone from the beginning of the transaction; elsewhere the row is locked and read again.
        """
        if self.id is None:
            db.session.flush()
        held: set[int] = db.session.info.setdefault("held_workspaces", set())
        if self.id in held:
            return
        held.add(self.id)
        if db.session.get_bind().dialect.name != "sqlite":
            with db.session.no_autoflush:
                counters = ["position", "outline", "outlined_at", "numbers", "changed_at"]
                db.session.refresh(self, counters, with_for_update=True)


def appended_in(session: Any) -> list[tuple[int, int]]:
    """Return what this transaction has appended: (workspace id, position) of each event, in their order."""
    told: list[tuple[int, int]] = session.info.setdefault("told", [])
    return told


@listens_for(Session, "after_transaction_end")
def let_go(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("held_workspaces", None)
        session.info.pop("told", None)


class Event(db.Model):
    """One thing that happened: who did what to which record, with the facts a sentence needs."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("workspace_id", "position"),
        Index("ix_event_subject", "subject_kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    position: Mapped[int]
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(16))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The journal's rows, and the operation that this one undid: what undo needs. Never shown.
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    # The edit that several events belong to: they are undone together.
    operation: Mapped[str | None] = mapped_column("deed", String(40), key="operation", index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    # Four random bytes: a client that resumes after a restored backup finds another token and reads anew.
    token: Mapped[str] = mapped_column(String(8), default=lambda: secrets.token_hex(4))

    by: Mapped[Person | None] = relationship("Person")


class Edit(db.Model):
    """The answer that was given to one POST, so that a retry has exactly one effect."""

    __tablename__ = "edit"
    __table_args__ = (UniqueConstraint("person_id", "edit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    edit_id: Mapped[str] = mapped_column(String(40))
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    location: Mapped[str | None] = mapped_column(String(2000))
    body: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(Moment, default=now)
