"""The exit rules of the six stages: soft everywhere, and hard for the five that prove a service digitized."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.models import levels
from workbench.models.dossier import Dossier
from workbench.models.rule import Message, Outcome, Rule
from workbench.models.service import CHARTER_FIELDS
from workbench.text.messages import N_, NP_

RULES: dict[str, Rule] = {}


def rule(
    stage: str,
    *,
    missing: Message,
    met: str,
    place: str,
    action: str,
    why: str = "",
    hard: bool = False,
) -> Callable[[Callable[[Dossier], Outcome]], Callable[[Dossier], Outcome]]:
    """Register the decorated question as a rule of a stage; its name is the rule's slug."""

    def register(ask: Callable[[Dossier], Outcome]) -> Callable[[Dossier], Outcome]:
        slug = ask.__name__
        RULES[slug] = Rule(slug, stage, ask, missing, met, place, action, why, hard)
        return ask

    return register


def rules_of(stage: str) -> list[Rule]:
    return [each for each in RULES.values() if each.stage == stage]


def hard_rules() -> list[Rule]:
    return [each for each in RULES.values() if each.is_hard]


# problems: the service is chosen, and its problems rest on evidence


@rule(
    "problems",
    missing=N_("Say which organisation owns this service."),
    met=N_("The service has an owner"),
    place="service",
    action=N_("Open the service"),
)
def owner(work: Dossier) -> Outcome:
    return Outcome.yes_or_no(work.redesign.service.organisation_id is not None)


@rule(
    "problems",
    missing=N_("Name the facilitator who goes with this team."),
    met=N_("The team has a facilitator"),
    place="team",
    action=N_("Open the team"),
)
def facilitator(work: Dossier) -> Outcome:
    return Outcome.yes_or_no(work.redesign.facilitator_id is not None)


@rule(
    "problems",
    missing=N_("Say how many requests a year; without it no benefit can be computed."),
    met=N_("Requests a year are known"),
    place="volumes",
    action=N_("State the volume"),
)
def volume(work: Dossier) -> Outcome:
    return Outcome.yes_or_no(work.redesign.service.yearly_requests is not None)


@rule(
    "problems",
    missing=N_(
        "Give every step of the service its channels, so that today's digital level is known."
    ),
    met=N_("Today's digital level is known"),
    place="service",
    action=N_("Open the service"),
)
def baseline_level(work: Dossier) -> Outcome:
    return Outcome.yes_or_no(bool(work.redesign.service.level))


