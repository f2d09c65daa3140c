"""The first station: the board of notes, the problems that grew from them, and their evidence."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.notes import NoteForm
from workbench.forms.problems import EvidenceForm, ProblemForm
from workbench.models.note import Note, NoteGroup
from workbench.models.problem import Evidence, Problem
from workbench.models.redesign import Redesign
from workbench.views.access import belonging, requires
from workbench.views.edits import saved, saw
from workbench.views.kept import kept_page
from workbench.views.workspace import stage_page

bp = Blueprint("problems", __name__, url_prefix="/redesigns/<int:redesign_id>/problems")


def to_problem(problem: Problem) -> Response:
    return redirect(
        url_for("problems.show", redesign_id=problem.redesign_id, problem_id=problem.id)
    )


@bp.get("")
@requires("problem:read", Redesign)
@kept_page
def index(redesign: Redesign) -> str:
    return render_template(
        "problems/index.html",
        **stage_page(redesign, "problems"),
        notes=listed(Note, redesign, Note.position),
        groups=listed(NoteGroup, redesign, NoteGroup.created_at),
        problems=listed(Problem, redesign, Problem.number, selectinload(Problem.evidence)),
        form=NoteForm(kind="citizen"),
    )


def listed(kind: type, redesign: Redesign, order: object, *options: object) -> list:
    statement = (
        select(kind)
        .where(kind.redesign_id == redesign.id, kind.discarded_at.is_(None))
        .order_by(order)
        .options(*options)
    )
    return list(db.session.scalars(statement))


@bp.route("/new", methods=["GET", "POST"])
@requires("problem:write", Redesign)
def create(redesign: Redesign) -> Response | str:
    form = ProblemForm()
    if form.validate_on_submit():
        problem: list[Problem] = []
        if form.accepts(
            lambda: problem.append(Problem.write(redesign, form.values(), by=current_user))
        ):
            return saved(to_problem(problem[0]))
    return render_template("problems/edit.html", redesign=redesign, form=form, problem=None)


@bp.get("/<problem_id>")
@requires("problem:read", Redesign)
def show(redesign: Redesign, problem_id: str) -> str:
    problem = belonging(Problem, problem_id, redesign=redesign)
    return render_template(
        "problems/show.html", redesign=redesign, problem=problem, form=EvidenceForm()
    )


@bp.route("/<problem_id>/edit", methods=["GET", "POST"])
@requires("problem:write", Redesign)
def edit(redesign: Redesign, problem_id: str) -> Response | str:
    problem = belonging(Problem, problem_id, redesign=redesign)
    form = ProblemForm(obj=problem)
    if form.validate_on_submit() and form.accepts(
        lambda: saw(problem).edit(form.values(), by=current_user)
    ):
        return saved(to_problem(problem))
    return render_template("problems/edit.html", redesign=redesign, form=form, problem=problem)


@bp.post("/<problem_id>/discard")
@requires("problem:write", Redesign)
def discard(redesign: Redesign, problem_id: str) -> Response:
    belonging(Problem, problem_id, redesign=redesign).discard(by=current_user)
    return saved(redirect(url_for("problems.index", redesign_id=redesign.id)))


@bp.post("/<problem_id>/evidence")
@requires("evidence:write", Redesign)
def add_evidence(redesign: Redesign, problem_id: str) -> Response | str:
    problem = belonging(Problem, problem_id, redesign=redesign)
    form = EvidenceForm()
    if form.validate_on_submit():
        values = {**form.values(), "problem": problem}
        if form.accepts(lambda: Evidence.write(redesign, values, by=current_user)):
            return saved(to_problem(problem))
    return render_template("problems/show.html", redesign=redesign, problem=problem, form=form)


@bp.route("/<problem_id>/evidence/<evidence_id>", methods=["GET", "POST"])
@requires("evidence:write", Redesign)
def edit_evidence(redesign: Redesign, problem_id: str, evidence_id: str) -> Response | str:
    problem = belonging(Problem, problem_id, redesign=redesign)
    evidence = belonging(Evidence, evidence_id, problem=problem)
    form = EvidenceForm(obj=evidence)
    if form.validate_on_submit() and form.accepts(
        lambda: saw(evidence).edit(form.values(), by=current_user)
    ):
        return saved(to_problem(problem))
    return render_template(
        "problems/edit_evidence.html",
        redesign=redesign,
        problem=problem,
        evidence=evidence,
        form=form,
    )


@bp.post("/<problem_id>/evidence/<evidence_id>/discard")
@requires("evidence:write", Redesign)
def discard_evidence(redesign: Redesign, problem_id: str, evidence_id: str) -> Response:
    problem = belonging(Problem, problem_id, redesign=redesign)
    belonging(Evidence, evidence_id, problem=problem).discard(by=current_user)
    return saved(to_problem(problem))
