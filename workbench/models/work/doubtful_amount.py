"""A doubtful amount: one typed before amounts were read as people here write them, which may be a thousandth of what was meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ForeignKey,
    Numeric,
    Select,
    String,
    case,
    cast,
    false,
    func,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, selectinload

from workbench.extensions import db
from workbench.models.base import Moment, Record, now
from workbench.models.catalogue.city import CityParameters
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.log.event import Event
from workbench.models.places import Scope
from workbench.models.programme.claim import Claim
from workbench.models.programme.programme import Programme
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import JourneyStep
from workbench.models.work.problem import Problem

if TYPE_CHECKING:
    from workbench.models.people.person import Person

# The records with amounts, and how a statement gets from each to the programme or the city that answers for it.
WAYS: dict[Any, tuple[Any, ...]] = {
    CityParameters: (),
    Claim: (Claim.programme,),
    JourneyStep: (JourneyStep.map, JourneyMap.redesign, Redesign.programme),
    Problem: (Problem.redesign, Redesign.programme),
    ServiceStep: (ServiceStep.service,),
}
KINDS = {kind.__tablename__: kind for kind in WAYS}
# Where the log tells of it, when that is not the record itself.
TELLERS: dict[str, Any] = {
    "city_parameters": lambda parameters: parameters.city,
    "service_step": lambda step: step.service,
}
THOUSAND = 1000


class DoubtfulAmount(Record):
    """One amount from 1 to 999.99 of a record, noted by the upgrade: “12.000” was stored as 12."""

    __tablename__ = "doubtful_amount"
    resource = "doubtful_amount"
    permissions = {"settle": frozenset({"lead", "administrator"})}

    id: Mapped[int] = mapped_column(primary_key=True)
    # The table, the row and the column that hold it.
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(40))
    amount: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    noted_at: Mapped[datetime] = mapped_column(Moment, default=now)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @classmethod
    def read_permission(cls) -> str:
        return "doubtful_amount:settle"

    @classmethod
    def open_to(cls, person: Person) -> Select[tuple[DoubtfulAmount]]:
        """Return the statement of what this person may settle: amounts that still stand as they were noted."""
        open_ids = union_all(*(_open_ids(kind, person) for kind in WAYS))
        return select(cls).where(cls.id.in_(open_ids)).order_by(cls.id)

    @classmethod
    def count_open_to(cls, person: Person) -> int:
        counted = select(func.count()).select_from(cls.open_to(person).order_by(None).subquery())
        return db.session.scalar(counted) or 0

    @cached_property
    def subject(self) -> Any:
        """The record that holds the amount; None when it is gone."""
        kind = KINDS[self.subject_kind]
        key = self.subject_id if kind.id.type.python_type is str else int(self.subject_id)
        return db.session.get(kind, key)

    @property
    def teller(self) -> tuple[str, str]:
        """The kind and the id under which the log tells of the record."""
        found = TELLERS.get(self.subject_kind, lambda subject: subject)(self.subject)
        return found.resource, str(found.id)

    @property
    def is_unchanged(self) -> bool:
        return self.subject is not None and getattr(self.subject, self.name) == self.amount

    @property
    def meant(self) -> Decimal:
        """What was meant, if the point parted thousands."""
        return self.amount * THOUSAND

    @property
    def scope(self) -> Scope:
        subject = self.subject
        return Scope(()) if subject is None else subject.scope

    def correct(self, *, by: Person) -> None:
        """Write what was meant, as an edit of the record."""
        if self.is_unchanged and self.settled_at is None:
            self.subject.edit({self.name: self.meant}, by=by)
        self.keep(by=by)

    def keep(self, *, by: Person) -> None:
        """Say that the amount is settled."""
        self.settled_at, self.settled_by_id = self.settled_at or now(), by.id


def _open_ids(kind: Any, person: Person) -> Select[Any]:
    """Return the statement of the doubtful amounts of one kind of record that the person may settle."""
    # Only rows of this kind are cast: PostgreSQL may look at the others first.
    is_kind = DoubtfulAmount.subject_kind == kind.__tablename__
    key = case((is_kind, cast(DoubtfulAmount.subject_id, kind.id.type)))
    ids = select(DoubtfulAmount.id).join(kind, kind.id == key)
    place = kind
    for step in WAYS[kind]:
        ids, place = ids.join(step), step.property.mapper.class_
    return ids.where(
        is_kind, DoubtfulAmount.settled_at.is_(None), _stands(kind), _is_settled_by(person, place)
    )


def _stands(kind: Any) -> Any:
    """Return the condition that the record still says what was noted."""
    amounts = {
        column.key: column for column in kind.__table__.columns if isinstance(column.type, Numeric)
    }
    return case(amounts, value=DoubtfulAmount.name) == DoubtfulAmount.amount


def _is_settled_by(person: Person, place: Any) -> Any:
    """Return the condition that the person leads this programme, or administers its city."""
    led = _places(person, "programme", "lead")
    of_programme = place.id.in_(led) if place is Programme else false()
    return or_(of_programme, place.city_id.in_(_places(person, "city", "administrator")))


def _places(person: Person, kind: str, role: str) -> list[int]:
    """Return the ids of the places of a kind at which the person holds the role."""
    return [each.place_id for each in person.grants if (each.place, each.role) == (kind, role)]


def written(found: Sequence[DoubtfulAmount]) -> list[tuple[DoubtfulAmount, Event | None]]:
    """Return each with the last event before the upgrade that tells who wrote on its record."""
    _subjects = [_read(kind, found) for kind in WAYS]  # each then finds its own without asking
    events = _last_events(found)
    return [(each, events.get(each.teller)) for each in found]


def _read(kind: Any, found: Sequence[DoubtfulAmount]) -> list[Any]:
    ids = {each.subject_id for each in found if each.subject_kind == kind.__tablename__}
    statement = select(kind).where(kind.id.in_([kind.id.type.python_type(key) for key in ids]))
    if WAYS[kind]:
        first, *others = WAYS[kind]
        option = joinedload(first)
        for step in others:
            option = option.joinedload(step)
        statement = statement.options(option)
    return list(db.session.scalars(statement).unique()) if ids else []


def _last_events(found: Sequence[DoubtfulAmount]) -> dict[tuple[str, str], Event]:
    subject = tuple_(Event.subject_kind, Event.subject_id)
    noted_at = max((each.noted_at for each in found), default=now())
    last = (
        select(func.max(Event.id))
        .where(subject.in_({each.teller for each in found}))
        .where(Event.by_id.is_not(None), Event.at <= noted_at)
        .group_by(Event.subject_kind, Event.subject_id)
    )
    events = select(Event).where(Event.id.in_(last)).options(selectinload(Event.by))
    return {(event.subject_kind, event.subject_id): event for event in db.session.scalars(events)}
