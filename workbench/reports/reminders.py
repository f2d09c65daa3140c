"""What is due after the launches that somebody works on or answers for: figures and follow-ups not there yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from workbench.extensions import db
from workbench.models.catalogue.service import Service
from workbench.models.programme.programme import Programme
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import group_of
from workbench.models.work.figure import Figure
from workbench.models.work.follow_up import FollowUp
from workbench.models.work.launch import Launch
from workbench.models.work.monitoring import Due, due


@dataclass(frozen=True)
class Reminder:
    """One thing that is due, and of which service."""

    redesign_id: int
    title: str
    due: Due


def reminders(
    redesigns: Collection[int], programmes: Collection[int], today: date
) -> list[Reminder]:
    """Return what is due in these redesigns and in all of these programmes, the longest due first.

    Three statements. A programme that is closed reminds nobody, and neither does a service that left the line.
    """
    launched = [row for row in _launched(redesigns, programmes) if group_of(row.status) != "other"]
    ids = [row.id for row in launched]
    if not ids:
        return []
    figures = _by_redesign(Figure, ("measure", "stated_on"), ids, Figure.basis == "measured")
    visits = _by_redesign(FollowUp, ("months",), ids)
    found = [
        Reminder(row.id, row.short_name or row.name, one)
        for row in launched
        for one in due(
            row.launched_on,
            figures.get(row.id, []),
            [months for (months,) in visits.get(row.id, [])],
            today,
        )
    ]
    return sorted(found, key=lambda each: (each.due.due_on, each.redesign_id))


def _launched(redesigns: Collection[int], programmes: Collection[int]) -> list[Any]:
    statement = (
        select(Redesign.id, Redesign.status, Service.name, Service.short_name, Launch.launched_on)
        .join(Launch, Launch.redesign_id == Redesign.id)
        .join(Service, Service.id == Redesign.service_id)
        .join(Programme, Programme.id == Redesign.programme_id)
        .where(
            Launch.launched_on.is_not(None),
            Programme.closed_on.is_(None),
            or_(Redesign.id.in_(redesigns), Redesign.programme_id.in_(programmes)),
        )
    )
    return list(db.session.execute(statement))


def _by_redesign(
    kind: Any, names: tuple[str, ...], ids: list[int], *also: Any
) -> dict[int, list[tuple[Any, ...]]]:
    statement = select(kind.redesign_id, *(getattr(kind, name) for name in names))
    wanted = statement.where(kind.redesign_id.in_(ids), kind.discarded_at.is_(None), *also)
    found: dict[int, list[tuple[Any, ...]]] = {}
    for redesign_id, *values in db.session.execute(wanted):
        found.setdefault(redesign_id, []).append(tuple(values))
    return found
