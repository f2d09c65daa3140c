"""The chain of a service's dated charters: the next version begins the day after the present one ends."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.charter_version import CharterVersion
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.city import City
    from workbench.models.catalogue.service import Service
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign


ENDINGS = {"merged": N_("merged with another service"), "eliminated": N_("eliminated")}


class Chartered:
    """A service whose charters are dated; the last of them, while it is open, is what the service says now."""

    if TYPE_CHECKING:
        charters: list[CharterVersion]
        city: City
        levels: dict[str, str]
        step_count: int
        contradiction: str
        ended_as: str
        replaced_by: Service | None
        declared_digital: bool | None
        declared_url: str

        @property
        def label(self) -> str: ...

        def weigh(self) -> None: ...
        def log(self, verb: str, by: Person | None, **facts: Any) -> None: ...

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

    def retire(
        self, ending: str, *, on: date, by: Person | None, replaced_by: Service | None = None
    ) -> None:
        """Take the service out of the catalogue from a day on, as merged or eliminated.

        An open version that begins later was never in force: what is known stays as it was told.
        """
        if self.ended_as:
            return
        self.check_replacement(replaced_by)
        latest = self.charters[-1]
        latest.close(max(on, latest.valid_from) - timedelta(days=1))
        self.ended_as, self.replaced_by = ending, replaced_by
        self.log("retired", by=by, name=self.label, on=on.isoformat())

    def reinstate(self, *, on: date, by: Person | None) -> None:
        """Bring a service that ended back from a day on: the days on which it was away stay without it."""
        if not self.ended_as:
            return
        self.ended_as, self.replaced_by = "", None
        latest = self.charters[-1]
        if latest.valid_to is None or on <= latest.valid_to + timedelta(days=1):
            latest.steps, latest.valid_to = None, None
        else:
            self.open_charter(on, cause="return", by=by).repeat(self)
        self.weigh()
        self.log("reinstated", by=by, name=self.label)

    def name_replacement(self, other: Service | None, *, by: Person) -> None:
        """Say which service is asked for in the place of this one, which has ended."""
        self.city.workspace.hold()
        self.check_replacement(other)
        if self.ended_as and other is not self.replaced_by:
            self.replaced_by = other
            self.log("replaced", by=by, name=self.label, other=other.label if other else "")

    @property
    def in_its_place(self) -> list[Service]:
        """What people are sent to: the service that replaced it, and what replaced that one if it ended later."""
        found: list[Service] = []
        following = self.replaced_by
        while following and following not in found:
            found.append(following)
            following = following.replaced_by
        return found

    def check_replacement(self, other: Service | None) -> None:
        """Refuse a circle, and a chain: who looks for the service is sent once, to one that is there."""
        if other is None:
            return
        if other is not self and other.replaced_by not in (None, self):
            why = N_(
                "%(name)s left the catalogue too, and %(next)s took its place: name that one, if it is right."
            )
            raise DomainError(why, name=other.label, next=other.replaced_by.label)
        if other is self or other.ended_as or other.city is not self.city:
            why = N_(
                "%(name)s cannot take its place: name another service of the present catalogue."
            )
            raise DomainError(why, name=other.label)

    def restore_charter(self) -> None:
        """After an undo, declare what the last version declares: a later one may have been taken back."""
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
