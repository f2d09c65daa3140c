"""What a report says of a hundred days is what a replay of the dated rows from nothing says."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from tests.reports.world import tell
from workbench.extensions import db
from workbench.models.base import now
from workbench.models.commit import commit
from workbench.models.redesign.status import STATUSES
from workbench.models.redesign.status_change import StatusChange
from workbench.reports.programme_report import report

pytestmark = pytest.mark.postgres_by_proof

FIRST, DAYS, CHANGES = date(2019, 1, 1), 1000, 60


def any_day(chance: random.Random) -> date:
    return FIRST + timedelta(days=chance.randrange(DAYS))


def add_history(programme: Any, chance: random.Random) -> None:
    """Append statuses of any kind at any day; some were withdrawn, some made good later."""
    for _ in range(CHANGES):
        day = any_day(chance)
        lack = {"rule": "owner", "stage": "chosen", "reason": "x", "on": day.isoformat()}
        change = StatusChange(
            redesign=chance.choice(programme.redesigns),
            status=chance.choice(list(STATUSES)),
            effective_on=day,
            lacks=chance.choice([[], [{**lack, "lasts": False}], [{**lack, "lasts": True}]]),
            made_good_on=chance.choice([None, any_day(chance)]),
            withdrawn_at=chance.choice([None, None, now()]),
        )
        db.session.add(change)
    commit()
    db.session.expire_all()


def rows_of(programme: Any) -> list[Any]:
    """Return every dated row of the programme's statuses as the table holds it."""
    asked = (
        "SELECT r.service_id, c.* FROM status_change c JOIN redesign r ON r.id = c.redesign_id"
        " WHERE r.programme_id = :programme ORDER BY c.effective_on, c.id"
    )
    return list(db.session.execute(text(asked), {"programme": programme.id}).mappings())


def replayed(rows: list[Any], day: date) -> tuple[dict[str, int], int]:
    """Play the rows up to a day from nothing; return the services by group and how many lack a rule."""
    standing: dict[int, Any] = {}
    for row in rows:
        if row["withdrawn_at"] is None and as_day(row["effective_on"]) <= day:
            standing[row["redesign_id"]] = row
    order = ("other", "analog", "in_redesign", "in_development", "digitized")
    best: dict[int, Any] = {}
    for _, row in sorted(standing.items()):
        rank = order.index(STATUSES[row["status"]].group)
        if row["service_id"] not in best or rank >= best[row["service_id"]][0]:
            best[row["service_id"]] = (rank, row)
    groups = Counter(order[rank] for rank, _ in best.values())
    return dict(groups), sum(is_lacking(row, day) for _, row in best.values())


def is_lacking(row: Any, day: date) -> bool:
    lacks = json.loads(row["lacks"]) if isinstance(row["lacks"], str) else row["lacks"]
    good = as_day(row["made_good_on"])
    return any(each["lasts"] or good is None or good > day for each in lacks)


def as_day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def test_a_hundred_days_are_those_of_a_replay(app: Flask) -> None:
    programme, chance = tell().programme, random.Random(20)
    add_history(programme, chance)
    rows = rows_of(programme)
    for _ in range(100):
        day = any_day(chance)
        told = report(programme, day).as_dict()["services"]
        groups, lacking = replayed(rows, day)
        assert {name: count for name, count in told["by_group"].items() if count} == groups, day
        assert told["digitized"] == groups.get("digitized", 0)
        assert len(told["declared_without"]) == lacking, day
