"""What stands still: where, since when, what is missing next, and who goes with the team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from workbench.extensions import db
from workbench.models.progress.asked import asked_of
from workbench.models.progress.problem_rules import RULES
from workbench.models.progress.rule import Rule
from workbench.models.progress.rule_state import RuleState
from workbench.reports.tracks import Track

# The rules of the line up to "digitized", in the order in which they are seen to.
NEXT = {rule.slug: place for place, rule in enumerate(asked_of("digitized"))}


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


# redesign → the rules that it does not meet now
Unmet = dict[int, list[Missing]]


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


def stuck(tracks: Iterable[Track], day: date, *, threshold: int, unmet: Unmet) -> list[Standstill]:
    """Return what has not moved for more than ``threshold`` days, the longest first.

    The exit rules are stored as they stand now: on an earlier day ``unmet`` is empty, as what was missing
    then is not known, and nothing is said.
    """
    at_work = [track for track in tracks if track.stage is not None]
    still = [track for track in at_work if (day - track.since).days > threshold]
    lines = [
        Standstill(track, (day - track.since).days, next_rule(unmet.get(track.id, ())))
        for track in still
    ]
    return sorted(lines, key=lambda line: (-line.days, line.track.id))


def unmet_rules(redesigns: Iterable[int]) -> Unmet:
    """Return the exit rules that each redesign does not meet now, in one statement."""
    wanted = list(redesigns)
    if not wanted:
        return {}
    statement = select(
        RuleState.redesign_id, RuleState.rule, RuleState.facts, RuleState.target
    ).where(RuleState.redesign_id.in_(wanted), RuleState.ok.is_(False))
    unmet: Unmet = {}
    for redesign_id, rule, facts, target in db.session.execute(statement):
        unmet.setdefault(redesign_id, []).append(Missing(rule, facts, target))
    return unmet


def unmet_in(states: Iterable[RuleState]) -> Unmet:
    """Return the same of states that were read already."""
    unmet: Unmet = {}
    for state in states:
        if not state.ok:
            missing = Missing(state.rule, state.facts, state.target)
            unmet.setdefault(state.redesign_id, []).append(missing)
    return unmet


def next_rule(unmet: Iterable[Missing]) -> Missing | None:
    """Return the unmet rule to see to next; None when the line asks for none of them."""
    asked = [missing for missing in unmet if missing.rule in NEXT]
    return min(asked, key=lambda missing: NEXT[missing.rule], default=None)


def comes_before(rule: str, other: Missing | None) -> bool:
    """Return whether a rule is to be seen to before another one."""
    return rule in NEXT and (other is None or NEXT[rule] < NEXT[other.rule])
