"""Backups that `workbench backup` made: whoever had words deleted is told in which of them these still stand."""

from datetime import datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from workbench.extensions import db
from workbench.models.base import Moment, now

# Whoever runs the server deletes a backup so long after it was made.
LAST = timedelta(days=30)


class Backup(db.Model):
    """One file with a copy of the database."""

    __tablename__ = "backup"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)

    @property
    def ends_at(self) -> datetime:
        return self.made_at + LAST

    @classmethod
    def made_between(cls, first: datetime, last: datetime) -> list["Backup"]:
        """Return those with what was written at ``first`` and deleted at ``last``."""
        within = select(cls).where(cls.made_at >= first, cls.made_at <= last)
        return list(db.session.scalars(within.order_by(cls.made_at)))
