"""The attendance of a workshop: presence suggests it, a facilitator confirms it, also from paper."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.attendances import AttendanceForm, PaperForm
from workbench.models.base import DomainError
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.models.roles import ROLES
from workbench.models.room.attendance import NOT_BEGUN, STATES, Attendance
from workbench.reports.attendance import TABLE, Line, Sheet, sheet_of
from workbench.web.access import requires
from workbench.web.filters import ngettext
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.idempotency import commit_and_reply

bp = Blueprint("attendances", __name__, url_prefix="/workshops/<int:workshop_id>")


@table_view(bp, "/attendance", "attendance:read", Workshop, name="attendance-{0.id}", table=TABLE)
def index(workshop: Workshop) -> Rows | str:
    sheet = sheet_of(workshop)
    if wants_rows():
        return [line.as_row() for line in sheet.lines]
    return render_template(
        "attendances/index.html", workshop=workshop, sheet=sheet, states=STATES, roles=ROLES
    )


def to_sheet(workshop: Workshop) -> Response:
    return redirect(url_for("attendances.index", workshop_id=workshop.id))


@bp.post("/attendance/confirm")
@requires("attendance:confirm", Workshop)
def confirm_all(workshop: Workshop) -> Response:
    """Confirm what is suggested for everybody who is not confirmed yet; whoever gave no sign stays open."""
    if not workshop.has_begun:
        raise DomainError(NOT_BEGUN)
    lines = sheet_of(workshop).suggested
    for line in lines:
        attendance_of(workshop, line.person_id).confirm(
            str(line.suggested), minutes=line.suggested_minutes, by=current_user
        )
    told = ngettext(
        "Whether %(num)s person was there is confirmed.",
        "Whether %(num)s people were there is confirmed.",
        len(lines),
    )
    flash(told, "ok")
    return commit_and_reply(to_sheet(workshop))


@bp.post("/attendance/absent")
@requires("attendance:confirm", Workshop)
def confirm_absent(workshop: Workshop) -> Response:
    """Confirm that those of whom nothing was seen were absent; only once somebody is known to have come."""
    sheet = sheet_of(workshop)
    lines = sheet.unseen if sheet.came() else []
    for line in lines:
        attendance_of(workshop, line.person_id).confirm("absent", by=current_user)
    told = ngettext("%(num)s absence is confirmed.", "%(num)s absences are confirmed.", len(lines))
    flash(told, "ok")
    return commit_and_reply(to_sheet(workshop))


def attendance_of(workshop: Workshop, person_id: int) -> Attendance:
    return Attendance.of(workshop, db.session.get_one(Person, person_id))


@bp.route("/attendance/paper", methods=["GET", "POST"])
@requires("attendance:confirm", Workshop)
def paper(workshop: Workshop) -> Response | str:
    """Enter a list of paper: whoever signed was there, and the others who stood on the form were not."""
    sheet = sheet_of(workshop)
    form = PaperForm()
    people = [
        (line.person_id, " · ".join(filter(None, (line.person, line.organisation))))
        for line in sheet.open
    ]
    form.offer(people, sheet.minutes, sheet.longest)
    if form.accepts(lambda: enter(workshop, sheet, form)):
        flash(gettext("The list is entered."), "ok")
        return commit_and_reply(to_sheet(workshop))
    return render_template("attendances/paper.html", workshop=workshop, form=form, sheet=sheet)


def enter(workshop: Workshop, sheet: Sheet, form: PaperForm) -> None:
    for line in sheet.open:
        if state := form.state_of(line.person_id):
            attendance = attendance_of(workshop, line.person_id)
            attendance.confirm(state, minutes=form.minutes.data, by=current_user)


@bp.route("/attendance/<int:person_id>", methods=["GET", "POST"])
@requires("attendance:confirm", Workshop)
def edit(workshop: Workshop, person_id: int) -> Response | str:
    """Say how one person was there."""
    sheet = sheet_of(workshop)
    line = next((each for each in sheet.lines if each.person_id == person_id), None)
    if line is None:
        abort(404)
    form = AttendanceForm(data=suggested_values(line))
    form.longest = sheet.longest
    if form.accepts(lambda: confirm(workshop, line, form)):
        return commit_and_reply(to_sheet(workshop))
    return render_template(
        "attendances/edit.html", workshop=workshop, line=line, form=form, states=STATES
    )


def suggested_values(line: Line) -> dict[str, Any]:
    """Return what the form begins with: what was confirmed, else what is suggested."""
    is_known = line.state is not None
    return {
        "state": line.state or line.suggested,
        "minutes": line.minutes if is_known else line.suggested_minutes,
        "remark": line.remark,
        "version": str(line.version),
    }


def confirm(workshop: Workshop, line: Line, form: AttendanceForm) -> None:
    found = attendance_of(workshop, line.person_id)
    found.expect(request.form.get("version", type=int))
    found.confirm(by=current_user, **form.values())
