"""The exit rules of both journeys: today's can be counted, and the future one answers every problem."""

from functools import partial

from workbench.models.catalogue import levels
from workbench.models.progress.problem_rules import rule
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.progress.rule import Outcome
from workbench.text.messages import N_, NP_

# as-is: today's journey is complete enough to be counted
as_is = partial(rule, "as_is")


@as_is(
    missing=N_("Map today's journey: write the first thing a person does."),
    met=N_("Today's journey is mapped"),
    place="as_is",
)
def as_is_begun(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(bool(work.steps("as_is")))


@as_is(
    missing=NP_(
        "%(num)s of %(total)s steps has no channel or no actor.",
        "%(num)s of %(total)s steps have no channel or no actor.",
    ),
    met=N_("Every step has a channel and an actor"),
    place="step",
)
def as_is_channels(work: RedesignWork) -> Outcome:
    return Outcome.every(work.steps("as_is"), lambda step: step.channels and step.actor)


@as_is(
    missing=NP_(
        "Record how long %(num)s of the %(total)s steps of today's journey takes.",
        "Record how long %(num)s of the %(total)s steps of today's journey take.",
    ),
    met=N_("Every step has a time"),
    place="step",
    why=N_(
        "Without the time, what the change saves cannot be computed. An estimate with a source will do."
    ),
)
def as_is_times(work: RedesignWork) -> Outcome:
    return Outcome.every(work.steps("as_is"), lambda step: step.has_time)


@as_is(
    missing=NP_(
        "%(num)s of %(total)s steps has no emotion yet.",
        "%(num)s of %(total)s steps have no emotion yet.",
    ),
    met=N_("The emotion curve of one segment is drawn"),
    place="step",
)
def as_is_emotions(work: RedesignWork) -> Outcome:
    return Outcome.every(work.steps("as_is"), lambda step: step.emotion is not None)


@as_is(
    missing=N_("Mark the worst step of today's journey."),
    met=N_("The worst step is marked"),
    place="as_is",
)
def as_is_worst(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(any(step.is_worst for step in work.steps("as_is")))


# to-be: every step of today has a fate, every problem an answer
to_be = partial(rule, "to_be")


@to_be(
    missing=N_("Begin the future journey from today's steps."),
    met=N_("The future journey is begun"),
    place="to_be",
)
def to_be_begun(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(bool(work.steps("to_be")))


@to_be(
    missing=N_(
        "Decide what happens to the step “%(title)s”: keep, change, move online or remove it."
    ),
    met=N_("It is decided what changes at every step of today"),
    place="fates",
    action=N_("Decide what changes"),
)
def to_be_fates(work: RedesignWork) -> Outcome:
    return Outcome.every(work.steps("as_is"), lambda step: step.fate)


@to_be(
    missing=N_("Problem %(code)s is neither addressed by a future step nor parked with a reason."),
    met=N_("Every problem is addressed or parked"),
    place="problem",
    action=N_("Open the problem"),
)
def to_be_problems(work: RedesignWork) -> Outcome:
    present = {step.id for step in work.steps("to_be")}
    addressed = {problem for step, problem in work.linked("addresses") if step in present}
    aside = ("parked", "rejected", "solved")
    return Outcome.every(
        work.problems, lambda problem: problem.id in addressed or problem.state in aside
    )


@to_be(
    missing=N_(
        "Name the way that stays open at “%(title)s” for people who do not use the internet."
    ),
    met=N_("An alternative is named wherever a step goes online"),
    place="future_step",
)
def to_be_alternative(work: RedesignWork) -> Outcome:
    online = [step for step in work.steps("to_be") if levels.is_digital(step)]
    fates = {step.fate for step in work.steps("as_is")}
    if not online and fates and not fates & {None, "", "online"}:
        # Every fate is decided and no step goes online: there is nothing to stay open beside.
        return Outcome.yes_or_no(True)
    return Outcome.every(online, lambda step: step.alternative)


@to_be(
    missing=NP_(
        "%(num)s future step has no channel or no time.",
        "%(num)s future steps have no channel or no time.",
    ),
    met=N_("Every future step has a channel and a time"),
    place="future_step",
)
def to_be_complete(work: RedesignWork) -> Outcome:
    return Outcome.every(work.steps("to_be"), lambda step: step.channels and step.has_time)
