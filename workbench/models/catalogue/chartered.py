"""The chain of a service's dated charters: the next version begins the day after the present one ends."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.charter_version import CharterVersion
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.city import City
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign


class Chartered:
    """A service whose charters are dated; the last of them, while it is open, is what the service says now."""

    if TYPE_CHECKING:
        charters: list[CharterVersion]
        city: City
        levels: dict[str, str]
        step_count: int
        contradiction: str
        declared_digital: bool | None
        declared_url: str

        @property
        def label(self) -> str: ...

        def weigh(self) -> None: ...

    def open_charter(
        self, day: date, *, cause: str, by: Person | None, redesign: Redesign | None = None
    ) -> CharterVersion:
        """Add the version that is in force from a day on; the one before it has been closed."""
        version = CharterVersion(
            city=self.city,
            valid_from=day,
            cause=cause,
            redesign=redesign,
            created_by_id=by.id if by else None,
        )
        self.charters.append(version)
        return version

    def begin_charter(
        self, day: date, *, cause: str, by: Person | None, redesign: Redesign | None = None
    ) -> CharterVersion:
        """Close the present version on the day before, and open the next one as its copy.

        Raise DomainError for a day on or before the present one's first day, or that has not come.
        """
        self.city.workspace.hold()
        db.session.flush()
        db.session.refresh(self, ["charters"])
        self.check_change_day(day)
        if day == self.charters[-1].valid_from:
            why = N_(
                "The charter of %(name)s has a version from %(day)s on already. A new one begins on a later day."
            )
            raise DomainError(why, name=self.label, day=day)
        self.charters[-1].close(day - timedelta(days=1))
        version = self.open_charter(day, cause=cause, by=by, redesign=redesign)
        version.repeat(self)
        return version

    def change_from(self, day: date, *, cause: str, by: Person | None) -> CharterVersion:
        """Return the version that a change of a day belongs to: the present one if it began then, else a new one."""
        if day == self.charters[-1].valid_from:
            self.check_change_day(day)
            return self.charters[-1]
        return self.begin_charter(day, cause=cause, by=by)

    def check_change_day(self, day: date) -> None:
        """Refuse a change in a version that is closed, in the future, or of a service that has ended."""
        latest = self.charters[-1]
        if not latest.is_open:
            why = N_(
                "%(name)s left the catalogue on %(day)s. Its charter does not change any more."
            )
            raise DomainError(why, name=self.label, day=latest.valid_to)
        if day > self.city.today():
            raise DomainError(N_("This day has not come yet. Choose today or an earlier day."))
        if day < latest.valid_from:
            why = N_(
                "The charter of %(name)s has a version from %(day)s on already. Choose that day or a later one."
            )
            raise DomainError(why, name=self.label, day=latest.valid_from)

    def charter_on(self, day: date) -> CharterVersion | None:
        """Return the version in force on a day, None before it was known and after it ended."""
        known = [one for one in self.charters if one.valid_from <= day]
        return known[-1] if known and day <= (known[-1].valid_to or date.max) else None

    def restore_charter(self) -> None:
        """Declare again what the last version declares: a later one was taken back."""
        latest = self.charters[-1]
        if latest.is_open:
            self.declared_digital = latest.declared_digital
            self.declared_url = latest.declared_url
            self.weigh()

    def levels_before(self, redesign: Redesign) -> dict[str, str]:
        """Return the levels from which a redesign set out: those before its own launch, else the present ones."""
        for earlier, later in pairwise(self.charters):
            if later.cause == "launch" and later.redesign_id == redesign.id:
                return earlier.levels
        return self.levels
