"""What the pages of a redesign share: the line of stations, the checklist of a stage, and the next step."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.catalogue.charter_version import CAUSES
from workbench.models.catalogue.chartered import ENDINGS
from workbench.models.progress.asked import asked_of
from workbench.models.progress.follow import recorded_by
from workbench.models.progress.problem_rules import RULES
from workbench.models.progress.rule_state import RuleState, next_rule, offered_status, stage_shares
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import STAGES, STATUSES
from workbench.models.redesign.status_change import StatusChange
from workbench.text import formats
from workbench.web.filters import language
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
    stage: str = ""


def states_of(redesign: Redesign) -> list[RuleState]:
    return list(db.session.scalars(select(RuleState).where(RuleState.redesign_id == redesign.id)))


def stops(
    redesign: Redesign, states: list[RuleState], here: str | None = None
) -> list[dict[str, Any]]:
    """Return the stations of the line as the route macro draws them: each is filled by its own rules."""
    shares = stage_shares(states)
    return [
        {
            "name": gettext(title),
            "fact": gettext("%(met)s of %(total)s", met=met, total=total),
            "url": url_for(PAGES[stage], redesign_id=redesign.id),
            "state": "done" if total and met == total else "part" if met else "ahead",
            "part": met * 100 // (total or 1),
            "stands": stage == redesign.station,
            "standing": gettext("the programme is here") if redesign.is_of_programme else "",
            "current": stage == here,
            "last": stage == redesign.subject.stages[-1],
        }
        for stage in redesign.subject.stages
        for title, (met, total) in [(STAGES[stage], shares.get(stage, (0, 0)))]
    ]


def working_station(redesign: Redesign, states: list[RuleState]) -> str:
    """Return the first station whose rules are not all met."""
    shares, stages = stage_shares(states), redesign.subject.stages
    unmet = (stage for stage in stages if len(set(shares.get(stage, (0, 1)))) > 1)
    return next(unmet, stages[-1])


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
    if redesign.stage is None:
        return None
    if ready := offered_status(redesign.status, states):
        return offer(redesign, ready, STATUSES[ready].stage or "")
    missing = next_rule(redesign.status, states)
    if missing is None:
        return offer(redesign, "digitized", "digitized")
    stage, address = missing.definition.stage, elsewhere(rule_url(redesign, missing))
    return NextStep(rule_sentence(missing), address, rule_action(missing), rule_why(missing), stage)


def offer(redesign: Redesign, status: str, stage: str) -> NextStep:
    return NextStep(
        gettext(
            "Everything is ready here: declare “%(status)s”.",
            status=gettext(STATUSES[status].title),
        ),
        url_for("statuses.index", redesign_id=redesign.id, status=status),
        gettext("Declare"),
        ""
        if redesign.is_of_programme
        else gettext("From that day on, reports count the service at the next stage."),
        stage,
    )


@dataclass(frozen=True)
class Mark:
    """One reason for which a status was declared without rules: of which stages, since when, and whether it stays."""

    stages: list[str]
    reason: str
    on: date
    lasts: bool
    # What is still missing of it, in words.
    lines: list[str]


@dataclass(frozen=True)
class Standing:
    """What the page says of the status in force: that it recorded itself, and what it is without."""

    change: StatusChange | None
    # The statuses that one operation recorded today, the latest last.
    recorded: list[StatusChange]
    marks: list[Mark]
    # What its rules lack since, as (sentence, address).
    lacking: list[tuple[str, str]]

    @property
    def stages(self) -> list[str]:
        """The stages whose rules it was declared without; "earlier" for one declared under earlier rules."""
        earlier = ["earlier"] if self.change and self.change.is_earlier else []
        return list(dict.fromkeys(stage for mark in self.marks for stage in mark.stages)) + earlier


def standing(redesign: Redesign, states: list[RuleState]) -> Standing:
    """Return how the status in force stands against its rules."""
    change, today = redesign.latest_change, redesign.programme.city.today()
    if change is None:
        return Standing(None, [], [], [])
    without = change.lacks_on(today)
    asked = {rule.slug for rule in asked_of(change.status)} - {each["rule"] for each in without}
    return Standing(
        change,
        recorded_by(redesign, change.operation or "") if is_new(change, today) else [],
        marks_of(without, {each.rule: rule_sentence(each) for each in states if not each.ok}),
        [
            (rule_sentence(state), elsewhere(rule_url(redesign, state)))
            for state in in_order(states)
            if state.rule in asked and not state.ok
        ],
    )


def marks_of(without: list[dict[str, Any]], missing: dict[str, str]) -> list[Mark]:
    """Return what was left out, one mark for each reason; ``missing`` says what a rule still lacks."""
    marks: dict[tuple[str, str, bool], list[dict[str, Any]]] = {}
    for each in without:
        marks.setdefault((each["reason"], each["on"], each["lasts"]), []).append(each)
    return [
        Mark(
            list(dict.fromkeys(each["stage"] for each in left)),
            reason,
            date.fromisoformat(on),
            lasts,
            [missing[each["rule"]] for each in left if each["rule"] in missing],
        )
        for (reason, on, lasts), left in marks.items()
    ]


def is_new(change: StatusChange, today: date) -> bool:
    """Return whether the status recorded itself today: the page says so until the day is over."""
    return change.is_recorded and change.effective_on == today


def in_order(states: list[RuleState]) -> list[RuleState]:
    order = {slug: place for place, slug in enumerate(RULES)}
    return sorted(states, key=lambda state: order.get(state.rule, len(order)))


def stage_page(
    redesign: Redesign, stage: str | None, states: list[RuleState] | None = None
) -> dict[str, Any]:
    """Return what every stage page shows: where the service is, what is missing, what comes next.

    Without a stage it is the page of the whole redesign, which shows the station that is worked on.
    """
    states = [state for state in states or states_of(redesign) if state.rule in RULES]
    shown = stage or working_station(redesign, states)
    return {
        "redesign": redesign,
        "stage": shown,
        "stage_title": gettext(STAGES[shown]),
        "stops": stops(redesign, states, stage),
        "checks": checklist(redesign, shown, states),
        "before_approval": checklist(redesign, "chosen", states),
        "next_step": next_step(redesign, states),
        "standing": standing(redesign, states),
        "is_station": stage is not None,
        "endings": ENDINGS,
        "waiting": [] if stage else waiting_charters(redesign, states),
    }


def waiting_charters(redesign: Redesign, states: list[RuleState]) -> list[tuple[str, str]]:
    """Return what of the service's charter waits for an answer since its launch, or since it went back: (line, address).

    Only what was digitized once can have gone back: of others nothing is read.
    """
    met = {state.rule: state.ok for state in states}
    lines = []
    if met.get("verified") and not met.get("charter_answered"):
        line = gettext(
            "The launch is verified, and what it changes in the charter is not answered."
        )
        lines.append((line, url_for("launches.charter", redesign_id=redesign.id)))
    if any(change.status == "digitized" for change in redesign.status_changes):
        lines += [returned(each) for each in CharterProposal.open_for(redesign.require_service())]
    return lines


def returned(proposal: CharterProposal) -> tuple[str, str]:
    line = gettext(
        "A change of the charter waits for an answer, from %(day)s on: %(cause)s.",
        day=formats.day(proposal.valid_from, language()),
        cause=gettext(CAUSES[proposal.cause]),
    )
    where = {"service_id": proposal.service_id, "proposal_id": proposal.id}
    return line, url_for("charters.show", **where)
