"""The exit rules of the last station: development, and the hard gate before "digitized"."""

from functools import partial

from workbench.models.catalogue import levels
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.progress.problem_rules import rule
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.progress.rule import Outcome
from workbench.models.work.journey_step import JourneyStep
from workbench.text.messages import N_

digitized = partial(rule, "digitized")
# What is asked for before the service is digitized.
development = partial(rule, "digitized", status="in_development")
piloted = partial(rule, "digitized", status="live_pilot")


@development(
    missing=N_("Ask a lead to approve the tested version."),
    met=N_("A lead approved what is built"),
    place="approval",
    action=N_("Open the approval"),
)
def approved(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(any(c.status == "approved" for c in work.redesign.status_changes))


@development(
    missing=N_("Say which unit is responsible, and the forecast date."),
    met=N_("A responsible unit and a forecast date are named"),
    place="launch_edit",
    field="responsible_unit",
)
def development_planned(work: RedesignWork) -> Outcome:
    launch = work.launch
    return Outcome.yes_or_no(
        bool(launch and launch.responsible_unit and (launch.forecast_on or launch.launched_on))
    )


@piloted(
    missing=N_("Say in what the version being built differs from the one that was tested."),
    met=N_("Differences from the tested version are listed"),
    place="launch_edit",
    field="differences",
)
def differences_listed(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(bool(work.launch and work.launch.differences))


@digitized(
    missing=N_("Say from which version it was built, and why, where a hypothesis does not hold."),
    met=N_("It is known from what it was built, and why all the same"),
    place="launch_built",
    action=N_("Say what was built"),
    is_hard=True,
)
def built_verdict(work: RedesignWork) -> Outcome:
    launch, versions = work.launch, [one for each in work.prototypes for one in each.versions]
    if launch is None or (versions and launch.built_version not in versions):
        return Outcome.yes_or_no(False)
    despite = launch.built_despite
    is_told = bool(launch.built_version or despite)
    return Outcome.yes_or_no(is_told and all(reason for _, _, reason in despite))


@digitized(
    missing=N_("Add the live link or the protocol number."),
    met=N_("There is a live link or a protocol"),
    place="launch_edit",
    field="live_url",
    is_hard=True,
)
def live_proof(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(bool(work.launch and work.launch.has_proof))


@digitized(
    missing=N_("Say on which day the service was launched."),
    met=N_("The launch date is known"),
    place="launch_edit",
    field="launched_on",
    is_hard=True,
)
def launch_date(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(bool(work.launch and work.launch.launched_on))


@digitized(
    missing=N_("Name the channel that stays open for people who do not use the internet."),
    met=N_("An alternative channel is kept"),
    place="launch_edit",
    field="alternative_channel",
    why=N_("The law keeps the right to be served in person."),
    is_hard=True,
)
def alternative_kept(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(bool(work.launch and work.launch.alternative_channel))


@digitized(
    missing=N_(
        "Say of every future step its channels and, where none is digital, what is on the internet:"
        " without it the level after is not known."
    ),
    met=N_("The level after is known"),
    place="future_step",
    is_hard=True,
)
def level_after(work: RedesignWork) -> Outcome:
    steps = work.steps("to_be")
    if scheme_of(work).level_of(steps) != levels.NOT_STATED:
        return Outcome.yes_or_no(True)
    silent = [step for step in steps if not step.channels] or [
        step for step in steps if not levels.is_digital(step) and not step.kind
    ]
    return Outcome(0, 1, False, target=silent[0].id if silent else "")


@digitized(
    missing=N_(
        "“%(title)s” is not digital: offer it by website, app or e-mail, name the law that keeps it"
        " in person, or close honestly with “simplified” or “stays in person”."
    ),
    met=N_("The future journey is digital under the city's scheme"),
    place="future_step",
    why=N_("Chile's ladder asks for 4 or 3d, or for 3 with a reason in the proof."),
    is_hard=True,
)
def digital_outcome(work: RedesignWork) -> Outcome:
    steps = work.steps("to_be")
    undigital = [step for step in steps if not (levels.is_digital(step) or is_kept_by_law(step))]
    if is_digital_outcome(work, undigital):
        return Outcome.yes_or_no(True, title="")
    # A scheme may ask more than the law leaves in person: then it is such a step that stands in the way.
    in_the_way = undigital or [step for step in steps if not levels.is_digital(step)]
    first = next(iter(in_the_way or steps), None)
    facts = {"title": first.title} if first else {"title": "", "total": 0}
    return Outcome(0, 1, False, facts, first.id if first else "")


def scheme_of(work: RedesignWork) -> levels.Scheme:
    """Return the scheme that judges: the one frozen with *digitized* while that stands, else the city's."""
    redesign, city = work.redesign, work.redesign.programme.city
    reached = redesign.status_changes if redesign.group == "digitized" else []
    frozen = [each.terms.get("scheme") for each in reached if each.status == "digitized"]
    return levels.SCHEMES[(frozen and frozen[-1]) or city.level_scheme]


def is_kept_by_law(step: JourneyStep) -> bool:
    """Return whether a named law keeps the step in person: a tick alone proves nothing."""
    return step.in_person_by_law and bool(step.legal_ground.strip())


def is_digital_outcome(work: RedesignWork, undigital: list[JourneyStep]) -> bool:
    """Return whether the outcome is digital in the city's scheme: a telephone line alone never is.

    One step may be neither digital nor kept by a law at level 3 of Chile's ladder, with a reason.
    """
    scheme = scheme_of(work)
    level = scheme.level_of(work.steps("to_be"))
    if level in scheme.digital:
        return not undigital
    has_reason = bool(work.launch and work.launch.level_reason.strip())
    return level == "3" and len(undigital) == 1 and has_reason


@digitized(
    missing=N_("Ask somebody other than the author of the proof to verify it."),
    met=N_("Somebody other than the author verified it"),
    place="launch",
    is_hard=True,
)
def verified(work: RedesignWork) -> Outcome:
    launch = work.launch
    return Outcome.yes_or_no(
        launch is not None and launch.is_verified and launch.is_as_verified(work.steps("to_be"))
    )


@digitized(
    missing=N_("Say what the launch changes in the service charter, or why it changes nothing."),
    met=N_("What the launch changes in the charter is answered"),
    place="launch_charter",
    action=N_("Open the charter"),
    is_hard=True,
)
def charter_answered(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(
        work.launch is not None and CharterProposal.answered_launch(work.redesign) is not None
    )


@digitized(
    missing=N_("Add the official act or the gazette page."),
    met=N_("The official act is on record"),
    place="launch_edit",
    field="official_act",
)
def official_act(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(bool(work.launch and work.launch.official_act))


@digitized(
    missing=N_("Attach a picture of the service in use."),
    met=N_("A picture of the service is on record"),
    place="launch_picture",
    action=N_("Attach a picture"),
)
def launch_pictured(work: RedesignWork) -> Outcome:
    files = work.launch.attachments if work.launch else []
    return Outcome.yes_or_no(any(not file.is_discarded for file in files))
