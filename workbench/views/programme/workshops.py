"""The workshops of a programme: planned, changed, held or not held."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import contains_eager
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.fields import offered
from workbench.forms.workshops import HeldForm, NewWorkshopForm, NotHeldForm, WorkshopForm
from workbench.models.programme.phase import Phase
from workbench.models.programme.programme import Programme
from workbench.models.programme.workshop import MODES, STATES, Workshop
from workbench.models.room.agenda import timetable
from workbench.text import columns
from workbench.text.messages import N_
from workbench.web.access import get_or_404, requires
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.idempotency import check_version, commit_and_reply, edited

bp = Blueprint("workshops", __name__)
HERE = "/programmes/<int:programme_id>/workshops"
ONE = HERE + "/<int:workshop_id>"


TABLE = columns.Table(
    N_("Workshops"),
    columns.text("phase", N_("Phase")),
    columns.text("title", N_("Workshop")),
    columns.day("held_on", N_("Date")),
    columns.text("starts_at", N_("Starts at")),
    columns.text("ends_at", N_("Ends at")),
    columns.text("time_zone", N_("Time zone")),
    columns.text("mode", N_("How it is held"), MODES),
    columns.text("call_url", N_("Address of the call")),
    columns.text("state", N_("State"), STATES),
    columns.text("state_reason", N_("Why")),
)


@table_view(bp, HERE, "workshop:read", Programme, name="{0.slug}-workshops", table=TABLE)
def index(programme: Programme) -> Rows | str:
    workshops = list(
        db.session.scalars(
            select(Workshop)
            .join(Workshop.phase)
            .where(Phase.programme_id == programme.id)
            .options(contains_eager(Workshop.phase))
            .order_by(Phase.position, Workshop.position)
        )
    )
    if wants_rows():
        return map(row, workshops)
    return render_template(
        "workshops/index.html", programme=programme, workshops=workshops, **words()
    )


def row(workshop: Workshop) -> dict[str, Any]:
    own = {name: getattr(workshop, name) for name in TABLE.names[1:]}
    return {"phase": workshop.phase.title, **own}


def words() -> dict[str, Any]:
    return {"modes": MODES, "states": STATES}


def of(programme: Programme, workshop_id: int) -> Workshop:
    """Return the workshop if it belongs to the programme, or answer 404."""
    workshop: Workshop = get_or_404(Workshop, workshop_id)
    get_or_404(Phase, workshop.phase_id, programme=programme)
    return workshop


def to_one(workshop: Workshop) -> Response:
    return redirect(
        url_for("workshops.show", programme_id=workshop.phase.programme_id, workshop_id=workshop.id)
    )


@bp.route(HERE + "/new", methods=["GET", "POST"])
@requires("workshop:edit", Programme)
def create(programme: Programme) -> Response | str:
    form = NewWorkshopForm(data={"phase_id": request.args.get("phase", type=int)})
    form.offer_zones(programme.city.time_zone)
    form.phase_id.choices = offered((phase.id, phase.title) for phase in programme.phases)
    if form.validate_on_submit():
        values = form.values()
        phase = get_or_404(Phase, values.pop("phase_id"), programme=programme)
        workshop = phase.plan(by=current_user, **values)
        return commit_and_reply(to_one(workshop))
    return render_template("workshops/edit.html", programme=programme, form=form, workshop=None)


@bp.get(ONE)
@requires("workshop:read", Programme)
def show(programme: Programme, workshop_id: int) -> str:
    return page(programme, of(programme, workshop_id))


def page(
    programme: Programme,
    workshop: Workshop,
    held: HeldForm | None = None,
    not_held: NotHeldForm | None = None,
) -> str:
    """Show the workshop; a form that came back with errors stands in the place of a fresh one."""
    seen = {"formdata": None, "version": workshop.version}
    today = programme.city.today()
    day = min(workshop.held_on or today, today)
    return render_template(
        "workshops/show.html",
        programme=programme,
        workshop=workshop,
        held_form=held or HeldForm(held_on=day, **seen),
        not_held_form=not_held or NotHeldForm(**seen),
        table=timetable(workshop),
        zone=workshop.zone,
        **words(),
    )


@bp.route(ONE + "/edit", methods=["GET", "POST"])
@requires("workshop:edit", Programme)
def edit(programme: Programme, workshop_id: int) -> Response | str:
    workshop = of(programme, workshop_id)
    form = WorkshopForm(obj=workshop)
    form.offer_zones(programme.city.time_zone)
    if edited(form, workshop):
        return commit_and_reply(to_one(workshop))
    return render_template("workshops/edit.html", programme=programme, form=form, workshop=workshop)


@bp.post(ONE + "/held")
@requires("workshop:edit", Programme)
def hold(programme: Programme, workshop_id: int) -> Response | str:
    """Say that the workshop was held, on a day that is not in the future."""
    workshop = of(programme, workshop_id)
    form = HeldForm()
    if form.validate_on_submit():
        if form.held_on.data > programme.city.today():
            form.held_on.errors = [gettext("This day has not come yet.")]
        else:
            values = {"state": "held", "state_reason": "", "held_on": form.held_on.data}
            if form.accepts(lambda: check_version(workshop).edit(values, by=current_user)):
                return commit_and_reply(to_one(workshop))
    return page(programme, workshop, held=form)


@bp.post(ONE + "/not-held")
@requires("workshop:edit", Programme)
def cancel(programme: Programme, workshop_id: int) -> Response | str:
    """Say that the workshop was not held, and why."""
    workshop = of(programme, workshop_id)
    form = NotHeldForm()
    values = {"state": "not_held", "state_reason": form.state_reason.data}
    if form.accepts(lambda: check_version(workshop).edit(values, by=current_user)):
        return commit_and_reply(to_one(workshop))
    return page(programme, workshop, not_held=form)


@bp.post(ONE + "/planned")
@requires("workshop:edit", Programme)
def plan_again(programme: Programme, workshop_id: int) -> Response:
    """Set the workshop back to planned, without a reason."""
    workshop = of(programme, workshop_id)
    check_version(workshop).edit({"state": "planned", "state_reason": ""}, by=current_user)
    return commit_and_reply(to_one(workshop))
