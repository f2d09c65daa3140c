"""After the launch: the figures of a service with their curves, what is due, the visits, and what it saves."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.figures import FORMS, VISITS, FollowUpForm
from workbench.models.programme.programme import Programme
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.figure import BASES, MEANINGS, MEASURES, Figure
from workbench.models.work.follow_up import OUTCOMES, FollowUp
from workbench.models.work.launch import Launch
from workbench.reports.outcomes import TABLE, Account, account
from workbench.views.programme.kpi_pictures import curves_of, value_words
from workbench.views.undo.discarding import register_discardable
from workbench.web.access import get_or_404, requires
from workbench.web.editing import watch_form
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.fragments import watch
from workbench.web.idempotency import commit_and_reply, edited

bp = Blueprint("figures", __name__, url_prefix="/redesigns/<int:redesign_id>")


def to_figures(redesign: Redesign) -> Response:
    return redirect(url_for("figures.index", redesign_id=redesign.id))


@table_view(bp, "/figures", "figure:read", Redesign, name="figures", table=TABLE)
def index(redesign: Redesign) -> Rows | str:
    """Show what was counted since the launch, figure by figure, with the next thing that is due."""
    watch(redesign)
    figures = sorted(Figure.kept_in(redesign), key=lambda each: (each.stated_on, each.created_at))
    visits = sorted(FollowUp.kept_in(redesign), key=lambda each: each.held_on)
    known, launched_on = account(figures, visits), launch_day(redesign)
    currency = redesign.programme.city.currency
    if wants_rows():
        return known.kpi_rows(redesign.title, currency, launched_on)
    return render_template(
        "figures/index.html",
        redesign=redesign,
        launched_on=launched_on,
        figures={slug: [one for one in figures if one.measure == slug] for slug in MEASURES},
        visits=visits,
        account=known,
        curves=curves_of(known, launched_on, currency),
        due=due_of(redesign, known),
        value_words=lambda figure: value_words(figure.measure, figure.value, currency),
        **WORDS,
    )


WORDS: dict[str, Any] = {
    "measures": MEASURES,
    "meanings": MEANINGS,
    "bases": BASES,
    "outcomes": OUTCOMES,
    "months": VISITS,
}


def launch_day(redesign: Redesign) -> Any:
    return db.session.scalar(select(Launch.launched_on).where(Launch.redesign_id == redesign.id))


def due_of(redesign: Redesign, known: Account) -> list[Any]:
    """Return what is due today; a closed programme asks for nothing any more."""
    programme: Programme = redesign.programme
    if programme.is_closed:
        return []
    return known.due(launch_day(redesign), programme.city.today())


@bp.route("/figures/new/<measure>", methods=["GET", "POST"])
@requires("figure:write", Redesign)
def create(redesign: Redesign, measure: str) -> Response | str:
    form = FORMS[measure](data=asked()) if measure in FORMS else abort(404)
    values = {**form.values(), "measure": measure}
    if form.accepts(lambda: Figure.write(redesign, values, by=current_user)):
        return commit_and_reply(to_figures(redesign))
    return figure_page(redesign, measure, form)


def asked() -> dict[str, str]:
    """Return what the address asks the form to begin with."""
    basis = request.args.get("basis", "")
    return {"basis": basis} if basis in BASES else {}


def figure_page(redesign: Redesign, measure: str, form: Any, figure: Figure | None = None) -> str:
    shown = {"redesign": redesign, "measure": measure, "figure": figure, "form": form}
    return render_template("figures/edit.html", **shown, **WORDS)


@bp.route("/figures/<figure_id>", methods=["GET", "POST"])
@requires("figure:write", Redesign)
def edit(redesign: Redesign, figure_id: str) -> Response | str:
    watch_form(redesign)
    figure = get_or_404(Figure, figure_id, redesign=redesign)
    form = FORMS[figure.measure](obj=figure)
    if edited(form, figure):
        return commit_and_reply(to_figures(redesign))
    return figure_page(redesign, figure.measure, form, figure)


register_discardable(
    bp,
    "/figures/<figure_id>",
    Figure,
    told=lambda figure: gettext("The figure is archived."),
    home=lambda figure: to_figures(figure.redesign),
    shown=lambda figure: to_figures(figure.redesign),
)


# visits


@bp.route("/follow-ups/new", methods=["GET", "POST"])
@requires("follow_up:write", Redesign)
def create_visit(redesign: Redesign) -> Response | str:
    form = FollowUpForm(months=request.args.get("months", 6, type=int))
    if form.accepts(lambda: FollowUp.write(redesign, form.values(), by=current_user)):
        return commit_and_reply(to_figures(redesign))
    return render_template("figures/visit.html", redesign=redesign, form=form, visit=None)


@bp.route("/follow-ups/<follow_up_id>", methods=["GET", "POST"])
@requires("follow_up:write", Redesign)
def edit_visit(redesign: Redesign, follow_up_id: str) -> Response | str:
    watch_form(redesign)
    visit = get_or_404(FollowUp, follow_up_id, redesign=redesign)
    form = FollowUpForm(obj=visit)
    if edited(form, visit):
        return commit_and_reply(to_figures(redesign))
    return render_template("figures/visit.html", redesign=redesign, form=form, visit=visit)


register_discardable(
    bp,
    "/follow-ups/<follow_up_id>",
    FollowUp,
    told=lambda visit: gettext("The follow-up is archived."),
    home=lambda visit: to_figures(visit.redesign),
    shown=lambda visit: to_figures(visit.redesign),
    name="_visit",
)
