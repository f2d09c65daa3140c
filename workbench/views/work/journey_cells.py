"""One cell of a map, written where it stands: a small request each, and a page of its own where there is no script."""

from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.cells import FORMS, CellForm
from workbench.models.base import Stale
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey_cells import NAMES
from workbench.models.work.journey_step import LANES, JourneyStep
from workbench.models.work.link import tie
from workbench.models.work.problem import Problem
from workbench.text.typed import typed
from workbench.views.work.journey_facts import address
from workbench.views.work.journey_steps import linked_problems
from workbench.views.work.journeys import step_of, to_map
from workbench.web.access import get_or_404, requires
from workbench.web.editing import last_saved
from workbench.web.filters import evidence_words
from workbench.web.idempotency import commit_and_reply

PREFIX = "/redesigns/<int:redesign_id>/journey-steps/<step_id>/cells"
# What is kept in the log of a text that gave way: a lane holds no more.
MOST_KEPT = 2000
bp = Blueprint("journey_cells", __name__, url_prefix=PREFIX)


@bp.route("/<name>", methods=["GET", "POST"])
@requires("journey:write", Redesign)
def write(redesign: Redesign, step_id: str, name: str) -> Response | str | tuple[Response, int]:
    """Write a cell; what cannot be written is told in words, to the cell itself where a script asks."""
    step, form = step_of(redesign, step_id), form_of(name)
    try:
        if form.accepts(lambda: put(redesign, step, form)):
            return commit_and_reply(to_map(redesign, step.map.key, address(step, name)))
    except Stale:
        if not is_asked_by_script():
            raise
        return jsonify(both_texts(step, form)), 409
    if is_asked_by_script():
        return jsonify(errors=sentences_of(form)), 422
    return page_of(redesign, step, form)


def form_of(name: str) -> CellForm:
    if name not in FORMS:
        abort(404)
    return FORMS[name]()


def is_asked_by_script() -> bool:
    return bool(request.headers.get("X-Outbox"))


def put(redesign: Redesign, step: JourneyStep, form: CellForm) -> None:
    values = form.merged(step)
    if aside := typed(request.form.get("aside", ""))[:MOST_KEPT]:
        step.set_aside(form.cell, aside, by=current_user)
    if form.cell not in LANES:
        step.write_cell(form.cell, values, by=current_user)
        return
    chosen = values["evidence"]
    evidence = get_or_404(Evidence, chosen, redesign=redesign) if chosen else None
    step.fill(form.cell, values["text"], by=current_user, evidence=evidence)
    if form["problem"].data:
        tell_of(redesign, step, form["problem"].data)


def tell_of(redesign: Redesign, step: JourneyStep, problem_id: str) -> None:
    """Link the problem that somebody named in a cell with its step."""
    problem = get_or_404(Problem, problem_id, redesign=redesign)
    is_future = step.map.is_future
    linked = sorted({*linked_problems(redesign, step), problem.id})
    kind = "addresses" if is_future else "hurts_at"
    tie(redesign, kind, step.id, linked, by=current_user, from_here=is_future)


def both_texts(step: JourneyStep, form: CellForm) -> dict[str, Any]:
    """Return what stands in the cell now, who wrote it, and which fields differ."""
    last = last_saved(step)
    return {
        "by": last.by if last and last.by_id != current_user.id else "",
        "fields": form.clashes(step),
        "theirs": form.shown(step),
    }


def sentences_of(form: CellForm) -> dict[str, str]:
    """Return why it cannot be written: a sentence for each field, and under "" what concerns them all."""
    found = {field.short_name: " ".join(map(str, field.errors)) for field in form if field.errors}
    return found | ({"": " ".join(form.form_errors)} if form.form_errors else {})


def page_of(redesign: Redesign, step: JourneyStep, form: CellForm) -> str:
    """Return the cell on a page of its own; a lane offers the evidence and the problems of the team."""
    is_lane = form.cell in LANES
    held = form if form.is_submitted() else FORMS[form.cell](data=form.present(step))
    return render_template(
        "journeys/cell.html",
        redesign=redesign,
        step=step,
        name=gettext(NAMES[form.cell]),
        form=held,
        seen=form.eyewitness(step),
        back=url_for("journey_steps.show", redesign_id=redesign.id, step_id=step.id),
        evidence=offered_evidence(redesign) if is_lane else [],
        problems=Problem.kept_in(redesign) if is_lane else [],
    )


def offered_evidence(redesign: Redesign) -> list[tuple[str, str, str]]:
    """Return the team's evidence as (id, code of its problem, words)."""
    codes = {problem.id: problem.code for problem in Problem.kept_in(redesign)}
    return [
        (each.id, codes.get(each.problem_id, ""), evidence_words(each))
        for each in Evidence.kept_in(redesign)
    ]
