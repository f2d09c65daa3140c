"""Presence: who has a page of a workspace open now; it is not logged, and every process adds its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from workbench.extensions import db
from workbench.models.base import Moment, now


class Presence(db.Model):
    """One person at one page, as one process last saw it."""

    __tablename__ = "presence"

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    process: Mapped[str] = mapped_column(String(40), primary_key=True)
    page: Mapped[str] = mapped_column(String(300), default="")
    editing: Mapped[str] = mapped_column(String(60), default="")
    seen_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
