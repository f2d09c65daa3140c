"""Proposals for a charter: the difference step by step, and the answer of whoever may edit the service."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.charters import AcceptForm, DeclineForm
from workbench.models.catalogue.charter_proposal import ANSWERS, CharterProposal
from workbench.models.catalogue.levels import CHANNELS, SCHEMES
from workbench.models.catalogue.service import Service
from workbench.views.undo.reversals import flash_undo
from workbench.web.access import get_or_404, requires
from workbench.web.idempotency import commit_and_reply

bp = Blueprint(
    "charters", __name__, url_prefix="/services/<int:service_id>/proposals/<int:proposal_id>"
)


@bp.get("")
@requires("service:read", Service)
def show(service: Service, proposal_id: int) -> str:
    proposal = get_or_404(CharterProposal, proposal_id, service=service)
    return proposal_page(proposal, url_for("services.show", service_id=service.id))


@bp.post("")
@requires("service:edit", Service)
def answer(service: Service, proposal_id: int) -> Response | str | tuple[str, int]:
    proposal = get_or_404(CharterProposal, proposal_id, service=service)
    return answered(proposal, url_for("services.show", service_id=service.id))


def proposal_page(
    proposal: CharterProposal,
    back: str,
    *,
    accept: AcceptForm | None = None,
    decline: DeclineForm | None = None,
    **context: Any,
) -> str:
    """Render the difference between the present charter and the proposed one."""
    service = proposal.service
    ticked = accept.use.data if accept and accept.is_submitted() else proposal.ticks
    return render_template(
        "services/proposal.html",
        proposal=proposal,
        service=service,
        back=back,
        accept=accept or AcceptForm(None),
        decline=decline or DeclineForm(None),
        ticked=ticked,
        changes=proposal.changes,
        levels=[
            (scheme, service.levels.get(slug, ""), proposal.levels_after[slug])
            for slug, scheme in SCHEMES.items()
        ],
        channels=CHANNELS,
        answers=ANSWERS,
        **context,
    )


def answered(
    proposal: CharterProposal, back: str, **context: Any
) -> Response | str | tuple[str, int]:
    """Accept or decline as the form says; a charter that changed meanwhile is looked at again."""
    declines = request.form.get("answer") == "decline"
    form = DeclineForm() if declines else AcceptForm()
    forms = {"decline": form} if declines else {"accept": form}
    if request.form.get("seen") != proposal.seen:
        words = gettext(
            "The charter changed while you were looking at it. Look again, then answer."
        )
        flash(words, "warn")
        return proposal_page(proposal, back, **forms, **context), 409
    if form.accepts(lambda: give(proposal, form)):
        if declines:
            flash(gettext("The charter stays as it is. The reason is on record."), "ok")
        else:
            flash_undo(gettext("The new charter is in force."), proposal.service)
        return commit_and_reply(redirect(back))
    return proposal_page(proposal, back, **forms, **context)


def give(proposal: CharterProposal, form: AcceptForm | DeclineForm) -> bool:
    if isinstance(form, DeclineForm):
        proposal.decline(form.reason.data or "", by=current_user)
    else:
        proposal.accept(form.use.data or [], by=current_user)
    return True
