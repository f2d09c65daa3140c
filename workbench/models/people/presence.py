"""Presence: who has a page of a workspace open now; it is not logged, and every process adds its own."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from workbench.extensions import db
from workbench.models.base import Moment, now
from workbench.models.people.person import Person

# Every process refreshes its people's rows more often than this; older ones are gone.
FORGOTTEN = timedelta(seconds=65)


class Presence(db.Model):
    """One person at one part of a workspace, as one process last saw it."""

    __tablename__ = "presence"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    process: Mapped[str] = mapped_column(String(40), primary_key=True)
    # The part of the workspace that the page shows, as addresses name it: "problems", "journeys".
    page: Mapped[str] = mapped_column(String(300), default="")
    editing: Mapped[str] = mapped_column(String(60), default="")
    seen_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)

    @classmethod
    def is_here(cls) -> ColumnElement[bool]:
        """Return the condition that somebody was seen so lately that they are here."""
        return cls.seen_at > now() - FORGOTTEN

    @classmethod
    def people_at(cls, workspace_ids: Collection[int]) -> set[int]:
        """Return the ids of those who have a page of one of these workspaces open."""
        here = select(cls.person_id).where(cls.workspace_id.in_(workspace_ids), cls.is_here())
        real: Any = func.coalesce(Person.joined_to_id, Person.id)
        return set(db.session.scalars(select(real).where(Person.id.in_(here))))
