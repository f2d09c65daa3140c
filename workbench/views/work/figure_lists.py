"""Figures after a launch from a file: a list is looked through first, and written when it is sent once more."""

from typing import Any

from flask import Blueprint, flash, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.exchange.figure_list import Line, as_text, read_figures
from workbench.exchange.unreadable import Unreadable
from workbench.forms.figures import FigureListForm
from workbench.models.base import DomainError
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.figure import BASES, MEASURES, Figure
from workbench.text.messages import N_
from workbench.views.programme.kpi_pictures import value_words
from workbench.views.work.figures import to_figures
from workbench.web.access import requires
from workbench.web.filters import language, ngettext
from workbench.web.idempotency import commit_and_reply

bp = Blueprint("figure_lists", __name__, url_prefix="/redesigns/<int:redesign_id>/figures/list")
THERE = N_("This figure of this day is there already.")


@bp.route("", methods=["GET", "POST"])
@requires("figure:write", Redesign)
def create(redesign: Redesign) -> Response | str:
    """Show what would become of each line; write them when it is sent with the button for that."""
    form = FigureListForm()
    found = looked_through(redesign, form) if form.validate_on_submit() else []
    good = [line for line in found if not line.faults]
    if good and request.form.get("step") == "write":
        for line in good:
            Figure.write(redesign, line.values, by=current_user)
        flash(
            ngettext("%(num)s figure was written.", "%(num)s figures were written.", len(good)),
            "ok",
        )
        return commit_and_reply(to_figures(redesign))
    words = {"measures": MEASURES, "bases": BASES, "value_words": value_words}
    shown = {"redesign": redesign, "form": form, "found": found, "good": good}
    return render_template("figures/list.html", **shown, **words)


def looked_through(redesign: Redesign, form: FigureListForm) -> list[Line]:
    """Return the lines with what is wrong, the lines themselves left in the form; none where it cannot be read."""
    try:
        found = read_figures(*form.contents(), language())
    except Unreadable as refused:
        form.refuse(refused)
        return []
    known = {(each.measure, each.basis, each.stated_on) for each in Figure.kept_in(redesign)}
    for line in found:
        if not line.faults:
            check(redesign, line, known)
    if form.file.data:
        form.text.data = as_text(found)
    return found


def check(redesign: Redesign, line: Line, known: set[Any]) -> None:
    """Say of a line why it cannot be written: its day, its bounds, what it lacks, or that it is there."""
    key = tuple(line.values[name] for name in ("measure", "basis", "stated_on"))
    if key in known:
        line.refuse(THERE)
    known.add(key)
    try:
        Figure.check_values(redesign, line.values)
    except DomainError as refused:
        line.refuse(refused.message, **refused.facts)
