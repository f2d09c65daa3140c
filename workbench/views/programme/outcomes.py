"""What a programme changed besides its services: kept, corrected and taken back by its leads."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.programmes import OutcomeForm
from workbench.models.programme.outcome import KINDS, Outcome
from workbench.models.programme.programme import Programme
from workbench.views.undo.reversals import flash_undo
from workbench.web.access import get_or_404, requires
from workbench.web.idempotency import commit_and_reply, edited

bp = Blueprint("outcomes", __name__)
HERE = "/programmes/<int:programme_id>/outcomes"


def to_list(programme: Programme) -> Response:
    return redirect(url_for("outcomes.index", programme_id=programme.id))


@bp.route(HERE, methods=["GET", "POST"])
@requires("programme:edit", Programme)
def index(programme: Programme) -> Response | str:
    form = OutcomeForm()
    if form.accepts(lambda: programme.add_outcome(by=current_user, **form.values())):
        return commit_and_reply(to_list(programme))
    return render_template("outcomes/index.html", programme=programme, form=form, kinds=KINDS)


@bp.route(HERE + "/<int:outcome_id>", methods=["GET", "POST"])
@requires("programme:edit", Programme)
def edit(programme: Programme, outcome_id: int) -> Response | str:
    outcome = get_or_404(Outcome, outcome_id, programme=programme)
    form = OutcomeForm(obj=outcome)
    if edited(form, outcome):
        flash_undo(gettext("Changed: %(name)s.", name=outcome.heading), programme)
        return commit_and_reply(to_list(programme))
    return render_template("outcomes/edit.html", programme=programme, outcome=outcome, form=form)


@bp.post(HERE + "/<int:outcome_id>/remove")
@requires("programme:edit", Programme)
def remove(programme: Programme, outcome_id: int) -> Response:
    outcome = get_or_404(Outcome, outcome_id, programme=programme)
    flash_undo(gettext("Removed: %(name)s.", name=outcome.heading), programme)
    programme.remove_outcome(outcome, by=current_user)
    return commit_and_reply(to_list(programme))
