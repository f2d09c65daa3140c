"""The calendar of a demo world: dated acts, carried out in order, each recorded at its own hour."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event
from sqlalchemy.orm import Session

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.log.transaction import transaction
from workbench.models.progress.follow import follow
from workbench.text.messages import N_

MORNING, EVENING = time(9, 0), time(17, 30)
RELATIVE = re.compile(r"^([+-]?\d+)d$")
# The columns that say when a row was written; the calendar sets them to the act's moment.
RECORDED = ("at", "created_at", "recorded_at")
# Called after each act: (how many are done, of how many).
Watch = Callable[[int, int], object]


class SeedError(DomainError):
    """A world's files hold something invalid; the sentence names the place and the fault."""

    def __init__(self, place: str, fault: object):
        super().__init__(
            N_("The demo could not be loaded, at %(place)s: %(fault)s"),
            place=place,
            fault=str(fault),
        )


@dataclass(frozen=True)
class Act:
    """One thing that somebody did on a day, and where in the files it stands."""

    day: date
    carry_out: Callable[[], object]
    place: str


class Calendar:
    """Reads days, absolute or counted from today, and carries the acts out as if the days had passed."""

    def __init__(self, zone: str = "America/Sao_Paulo", moment: datetime | None = None):
        self.zone = ZoneInfo(zone)
        self.moment = (moment or datetime.now(UTC)).astimezone(self.zone)
        self.today = self.moment.date()
        self.acts: list[Act] = []

    def day(self, told: Any, place: str) -> date:
        """Return the day of ``2020-06-02``, ``-12d``, ``30d`` or ``today``."""
        if isinstance(told, date):
            return told
        if told == "today":
            return self.today
        if relative := RELATIVE.match(str(told)):
            return self.today + timedelta(days=int(relative[1]))
        raise SeedError(place, f"{told!r} is not a day")

    def plan(self, day: date, carry_out: Callable[[], object], place: str) -> None:
        """Put an act on its day; acts of one day keep the order in which they were planned."""
        if day > self.today:
            raise SeedError(place, f"{day.isoformat()} has not come yet")
        self.acts.append(Act(day, carry_out, place))

    def carry_out(self, session: Session, watch: Watch | None = None) -> int:
        """Carry every act out in order of the days and return how many there were.

        ``watch`` is called after each act: (acts done, acts in all).
        """
        acts, done = sorted(self.acts, key=lambda act: act.day), 0
        for day, of_day in groupby(acts, key=lambda act: act.day):
            todo, moment = list(of_day), self.moment
            for act, moment in zip(todo, self.hours(day, len(todo)), strict=True):
                with recorded_at(session, moment):
                    self._try(act)
                    session.flush()
                done += 1
                if watch:
                    watch(done, len(acts))
            # What the day's work has reached is recorded in the evening.
            with recorded_at(session, moment):
                follow(transaction(session), is_shared=False)
        self.acts = []
        return len(acts)

    def hours(self, day: date, count: int) -> Iterator[datetime]:
        """Return moments spread over a day's working hours; on the present day they end just now."""
        begin = datetime.combine(day, MORNING, self.zone)
        end = datetime.combine(day, EVENING, self.zone)
        if end > self.moment:
            end = self.moment
            begin = min(begin, end - timedelta(hours=1))
        for index in range(count):
            yield begin + (end - begin) * ((index + 0.5) / count)

    @staticmethod
    def _try(act: Act) -> None:
        try:
            act.carry_out()
        except SeedError:
            raise
        except DomainError as refused:
            raise SeedError(act.place, refused) from refused


@contextmanager
def recorded_at(session: Session, moment: datetime) -> Iterator[None]:
    """Date all that is written in the context to a moment: events, RECORDED columns."""

    def stamp(session: Session, *_: object) -> None:
        for record in session.new:
            for name in RECORDED:
                if hasattr(record, name):
                    setattr(record, name, moment)

    event.listen(session, "before_flush", stamp)
    transaction(session).moment = moment
    try:
        yield
    finally:
        transaction(session).moment = None
        event.remove(session, "before_flush", stamp)


def present_session() -> Session:
    """Return the session itself, not the registry that hands it out."""
    return db.session()
