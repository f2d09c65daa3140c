"""The stored answer of every exit rule for every redesign, so that a matrix of 200 teams costs one query."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, case, func, select
from sqlalchemy.orm import Mapped, mapped_column

from workbench.extensions import db
from workbench.models.programme.programme import Programme
from workbench.models.progress import asked
from workbench.models.progress.problem_rules import RULES
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.progress.rule import Rule
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import A_SERVICE, LINE, THE_PROGRAMME


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


def assess(redesign: Redesign, work: RedesignWork | None = None) -> None:
    """Ask every rule that its subject is asked anew and store what changed."""
    work = work or RedesignWork.of(redesign)
    stored = {state.rule: state for state in redesign.rule_states}
    for slug, rule in asked.rules_for(redesign.subject).items():
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
    redesign.full_stations = asked.full_stations({s.rule for s in redesign.rule_states if s.ok})


def assess_new_rules() -> None:
    """Assess every redesign that was never asked one of the present rules."""
    rules = {one: len(asked.rules_for(one)) for one in (A_SERVICE, THE_PROGRAMME)}
    is_of_programme = func.max(Redesign.service_id).is_(None)
    wanted = case((is_of_programme, rules[THE_PROGRAMME]), else_=rules[A_SERVICE])
    asked_of = select(RuleState.redesign_id).join(Redesign).where(RuleState.rule.in_(RULES))
    known = asked_of.group_by(RuleState.redesign_id).having(func.count() == wanted)
    for redesign in db.session.scalars(select(Redesign).where(Redesign.id.not_in(known))).all():
        assess(redesign)


def unmet(rules: Iterable[Rule], work: RedesignWork) -> list[RuleState]:
    """Ask these rules now and return the answers of those that are not met; nothing is stored."""
    answers = ((rule, rule.ask(work)) for rule in rules)
    return [
        RuleState(
            redesign_id=work.redesign.id,
            rule=rule.slug,
            stage=rule.stage,
            **vars(answer),
        )
        for rule, answer in answers
        if not answer.ok
    ]


def redesigns_at(places: set[tuple[str, int]]) -> set[int]:
    """Return the ids of the redesigns of these services, programmes and cities."""
    columns = (Redesign.id, Redesign.service_id, Redesign.programme_id, Programme.city_id)
    rows = db.session.execute(select(*columns).join(Programme))
    return {
        redesign_id
        for redesign_id, service_id, programme_id, city_id in rows
        if places & {("service", service_id), ("programme", programme_id), ("city", city_id)}
    }


def stage_shares(states: Iterable[RuleState]) -> dict[str, tuple[int, int]]:
    """Return for each stage (rules met, rules in all)."""
    shares: dict[str, tuple[int, int]] = {}
    for state in states:
        met, total = shares.get(state.stage, (0, 0))
        shares[state.stage] = (met + state.ok, total + 1)
    return shares


def next_rule(status: str, states: Sequence[RuleState]) -> RuleState | None:
    """Return the answer of the rule to see to next in this status; None when nothing is missing."""
    by_slug = {state.rule: state for state in states if not state.ok}
    rule = asked.first_unmet(status, by_slug)
    return by_slug[rule.slug] if rule else None


def offered_status(status: str, states: Iterable[RuleState]) -> str | None:
    """Return the furthest working status whose rules are all met and that is not recorded; None when there is none."""
    met = {state.rule for state in states if state.ok}
    ahead = [
        each for each in asked.reached(met) if status in LINE and asked.is_beyond(each, status)
    ]
    return ahead[-1] if ahead else None
