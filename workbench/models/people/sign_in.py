"""A sign-in: one browser in which somebody is signed in, known by the hash of the token in its cookie."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, ForeignKey, String, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Moment, now

if TYPE_CHECKING:
    from workbench.models.people.person import Person

# It ends when nobody was seen for so long, and in any case after LONGEST.
IDLE = timedelta(hours=12)
IDLE_ON_SHARED_COMPUTER = timedelta(hours=1)
LONGEST = timedelta(days=30)
# No row is written more often than this because somebody was seen.
SEEN_EVERY = timedelta(minutes=5)


class SignIn(db.Model):
    """One sign-in; its row is the only proof of it, and deleting the row ends it."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    # When it ends unless the person is seen again.
    ends_at: Mapped[datetime] = mapped_column(Moment, index=True)
    is_shared_computer: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    @classmethod
    def open(cls, person: Person, *, is_shared_computer: bool = False) -> str:
        """Sign the person in, and return the token, which can never be read again."""
        token, moment = secrets.token_urlsafe(32), now()
        # A guest has no password to come back with: their seat stays open as long as any sign-in may.
        idle = LONGEST if person.is_guest else IDLE
        idle = IDLE_ON_SHARED_COMPUTER if is_shared_computer else idle
        db.session.execute(delete(cls).where(cls.ends_at < moment))
        row = cls(
            token_hash=fingerprint(token),
            person=person,
            created_at=moment,
            seen_at=moment,
            ends_at=moment + idle,
            is_shared_computer=is_shared_computer,
        )
        db.session.add(row)
        return token

    @classmethod
    def of(cls, token: str) -> SignIn | None:
        """Return the sign-in of this token with its person, read in one statement; None when it has ended."""
        found = db.session.get(cls, fingerprint(token))
        is_open = found is not None and found.ends_at > now() and not found.person.is_removed
        return found if is_open else None

    @property
    def is_seen_late(self) -> bool:
        return self.seen_at < now() - SEEN_EVERY

    @classmethod
    def see(cls, connection: Connection, token_hashes: Collection[str]) -> None:
        """Note that people were seen, where that was not noted for a while."""
        moment = now()
        late = select(cls.token_hash, cls.created_at, cls.seen_at, cls.ends_at).where(
            cls.token_hash.in_(token_hashes), cls.seen_at < moment - SEEN_EVERY
        )
        rows = [
            {"which": which, "seen_at": moment, "ends_at": end_of(created, moment, ends - seen)}
            for which, created, seen, ends in connection.execute(late)
        ]
        if rows:
            table: Any = cls.__table__
            which = table.c.token_hash == bindparam("which")
            connection.execute(update(table).where(which), rows)

    @classmethod
    def end(cls, token: str) -> None:
        """End one sign-in."""
        db.session.execute(delete(cls).where(cls.token_hash == fingerprint(token)))

    @classmethod
    def end_all(cls, people: Collection[Person]) -> None:
        """End every sign-in of these people."""
        ids = [person.id for person in people]
        db.session.execute(delete(cls).where(cls.person_id.in_(ids)))


def fingerprint(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def end_of(created: datetime, moment: datetime, idle: timedelta) -> datetime:
    """Return when a sign-in ends in which somebody was seen at this moment."""
    return min(moment + idle, created + LONGEST)
