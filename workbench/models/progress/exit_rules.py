"""What the two honest ends ask for: a service that was only simplified, and one that stays in person."""

from functools import partial

from workbench.models.progress.problem_rules import rule
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.progress.rule import Outcome
from workbench.models.work.journey_fate import ENDING_FATES
from workbench.text.messages import N_

simplified = partial(rule, "simplified")
stays_in_person = partial(rule, "stays_in_person")


@simplified(
    missing=N_(
        "Say of every step of today what becomes of it, so that one can see what was simplified."
    ),
    met=N_("What became of every step is on record"),
    place="fates",
    action=N_("Open the comparison"),
)
def simplified_fates(work: RedesignWork) -> Outcome:
    return Outcome.every(work.steps("as_is"), lambda step: step.fate)


@simplified(
    missing=N_("Show what became simpler: a step less, or less time for citizens."),
    met=N_("The future journey has fewer steps or takes less time"),
    place="fates",
    action=N_("Open the comparison"),
)
def simplified_shown(work: RedesignWork) -> Outcome:
    today, future = work.steps("as_is"), work.steps("to_be")
    fewer = any(step.fate in ENDING_FATES for step in today) and len(future) < len(today)
    is_timed = bool(today and future) and all(step.has_time for step in (*today, *future))
    minutes = [sum(step.citizen_minutes or 0 for step in steps) for steps in (today, future)]
    return Outcome.yes_or_no(bool(future) and (fewer or (is_timed and minutes[1] < minutes[0])))


@stays_in_person(
    missing=N_("Name the law that keeps a step in person, on the step."),
    met=N_("The law that keeps it in person is named"),
    place="as_is",
)
def kept_by_law(work: RedesignWork) -> Outcome:
    steps = work.steps("to_be") or work.steps("as_is")
    return Outcome.yes_or_no(any(step.in_person_by_law and step.legal_ground for step in steps))
