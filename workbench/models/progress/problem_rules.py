"""The register of exit rules, and those of the first station: problems with evidence."""

from collections.abc import Callable
from functools import partial
from typing import Any

from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.progress.rule import Message, Outcome, Rule
from workbench.models.work.evidence import Evidence
from workbench.text.messages import N_, NP_

RULES: dict[str, Rule] = {}
Question = Callable[[RedesignWork], Outcome]
# What the button says that leads to a place, unless the rule has words of its own.
ACTIONS = {
    "as_is": N_("Open today's journey"),
    "future_step": N_("Open the step"),
    "launch": N_("Open the launch"),
    "launch_edit": N_("Write the proof"),
    "service": N_("Open the service"),
    "step": N_("Open the step"),
    "tests": N_("Record a test"),
    "to_be": N_("Open the future journey"),
}


def rule(
    stage: str, *, missing: Message, met: str, place: str, action: str = "", **more: Any
) -> Callable[[Question], Question]:
    """Register the decorated question as a rule of a stage; its name is the rule's slug."""

    def register(ask: Question) -> Question:
        slug, words = ask.__name__, action or ACTIONS[place]
        RULES[slug] = Rule(slug, stage, ask, missing, met, place, words, **more)
        return ask

    return register


def hard_rules() -> list[Rule]:
    return [each for each in RULES.values() if each.is_hard]


# problems that rest on evidence
problems = partial(rule, "problems")


@problems(
    missing=NP_("Write %(num)s more problem.", "Write %(num)s more problems."),
    met=N_("Enough problems are written"),
    place="problems",
    action=N_("Open the problems"),
    why=N_("A note grows into a problem without being typed again."),
)
def problems_written(work: RedesignWork) -> Outcome:
    return Outcome.at_least(len(work.problems), work.threshold("problems"))


@problems(
    missing=N_("Link evidence until one problem is repeated: %(code)s is the nearest."),
    met=N_("At least one problem is repeated"),
    place="problem",
    action=N_("Link evidence"),
    why=N_("Two cases or more make a problem repeated; one is an anecdote."),
)
def problem_repeated(work: RedesignWork) -> Outcome:
    best = max(work.problems, key=lambda each: (each.grade_step, -each.number), default=None)
    ok = best is not None and best.grade in ("repeated", "triangulated")
    facts = {"code": best.code} if best else {"code": "", "total": 0}
    return Outcome(int(ok), 1, ok, facts, best.id if best else "")


@problems(
    missing=N_("Problem %(code)s is still an assumption: link one observation."),
    met=N_("No problem is a mere assumption"),
    place="problem",
    action=N_("Link evidence"),
)
def problems_evidenced(work: RedesignWork) -> Outcome:
    return Outcome.every(work.problems, lambda problem: problem.grade != "assumption")


@problems(
    missing=N_("Say who has problem %(code)s: a segment, never “the user”."),
    met=N_("Every problem says whose it is"),
    place="problem_edit",
    field="segment",
    action=N_("Open the problem"),
)
def problems_segmented(work: RedesignWork) -> Outcome:
    return Outcome.every(work.problems, lambda problem: problem.segment)


@problems(
    missing=NP_(
        "%(num)s piece of evidence still lacks consent.",
        "%(num)s pieces of evidence still lack consent.",
    ),
    met=N_("Consent is on record for all evidence"),
    place="problems",
    action=N_("Open the evidence"),
)
def evidence_consented(work: RedesignWork) -> Outcome:
    # Evidence of a discarded problem is on no page where its consent could be recorded.
    known = {None, *(problem.id for problem in work.problems)}
    evidence = [item for item in work.evidence if known & serves(item)]
    bad = [item for item in evidence if item.consent == "missing"]
    total, ok = max(len(evidence), 1), bool(evidence) and not bad
    facts = {"num": len(bad), "total": len(evidence)}
    return Outcome(len(evidence) - len(bad), total, ok, facts)


def serves(item: Evidence) -> set[str | None]:
    """Return the ids of the problems that a piece of evidence serves; None where it was written for none."""
    return {item.problem_id, *(use.problem_id for use in item.uses)}
