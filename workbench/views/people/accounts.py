"""A person's own account."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.accounts import AccountForm, PasswordForm
from workbench.forms.organisations import offer
from workbench.models.catalogue.organisation import Organisation
from workbench.models.commit import commit
from workbench.models.people.passwords import matches
from workbench.models.people.person import Person
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.phase import Phase
from workbench.models.redesign.membership import Membership
from workbench.models.redesign.redesign import Redesign
from workbench.models.roles import ROLES
from workbench.views.people.sessions import count_failure, refuse_if_blocked
from workbench.web.access import requires
from workbench.web.formats import json_answer
from workbench.web.idempotency import commit_and_reply, edited
from workbench.web.languages import LANGUAGES, chosen_language
from workbench.web.sign_ins import is_on_shared_computer, log_in

bp = Blueprint("accounts", __name__, url_prefix="/account")


@bp.get("")
@requires("account:edit")
def show() -> str:
    own = {"seats": seats(), "teams": teams()}
    return render_template("accounts/show.html", **own, roles=ROLES, language_names=LANGUAGES)


@bp.get("/guests")
@requires("account:edit")
def guests() -> Response:
    """Return the guests that the person was, so that the browser sends what it stored for them."""
    former = select(Person.id).where(Person.joined_to_id == current_user.id)
    return json_answer({"guests": list(db.session.scalars(former))})


def seats() -> list[Enrolment]:
    """Return the person's seats, the newest first."""
    statement = (
        select(Enrolment)
        .where(Enrolment.person_id == current_user.id)
        .options(joinedload(Enrolment.phase).joinedload(Phase.programme))
        .order_by(Enrolment.starts_on.desc(), Enrolment.id.desc())
    )
    return list(db.session.scalars(statement))


def teams() -> list[Redesign]:
    statement = (
        select(Redesign)
        .join(Membership, Membership.redesign_id == Redesign.id)
        .where(Membership.person_id == current_user.id)
        .order_by(Redesign.id)
    )
    return [
        redesign
        for redesign in db.session.scalars(statement)
        if current_user.may("redesign:read", redesign)
    ]


@bp.route("/edit", methods=["GET", "POST"])
@requires("account:edit")
def edit() -> Response | str:
    form = AccountForm(obj=current_user)
    offer(form.organisation_id, Organisation.of(current_user.city))
    if not form.is_submitted():
        form.language.data = chosen_language()
    if edited(form, current_user):
        flash(gettext("Your account is saved."), "ok")
        answer = redirect(url_for("accounts.show"))
        answer.delete_cookie("language")  # the language chosen here is the person's own from now on
        return commit_and_reply(answer)
    return render_template("accounts/edit.html", form=form)


@bp.route("/password", methods=["GET", "POST"])
@requires("account:edit")
def password() -> Response | str:
    """Change the password; every other session of this person ends."""
    form, person = PasswordForm(), current_user._get_current_object()
    is_shared = is_on_shared_computer()
    if form.validate_on_submit():
        refuse_if_blocked(current_user.email)
        if not matches(current_user.password_hash, form.password_now.data or ""):
            count_failure(current_user.email)
            form.password_now.errors = [gettext("This is not your password.")]
        elif form.accepts(lambda: current_user.set_password(form.password.data, by=current_user)):
            log_in(person, is_shared_computer=is_shared)
            # Committed without an edit: it would store a hash of what was sent, passwords too.
            commit()
            flash(gettext("Your password is changed. Everywhere else you are signed out."), "ok")
            return redirect(url_for("accounts.show"))
    return render_template("accounts/password.html", form=form)
