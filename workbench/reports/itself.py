"""What was tried out of the programme itself by a day: counted from its records, and never among the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from workbench.models.catalogue.city import City
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import Finding, TestSession


@dataclass(frozen=True)
class TriedOut:
    """The redesign of the programme itself, and how many prototypes, tests and findings it had by the day."""

    id: int
    title: str
    prototypes: int
    sessions: int
    findings: int

    @classmethod
    def of(cls, row: Any) -> TriedOut:
        return cls(row.id, row.own_title, row.prototypes, row.sessions, row.findings)


def tried_out_by(day: date, city: City) -> list[ColumnElement[Any]]:
    """Return what a statement over redesigns counts of the one that has no service."""
    end = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(city.time_zone))
    undated = and_(TestSession.held_on.is_(None), TestSession.created_at < end)
    return [
        _count(Prototype, Prototype.created_at < end).label("prototypes"),
        _count(TestSession, or_(TestSession.held_on <= day, undated)).label("sessions"),
        _count(Finding, Finding.created_at < end).label("findings"),
    ]


def _count(kind: Any, *by_the_day: ColumnElement[bool]) -> ColumnElement[Any]:
    kept = select(func.count()).where(
        kind.redesign_id == Redesign.id, kind.discarded_at.is_(None), *by_the_day
    )
    counted = kept.correlate(Redesign).scalar_subquery()
    return case((Redesign.service_id.is_(None), counted), else_=0)
