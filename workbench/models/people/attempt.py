"""Attempts at sign-in or a code, counted in the database for all processes together."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from workbench.extensions import db
from workbench.models.base import Moment, now

WINDOW = timedelta(minutes=15)
MOST = 10


class Attempt(db.Model):
    """One attempt; the key is a hash, so that no address is stored."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now)

    @classmethod
    def is_blocked(cls, *parts: str, most: int = MOST) -> bool:
        """Return whether this combination has failed too often in the last quarter of an hour."""
        statement = (
            select(func.count())
            .select_from(cls)
            .where(cls.key == _key(parts), cls.at > now() - WINDOW)
        )
        return (db.session.scalar(statement) or 0) >= most

    @classmethod
    def has_opened(cls, *parts: str) -> bool:
        """Return whether this combination succeeded in the last quarter of an hour."""
        return cls.is_blocked("opened", *parts, most=1)

    @classmethod
    def opened(cls, *parts: str) -> None:
        """Remember that this combination succeeded."""
        cls.failed("opened", *parts)

    @classmethod
    def failed(cls, *parts: str) -> None:
        """Count one failure, and forget those that no longer matter."""
        db.session.execute(delete(cls).where(cls.at < now() - WINDOW))
        db.session.add(cls(key=_key(parts)))


def _key(parts: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(part.strip().lower() for part in parts).encode()).hexdigest()
