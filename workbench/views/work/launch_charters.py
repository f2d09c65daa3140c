"""What a verified launch changes in the charter of its service: shown to its readers, answered by who may."""

from flask import flash, url_for
from werkzeug.wrappers import Response

from workbench.forms.fields import sentence_of
from workbench.models.base import DomainError
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.journey import JourneyMap
from workbench.models.work.launch_charter import is_backstage, launch_proposal
from workbench.views.catalogue.charters import answered, proposal_page
from workbench.views.work.launches import bp, to_launch
from workbench.web.access import requires


@bp.get("/catalogue")
@requires("launch:read", Redesign)
def charter(redesign: Redesign) -> Response | str:
    """Show what the launch changes in the charter, or how that was answered."""
    proposal = earlier = CharterProposal.answered_launch(redesign)
    if proposal is None or proposal.is_reconsidered:
        try:
            proposal = launch_proposal(redesign)
        except DomainError as early:
            flash(sentence_of(early), "warn")
            return to_launch(redesign)
    back, left_out = launch_url(redesign), backstage(redesign)
    return proposal_page(proposal, back, left_out=left_out, earlier=earlier)


@bp.post("/catalogue")
@requires("service:edit", Redesign)
def answer_charter(redesign: Redesign) -> Response | str | tuple[str, int]:
    back, left_out = launch_url(redesign), backstage(redesign)
    return answered(launch_proposal(redesign), back, left_out=left_out)


def backstage(redesign: Redesign) -> list[str]:
    """Return the titles of the steps of the future journey that only the office takes."""
    return [step.title for step in JourneyMap.future_steps(redesign) if is_backstage(step)]


def launch_url(redesign: Redesign) -> str:
    return url_for("launches.show", redesign_id=redesign.id)
