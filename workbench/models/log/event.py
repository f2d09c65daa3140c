"""The log: a workspace numbers what happens in it, and every write appends one event in its own transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    case,
    cast,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from workbench.extensions import db
from workbench.models.base import Moment, Record, now
from workbench.models.log.journal import Row
from workbench.models.log.transaction import transaction
from workbench.models.places import Path, path_of
from workbench.models.register import ACTIONS

if TYPE_CHECKING:
    from workbench.models.people.person import Person


# Compared byte by byte, so that what is below a path sorts right after it.
PathText = String(200).with_variant(String(200, collation="C"), "postgresql")
# After so long without events, a workspace shows even a quiet one to the pages outside.
QUIET_FOR = timedelta(minutes=15)


class UnknownFacts(ValueError):
    """An event was given facts other than those its action declares."""


class Workspace(db.Model):
    """What people watch together: a city, a programme, a redesign or a workshop has one."""

    __tablename__ = "workspace"
    __table_args__ = (UniqueConstraint("kind", "place_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # The place that it belongs to: its kind and the id of its record, which is stored a moment later.
    kind: Mapped[str] = mapped_column(String(20))
    place_id: Mapped[int | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("workspace.id"), index=True)
    # From the city down (``city.1/programme.2/``): pages ask for all workspaces above and below theirs.
    path: Mapped[str] = mapped_column(PathText, default="", server_default="", index=True)
    position: Mapped[int] = mapped_column(default=0)
    # Counts only what shows outside the room: pages of the programme and the city need not be made anew
    # for every note.
    outline: Mapped[int] = mapped_column(default=0, server_default="0")
    outlined_at: Mapped[datetime | None] = mapped_column(Moment)
    numbers: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    changed_at: Mapped[datetime] = mapped_column(Moment, default=now)

    @property
    def places(self) -> Path:
        """The place it belongs to and those above, from the city down."""
        return path_of(self.path)

    def append(
        self,
        action: str,
        by: Person | None,
        subject: Record,
        facts: dict[str, Any],
        before: dict[str, Any] | None = None,
    ) -> None:
        """Append one event at the next position; raise UnknownFacts when the facts are not the declared ones.

        It is written by `commit()`, with what undo needs.
        """
        declared = ACTIONS.get(action)
        if declared is None or set(facts) != set(declared.facts):
            raise UnknownFacts(f"{action} declares {declared}, was given {sorted(facts)}")
        if subject.id is None or self.id is None:
            db.session.flush()
        work = transaction()
        at = work.moment or now()
        self.advance(at, is_loud=not declared.is_quiet)
        event = {
            "workspace_id": self.id,
            "position": self.position,
            "action": action,
            "subject_kind": subject.resource,
            "subject_id": str(subject.id),
            "facts": facts,
            "operation": work.operation,
            "by_id": signed_by(subject, by),
            "at": at,
        }
        work.events.append(event | {"before": before} if before else event)
        if self.kind == "redesign" and self.place_id and not declared.is_quiet:
            work.touched.add((self.kind, self.place_id))
            if not declared.is_passive:
                work.acts[self.place_id] = event

    def advance(self, at: datetime, *, is_loud: bool) -> None:
        """Count one event more. The row stays locked until the commit: positions are dense, in its order."""
        asked = {"workspace": self.id, "at": at, "still": at - QUIET_FOR, "is_loud": is_loud}
        counted = db.session.connection().execute(_ADVANCE, asked).one()
        set_committed_value(self, "changed_at", at)
        for name, value in counted._mapping.items():
            set_committed_value(self, name, value)

    def redact(self, record_id: str) -> None:
        """Delete for good what the log has of a record's former texts: they cannot be restored."""
        transaction().redacted.add(record_id)
        mentions = cast(Event.before, String).contains(record_id)
        for event in db.session.scalars(
            select(Event).where(Event.workspace_id == self.id, mentions)
        ):
            event.before = None

    def next_number(self, letter: str) -> int:
        """Return the next human number under a letter (P-01, P-02…), never given twice."""
        self.hold()
        number = self.numbers.get(letter, 0) + 1
        numbers = {**self.numbers, letter: number}
        db.session.connection().execute(_COUNT, {"workspace": self.id, "given": numbers})
        set_committed_value(self, "numbers", numbers)
        return number

    def hold(self) -> None:
        """Lock the workspace until this transaction ends.

        In SQLite whoever writes is alone from the beginning of the transaction; elsewhere the row is locked
        and read again.
        """
        if self.id is None:
            db.session.flush()
        held = transaction().held
        if self.id in held:
            return
        held.add(self.id)
        if db.session.get_bind().dialect.name != "sqlite":
            with db.session.no_autoflush:
                counters = ["position", "outline", "outlined_at", "numbers", "changed_at"]
                db.session.refresh(self, counters, with_for_update=True)


def signed_by(subject: Any, by: Person | None) -> int | None:
    """Return the id that signs what was done to a record: for a recognised guest, the person's.

    Where nobody may know who wrote, not even from that person's own lists, it is the seat's.
    """
    if by is None:
        return None
    return by.id if getattr(subject, "stays_with_seat", False) else by.author_id


_WORKSPACES: Any = Workspace.__table__
_SHOWS = or_(
    bindparam("is_loud") == true(),
    _WORKSPACES.c.changed_at < bindparam("still", type_=Moment),
)
_AT: Any = bindparam("at", type_=Moment)
_ADVANCE = (
    update(_WORKSPACES)
    .where(_WORKSPACES.c.id == bindparam("workspace"))
    .values(
        position=_WORKSPACES.c.position + 1,
        changed_at=_AT,
        outline=_WORKSPACES.c.outline + case((_SHOWS, 1), else_=0),
        outlined_at=case((_SHOWS, _AT), else_=_WORKSPACES.c.outlined_at),
    )
    .returning(_WORKSPACES.c.position, _WORKSPACES.c.outline, _WORKSPACES.c.outlined_at)
)
_COUNT = (
    update(_WORKSPACES)
    .where(_WORKSPACES.c.id == bindparam("workspace"))
    .values(numbers=bindparam("given", type_=JSON))
)


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


_INSERT: Any = insert(Event)


def write_events(events: Sequence[dict[str, Any]], rows: list[Row]) -> None:
    """Insert a transaction's events; the journal's rows are stored with the last one of the operation."""
    # A status that followed from the operation has one of its own: the journal is not its.
    own = [event for event in events if event["operation"] == transaction().operation] or events
    connection = db.session.connection()
    for event in events:
        if rows and event is own[-1]:
            event = event | {"before": {**event.get("before", {}), "rows": rows}}
        connection.execute(_INSERT, event)
