"""Attendance: who was at a workshop; presence suggests it, a person confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, case, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import DomainError, Moment, Record, Scope, Stale, Versioned, now
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.text.messages import N_

STATES = {
    "present": N_("present"),
    "late": N_("came late"),
    "partial": N_("was there for a part"),
    "excused": N_("excused"),
    "absent": N_("absent"),
}
NOT_BEGUN = N_("This workshop has not begun: who was there is confirmed when it has.")
# Whoever is in one of these was there, for the whole of it or not.
CAME = frozenset({"present", "late", "partial"})


class Attendance(Versioned, Record):
    """One person at one workshop: when they were seen, and what a facilitator confirmed."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("workshop_id", "person_id"),)
    resource = "attendance"
    events = {"confirmed": N_("%(who)s confirmed the attendance of %(name)s: %(state)s.")}

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first_seen_at: Mapped[datetime | None] = mapped_column(Moment)
    last_seen_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_seconds: Mapped[int] = mapped_column(default=0)
    # None: nobody has confirmed it yet.
    state: Mapped[str | None] = mapped_column(String(20))
    minutes: Mapped[int | None]
    remark: Mapped[str] = mapped_column(String(300), default="")
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)

    workshop: Mapped[Workshop] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def scope(self) -> Scope:
        return self.workshop.scope

    @property
    def heading(self) -> str:
        return self.person.name

    @property
    def seen_version(self) -> int:
        """What a form names that shows it: being seen online changes nothing that people confirm."""
        return self.version if self.confirmed_at else 0

    @classmethod
    def of(cls, workshop: Workshop, person: Person) -> Attendance:
        """Return what is known of somebody at a workshop; a new row when nothing is."""
        asked = (cls.workshop_id == workshop.id, cls.person_id == person.id)
        found = db.session.scalar(select(cls).where(*asked))
        if found is None:
            found = cls(workshop=workshop, person=person, seen_seconds=0, remark="")
            db.session.add(found)
            db.session.flush()
        return found

    def expect(self, version: int | None) -> Attendance:
        """Return self unless something was confirmed that ``version`` does not name: then raise Stale."""
        if self.confirmed_at and version != self.seen_version:
            raise Stale(self)
        return self

    def confirm(
        self, state: str, *, by: Person | None, minutes: int | None = None, remark: str = ""
    ) -> None:
        """Say how somebody was there; raise ValueError for a state that there is not."""
        if state not in STATES:
            raise ValueError(f"no state of attendance is called {state!r}")
        if not self.workshop.has_begun:
            raise DomainError(NOT_BEGUN)
        if state not in CAME:
            minutes = 0 if state == "absent" else None
        values = {"state": state, "minutes": minutes, "remark": remark}
        if self.assign(values) or not self.confirmed_at:
            self.confirmed_at, self.confirmed_by_id = now(), by.id if by else None
            self.log("confirmed", by=by, name=self.person.name, state=state)


# what presence suggests


@dataclass(frozen=True)
class Sight:
    """When somebody gave a sign of being there, and for how long they will have been."""

    first_seen_at: datetime | None
    last_seen_at: datetime | None
    seen_seconds: int


class Sitting:
    """The time in which a workshop really happened, and what being seen in it suggests."""

    def __init__(self, workshop: Workshop, at: datetime | None = None):
        at = at or now()
        programme = workshop.phase.programme
        self.share = programme.threshold("attendance_share") / 100
        self.grace = timedelta(minutes=programme.threshold("late_minutes"))
        opened, closed = workshop.opened_at, workshop.closed_at
        begun, finishes = workshop.begins_at, workshop.finishes_at
        self.planned = finishes - begun if begun and finishes else None
        # A room that opens early waits for the hour on the invitation; one that opens late begins late.
        begins = max(filter(None, (opened, begun)), default=None)
        ends = closed or (min(at, finishes or at) if opened else finishes)
        if begins and ends and ends <= begins:
            begins = opened or begins
        self.begins: datetime | None = begins
        self.ends: datetime | None = ends if begins and ends and ends > begins else None

    @property
    def minutes(self) -> int:
        """How many minutes it lasted; 0 when that is not known."""
        if self.begins is None or self.ends is None:
            return 0
        return round((self.ends - self.begins).total_seconds() / 60)

    @property
    def longest(self) -> int:
        """The most minutes that somebody can have been there, as planned or as it was; 0 when not known."""
        planned = self.planned.total_seconds() / 60 if self.planned else 0
        return max(self.minutes, round(planned))

    def suggest(self, seen: Attendance | Sight | None) -> tuple[str | None, int | None]:
        """Return the state and the minutes that being seen online suggests.

        Never seen: nothing, as no sign is no proof that somebody was away. There for the share that the programme asks for: present. Came after the
        minutes of grace and stayed for that share of what was left: late. Anything else is a part.
        """
        if seen is None or seen.first_seen_at is None:
            return None, None
        minutes = round(seen.seen_seconds / 60)
        if self.begins is None or self.ends is None:
            return "present", minutes
        length = (self.ends - self.begins).total_seconds()
        spent = min(seen.seen_seconds, length)
        minutes = min(minutes, self.minutes)
        missed = (seen.first_seen_at - self.begins).total_seconds()
        if missed > self.grace.total_seconds():
            left = max(0.0, length - missed)
            stayed = left > 0 and spent >= left * self.share
            return ("late" if stayed else "partial"), minutes
        return ("present" if spent >= length * self.share else "partial"), minutes


