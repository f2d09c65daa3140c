"""One service at a glance: where it stands, what is missing, what happened, and who works on it."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.fields import offered
from workbench.forms.redesigns import FacilitatorForm, MemberForm, RedesignForm
from workbench.models.alphabet import alphabetical
from workbench.models.people.person import Person
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.phase import Phase
from workbench.models.redesign.membership import Membership
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import STATUSES
from workbench.models.work.problem import Problem
from workbench.reports.benefits import BASIS_WORDS
from workbench.reports.contradicted import open_in_work
from workbench.reports.outlook import counted_today
from workbench.reports.seats import workers_of
from workbench.reports.stuck import unmet_in
from workbench.views.redesign.activities import recent_events
from workbench.views.redesign.workspace import stage_page, states_of
from workbench.views.room.next_workshops import coming
from workbench.web.access import get_or_404, requires
from workbench.web.contradictions import worded
from workbench.web.editing import watch_form
from workbench.web.fragments import watch
from workbench.web.idempotency import check_version, commit_and_reply, edited
from workbench.web.page_cache import cached_page

bp = Blueprint("redesigns", __name__, url_prefix="/redesigns/<int:redesign_id>")


@bp.get("")
@requires("redesign:read", Redesign)
@cached_page
def show(redesign: Redesign) -> str:
    watch(redesign)
    states = states_of(redesign)
    return render_template(
        "redesigns/show.html",
        **stage_page(redesign, None, states),
        status_title=gettext(STATUSES[redesign.status].title),
        members=workers_of(redesign),
        problems=strongest_problems(redesign),
        workshop=next(iter(coming([redesign.programme_id])), None),
        events=recent_events(redesign.workspace, limit=6),
        today=redesign.programme.city.today(),
        saving=counted_today(redesign),
        bases=BASIS_WORDS,
        contradictions=open_in_work(redesign.programme, unmet_in(states), redesign.id),
        worded=worded,
    )


def strongest_problems(redesign: Redesign) -> list[Problem]:
    """Return all problems, those with the best evidence and the worst effect first."""
    return sorted(
        Problem.kept_in(redesign, *Problem.with_evidence()),
        key=lambda problem: (-problem.grade_step, -(problem.severity or 0), problem.number),
    )


@bp.route("/edit", methods=["GET", "POST"])
@requires("redesign:edit", Redesign)
def edit(redesign: Redesign) -> Response | str:
    watch_form(redesign)
    form = RedesignForm(redesign)
    if edited(form, redesign):
        return commit_and_reply(redirect(url_for("redesigns.show", redesign_id=redesign.id)))
    return render_template("redesigns/edit.html", redesign=redesign, form=form)


# the team


@bp.get("/team")
@requires("redesign:read", Redesign)
def team(redesign: Redesign) -> str:
    watch(redesign)
    return render_template("redesigns/team.html", redesign=redesign, **team_forms(redesign))


def team_forms(redesign: Redesign) -> dict[str, Any]:
    """Return the forms of the team page with the people who may be chosen."""
    enrolled = enrolled_people(redesign)
    inside = {membership.person_id for membership in redesign.memberships}
    member_form, facilitator_form = MemberForm(), FacilitatorForm(obj=redesign)
    member_form.person_id.choices = offered(
        (person.id, person.name)
        for person, role in enrolled
        if role == "participant" and person.id not in inside
    )
    facilitator_form.facilitator_id.choices = offered(
        (person.id, person.name) for person, role in enrolled if role == "facilitator"
    )
    return {"member_form": member_form, "facilitator_form": facilitator_form}


def enrolled_people(redesign: Redesign) -> list[tuple[Person, str]]:
    statement = (
        select(Person, Enrolment.role)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(Phase)
        .where(
            Phase.programme_id == redesign.programme_id,
            Person.is_removed.is_(False),
            Enrolment.is_open(redesign.programme.city.today()),
        )
        .order_by(alphabetical(Person.name))
        .distinct()
    )
    return [(person, role) for person, role in db.session.execute(statement)]


@bp.post("/members")
@requires("redesign:assign", Redesign)
def add_member(redesign: Redesign) -> Response | str:
    forms = team_forms(redesign)
    form = forms["member_form"]
    chosen = form.person_id.data
    if form.accepts(lambda: redesign.add_member(db.session.get(Person, chosen), by=current_user)):
        return commit_and_reply(to_team(redesign))
    return render_template("redesigns/team.html", redesign=redesign, **forms)


@bp.post("/members/<int:person_id>/remove")
@requires("redesign:assign", Redesign)
def remove_member(redesign: Redesign, person_id: int) -> Response:
    membership = next((m for m in redesign.memberships if m.person_id == person_id), None)
    redesign.remove_member(
        get_or_404(Membership, membership and membership.id).person, by=current_user
    )
    return commit_and_reply(to_team(redesign))


@bp.post("/facilitator")
@requires("redesign:assign", Redesign)
def assign_facilitator(redesign: Redesign) -> Response | str:
    forms = team_forms(redesign)
    form = forms["facilitator_form"]
    if form.validate_on_submit():
        person = db.session.get(Person, form.facilitator_id.data)
        check_version(redesign).assign_facilitator(person, by=current_user)
        return commit_and_reply(to_team(redesign))
    return render_template("redesigns/team.html", redesign=redesign, **forms)


def to_team(redesign: Redesign) -> Response:
    return redirect(url_for("redesigns.team", redesign_id=redesign.id))
