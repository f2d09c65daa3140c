"""Findings of tests: what happened to whom, how bad it is, and what the team decided."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from workbench.forms.tests import DecisionForm, FindingForm
from workbench.models.base import Stale
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.evidence import CONSENTS
from workbench.models.work.link import links_of, tie
from workbench.models.work.problem import SEVERITIES, Problem
from workbench.models.work.prototype import Prototype, PrototypeVersion
from workbench.models.work.test_session import (
    DECISIONS,
    RESULTS,
    SUCCESSES,
    TAGS,
    Finding,
    TestSession,
)
from workbench.text.messages import N_
from workbench.views.undo.discarding import register_discardable
from workbench.views.work import findings_matrix
from workbench.web.access import get_or_404, requires
from workbench.web.fragments import watch
from workbench.web.idempotency import check_version, commit_and_reply

# Tests and findings share one blueprint: workbench.views.work.tests adds the sessions to it.
bp = Blueprint("tests", __name__, url_prefix="/redesigns/<int:redesign_id>")
WORDS = {
    "consents": {**CONSENTS, "withdrawn": N_("Withdrawn")},
    "severities": SEVERITIES,
    "decisions": DECISIONS,
    "results": RESULTS,
    "successes": SUCCESSES,
    "tags": TAGS,
}
TRIED = selectinload(TestSession.prototype_version).selectinload(PrototypeVersion.prototype)


def sessions_of(redesign: Redesign) -> list[TestSession]:
    return TestSession.kept_in(redesign, TRIED)


def versions_of(redesign: Redesign) -> list[PrototypeVersion]:
    """Return every version of the team's prototypes, the latest first."""
    prototypes = Prototype.kept_in(redesign, selectinload(Prototype.versions))
    return [version for each in reversed(prototypes) for version in reversed(each.versions)]


def findings_of(redesign: Redesign) -> list[Finding]:
    return Finding.kept_in(redesign, selectinload(Finding.observations))


def to_tests(redesign: Redesign) -> Response:
    return redirect(url_for("tests.index", redesign_id=redesign.id))


@bp.route("/findings/new", methods=["GET", "POST"])
@requires("finding:write", Redesign)
def create_finding(redesign: Redesign) -> Response | str:
    form = FindingForm()
    form.offer(Problem.kept_in(redesign), [])
    if form.validate_on_submit():
        finding = Finding.write(redesign, form.values(), by=current_user)
        tie(redesign, "tells_of", finding.id, form.thread([]), by=current_user)
        return commit_and_reply(to_finding(finding))
    return render_template("tests/new_finding.html", redesign=redesign, form=form)


def to_finding(finding: Finding) -> Response:
    address = url_for("tests.finding", redesign_id=finding.redesign_id, finding_id=finding.id)
    return redirect(address)


def told_of(finding: Finding) -> list[str]:
    """Return the ids of the problems linked to the finding."""
    return [
        link.to_id
        for link in links_of(finding.redesign)
        if (link.kind, link.from_id) == ("tells_of", finding.id)
    ]


def finding_page(
    finding: Finding, form: FindingForm | None = None, decision: DecisionForm | None = None
) -> str:
    """Render a finding with its marks and its decision; a form that came back keeps what was typed."""
    redesign = finding.redesign
    problems, tied = Problem.kept_in(redesign), told_of(finding)
    if form is None:
        form = FindingForm(formdata=None, obj=finding)
        form.offer(problems, tied)
    if decision is None:
        decision = DecisionForm(formdata=None, obj=finding)
        decision.offer(versions_of(redesign))
        decision.decided_on.data = finding.decided_on or redesign.programme.city.today()
    return render_template(
        "tests/finding.html",
        redesign=redesign,
        finding=finding,
        marks=[(each, finding.result_for(each)) for each in sessions_of(redesign)],
        problems=[problem for problem in problems if problem.id in tied],
        form=form,
        decision_form=decision,
        shapes=findings_matrix.SHAPES,
        words=WORDS,
    )


@bp.get("/findings/<finding_id>")
@requires("finding:read", Redesign)
def finding(redesign: Redesign, finding_id: str) -> str:
    watch(redesign)
    return finding_page(get_or_404(Finding, finding_id, redesign=redesign))


@bp.post("/findings/<finding_id>")
@requires("finding:write", Redesign)
def edit_finding(redesign: Redesign, finding_id: str) -> Response | str:
    finding = get_or_404(Finding, finding_id, redesign=redesign)
    form, tied = FindingForm(obj=finding), told_of(finding)
    form.offer(Problem.kept_in(redesign), tied)
    if not form.validate_on_submit():
        return finding_page(finding, form=form)
    wanted = marks(finding, form)
    check_version(finding)
    if form.crossed:
        raise Stale(finding)
    finding.edit(form.values(), by=current_user)
    tie(redesign, "tells_of", finding.id, form.thread(tied), by=current_user)
    for session, result in wanted:
        finding.observe(session, result, by=current_user)
    return commit_and_reply(to_finding(finding))


def marks(finding: Finding, form: FindingForm) -> list[tuple[TestSession, str]]:
    """Return whom the person marked, and how; ``form.crossed`` gets those also marked by others."""
    wanted, crossed = [], []
    for session in sessions_of(finding.redesign):
        now = finding.result_for(session)
        was = request.form.get(f"was-{session.id}", "")
        chosen = request.form.get(f"mark-{session.id}", was)
        if chosen in ("", was, now):
            continue
        wanted.append((session, chosen))
        if was != now:
            crossed.append((session.code, chosen, now, session.id))
    form.crossed = tuple(crossed)
    return wanted


@bp.post("/findings/<finding_id>/decide")
@requires("finding:write", Redesign)
def decide(redesign: Redesign, finding_id: str) -> Response | str:
    finding = get_or_404(Finding, finding_id, redesign=redesign)
    form, versions = DecisionForm(), versions_of(redesign)
    form.offer(versions)
    if form.accepts(
        lambda: check_version(finding).decide(
            form.decision.data,
            note=form.decision_note.data,
            on=form.decided_on.data or redesign.programme.city.today(),
            by=current_user,
            responsible=form.responsible.data,
            answered_by=next((v for v in versions if v.id == form.answered_by_id.data), None),
        )
    ):
        return commit_and_reply(to_tests(redesign))
    return finding_page(finding, decision=form)


register_discardable(
    bp,
    "/findings/<finding_id>",
    Finding,
    told=lambda finding: gettext("Finding %(code)s is archived.", code=finding.code),
    home=lambda finding: to_tests(finding.redesign),
    shown=to_finding,
    name="_finding",
)
