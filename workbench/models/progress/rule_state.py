"""The stored answer of every exit rule for every redesign, so that a matrix of 200 teams costs one query."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from workbench.extensions import db
from workbench.models.programme.programme import Programme
from workbench.models.progress import journey_rules, launch_rules, test_rules  # noqa: F401 - each registers its rules
from workbench.models.progress.problem_rules import RULES
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.progress.rule import Rule
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import CLOSES


class RuleState(db.Model):
    """How a redesign stands with one rule."""

    __tablename__ = "rule_state"

    redesign_id: Mapped[int] = mapped_column(
        ForeignKey("redesign.id", ondelete="CASCADE"), primary_key=True
    )
    rule: Mapped[str] = mapped_column(String(40), primary_key=True)
    stage: Mapped[str] = mapped_column(String(20))
    ok: Mapped[bool]
    done: Mapped[int]
    total: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    target: Mapped[str] = mapped_column(String(16), default="")

    @property
    def definition(self) -> Rule:
        return RULES[self.rule]


def assess(redesign: Redesign) -> None:
    """Ask every rule anew and store what changed."""
    work = RedesignWork.of(redesign)
    stored = {state.rule: state for state in redesign.rule_states}
    for slug, rule in RULES.items():
        answer = rule.ask(work)
        state = stored.get(slug)
        if state is None:
            state = RuleState(redesign_id=redesign.id, rule=slug)
            redesign.rule_states.append(state)
        state.stage, state.ok = rule.stage, answer.ok
        state.done, state.total = answer.done, answer.total
        if state.facts != answer.facts:
            state.facts = answer.facts
        state.target = answer.target


def redesigns_at(places: set[tuple[str, int]]) -> set[int]:
    """Return the ids of the redesigns of these services, programmes and cities."""
    columns = (Redesign.id, Redesign.service_id, Redesign.programme_id, Programme.city_id)
    rows = db.session.execute(select(*columns).join(Programme))
    return {
        redesign_id
        for redesign_id, service_id, programme_id, city_id in rows
        if places & {("service", service_id), ("programme", programme_id), ("city", city_id)}
    }


def assess_places(places: set[tuple[str, int]]) -> None:
    """Assess each redesign of these places (kind, id), once, in the transaction that touched them."""
    touched = {place_id for kind, place_id in places if kind == "redesign"}
    if above := {place for place in places if place[0] != "redesign"}:
        touched |= redesigns_at(above)
    if touched:
        # Others may have saved between our reading and our turn to write: look at what is there now.
        db.session.expire_all()
    for redesign_id in sorted(touched):
        redesign = db.session.get(Redesign, redesign_id)
        if redesign is not None:
            assess(redesign)


def stage_shares(states: Iterable[RuleState]) -> dict[str, tuple[int, int]]:
    """Return for each stage (rules met, rules in all)."""
    shares: dict[str, tuple[int, int]] = {}
    for state in states:
        met, total = shares.get(state.stage, (0, 0))
        shares[state.stage] = (met + state.ok, total + 1)
    return shares


def next_rule(stage: str | None, states: Sequence[RuleState]) -> RuleState | None:
    """Return the first unmet rule of the stage, in the order of the checklist; None when all are met."""
    if stage is None:
        return None
    by_slug = {state.rule: state for state in states if state.stage == stage and not state.ok}
    return next((by_slug[slug] for slug in RULES if slug in by_slug), None)


def closing_status(stage: str | None) -> str | None:
    """Return the status that a team declares when a stage's rules are met."""
    return CLOSES.get(stage) if stage else None
