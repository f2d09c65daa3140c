"""What a release reported of each programme on each day on which something changed: kept beside its dump."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, inspect, text

from workbench.extensions import db

# What a report counts; its lists of records and of what stands still are judged by the rules of each release.
FIGURES = ("services", "officials", "organisations", "benefits", "over_time")
RANDOM_DAYS = 10


def days_until(last: date) -> list[date]:
    """Return the days that any row names, those before them, and some at random."""
    found: set[date] = set()
    for table in inspect(db.engine).get_table_names():
        for column in inspect(db.engine).get_columns(table):
            if isinstance(column["type"], Date):
                rows = db.session.scalars(
                    text(f'SELECT DISTINCT "{column["name"]}" FROM "{table}"')
                )
                found |= {date.fromisoformat(str(day)[:10]) for day in rows if day}
    found |= {day - timedelta(days=1) for day in found}
    first, chance = min(found), random.Random(0)
    found |= {
        first + timedelta(days=chance.randrange((last - first).days)) for _ in range(RANDOM_DAYS)
    }
    return sorted(day for day in found if day <= last)


def figures_in(report: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of a report's dictionary by their paths, as JSON holds them."""
    kept = {name: report[name] for name in FIGURES}
    points = kept["over_time"]
    kept["over_time"] = {"days": len(points), "last": points[-1] if points else {}}
    return json.loads(json.dumps(dict(_leaves(kept)), default=str))


def _leaves(content: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict):
        for name, each in content.items():
            yield from _leaves(each, f"{path}.{name}" if path else name)
    elif not isinstance(content, list):
        yield path, content


def changes(reports: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return for each day, in their order, only the figures that are others than on the day before it."""
    told, before = {}, {}
    for day, figures in reports.items():
        told[day] = {
            name: value
            for name, value in figures.items()
            if name not in before or before[name] != value
        }
        before = figures
    return told
