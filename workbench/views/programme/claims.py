"""Figures that somebody stated, beside the computed ones."""

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.claims import ClaimForm
from workbench.models.programme.claim import MEASURES, QUALIFIERS, Claim
from workbench.models.programme.programme import Programme
from workbench.reports.claims import TABLE
from workbench.reports.programme_report import report
from workbench.web.access import get_or_404, requires
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.idempotency import commit_and_reply, edited

bp = Blueprint("claims", __name__)
HERE = "/programmes/<int:programme_id>/claims"


def to_list(programme: Programme) -> Response:
    return redirect(url_for("claims.index", programme_id=programme.id))


@table_view(bp, HERE, "claim:read", Programme, name="{0.slug}-claims", table=TABLE)
def index(programme: Programme) -> Rows | str:
    stated = report(programme).claims
    if wants_rows():
        return [figure.as_dict() for figure in stated]
    conflicts = {figure.conflict_group for figure in stated if figure.conflict_group}
    words = {"qualifiers": QUALIFIERS, "measures": MEASURES}
    return render_template(
        "claims/index.html", programme=programme, stated=stated, conflicts=conflicts, **words
    )


@bp.route(HERE + "/new", methods=["GET", "POST"])
@requires("claim:edit", Programme)
def state(programme: Programme) -> Response | str:
    form = ClaimForm()
    if form.accepts(lambda: Claim.state(programme, by=current_user, **form.values())):
        return commit_and_reply(to_list(programme))
    return render_template("claims/edit.html", programme=programme, form=form, claim=None)


@bp.route(HERE + "/<int:claim_id>", methods=["GET", "POST"])
@requires("claim:edit", Programme)
def edit(programme: Programme, claim_id: int) -> Response | str:
    claim = get_or_404(Claim, claim_id, programme=programme)
    form = ClaimForm(obj=claim)
    if edited(form, claim):
        return commit_and_reply(to_list(programme))
    return render_template("claims/edit.html", programme=programme, form=form, claim=claim)
