"""Evidence for a problem: added by one of three ways, changed, archived, and told which problems and cells it serves."""

from typing import Any

from flask import render_template
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.evidence import EvidenceForm, NewEvidenceForm, ServingForm
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import LANES, JourneyCell, JourneyStep
from workbench.models.work.problem import Problem
from workbench.views.undo.discarding import register_discardable
from workbench.views.work.attachments import keep_sent
from workbench.views.work.problems import bp, problem_page, to_problem
from workbench.web.access import get_or_404, requires
from workbench.web.editing import watch_form
from workbench.web.idempotency import commit_and_reply, edited


@bp.post("/problems/<problem_id>/evidence")
@requires("evidence:write", Redesign)
def add_evidence(redesign: Redesign, problem_id: str) -> Response | str:
    form = NewEvidenceForm()
    keep_sent(redesign, form)
    problem = get_or_404(Problem, problem_id, redesign=redesign)
    if form.accepts(lambda: write(redesign, problem, form)):
        return commit_and_reply(to_problem(problem))
    return problem_page(redesign, problem, form)


def write(redesign: Redesign, problem: Problem, form: EvidenceForm) -> Evidence:
    values = {**form.values(), "problem": problem.merged_into or problem}
    evidence = Evidence.write(redesign, values, by=current_user)
    claim(form, evidence)
    return evidence


def claim(form: EvidenceForm, evidence: Evidence) -> None:
    """Let the files of the form belong to the evidence; its sentence describes the pictures."""
    for file in form.kept_files:
        file.claim(by=current_user, evidence=evidence)
        file.alternative_text = file.alternative_text or evidence.text[:1000]


@bp.route("/problems/<problem_id>/evidence/<evidence_id>", methods=["GET", "POST"])
@requires("evidence:write", Redesign)
def edit_evidence(redesign: Redesign, problem_id: str, evidence_id: str) -> Response | str:
    watch_form(redesign)
    form = EvidenceForm(obj=evidence_at(redesign, problem_id, evidence_id))
    keep_sent(redesign, form)
    evidence = evidence_at(redesign, problem_id, evidence_id)
    form.has_files = bool(evidence.kept_files)
    if edited(form, evidence):
        claim(form, evidence)
        return commit_and_reply(to_problem(problem_of(evidence, problem_id)))
    return evidence_page(redesign, evidence, problem_id, form)


def evidence_page(redesign: Redesign, evidence: Evidence, problem_id: str, form: Any) -> str:
    return render_template(
        "problems/edit_evidence.html",
        redesign=redesign,
        problem=problem_of(evidence, problem_id),
        evidence=evidence,
        form=form,
        serving=serving_form(redesign, evidence),
    )


def evidence_at(redesign: Redesign, problem_id: str, evidence_id: str) -> Evidence:
    """Return the evidence at one of the problems that it serves."""
    get_or_404(Problem, problem_id, redesign=redesign)
    evidence: Evidence = get_or_404(Evidence, evidence_id, redesign=redesign)
    problem_of(evidence, problem_id)
    return evidence


def problem_of(evidence: Evidence, problem_id: str) -> Problem:
    found = [each for each in evidence.problems if each.id == problem_id]
    return found[0] if found else get_or_404(Problem, "")


def serving_form(redesign: Redesign, evidence: Evidence) -> ServingForm:
    form = ServingForm()
    form.offer(Problem.kept_in(redesign), [each.id for each in evidence.problems])
    form.offer_cells(cells_for(redesign, evidence), cell_words)
    return form


def cells_for(redesign: Redesign, evidence: Evidence) -> list[tuple[JourneyCell, bool]]:
    """Return the cells that may rest on the evidence, each with whether it does: what rests on other evidence is left out."""
    here = select(JourneyCell).join(JourneyCell.step).join(JourneyStep.map)
    is_free = or_(JourneyCell.evidence_id.is_(None), JourneyCell.evidence_id == evidence.id)
    wanted = here.where(JourneyMap.redesign_id == redesign.id, JourneyCell.text != "", is_free)
    found = db.session.scalars(
        wanted.order_by(JourneyMap.kind, JourneyStep.position).options(joinedload(JourneyCell.step))
    )
    return [(cell, cell.evidence_id == evidence.id) for cell in found]


def cell_words(cell: JourneyCell) -> str:
    lane = gettext(LANES[cell.lane])
    return f"{cell.step.title} · {lane}: {cell.text[:80]}"


@bp.post("/problems/<problem_id>/evidence/<evidence_id>/serves")
@requires("evidence:write", Redesign)
def serve(redesign: Redesign, problem_id: str, evidence_id: str) -> Response | str:
    """Say which problems a piece of evidence serves, and which cells rest on it."""
    evidence = evidence_at(redesign, problem_id, evidence_id)
    form = serving_form(redesign, evidence)
    if form.accepts(lambda: serve_all(redesign, evidence, form)):
        return commit_and_reply(to_problem(evidence.problem))
    return evidence_page(redesign, evidence, problem_id, EvidenceForm(formdata=None, obj=evidence))


def serve_all(redesign: Redesign, evidence: Evidence, form: ServingForm) -> bool:
    """Apply this person's ticks to what is there now: what others ticked meanwhile stays."""
    now = [each.id for each in evidence.problems]
    kept = {each.id: each for each in (*evidence.problems, *Problem.kept_in(redesign))}
    evidence.serve([kept[each] for each in form.thread(now) if each in kept], by=current_user)
    cells = cells_for(redesign, evidence)
    resting = [str(cell.id) for cell, is_own in cells if is_own]
    wanted = form.tied_cells(resting)
    for cell, is_own in cells:
        if is_own != (str(cell.id) in wanted):
            support = None if is_own else evidence
            cell.step.fill(cell.lane, cell.text, by=current_user, evidence=support)
    return True


register_discardable(
    bp,
    "/problems/<problem_id>/evidence/<evidence_id>",
    Evidence,
    find=evidence_at,
    told=lambda evidence: gettext("The evidence is archived."),
    home=lambda evidence: to_problem(evidence.problem),
    shown=lambda evidence: to_problem(evidence.problem),
    name="_evidence",
)
