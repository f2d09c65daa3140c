"""Seats in the phases of a programme: who takes part, as what, and until when."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.enrolments import EndForm, EnrolmentForm
from workbench.forms.fields import offered
from workbench.models.alphabet import alphabetical
from workbench.models.people.invitation import Invitation
from workbench.models.people.person import Person
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.phase import Phase
from workbench.models.programme.programme import Programme
from workbench.models.roles import ROLES
from workbench.views.undo.reversals import flash_undo
from workbench.web.access import get_or_404, requires
from workbench.web.idempotency import check_value, commit_and_reply

bp = Blueprint("enrolments", __name__)
HERE = "/programmes/<int:programme_id>/people"


def to_list(programme: Programme) -> Response:
    return redirect(url_for("programmes.enrolments", programme_id=programme.id))


def seats_page(programme: Programme, form: EnrolmentForm | None = None) -> str:
    """Show who sits where, and how to give a seat; ``form`` is one that came back with errors."""
    statement = (
        select(Enrolment)
        .join(Phase, Phase.id == Enrolment.phase_id)
        .where(Phase.programme_id == programme.id)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.organisation))
        .order_by(Enrolment.role, Enrolment.id)
    )
    seats: dict[int, list[Enrolment]] = {}
    for seat in db.session.scalars(statement):
        seats.setdefault(seat.phase_id, []).append(seat)
    phase_ids = [phase.id for phase in programme.phases]
    return render_template(
        "enrolments/index.html",
        programme=programme,
        seats=seats,
        invitations=Invitation.open_of(Invitation.phase_id.in_(phase_ids)),
        roles=ROLES,
        today=programme.city.today(),
        form=form or enrolment_form(programme),
    )


def enrolment_form(programme: Programme) -> EnrolmentForm:
    form = EnrolmentForm()
    people = db.session.scalars(
        select(Person)
        .where(
            ~Person.is_removed,
            ~Person.is_guest,
            or_(Person.city_id == programme.city_id, Person.id.in_(seated(programme))),
        )
        .options(joinedload(Person.organisation))
        .order_by(alphabetical(Person.name))
    )
    form.person_id.choices = offered(
        (
            person.id,
            f"{person.name} · {person.organisation.label}" if person.organisation else person.name,
        )
        for person in people
    )
    form.phase_id.choices = offered((phase.id, phase.title) for phase in programme.phases)
    return form


def seated(programme: Programme) -> Any:
    return select(Enrolment.person_id).join(Phase).where(Phase.programme_id == programme.id)


@bp.post(HERE)
@requires("enrolment:edit", Programme)
def create(programme: Programme) -> Response | str:
    form = enrolment_form(programme)
    if form.validate_on_submit():
        person = db.session.get_one(Person, form.person_id.data)
        phase = get_or_404(Phase, form.phase_id.data, programme=programme)
        if form.accepts(lambda: phase.enrol(person, role=form.role.data, by=current_user)):
            said = {"name": person.name, "phase": phase.title}
            flash(gettext("%(name)s is enrolled in %(phase)s.", **said), "ok")
            return commit_and_reply(to_list(programme))
    return seats_page(programme, form)


@bp.route(HERE + "/<int:enrolment_id>/end", methods=["GET", "POST"])
@requires("enrolment:edit", Programme)
def end(programme: Programme, enrolment_id: int) -> Response | str:
    """End a seat from a day on; the person keeps other seats and everything they wrote."""
    seat = get_or_404(Enrolment, enrolment_id)
    phase = get_or_404(Phase, seat.phase_id, programme=programme)
    form = EndForm()
    if not form.is_submitted():
        form.ends_on.data = seat.ends_on or programme.city.today()
        form.was_ends_on.data = seat.ends_on or ""
    if form.validate_on_submit():
        check_value(seat, "ends_on", seat.ends_on, form.ends_on.data)
    if form.accepts(lambda: seat.end(form.ends_on.data, by=current_user)):
        flash_undo(
            gettext("The enrolment of %(name)s has ended.", name=seat.person.name), programme
        )
        return commit_and_reply(to_list(programme))
    shown = {"programme": programme, "phase": phase, "seat": seat, "roles": ROLES}
    return render_template("enrolments/end.html", **shown, form=form)
