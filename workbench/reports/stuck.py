"""What stands still: where, since when, what is missing next, and who goes with the team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from workbench.extensions import db
from workbench.models.progress.problem_rules import RULES
from workbench.models.progress.rule import Rule
from workbench.models.progress.rule_state import RuleState
from workbench.reports.tracks import Track

_ORDER = {slug: place for place, slug in enumerate(RULES)}


@dataclass(frozen=True)
class Missing:
    """An unmet exit rule: its slug, what its sentence names, and the record it points to."""

    rule: str
    facts: dict[str, Any]
    target: str
    ok: bool = False

    @property
    def definition(self) -> Rule:
        return RULES[self.rule]

    def as_dict(self) -> dict[str, Any]:
        return {"rule": self.rule, "facts": self.facts, "target": self.target}


@dataclass(frozen=True)
class Standstill:
    """A redesign without a status change for longer than the programme's threshold."""

    track: Track
    days: int
    missing: Missing | None

    # What an address of a rule's place is made from.
    @property
    def id(self) -> int:
        return self.track.id

    @property
    def service_id(self) -> int:
        return self.track.service_id

    def as_dict(self) -> dict[str, Any]:
        where = {name: getattr(self.track, name) for name in ("stage", "status", "since")}
        return {
            "redesign_id": self.track.id,
            "service": self.track.title,
            "organisation": self.track.organisation,
            **where,
            "days": self.days,
            "missing": self.missing.as_dict() if self.missing else None,
            "facilitator": self.track.facilitator,
            "team": self.track.team_name,
        }


def stuck(
    tracks: Iterable[Track], day: date, *, threshold: int, knows_rules: bool
) -> list[Standstill]:
    """Return what has not moved for more than ``threshold`` days, the longest first.

    The exit rules are stored as they stand now: on an earlier day (``knows_rules`` false) what was
    missing then is not known, and nothing is said.
    """
    at_work = [track for track in tracks if track.stage is not None]
    still = [track for track in at_work if (day - track.since).days > threshold]
    missing = next_rules({track.id: track.stage for track in still}) if knows_rules else {}
    lines = [Standstill(track, (day - track.since).days, missing.get(track.id)) for track in still]
    return sorted(lines, key=lambda line: (-line.days, line.track.id))


def next_rules(stages: dict[int, str | None]) -> dict[int, Missing]:
    """Return for each redesign the first unmet rule of the stage it works on, in one statement."""
    if not stages:
        return {}
    statement = select(
        RuleState.redesign_id, RuleState.rule, RuleState.stage, RuleState.facts, RuleState.target
    ).where(RuleState.redesign_id.in_(stages), RuleState.ok.is_(False))
    first: dict[int, Missing] = {}
    for row in db.session.execute(statement):
        is_here = row.stage == stages[row.redesign_id]
        if is_here and comes_before(row.rule, first.get(row.redesign_id)):
            first[row.redesign_id] = Missing(row.rule, row.facts, row.target)
    return first


def comes_before(rule: str, other: Missing | None) -> bool:
    """Return whether a rule stands before another one in the checklist; one we no longer know never does."""
    return rule in _ORDER and (other is None or _ORDER[rule] < _ORDER[other.rule])
