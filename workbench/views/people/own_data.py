"""A person's own data: what is held of them, to take along and to erase."""

from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask_babel import force_locale, gettext
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from workbench.forms.own_data import ErasureForm, OwnErasureForm
from workbench.models.commit import commit, leave_nothing
from workbench.models.people.erasure import erase
from workbench.models.people.own_data import groups_of, own_data
from workbench.models.people.passwords import matches
from workbench.models.people.person import Person
from workbench.views.people.sessions import count_failure, refuse_if_blocked
from workbench.web.access import requires
from workbench.web.languages import language_of
from workbench.web.own_data import archive, words_of

bp = Blueprint("own_data", __name__)


@bp.get("/account/data")
@requires("own_data:read")
def show() -> str:
    held = own_data(current_user, reader=current_user)
    parts = [(group, words_of(group), count) for group, _held, count in groups_of(held)]
    return render_template("own_data/show.html", parts=parts)


@bp.get("/account/data.zip")
@requires("own_data:read")
def download() -> Response:
    return archive(current_user)


@bp.post("/people/<int:person_id>/data.zip")
@requires("person:edit", Person)
def hand_out(person: Person) -> Response:
    """Make the file for a person who asked for it; the log tells that it was made."""
    answer = archive(person)
    person.log("exported", by=current_user)
    commit()
    return answer


@bp.route("/account/erase", methods=["GET", "POST"])
@requires("own_data:erase")
def erase_own() -> Response | str:
    form = OwnErasureForm() if current_user.password_hash else ErasureForm()
    if form.validate_on_submit() and is_proven(form) and form.accepts(erase_me):
        finish()
        session.clear()
        logout_user()
        flash(gettext("Your data are erased. Thank you for what you did here."), "ok")
        return redirect(url_for("home.index"))
    return render_template(
        "own_data/erase.html", person=current_user, form=form, back=url_for("own_data.show")
    )


def is_proven(form: ErasureForm) -> bool:
    """Return whether the password is right, where the person has one."""
    if not current_user.password_hash:
        return True
    refuse_if_blocked(current_user.email)
    if matches(current_user.password_hash, form.password_now.data or ""):
        return True
    count_failure(current_user.email)
    form.password_now.errors = [gettext("This is not your password.")]
    return False


def erase_me() -> bool:
    erase(current_user, by=current_user, removed=removed_word(current_user))
    return True


@bp.route("/people/<int:person_id>/erase", methods=["GET", "POST"])
@requires("person:edit", Person)
def erase_person(person: Person) -> Response | str:
    if person.id == current_user.id:
        return redirect(url_for("own_data.erase_own"))
    form = ErasureForm()
    if form.accepts(lambda: erase_other(person)):
        finish()
        flash(gettext("The data of this person are erased."), "ok")
        return redirect(url_for("people.index"))
    seen = url_for("people.index" if person.is_guest else "people.show", person_id=person.id)
    return render_template("own_data/erase.html", person=person, form=form, back=seen)


def erase_other(person: Person) -> bool:
    erase(person, by=current_user, removed=removed_word(person))
    return True


def removed_word(person: Person) -> str:
    """Return what stands where the name stood, in the language of the city."""
    with force_locale(language_of(person.city.country)):
        return gettext("Removed person")


def finish() -> None:
    """Commit without storing the answer, and leave nothing of it in the free space of the file."""
    commit()
    leave_nothing(current_app.config["SETTINGS"].uploads)
