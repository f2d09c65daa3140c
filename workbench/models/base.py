"""What several kinds of record share, written once: identity, author, version, order, deletion and the log."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from sqlalchemy import (
    DateTime,
    ForeignKey,
    String,
    Table,
    TypeDecorator,
    bindparam,
    inspect,
    select,
    update,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from workbench.extensions import db
from workbench.models.places import Scope
from workbench.models.register import Events, declare
from workbench.text.codes import drawn
from workbench.text.slugs import free_slug

if TYPE_CHECKING:
    from workbench.models.people.person import Person

PUBLIC_ID = re.compile("[a-z0-9]{16}")
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
# What is hidden is published in steps of so many seconds, so that no moment names an author.
STEP_SECONDS = 10


def new_id() -> str:
    """Return a public id of 16 characters (79 random bits), of the same form the browser makes."""
    return drawn(ALPHABET, 16)


def now() -> datetime:
    """Return the present moment with its zone, UTC."""
    return datetime.now(UTC)


def step_began(moment: datetime) -> datetime:
    """Return when the step of ten seconds began in which a moment lies."""
    return moment.replace(second=moment.second // STEP_SECONDS * STEP_SECONDS, microsecond=0)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: SQLite drops the zone, so it is added on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Stale(Exception):
    """A write named a version that is no longer the present one; nothing was changed."""

    def __init__(self, record: Any):
        super().__init__(f"{type(record).__name__} {record.id} has changed since it was read")
        self.record = record


class DomainError(Exception):
    """A rule of the domain forbids the write; the message id and its facts say why in one sentence."""

    def __init__(self, message: str, **facts: Any):
        super().__init__(message % facts if facts else message)
        self.message = message
        self.facts = facts


class Record(db.Model):
    """A row with an integer id, and the permissions and log names that come from its resource word."""

    __abstract__ = True
    resource: ClassVar[str]
    # What people call one of the kind, as a message id; declaring it makes the kind known to undo and trash.
    noun: ClassVar[str]
    # What can happen to it: verb → its sentence, with the names of its facts.
    events: ClassVar[Events]
    # Events that show only in the room, are shown to nobody, cannot be undone, or record no status.
    is_quiet: ClassVar[bool] = False
    secret_events: ClassVar[Collection[str]] = ()
    lasting_events: ClassVar[Collection[str]] = ()
    passive_events: ClassVar[Collection[str]] = ()
    # verb → the roles that carry the permission "<resource>:<verb>"; roles.py has those of several kinds.
    permissions: ClassVar[Mapping[str, frozenset[str]]] = {}

    if TYPE_CHECKING:
        id: Any

    def judged_at(self) -> tuple[str, int] | None:
        """Return the place (kind, id) whose exit rules look at this record, when they must be asked anew."""
        return None

    @property
    def scope(self) -> Scope:
        """Where roles for this record are held; a subclass says at which places."""
        raise NotImplementedError

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        declare(cls)

    @classmethod
    def read_permission(cls) -> str:
        return f"{cls.resource}:read"

    @classmethod
    def write_permission(cls) -> str:
        """Return what one must be allowed to do at its place, to change it and to undo a change of it."""
        return f"{cls.resource}:write"

    def settle(self, by: Person | None) -> None:
        """Update what depends on the record when it is written, changed, discarded or restored."""

    def log(self, verb: str, by: Person | None, **facts: Any) -> None:
        """Append the event ``<resource>.<verb>`` to the workspace of this record's scope."""
        self.scope.workspace.append(f"{self.resource}.{verb}", by, self, facts)


class Versioned:
    """A record that several people may edit: a write names the version it saw."""

    version: Mapped[int] = mapped_column(default=1)

    if TYPE_CHECKING:
        id: Any

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - declared_attr passes the class
        return {"version_id_col": cls.version}

    def expect(self, version: int | None) -> Self:
        """Return self when ``version`` is the present one; raise Stale otherwise, and when none is named."""
        if version != self.version:
            raise Stale(self)
        return self

    def touch(self) -> None:
        """Become another version although no column changes: its form shows more than its row."""
        if inspect(self).persistent:
            self.version += 1

    def assign(self, values: dict[str, Any]) -> list[str]:
        """Set the given attributes and return the names of those whose value really changed."""
        changed = [name for name, value in values.items() if getattr(self, name) != value]
        for name in changed:
            setattr(self, name, values[name])
        return changed


class Authored:
    """A record that remembers who wrote it and when."""

    created_at: Mapped[datetime] = mapped_column(Moment, default=now)

    @declared_attr
    def created_by_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("person.id"), index=True)

    @declared_attr
    def created_by(cls) -> Mapped[Person | None]:  # noqa: N805
        return relationship("Person", foreign_keys=[cls.created_by_id])  # type: ignore[list-item]


class Slugged:
    """What has a short name for addresses and commands, which no other of its kind has."""

    slug: Mapped[str] = mapped_column(String(60), unique=True)

    @classmethod
    def by_slug(cls, slug: str) -> Self | None:
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def free_slug(cls, name: str) -> str:
        """Return the slug of a name, with a number behind it when another has it already."""
        return free_slug(name, taken=lambda slug: cls.by_slug(slug) is not None)


class Ordered:
    """A record with a place among its siblings, counted from 1."""

    position: Mapped[int] = mapped_column(default=1)


class Discardable:
    """A record that can be discarded and restored; its row stays for the log and for undo."""

    discarded_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def is_discarded(self) -> bool:
        return self.discarded_at is not None

    def discard(self, by: Person) -> None:
        """Discard the record; lists and counts leave it out from now on."""
        self.discarded_at = now()
        self.log("discarded", by=by, **self.log_facts())  # type: ignore[attr-defined]
        self.settle(by)  # type: ignore[attr-defined]

    def restore(self, by: Person) -> None:
        """Restore the record where it was."""
        self.discarded_at = None
        self.log("restored", by=by, **self.log_facts())  # type: ignore[attr-defined]
        self.settle(by)  # type: ignore[attr-defined]

    def log_facts(self) -> dict[str, Any]:
        """Return the facts that name this record in the log: its code or title."""
        return {"title": getattr(self, "title", "")}


class PublicId:
    """A record whose id may be made by the browser, so that a new thing can be moved before it is saved."""

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)


def move_among(siblings: Iterable[Any], moved: Any, position: int) -> list[Any]:
    """Put one of the siblings at a position counted from 1, and return them in their new order."""
    order = [each for each in siblings if each is not moved]
    order.insert(max(0, position - 1), moved)
    renumber(order, moved=moved)
    return order


def renumber(siblings: Iterable[Any], moved: Any = None) -> None:
    """Give the siblings the positions 1, 2, 3… in the order in which they come.

    Only the one that somebody moved becomes another version: whoever has one of the others open in a form
    has nothing to compare.
    """
    shifted: dict[Table, list[dict[str, Any]]] = {}
    for position, sibling in enumerate(siblings, start=1):
        if sibling.position == position:
            continue
        if sibling is moved or not inspect(sibling).persistent:
            sibling.position = position
            continue
        set_committed_value(sibling, "position", position)
        row = {"shifted": sibling.id, "place": position}
        shifted.setdefault(type(sibling).__table__, []).append(row)
    for table, rows in shifted.items():
        statement = update(table).where(table.c.id == bindparam("shifted"))
        db.session.connection().execute(statement.values(position=bindparam("place")), rows)