def note_seen(workshop_id: int, seconds_of: Mapping[int, int], at: datetime | None = None) -> None:
    """Add to what was seen of people in a workshop's room, in one batch; the caller commits.

    ``seconds_of`` maps each person's id to how long they were there since the last call. Nothing is
    noted of a room that is not open; a guest who was joined to a person counts as that person, and
    time that another process has counted already is not added again.
    """
    at = at or now()
    is_open = select(Workshop.id).where(Workshop.id == workshop_id, Workshop.is_open)
    if not seconds_of or db.session.scalar(is_open) is None:
        return
    _upsert(
        [
            {
                "workshop_id": workshop_id,
                "person_id": person_id,
                "first_seen_at": at - timedelta(seconds=seconds),
                "last_seen_at": at,
                "seen_seconds": seconds,
                "remark": "",
                "version": 1,
            }
            # Always in the same order, so that two processes never wait for each other.
            for person_id, seconds in sorted(_seconds_to_add(workshop_id, seconds_of, at).items())
        ]
    )


def _seconds_to_add(
    workshop_id: int, seconds_of: Mapping[int, int], at: datetime
) -> dict[int, int]:
    """Return by person the seconds not counted yet."""
    totals: dict[int, int] = {}
    for person_id, real_id in _present_ids(seconds_of):
        totals[real_id] = max(totals.get(real_id, 0), int(seconds_of[person_id]))
    for person_id, last in _last_seen(workshop_id, totals):
        totals[person_id] = max(0, min(totals[person_id], int((at - last).total_seconds())))
    return totals


def _upsert(rows: list[dict[str, Any]]) -> None:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    for start in range(0, len(rows), 500):
        added = dialect.insert(Attendance).values(rows[start : start + 500])
        former, told = Attendance.first_seen_at, added.excluded.last_seen_at
        latest = case((Attendance.last_seen_at > told, Attendance.last_seen_at), else_=told)
        db.session.execute(
            added.on_conflict_do_update(
                index_elements=["workshop_id", "person_id"],
                set_={
                    "first_seen_at": func.coalesce(former, added.excluded.first_seen_at),
                    "last_seen_at": latest,
                    "seen_seconds": Attendance.seen_seconds + added.excluded.seen_seconds,
                },
            )
        )


def _last_seen(workshop_id: int, person_ids: Iterable[int]) -> list[tuple[int, datetime]]:
    """Return (person, when last seen) of those who were, their rows locked until the commit."""
    statement = (
        select(Attendance.person_id, Attendance.last_seen_at)
        .where(Attendance.workshop_id == workshop_id, Attendance.person_id.in_(list(person_ids)))
        .order_by(Attendance.person_id)
        .with_for_update()
    )
    return [(person_id, last) for person_id, last in db.session.execute(statement) if last]


def _present_ids(person_ids: Iterable[int]) -> list[tuple[int, int]]:
    """Return (id, id of the person they turned out to be) of everybody there is among these."""
    wanted = select(Person.id, func.coalesce(Person.joined_to_id, Person.id))
    rows = db.session.execute(wanted.where(Person.id.in_(list(person_ids))))
    return [(person_id, real_id) for person_id, real_id in rows]
