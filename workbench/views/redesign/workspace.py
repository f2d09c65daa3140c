"""What the pages of a redesign share: the line of stations, the checklist of a stage, and the next step."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.progress.problem_rules import RULES
from workbench.models.progress.rule_state import RuleState, closing_status, next_rule, stage_shares
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import STAGES, STATUSES, stage_states
from workbench.web.sentences import rule_action, rule_sentence, rule_url, rule_why

PAGES = {
    "problems": "problems.index",
    "as_is": "journeys.today",
    "to_be": "journeys.future",
    "prototype": "prototypes.index",
    "tests": "tests.index",
    "digitized": "launches.show",
}


@dataclass(frozen=True)
class NextStep:
    """The one sentence a team needs now, why, and the button that leads there."""

    line: str
    url: str
    action: str
    why: str = ""


def states_of(redesign: Redesign) -> list[RuleState]:
    return list(db.session.scalars(select(RuleState).where(RuleState.redesign_id == redesign.id)))


def stops(
    redesign: Redesign, states: list[RuleState], here: str | None = None
) -> list[dict[str, Any]]:
    """Return the stations of the line as the route macro draws them."""
    shares, line = stage_shares(states), stage_states(redesign.status)
    return [
        {
            "name": gettext(title),
            "fact": station_fact(line[stage], *shares.get(stage, (0, 0))),
            "url": url_for(PAGES[stage], redesign_id=redesign.id),
            "state": line[stage],
            "current": stage == here,
            "last": stage == "digitized",
        }
        for stage, title in STAGES.items()
    ]


def station_fact(state: str, met: int, total: int) -> str:
    """Return the few words below a station."""
    count = gettext("%(met)s of %(total)s ready", met=met, total=total)
    if state == "here":
        return gettext("the team is here: %(count)s", count=count)
    if state == "ahead" and not met:
        return gettext("not begun")
    return count


def checklist(redesign: Redesign, stage: str, states: list[RuleState]) -> list[dict[str, Any]]:
    """Return the lines of a stage's checklist, what is missing first."""
    of_stage = {state.rule: state for state in states if state.stage == stage}
    lines = [
        {
            "ok": of_stage[slug].ok,
            "line": rule_sentence(of_stage[slug]),
            "more": "" if of_stage[slug].ok else rule_why(of_stage[slug]),
            "url": elsewhere(rule_url(redesign, of_stage[slug])),
            "hard": rule.is_hard,
        }
        for slug, rule in RULES.items()
        if slug in of_stage
    ]
    return sorted(lines, key=lambda line: line["ok"])


def elsewhere(address: str) -> str:
    """Return an address unless it is the page that is shown: a link there would do nothing."""
    return "" if address == request.path else address


def next_step(redesign: Redesign, states: list[RuleState]) -> NextStep | None:
    """Return the next step of a redesign; None when its journey has ended."""
    stage = redesign.stage
    missing = next_rule(stage, states)
    if missing:
        address = elsewhere(rule_url(redesign, missing))
        return NextStep(rule_sentence(missing), address, rule_action(missing), rule_why(missing))
    closing = closing_status(stage)
    if closing is None:
        return None
    title = gettext(STATUSES[closing].title)
    return NextStep(
        gettext("Everything is ready here: declare “%(status)s”.", status=title),
        url_for("statuses.index", redesign_id=redesign.id, status=closing),
        gettext("Declare"),
        gettext("From that day on, reports count the service at the next stage."),
    )


def stage_page(redesign: Redesign, stage: str) -> dict[str, Any]:
    """Return what every stage page shows: where the service is, what is missing, what comes next."""
    states = states_of(redesign)
    return {
        "redesign": redesign,
        "stage": stage,
        "stage_title": gettext(STAGES[stage]),
        "stops": stops(redesign, states, stage),
        "checks": checklist(redesign, stage, states),
        "next_step": next_step(redesign, states),
    }
