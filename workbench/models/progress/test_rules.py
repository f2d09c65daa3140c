"""The exit rules of prototype and tests: a hypothesis that can fail, and the right people who tried it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from workbench.models.progress.problem_rules import rule
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.progress.rule import Outcome
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_results import most_on_one_version
from workbench.models.work.verdict import verdicts_on
from workbench.text.messages import N_, NP_


def _any(things: list[Any], good: Callable[[Any], Any]) -> Outcome:
    """At least one of the things must be good; the latest is the target while none is."""
    ok = any(good(thing) for thing in things)
    last = things[-1] if things else None
    facts = {"code": getattr(last, "code", ""), "title": last.heading if last else ""}
    return Outcome(int(ok), 1, ok, facts, str(last.id) if last else "")


# prototype: a hypothesis that can fail, and something to show
prototype = partial(rule, "prototype")


@prototype(
    missing=N_("Write the hypothesis: because we saw, we believe, for whom."),
    met=N_("A hypothesis is written"),
    place="prototype",
    action=N_("Write the hypothesis"),
    why=N_("Start with the greatest risk: what brings the idea down if it is wrong?"),
)
def prototype_hypothesis(work: RedesignWork) -> Outcome:
    return _any(work.prototypes, lambda each: any(one.is_written for one in each.in_force))


@prototype(
    missing=N_("No threshold: what result would make you stop?"),
    met=N_("The hypothesis has a threshold"),
    place="hypothesis_edit",
    field="count",
    action=N_("Write the threshold"),
)
def prototype_threshold(work: RedesignWork) -> Outcome:
    hypotheses = [one for each in work.prototypes for one in each.in_force]
    return _any(hypotheses, lambda one: one.threshold_share)


@prototype(
    missing=N_("Add version 1 with a file or a link, so that somebody can try it."),
    met=N_("There is a version to look at"),
    place="prototype",
    action=N_("Add a version"),
)
def prototype_version(work: RedesignWork) -> Outcome:
    return _any(work.prototypes, lambda each: any(v.can_be_seen for v in each.versions))


@prototype(
    missing=N_("Say which problems the prototype covers."),
    met=N_("The problems it covers are listed"),
    place="prototype_edit",
    field="problems",
    action=N_("Choose the problems"),
)
def prototype_covers(work: RedesignWork) -> Outcome:
    covering = {prototype_id for prototype_id, _problem in work.linked("covers")}
    return _any(work.prototypes, lambda each: each.id in covering)


# tests: enough people, the right people, and a decision on all that is grave
tests = partial(rule, "tests")


@tests(
    missing=NP_(
        "Test one version with %(num)s more person.", "Test one version with %(num)s more people."
    ),
    met=N_("Enough people have tried one version"),
    place="tests",
    why=N_("Five people find most of what is wrong; with fewer, say why."),
)
def tests_held(work: RedesignWork) -> Outcome:
    wanted = work.threshold("sessions")
    answer = Outcome.at_least(most_on_one_version(work.sessions), wanted)
    if work.redesign.sessions_reason and work.sessions and not work.is_usual:
        return Outcome(wanted, wanted, True, answer.facts)
    return answer


def _tagged(work: RedesignWork, tag: str) -> Outcome:
    return Outcome.yes_or_no(any(tag in session.tags for session in work.sessions))


@tests(
    missing=N_("Test with somebody who has little digital practice."),
    met=N_("Somebody with little digital practice has tried it"),
    place="tests",
)
def tests_low_digital(work: RedesignWork) -> Outcome:
    return _tagged(work, "low_digital")


@tests(
    missing=N_("Test with somebody who needs assistance."),
    met=N_("Somebody who needs assistance has tried it"),
    place="tests",
)
def tests_assisted(work: RedesignWork) -> Outcome:
    return _tagged(work, "assisted")


@tests(
    missing=N_("Finding %(code)s (%(hits)s of %(reached)s) has no decision."),
    met=N_("Every serious finding has a decision"),
    place="finding",
    action=N_("Decide"),
)
def tests_decided(work: RedesignWork) -> Outcome:
    grave = [finding for finding in work.findings if finding.severity >= 3]
    if not grave:
        return Outcome.yes_or_no(bool(work.sessions), total=0)
    first = next((finding for finding in grave if finding.needs_decision), grave[0])
    return Outcome.every(
        grave, lambda finding: not finding.needs_decision, hits=first.hits, reached=first.reached
    )


@tests(
    missing=N_("Record the consent of participant %(code)s."),
    met=N_("Every participant consented"),
    place="test_session",
    action=N_("Open the test"),
)
def tests_consented(work: RedesignWork) -> Outcome:
    return Outcome.every(work.sessions, lambda session: session.consent != "missing")


# approval: people have decided on what the prototype was to find out
approval = partial(rule, "approval")


@approval(
    missing=N_(
        "On no version do all hypotheses hold yet: test one with enough people, or accept the"
        " prototype with a reason once every hypothesis has a verdict."
    ),
    met=N_("All hypotheses hold on a version, or a reason speaks for the prototype"),
    place="tests",
)
def tested_verdict(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(any(_is_decided(prototype) for prototype in work.prototypes))


def _is_decided(prototype: Prototype) -> bool:
    """Whether every hypothesis held on a version, or each has a verdict there and a reason speaks for the rest."""
    if prototype.held_by:
        return True
    is_explained = prototype.state == "accepted" and bool(prototype.state_reason)
    tried = (verdicts_on(version) for version in prototype.versions)
    return is_explained and any(
        found and all(verdict.is_decided for verdict in found) for found in tried
    )
