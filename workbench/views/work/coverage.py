"""What each version of a prototype covers: said on a page of its own, shown with the version and beside the list."""

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.coverage import CoverageForm
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.coverage import Coverage, cover, coverage_of
from workbench.models.work.journey import JourneyMap
from workbench.models.work.link import links_of
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype, PrototypeVersion
from workbench.models.work.test_session import Finding
from workbench.web.access import get_or_404, requires
from workbench.web.idempotency import commit_and_reply

bp = Blueprint("coverage", __name__, url_prefix="/redesigns/<int:redesign_id>")


@bp.route("/prototypes/<prototype_id>/versions/<int:version_id>/coverage", methods=["GET", "POST"])
@requires("prototype:write", Redesign)
def edit(redesign: Redesign, prototype_id: str, version_id: int) -> Response | str:
    prototype = get_or_404(Prototype, prototype_id, redesign=redesign)
    version = get_or_404(PrototypeVersion, version_id, prototype=prototype)
    now = coverage_of(links_of(redesign)).get(version.id, Coverage())
    form = form_for(redesign, now)
    back = url_for(
        "prototypes.show",
        redesign_id=redesign.id,
        prototype_id=prototype.id,
        _anchor=f"version-{version.number}",
    )
    if form.accepts(lambda: cover(version, form.coverage(now), by=current_user)):
        return commit_and_reply(redirect(back))
    shown = {"redesign": redesign, "prototype": prototype, "version": version, "back": back}
    return render_template("coverage/edit.html", **shown, form=form)


def form_for(redesign: Redesign, now: Coverage) -> CoverageForm:
    form = CoverageForm()
    steps = JourneyMap.future_steps(redesign)
    form.offer(
        now,
        problems=[(each.id, f"{each.code} {each.title}") for each in Problem.kept_in(redesign)],
        steps=[(each.id, f"{at}. {each.title}") for at, each in enumerate(steps, start=1)],
        findings=[(each.id, f"{each.code} {each.title}") for each in Finding.kept_in(redesign)],
    )
    return form
