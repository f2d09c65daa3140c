"""What every record at a redesign shares: a public id, an author, a version, and the redesign it belongs to."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from sqlalchemy import ColumnElement, ForeignKey, bindparam, select, true
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import (
    Authored,
    Discardable,
    DomainError,
    PublicId,
    Record,
    Scope,
    Versioned,
)
from workbench.models.log.event import signed_by
from workbench.models.log.journaled import Journaled
from workbench.models.roles import ADMINISTRATORS, IN_PROGRAMME, TEAM
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.programme.workshop import Workshop
    from workbench.models.redesign.redesign import Redesign

    Place: TypeAlias = Redesign | Workshop


class TeamRecord(PublicId, Versioned, Authored, Discardable, Journaled, Record):
    """A record with a public id, an author and a version, which stands at a redesign."""

    __abstract__ = True
    permissions = {"read": IN_PROGRAMME | ADMINISTRATORS, "write": TEAM}

    @declared_attr
    def redesign_id(cls) -> Mapped[int]:  # noqa: N805
        return mapped_column(ForeignKey("redesign.id"), index=True)

    @declared_attr
    def redesign(cls) -> Mapped[Redesign]:  # noqa: N805
        return relationship("Redesign")

    @property
    def scope(self) -> Scope:
        return self.place.scope

    @property
    def place(self) -> Place:
        """The team's redesign, or the workshop on whose board it stands."""
        return self.redesign

    @classmethod
    def write(
        cls, place: Place, values: dict[str, Any], *, by: Person | None, id: str | None = None
    ) -> Self:
        """Add the record to the place; a public id that is taken is refused, never overwritten."""
        if id and cls.is_taken(id):
            why = N_(
                "Another text from this form was saved before. Open the page again, and send this one there."
            )
            raise DomainError(why)
        author = by.author_id if by else None
        record = cls(created_by_id=author, **cls.place_values(place), **values)
        if id:
            record.id = id
        db.session.add(record)
        with db.session.no_autoflush:
            # It is stored once, complete.
            record.prepare()
            record.created_by_id = signed_by(record, by)
        record.log("written", by=by, **record.log_facts())
        record.settle(by)
        return record

    @classmethod
    def is_taken(cls, id: str) -> bool:
        """Return whether there is a record of this id; asked without reading it."""
        db.session.flush()
        return db.session.connection().scalar(cls._ids(), {"asked": id}) is not None

    @classmethod
    @cache
    def _ids(cls) -> Any:
        table: Any = cls.__table__
        return select(table.c.id).where(table.c.id == bindparam("asked"))

    @classmethod
    def place_values(cls, place: Place) -> dict[str, Any]:
        return {"redesign": place}

    @classmethod
    def at(cls, place: Place) -> ColumnElement[bool]:
        """Return the condition that a record belongs to the place."""
        return cls.redesign_id == place.id

    @classmethod
    def can_stand_at(cls, place: Place) -> bool:
        """Return whether records of this kind belong to such a place: what a team makes, to its redesign."""
        return place.resource == "redesign"

    def may_be_read_by(self, person_id: int | None) -> bool:
        """Return whether the person may read it, who may read what stands at its place."""
        return True

    @classmethod
    def in_trash_of(cls, reader: Person) -> ColumnElement[bool]:
        """Return the condition that the reader sees a discarded record."""
        return true()

    @property
    def called(self) -> str:
        """The words by which people know it."""
        return str(getattr(self, "heading", "") or getattr(self, "title", ""))

    @classmethod
    def kept_in(cls, place: Place, *options: Any) -> list[Self]:
        """Return the place's records of this kind but discarded ones, the oldest first."""
        order = getattr(cls, "number", cls.created_at)
        statement = select(cls).where(cls.at(place), cls.discarded_at.is_(None))
        return list(
            db.session.scalars(statement.order_by(order, cls.id).options(*options)).unique()
        )

    def prepare(self) -> None:
        """Complete a new record before it is logged: its number, its place."""

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        """Change the record; an edit that changes nothing leaves no trace."""
        if self.assign(values):
            self.log("edited", by=by, **self.log_facts())
            self.settle(by)
