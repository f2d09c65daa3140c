"""The networks from which somebody signed in: whatever others try in their name, they are not shut out there."""

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from workbench.extensions import db
from workbench.models.base import Moment, now

if TYPE_CHECKING:
    from workbench.models.people.person import Person

LASTS = timedelta(days=180)


class KnownNetwork(db.Model):
    """One person at one network; the key is a hash of what is a hash with the secret already, so that no address is stored."""

    __tablename__ = "known_network"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    seen_at: Mapped[datetime] = mapped_column(Moment, index=True)

    @classmethod
    def remember(cls, person: "Person", network: str) -> None:
        """Note that the person signed in from there, and forget what was long ago."""
        db.session.execute(delete(cls).where(cls.seen_at < now() - LASTS))
        known = db.session.get(cls, _key(person, network))
        if known is not None:
            known.seen_at = now()
            return
        try:
            with db.session.begin_nested():
                row = cls(key=_key(person, network), person_id=person.id, seen_at=now())
                db.session.add(row)
        except IntegrityError:
            # They sign in twice from there in the same moment.
            return

    @classmethod
    def is_known(cls, person: "Person", network: str) -> bool:
        return db.session.get(cls, _key(person, network)) is not None


def _key(person: "Person", network: str) -> str:
    return hashlib.sha256(f"{person.id} {network}".encode()).hexdigest()
