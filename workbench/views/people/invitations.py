"""Accepting what an invitation offers."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.invitations import (
    AcceptForm,
    FirstForm,
    KnownPersonForm,
    NewPasswordForm,
    NewPersonForm,
    place_fields,
)
from workbench.forms.organisations import offer
from workbench.models.base import DomainError
from workbench.models.catalogue.city import City
from workbench.models.catalogue.organisation import Organisation
from workbench.models.commit import commit
from workbench.models.people.invitation import Invitation
from workbench.models.people.passwords import hashed
from workbench.models.people.person import Person
from workbench.models.roles import ROLES
from workbench.text.messages import N_
from workbench.views.people.sessions import proven
from workbench.web.access import requires
from workbench.web.rate_limits import count_wrong_code
from workbench.web.sign_ins import log_in

bp = Blueprint("invitations", __name__, url_prefix="/join")
MOST_WRONG_CODES = 50
CLOSED = N_("This invitation was used or has expired. Ask for a new one.")
WRONG = N_("The e-mail or the password is not right.")


def found(code: str) -> Invitation | None:
    """Return the open invitation of this code; wrong codes are counted, and too many answer 429.

    A right one goes on whatever others typed behind the same address.
    """
    invitation = Invitation.by_code(code)
    if invitation is None and count_wrong_code("invitation", MOST_WRONG_CODES):
        abort(429)
    return invitation


@bp.route("/<string(minlength=10):code>", methods=["GET", "POST"])
@requires("invitation:accept")
def accept(code: str) -> Response | tuple[str, int] | str:
    """Show what the invitation offers, and take it: as a new person, a known one, or with a new password."""
    invitation = found(code)
    if invitation is None:
        return render_template("invitations/closed.html"), 404
    answer: Response | str = OFFERS.get(invitation.kind, accept_offer)(invitation, code)
    return answer


def accept_first(invitation: Invitation, code: str) -> Response | str:
    form = FirstForm()
    place_fields(form)

    def begin() -> Person:
        secret = secretly(form)
        first, place = opened(code), form.place()
        city = City.found(slug=City.free_slug(place["name"]), **place)
        return first.open_city(city, **form.who(), password_hash=secret)

    if form.validate_on_submit() and enter(form, begin):
        flash(
            gettext("Everything is ready. Now add the city's organisations and services."),
            "ok",
        )
        return redirect(url_for("cities.index"))
    return render_template("invitations/first.html", form=form)


def accept_password(invitation: Invitation, code: str) -> Response | str:
    form = NewPasswordForm()

    def renew() -> Person:
        secret = secretly(form)
        return opened(code).renew(secret)

    if form.validate_on_submit() and enter(form, renew):
        flash(gettext("Your new password is set, and you are signed in."), "ok")
        return redirect(url_for("home.index"))
    return render_template("invitations/password.html", form=form, person=invitation.person)


def accept_offer(invitation: Invitation, code: str) -> Response | str:
    """Take a seat in a programme, or the office of administrator."""
    if current_user.is_authenticated and not current_user.is_guest:
        return accept_signed_in(invitation, code)
    # Whoever invites may open the link: it tells them nothing of people in other cities.
    known = Person.by_email(invitation.email) if invitation.email else None
    is_known = known is not None and known.city_id == invitation.city_id
    if request.args.get("known", type=int, default=int(is_known)):
        return accept_known(invitation, code)
    return accept_new(invitation, code)


def accept_new(invitation: Invitation, code: str) -> Response | str:
    form = NewPersonForm(obj=invitation)
    offer(form.organisation_id, Organisation.of(invitation.city))

    def join() -> Person:
        secret = secretly(form)
        return opened(code).accept_new(
            **form.who(), password_hash=secret, organisation_id=form.organisation_id.data
        )

    if form.validate_on_submit() and enter(form, join):
        return arrived()
    return render_template("invitations/new.html", **shown(invitation, form, code))


def accept_known(invitation: Invitation, code: str) -> Response | str:
    form = KnownPersonForm(data={"email": invitation.email})

    def join() -> Person:
        person = proven(form.email.data or "", form.password.data or "")
        if person is None:
            raise DomainError(WRONG)
        opened(code).accept_as(person)
        return person

    if form.validate_on_submit() and enter(form, join):
        return arrived()
    return render_template("invitations/known.html", **shown(invitation, form, code))


def accept_signed_in(invitation: Invitation, code: str) -> Response | str:
    form = AcceptForm()
    person = current_user._get_current_object()

    def join() -> Person:
        opened(code).accept_as(person)
        return person

    if form.validate_on_submit() and enter(form, join):
        return arrived()
    return render_template("invitations/signed_in.html", **shown(invitation, form, code))


def secretly(form: Any) -> str:
    """Return the hash of the new password; no transaction is open while it is made."""
    db.session.rollback()
    return hashed(form.password.data or "")


def opened(code: str) -> Invitation:
    """Return the invitation, locked: of two people the second finds it used."""
    invitation = Invitation.by_code(code, locked=True)
    if invitation is None:
        raise DomainError(CLOSED)
    return invitation


def enter(form: Any, operation: Callable[[], Person]) -> bool:
    """Do the operation, commit it and sign the person in; a refusal is shown in the form.

    Committed without an edit: it would store a hash of what was sent, passwords too.
    """
    try:
        if entered := form.accepts(operation):
            commit()
            if not current_user.is_authenticated or current_user.id != entered[0].id:
                log_in(*entered, is_shared_computer=form.is_shared_computer.data)
                commit()
            return True
    except IntegrityError:
        form.form_errors.append(
            gettext("Somebody took this e-mail at the same moment. Sign in with it instead.")
        )
    db.session.rollback()
    return False


def arrived() -> Response:
    flash(gettext("Welcome! What you were invited to is yours."), "ok")
    return redirect(url_for("home.index"))


def shown(invitation: Invitation, form: Any, code: str) -> dict[str, Any]:
    """Return what the pages of an offer say of it."""
    return {
        "invitation": invitation,
        "form": form,
        "code": code,
        "role": ROLES["administrator" if invitation.kind == "administrator" else invitation.role],
        "inviter": invitation.created_by,
    }


OFFERS = {"first": accept_first, "password": accept_password}