@rule(
    "problems",
    missing=NP_(
        "Fill in %(num)s more field of the service charter.",
        "Fill in %(num)s more fields of the service charter.",
    ),
    met=N_("The service charter is filled in far enough"),
    place="service_edit",
    action=N_("Open the charter"),
    why=N_(
        "The law asks for six fields: service, requirements, steps, time, delivery, complaints."
    ),
)
def charter(work: Dossier) -> Outcome:
    filled = len(CHARTER_FIELDS) - len(work.redesign.service.charter_gaps())
    wanted = -(-len(CHARTER_FIELDS) * work.redesign.programme.threshold("charter_share") // 100)
    return Outcome.at_least(filled, wanted)


@rule(
    "problems",
    missing=NP_("Write %(num)s more problem.", "Write %(num)s more problems."),
    met=N_("Enough problems are written"),
    place="problems",
    action=N_("Open the problems"),
    why=N_("A note grows into a problem without being typed again."),
)
def problems_written(work: Dossier) -> Outcome:
    return Outcome.at_least(len(work.problems), work.redesign.programme.threshold("problems"))


@rule(
    "problems",
    missing=N_("Link evidence until one problem is repeated: %(code)s is the nearest."),
    met=N_("At least one problem is repeated"),
    place="problem",
    action=N_("Link evidence"),
    why=N_("Two cases or more make a problem repeated; one is an anecdote."),
)
def problem_repeated(work: Dossier) -> Outcome:
    best = max(work.problems, key=lambda each: (each.grade_step, -each.number), default=None)
    ok = best is not None and best.grade in ("repeated", "triangulated")
    facts = {"code": best.code if best else "P-01"}
    return Outcome(int(ok), 1, ok, facts, best.id if best else "")


@rule(
    "problems",
    missing=N_("Problem %(code)s is still an assumption: link one observation."),
    met=N_("No problem is a mere assumption"),
    place="problem",
    action=N_("Link evidence"),
)
def problems_evidenced(work: Dossier) -> Outcome:
    return Outcome.every(work.problems, lambda problem: problem.grade != "assumption")


@rule(
    "problems",
    missing=N_("Say who has problem %(code)s: a segment, never “the user”."),
    met=N_("Every problem says whose it is"),
    place="problem_edit",
    action=N_("Open the problem"),
)
def problems_segmented(work: Dossier) -> Outcome:
    return Outcome.every(work.problems, lambda problem: problem.segment)


@rule(
    "problems",
    missing=NP_(
        "%(num)s piece of evidence still lacks consent.",
        "%(num)s pieces of evidence still lack consent.",
    ),
    met=N_("Consent is on record for all evidence"),
    place="problems",
    action=N_("Open the evidence"),
)
def evidence_consented(work: Dossier) -> Outcome:
    bad = [item for item in work.evidence if item.consent == "missing"]
    total = max(len(work.evidence), 1)
    return Outcome(total - len(bad), total, not bad, {"num": len(bad)})


# as-is: today's journey is complete enough to be counted


@rule(
    "as_is",
    missing=N_("Map today's journey: write the first thing a person does."),
    met=N_("Today's journey is mapped"),
    place="as_is",
    action=N_("Open today's journey"),
)
def as_is_begun(work: Dossier) -> Outcome:
    return Outcome.yes_or_no(bool(work.steps("as_is")))


@rule(
    "as_is",
    missing=NP_(
        "%(num)s of %(total)s steps has no channel or no actor.",
        "%(num)s of %(total)s steps have no channel or no actor.",
    ),
    met=N_("Every step has a channel and an actor"),
    place="step",
    action=N_("Open the step"),
)
def as_is_channels(work: Dossier) -> Outcome:
    return Outcome.every(work.steps("as_is"), lambda step: step.channels and step.actor)


@rule(
    "as_is",
    missing=NP_(
        "Record how long %(num)s of the %(total)s steps of today's journey takes.",
        "Record how long %(num)s of the %(total)s steps of today's journey take.",
    ),
    met=N_("Every step has a time"),
    place="step",
    action=N_("Open the step"),
    why=N_(
        "Without the time, what the change saves cannot be computed. An estimate with a source will do."
    ),
)
def as_is_times(work: Dossier) -> Outcome:
    return Outcome.every(work.steps("as_is"), lambda step: step.has_time)


@rule(
    "as_is",
    missing=NP_(
        "%(num)s of %(total)s steps has no emotion yet.",
        "%(num)s of %(total)s steps have no emotion yet.",
    ),
    met=N_("The emotion curve of one segment is drawn"),
    place="step",
    action=N_("Open the step"),
)
def as_is_emotions(work: Dossier) -> Outcome:
    return Outcome.every(work.steps("as_is"), lambda step: step.emotion is not None)


@rule(
    "as_is",
    missing=N_("Mark the worst step of today's journey."),
    met=N_("The worst step is marked"),
    place="as_is",
    action=N_("Open today's journey"),
)
def as_is_worst(work: Dossier) -> Outcome:
    return Outcome.yes_or_no(any(step.is_worst for step in work.steps("as_is")))


# to-be: every step of today has a fate, every problem an answer


@rule(
    "to_be",
    missing=N_("Begin the future journey from today's steps."),
    met=N_("The future journey is begun"),
    place="to_be",
    action=N_("Open the future journey"),
)
def to_be_begun(work: Dossier) -> Outcome:
    return Outcome.yes_or_no(bool(work.steps("to_be")))


@rule(
    "to_be",
    missing=N_(
        "Step “%(title)s” of today has no fate: does it stay, change, go online or go away?"
    ),
    met=N_("Every step of today has a fate"),
    place="fates",
    action=N_("Decide its fate"),
)
def to_be_fates(work: Dossier) -> Outcome:
    return Outcome.every(work.steps("as_is"), lambda step: step.fate)


@rule(
    "to_be",
    missing=N_("Problem %(code)s is neither addressed by a future step nor parked with a reason."),
    met=N_("Every problem is addressed or parked"),
    place="problem",
    action=N_("Open the problem"),
)
def to_be_problems(work: Dossier) -> Outcome:
    addressed = {problem_id for _step, problem_id in work.linked("addresses")}
    aside = ("parked", "rejected", "solved")
    return Outcome.every(
        work.problems, lambda problem: problem.id in addressed or problem.state in aside
    )


@rule(
    "to_be",
    missing=N_("Name the way that stays open for who does not use the internet at “%(title)s”."),
    met=N_("An alternative is named wherever a step goes online"),
    place="step",
    action=N_("Open the step"),
)
def to_be_alternative(work: Dossier) -> Outcome:
    return Outcome.every(
        work.steps("to_be"), lambda step: not levels.is_digital(step) or step.alternative
    )


@rule(
    "to_be",
    missing=NP_(
        "%(num)s future step has no channel or no time.",
        "%(num)s future steps have no channel or no time.",
    ),
    met=N_("Every future step has a channel and a time"),
    place="step",
    action=N_("Open the step"),
)
def to_be_complete(work: Dossier) -> Outcome:
    return Outcome.every(work.steps("to_be"), lambda step: step.channels and step.has_time)


def _any(things: list[Any], good: Callable[[Any], Any]) -> Outcome:
    """At least one of the things must be good; the latest is the target while none is."""
    ok = any(good(thing) for thing in things)
    last = things[-1] if things else None
    facts = {"code": getattr(last, "code", ""), "title": last.heading if last else ""}
    return Outcome(int(ok), 1, ok, facts, str(last.id) if last else "")


# prototype: a hypothesis that can fail, and something to show


@rule(
    "prototype",
    missing=N_("Write the hypothesis: because we saw, we believe, for whom."),
    met=N_("A hypothesis is written"),
    place="prototype",
    action=N_("Write the hypothesis"),
    why=N_("Start with the greatest risk: what brings the idea down if it is wrong?"),
)
def prototype_hypothesis(work: Dossier) -> Outcome:
    return _any(work.prototypes, lambda each: each.because and each.believe and each.for_whom)


@rule(
    "prototype",
    missing=N_("No threshold: what result would make you stop?"),
    met=N_("The hypothesis has a threshold"),
    place="prototype_edit",
    action=N_("Write the threshold"),
)
def prototype_threshold(work: Dossier) -> Outcome:
    return _any(work.prototypes, lambda each: each.threshold)


@rule(
    "prototype",
    missing=N_("Add version 1 with a file or a link, so that somebody can try it."),
    met=N_("There is a version to look at"),
    place="prototype",
    action=N_("Add a version"),
)
def prototype_version(work: Dossier) -> Outcome:
    return _any(work.prototypes, lambda each: any(v.can_be_seen for v in each.versions))


@rule(
    "prototype",
    missing=N_("Say which problems the prototype covers."),
    met=N_("The problems it covers are listed"),
    place="prototype_edit",
    action=N_("Choose the problems"),
)
def prototype_covers(work: Dossier) -> Outcome:
    covering = {prototype_id for prototype_id, _problem in work.linked("covers")}
    return _any(work.prototypes, lambda each: each.id in covering)


# tests: enough people, the right people, and a decision on all that is grave


@rule(
    "tests",
    missing=NP_("Test with %(num)s more person.", "Test with %(num)s more people."),
    met=N_("Enough people have tried it"),
    place="tests",
    action=N_("Note a test"),
    why=N_("Five people find most of what is wrong; with fewer, say why."),
)
def tests_held(work: Dossier) -> Outcome:
    wanted = work.redesign.programme.threshold("sessions")
    answer = Outcome.at_least(len(work.sessions), wanted)
    if work.redesign.sessions_reason and work.sessions:
        return Outcome(wanted, wanted, True, answer.facts)
    return answer


def _tagged(work: Dossier, tag: str) -> Outcome:
    return Outcome.yes_or_no(any(tag in session.tags for session in work.sessions))


@rule(
    "tests",
    missing=N_("Test with somebody who has little digital practice."),
    met=N_("Somebody with little digital practice has tried it"),
    place="tests",
    action=N_("Note a test"),
)
def tests_low_digital(work: Dossier) -> Outcome:
    return _tagged(work, "low_digital")


@rule(
    "tests",
    missing=N_("Test with somebody who needs assistance."),
    met=N_("Somebody who needs assistance has tried it"),
    place="tests",
    action=N_("Note a test"),
)
def tests_assisted(work: Dossier) -> Outcome:
    return _tagged(work, "assisted")


@rule(
    "tests",
    missing=N_("Finding %(code)s (%(hits)s of %(reached)s) has no decision."),
    met=N_("Every grave finding has a decision"),
    place="finding",
    action=N_("Decide"),
)
def tests_decided(work: Dossier) -> Outcome:
    grave = [finding for finding in work.findings if finding.severity >= 3]
    if not grave:
        return Outcome.yes_or_no(bool(work.sessions), code="F-01", hits=0, reached=0)
    first = next((finding for finding in grave if finding.needs_decision), grave[0])
    return Outcome.every(
        grave,
        lambda finding: not finding.needs_decision,
        hits=first.hits,
        reached=first.reached,
    )


@rule(
    "tests",
    missing=N_("Record the consent of participant %(code)s."),
    met=N_("Every participant consented"),
    place="test_session",
    action=N_("Open the test"),
)
def tests_consented(work: Dossier) -> Outcome:
    return Outcome.every(work.sessions, lambda session: session.consent != "missing")
