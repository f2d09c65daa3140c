"""The hypotheses put to a prototype: written, changed, archived, taken back, and what people's tests say of them."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from workbench.forms.prototypes import HypothesisForm, TakeBackForm
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.hypothesis import Hypothesis
from workbench.models.work.prototype import Prototype, PrototypeVersion
from workbench.models.work.verdict import RESULTS, Verdict, verdicts_on
from workbench.text import columns
from workbench.text.messages import N_
from workbench.views.undo.discarding import register_discardable
from workbench.web.access import get_or_404, requires
from workbench.web.editing import watch_form
from workbench.web.formats import Rows, rows_view
from workbench.web.idempotency import check_version, commit_and_reply, edited

bp = Blueprint("hypotheses", __name__, url_prefix="/redesigns/<int:redesign_id>")


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(verdicts_on=verdicts_on, verdict_results=RESULTS)


# What a verdict is counted from, beside the prototypes' hypotheses themselves.
TRIED = (
    selectinload(Prototype.versions).selectinload(PrototypeVersion.tests),
    selectinload(Prototype.hypotheses),
)
TABLE = columns.Table(
    N_("Hypotheses"),
    columns.text("code", N_("Code")),
    columns.text("prototype", N_("Prototype")),
    columns.text("because", N_("Because we saw")),
    columns.text("believe", N_("We believe that")),
    columns.text("for_whom", N_("For whom")),
    columns.text("know_when", N_("We know it when")),
    columns.text("task", N_("Task")),
    columns.text("threshold", N_("Threshold")),
    columns.share("threshold_share", N_("Share of the threshold")),
    columns.whole("least_people", N_("People at least")),
    columns.text("least_reason", N_("Why fewer are enough")),
    columns.day("taken_back_on", N_("Taken back on")),
    columns.text("taken_back_reason", N_("Why it was taken back")),
    columns.text("version", N_("Version")),
    columns.whole("tried", N_("People who tried it")),
    columns.whole("alone", N_("People who finished alone")),
    columns.text("verdict", N_("Verdict"), RESULTS),
)


@rows_view(bp, "/hypotheses", "hypothesis:read", Redesign, name="hypotheses", table=TABLE)
def table(redesign: Redesign) -> Rows:
    """Return a line for each hypothesis and version that somebody tried; one that nobody tried has one line."""
    prototypes = Prototype.kept_in(redesign, *TRIED)
    kept = [one for each in prototypes for one in each.hypotheses if not one.is_discarded]
    return [row for hypothesis in kept for row in rows(hypothesis)]


def rows(hypothesis: Hypothesis) -> Iterator[dict[str, Any]]:
    own = {name: getattr(hypothesis, name, None) for name in TABLE.names}
    own["prototype"] = hypothesis.prototype.code
    tried = [version for version in hypothesis.prototype.versions if version.tried_by]
    if not tried:
        yield {**own, "tried": 0, "alone": 0}
    for version in tried:
        verdict = Verdict.of(hypothesis, version)
        counted = {"tried": verdict.tried, "alone": verdict.alone}
        is_owed = hypothesis.is_in_force
        result = verdict.result if is_owed else None
        yield {**own, **counted, "version": version.label, "verdict": result}


def to_hypotheses(hypothesis: Hypothesis) -> Response:
    address = url_for(
        "prototypes.show",
        redesign_id=hypothesis.redesign_id,
        prototype_id=hypothesis.prototype_id,
        _anchor=f"hypothesis-{hypothesis.number}",
    )
    return redirect(address)


@bp.route("/prototypes/<prototype_id>/hypotheses/new", methods=["GET", "POST"])
@requires("hypothesis:write", Redesign)
def create(redesign: Redesign, prototype_id: str) -> Response | str:
    prototype = get_or_404(Prototype, prototype_id, redesign=redesign)
    form = HypothesisForm()
    if made := form.accepts(lambda: prototype.add_hypothesis(form.values(), by=current_user)):
        return commit_and_reply(to_hypotheses(*made))
    shown = {"redesign": redesign, "prototype": prototype, "hypothesis": None}
    return render_template("hypotheses/edit.html", **shown, form=form)


@bp.route("/hypotheses/<hypothesis_id>/edit", methods=["GET", "POST"])
@requires("hypothesis:write", Redesign)
def edit(redesign: Redesign, hypothesis_id: str) -> Response | str:
    watch_form(redesign)
    hypothesis = get_or_404(Hypothesis, hypothesis_id, redesign=redesign)
    form = HypothesisForm(obj=hypothesis)
    if edited(form, hypothesis):
        return commit_and_reply(to_hypotheses(hypothesis))
    shown = {"redesign": redesign, "prototype": hypothesis.prototype, "hypothesis": hypothesis}
    return render_template("hypotheses/edit.html", **shown, form=form)


@bp.route("/hypotheses/<hypothesis_id>/take-back", methods=["GET", "POST"])
@requires("hypothesis:write", Redesign)
def take_back(redesign: Redesign, hypothesis_id: str) -> Response | str:
    hypothesis = get_or_404(Hypothesis, hypothesis_id, redesign=redesign)
    form = TakeBackForm(obj=hypothesis)
    reason = form.reason.data or ""
    if form.accepts(lambda: check_version(hypothesis).take_back(reason, by=current_user)):
        flash(gettext("Hypothesis %(code)s is taken back.", code=hypothesis.code), "ok")
        return commit_and_reply(to_hypotheses(hypothesis))
    return render_template(
        "hypotheses/take_back.html", redesign=redesign, hypothesis=hypothesis, form=form
    )


register_discardable(
    bp,
    "/hypotheses/<hypothesis_id>",
    Hypothesis,
    told=lambda hypothesis: gettext("Hypothesis %(code)s is archived.", code=hypothesis.code),
    home=to_hypotheses,
    shown=to_hypotheses,
)
