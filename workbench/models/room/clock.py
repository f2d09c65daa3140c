"""The clock of a block: how long it lasts, what is left of it, and how it begins, stops, goes on and ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from workbench.models.base import DomainError, Moment, now
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person

STATES = {
    "planned": N_("planned"),
    "running": N_("running"),
    "done": N_("done"),
    "skipped": N_("skipped"),
}
# What else is done when a block ends, by whoever ended it.
AT_END: list[Callable[[Any, Any], None]] = []


class Timed:
    """What runs for some minutes by the server's clock or, as homework, between two days."""

    # Homework is open between two moments instead of by a clock.
    opens_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    minutes: Mapped[int] = mapped_column(default=10)
    state: Mapped[str] = mapped_column(String(20), default="planned")
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    paused_at: Mapped[datetime | None] = mapped_column(Moment)
    paused_seconds: Mapped[int] = mapped_column(default=0)
    extra_minutes: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    if TYPE_CHECKING:
        kind: Any
        title: Any
        workshop: Any
        log: Any

    @property
    def has_begun(self) -> bool:
        """Whether people may have been asked to write in it by now: it was started, or its homework opened."""
        if self.kind == "homework":
            return self.opens_at is not None and self.opens_at <= now()
        return self.started_at is not None

    @property
    def is_writable(self) -> bool:
        """Whether notes may be written for it now: while it runs, or between the days of homework."""
        if self.kind == "homework" and self.state != "skipped":
            return self.has_begun and (self.closes_at is None or now() < self.closes_at)
        return self.state == "running"

    @property
    def length(self) -> timedelta:
        """How long the block lasts, with what it was given on top."""
        return timedelta(minutes=self.minutes + self.extra_minutes)

    @property
    def ends_at(self) -> datetime | None:
        """When its time is over, as far as is known; None while it is paused or does not run."""
        if self.state != "running" or self.started_at is None or self.paused_at:
            return None
        return self.started_at + self.length + timedelta(seconds=self.paused_seconds)

    @property
    def seconds_left(self) -> int:
        """How many seconds are left; negative when it runs over its time."""
        if self.started_at is None:
            return int(self.length.total_seconds())
        until = self.paused_at or self.ended_at or now()
        spent = (until - self.started_at).total_seconds() - self.paused_seconds
        return round(self.length.total_seconds() - spent)

    @property
    def share(self) -> int:
        """How much of its time has passed, in percent."""
        length = self.length.total_seconds() or 1
        return min(100, max(0, round(100 - 100 * self.seconds_left / length)))

    @property
    def stand(self) -> str:
        """Its state as people see it: homework runs between its days, whatever else goes on."""
        if self.kind != "homework" or self.state == "skipped":
            return self.state
        if self.is_writable:
            return "running"
        return "done" if self.closes_at and self.closes_at <= now() else "planned"

    def start(self, *, by: Person) -> None:
        """Begin the block; the one that ran before ends. Homework opens beside whatever runs."""
        if self.stand == "running":
            return
        if self.kind == "homework":
            moment = now()
            self.state, self.opens_at = "planned", moment
            if self.closes_at and self.closes_at <= moment:
                self.closes_at = None
        else:
            self._take_floor(by)
            self.started_at, self.ended_at = now(), None
            self.paused_at, self.paused_seconds, self.extra_minutes = None, 0, 0
        self.log("started", by=by, title=self.title)

    def _take_floor(self, by: Person) -> None:
        if self.workshop.block:
            self.workshop.block.end(by=by)
        self.workshop.open_room(by=by)
        # What was said, and where people were called, belonged to what is over.
        self.workshop.message = self.workshop.summoned_to = ""
        self.state = "running"

    def end(self, *, by: Person) -> None:
        if self.stand != "running":
            return
        if self.kind == "homework":
            self.closes_at = now()
        else:
            self._go_on()
            self.state, self.ended_at = "done", now()
        self.log("ended", by=by, title=self.title)
        for settle in AT_END:
            settle(self, by)

    def reopen(self, *, by: Person) -> None:
        """Let a block that ended go on where its clock stood, or plan again what was skipped."""
        if self.kind == "homework" and self.stand == "done":
            self.closes_at = None
        elif self.state == "skipped":
            self.state = "planned"
        elif self.state == "done":
            ended = self.ended_at or now()
            self._take_floor(by)
            self.paused_seconds += round((now() - ended).total_seconds())
            self.ended_at = None
        else:
            return
        self.log("reopened", by=by, title=self.title)

    def skip(self, *, by: Person) -> None:
        if self.stand == "running":
            raise DomainError(N_("This block runs: end it instead."))
        if self.state != "skipped":
            self.state = "skipped"
            self.log("skipped", by=by, title=self.title)

    def pause(self, *, by: Person) -> None:
        """Stop the clock."""
        if self.state != "running":
            raise DomainError(N_("Only the block that runs can be paused."))
        if not self.paused_at:
            self.paused_at = now()
            self.log("paused", by=by, title=self.title)

    def resume(self, *, by: Person) -> None:
        """Let the clock go on."""
        if self.state == "running" and self.paused_at:
            self._go_on()
            self.log("resumed", by=by, title=self.title)

    def _go_on(self) -> None:
        if self.paused_at:
            self.paused_seconds += round((now() - self.paused_at).total_seconds())
            self.paused_at = None

    def extend(self, minutes: int, *, by: Person, seen: int | None = None) -> bool:
        """Give the block more minutes; the rest of the agenda moves with it.

        ``seen`` is what it had been given on top when the person pressed: when somebody else was quicker,
        nothing is added a second time and the answer is False.
        """
        if self.state != "running":
            raise DomainError(N_("Only the block that runs can be given more time."))
        if seen is not None and seen != self.extra_minutes:
            return False
        self.extra_minutes += minutes
        self.log("extended", by=by, title=self.title, minutes=minutes)
        return True
