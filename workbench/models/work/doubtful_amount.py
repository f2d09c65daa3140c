"""A doubtful amount: one typed before amounts were read as people here write them, which may be a thousandth of what was meant."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Numeric, String, select
from sqlalchemy.orm import Mapped, mapped_column

from workbench.extensions import db
from workbench.models.base import Moment, Record, now
from workbench.models.catalogue.city import CityParameters
from workbench.models.catalogue.service import ServiceStep
from workbench.models.log.event import Event
from workbench.models.places import Scope
from workbench.models.programme.claim import Claim
from workbench.models.work.journey_step import JourneyStep
from workbench.models.work.problem import Problem

if TYPE_CHECKING:
    from workbench.models.people.person import Person

KINDS: dict[str, Any] = {
    kind.__tablename__: kind for kind in (CityParameters, Claim, JourneyStep, Problem, ServiceStep)
}
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
    def open_to(cls, person: Person) -> list[DoubtfulAmount]:
        """Return what this person may settle: amounts that still stand as they were noted."""
        waiting = select(cls).where(cls.settled_at.is_(None)).order_by(cls.id)
        return [
            each
            for each in db.session.scalars(waiting)
            if each.is_unchanged and person.may("doubtful_amount:settle", each)
        ]

    @property
    def subject(self) -> Any:
        """The record that holds the amount; None when it is gone."""
        kind = KINDS[self.subject_kind]
        key = self.subject_id if kind.id.type.python_type is str else int(self.subject_id)
        return db.session.get(kind, key)

    @property
    def told_by(self) -> Event | None:
        """The last event before the upgrade that tells who wrote on the record."""
        teller = TELLERS.get(self.subject_kind, lambda subject: subject)(self.subject)
        told = select(Event).where(
            Event.subject_kind == teller.resource,
            Event.subject_id == str(teller.id),
            Event.by_id.is_not(None),
            Event.at <= self.noted_at,
        )
        return db.session.scalar(told.order_by(Event.at.desc(), Event.id.desc()).limit(1))

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
