"""What a service must say of itself to be chosen, asked again before the approval: beside the stations, not in them."""

from functools import partial

from workbench.models.catalogue.service import CHARTER_FIELDS
from workbench.models.progress.problem_rules import rule
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.progress.rule import Outcome
from workbench.text.messages import N_, NP_

chosen = partial(rule, "chosen")


@chosen(
    missing=N_("Name the organisation responsible for this service."),
    met=N_("The service has a responsible organisation"),
    place="service",
)
def owner(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(work.redesign.require_service().organisation_id is not None)


@chosen(
    missing=N_("Name the facilitator who goes with this team."),
    met=N_("The team has a facilitator"),
    place="team",
    action=N_("Open the team"),
)
def facilitator(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(work.redesign.facilitator_id is not None)


@chosen(
    missing=N_("Say how many requests a year; without it no benefit can be computed."),
    met=N_("Requests a year are known"),
    place="volumes",
    field="requests",
    action=N_("Add the volume"),
)
def volume(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(work.redesign.require_service().yearly_requests is not None)


@chosen(
    missing=N_(
        "Say of every step of the service its channels and, where none is digital, what is on the"
        " internet: without it today's digital level is not known."
    ),
    met=N_("Today's digital level is known"),
    place="service",
)
def baseline_level(work: RedesignWork) -> Outcome:
    return Outcome.yes_or_no(bool(work.redesign.require_service().level))


@chosen(
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
def charter(work: RedesignWork) -> Outcome:
    filled = len(CHARTER_FIELDS) - len(work.redesign.require_service().charter_gaps())
    wanted = -(-len(CHARTER_FIELDS) * work.threshold("charter_share") // 100)
    return Outcome.at_least(filled, wanted)
