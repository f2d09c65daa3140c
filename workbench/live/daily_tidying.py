"""Once a day words past their day and files that nothing claimed are deleted, by exactly one of the processes."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from workbench.database import may_write
from workbench.extensions import db
from workbench.models.base import now
from workbench.models.catalogue.city import City
from workbench.models.commit import commit, leave_nothing
from workbench.models.work.attachment import Attachment
from workbench.models.work.retention import Expired, claim, files_of, tidy

# How long a file is kept whose form was never sent.
WAITS = timedelta(days=7)


def tidy_every_city(uploads: Path) -> int:
    """Tidy the cities whose day has begun; return of how many records the words were deleted."""
    due = _due()
    if not due:
        return 0
    may_write.set(True)
    try:
        found = [line for city_id in due for line in _tidy(city_id)]
        deleted, files = sum(map(len, found)), [*files_of(found), *_forget_waiting()]
        if deleted or files:
            leave_nothing(uploads, files)
        return deleted
    finally:
        may_write.set(False)


def _forget_waiting() -> list[str]:
    """Delete what was sent a week ago and belongs to nothing; return the hashes of its files."""
    is_late = Attachment.created_at < now() - WAITS
    files = list(db.session.scalars(select(Attachment).where(Attachment.is_waiting, is_late)))
    digests = [file.sha256 for file in files]
    for file in files:
        db.session.delete(file)
    commit()
    return digests


def _due() -> list[int]:
    """Return the ids of the cities that nobody has tidied today; it is only read."""
    cities = list(db.session.scalars(select(City).order_by(City.id)))
    due = [city.id for city in cities if city.tidied_on is None or city.tidied_on < city.today()]
    db.session.rollback()
    return due


def _tidy(city_id: int) -> list[Expired]:
    """Take the city's turn and tidy it, in one transaction; nothing when another process was first."""
    city = db.session.get_one(City, city_id)
    if not claim(city_id, city.today()):
        db.session.rollback()
        return []
    found = tidy(city)
    commit()
    return found
