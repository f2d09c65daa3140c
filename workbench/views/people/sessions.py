"""Signing in and out."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.sessions import SignInForm
from workbench.models.commit import commit
from workbench.models.people.attempt import Attempt
from workbench.models.people.known_network import KnownNetwork
from workbench.models.people.passwords import matches
from workbench.models.people.person import Person, anybody
from workbench.models.room.guest import Guest
from workbench.web.access import requires
from workbench.web.languages import safe_next
from workbench.web.rate_limits import asking_network, wait_in_line
from workbench.web.sign_ins import log_in, log_out

bp = Blueprint("sessions", __name__)

# One address may stand for a whole city hall, and one person may be tried from many addresses.
MOST_FROM_ONE_ADDRESS = 100
MOST_FOR_ONE_PERSON = 50


@bp.route("/sign-in", methods=["GET", "POST"])
@requires("sign_in:create")
def new() -> Response | str:
    form = SignInForm()
    if current_user.is_authenticated and not current_user.is_guest:
        return redirect(safe_next(request.args.get("next")))
    if form.validate_on_submit():
        if person := proven(form.email.data or "", form.password.data or ""):
            log_in(person, is_shared_computer=form.is_shared_computer.data)
            commit()
            return redirect(safe_next(request.args.get("next")))
        form.form_errors.append(gettext("The e-mail or the password is not right."))
    return render_template(
        "sessions/new.html",
        form=form,
        is_empty=not anybody(),
        was_guest=current_user.is_authenticated and current_user.joined_to_id is not None,
    )


def proven(email: str, password: str) -> Person | None:
    """Return the person whose e-mail and password these are, or None; answer 429 after too many failures.

    An unknown e-mail takes as long as a wrong password, and no transaction is open meanwhile.
    """
    refuse_if_blocked(email)
    known = Person.by_email(email)
    person_id, stored = (
        (known.id, known.password_hash) if known and not known.is_removed else (0, None)
    )
    db.session.rollback()
    if not matches(stored, password):
        count_failure(email)
        return None
    return db.session.get(Person, person_id)


def refuse_if_blocked(email: str) -> None:
    """Answer 429 after too many failures; where the person has signed in before, each try is delayed instead."""
    network = asking_network()
    if (
        Attempt.is_blocked("sign-in", email, network)
        or Attempt.is_blocked("person", email, most=MOST_FOR_ONE_PERSON)
        or Attempt.is_blocked("address", network, most=MOST_FROM_ONE_ADDRESS)
    ):
        person = Person.by_email(email)
        if person is None or not KnownNetwork.is_known(person, network):
            abort(429)
        wait_in_line()


def count_failure(email: str) -> None:
    """Count a failed try for the person, the address and both together."""
    network = asking_network()
    Attempt.failed("sign-in", email, network)
    Attempt.failed("person", email)
    Attempt.failed("address", network)
    commit()


@bp.post("/sign-out")
@requires("session:end")
def end() -> Response:
    is_guest = current_user.is_guest
    kept_out = current_user.id if is_guest and Guest.closed_seats(current_user.id) else None
    log_out(kept_out)
    commit()
    if is_guest:
        flash(gettext("You have left. What you wrote stays."), "ok")
        return redirect(url_for("joins.door"))
    flash(gettext("You have signed out."), "ok")
    return redirect(url_for("sessions.new"))


@bp.get("/lost-password")
@requires("sign_in:create")
def lost() -> str:
    """Say whom to ask: the workbench sends no e-mail."""
    return render_template("sessions/lost.html")
