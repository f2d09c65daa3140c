"""Who a guest turns out to be: a facilitator sees what passes, confirms it, and may undo it."""

from flask import Blueprint, abort, flash, render_template, session, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.guests import RecogniseForm
from workbench.models.base import DomainError
from workbench.models.commit import commit
from workbench.models.people.attempt import Attempt
from workbench.models.people.invitation import Invitation
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.models.room.guest import Guest
from workbench.models.room.guest_merge import (
    NOBODY_HERE,
    Passing,
    is_within_reach,
    recognise,
    require_joinable,
)
from workbench.models.room.guest_separation import separate
from workbench.text.messages import N_
from workbench.views.room.guests import of, offered, page, to_list
from workbench.views.room.posters import whole
from workbench.web.access import requires
from workbench.web.idempotency import commit_and_reply

HERE = "/workshops/<int:workshop_id>/guests/<int:guest_id>"
bp = Blueprint("guest_merges", __name__, url_prefix=HERE)
CHANGED = N_("Something has changed since this was shown. Look at it again, then confirm it.")


@bp.post("/recognise")
@requires("guest:confirm", Workshop)
def create(workshop: Workshop, guest_id: int) -> Response | str | tuple[str, int]:
    """Say who the guest is: first what will pass is shown, and done when it is confirmed as it was shown."""
    guest = of(workshop, guest_id)
    form = RecogniseForm()
    form.offer_people(guest, offered(guest))
    if not form.accepts(lambda: require_meant(guest, form)):
        return page(guest, who=form)
    state = state_of(guest, form)
    if form.seen.data == state:
        return joined(guest, form)
    changed = bool(form.seen.data)
    form.seen.data = state
    return preview(guest, form, changed), 409 if changed else 200


def known_to(guest: Guest, form: RecogniseForm) -> Person | None:
    """Return the person that was chosen; None for an e-mail of nobody whom the facilitators may know of."""
    if form.person_id:
        return db.session.get_one(Person, form.person_id)
    person = Person.by_email(form.email.data or "")
    return person if person is not None and is_within_reach(guest, person) else None


def require_meant(guest: Guest, form: RecogniseForm) -> None:
    """Refuse at once what would be refused when it is confirmed, as far as everybody may know it."""
    person = known_to(guest, form)
    if person is not None or guest.is_recognised:
        require_joinable(guest, person or guest.person, by=current_user)


def state_of(guest: Guest, form: RecogniseForm) -> str:
    """Return in one word who is meant and what passes, by which a form that was shown something else is known."""
    # Not the attendances: the log of who is here adds to them by itself, while the facilitator reads.
    person = known_to(guest, form)
    passing = Passing.of(guest)
    meant = person.id if person else (form.email.data or "").strip().lower()
    what = (passing.notes, passing.votes, guest.redesign_id, guest.version)
    return " ".join(map(str, (meant, *what)))


def preview(guest: Guest, form: RecogniseForm, changed: bool) -> str:
    person = known_to(guest, form)
    return render_template(
        "guests/join.html",
        workshop=guest.workshop,
        guest=guest,
        form=form,
        name=person.name if person else form.name.data or guest.name,
        is_new=person is None,
        passing=Passing.of(guest),
        warning=gettext(CHANGED) if changed else "",
    )


def joined(guest: Guest, form: RecogniseForm) -> Response | str:
    """Join the guest, and hand out the link of an account that was made for it."""
    workshop, former = guest.workshop, guest.name
    people: list[Person] = []
    is_new = known_to(guest, form) is None

    def operation() -> None:
        people.append(known_to(guest, form) or added(guest, form))
        recognise(guest, people[0], by=current_user)

    if not form.accepts(operation):
        db.session.rollback()
        count_guess(is_new)
        form.seen.data = ""
        return page(of(workshop, guest.id), who=form)
    words = gettext("%(guest)s is %(name)s: what everybody may see of theirs is %(name)s’s now.")
    flash(words % {"guest": former, "name": people[0].name}, "ok")
    if is_new:
        hand_link(workshop, people[0])
    return commit_and_reply(to_list(workshop))


def added(guest: Guest, form: RecogniseForm) -> Person:
    """Make an account for somebody new; a taken e-mail is refused without saying whose it is."""
    if Attempt.is_blocked("guest e-mail", str(current_user.id)):
        abort(429)
    if Person.by_email(form.email.data or ""):
        raise DomainError(NOBODY_HERE)
    values = {"name": form.name.data or guest.name, "email": form.email.data or ""}
    city, language = guest.workshop.phase.programme.city, guest.person.language
    person = Person.add(city, language=language, by=current_user, **values)
    db.session.flush()
    return person


def count_guess(is_new: bool) -> None:
    """Count an e-mail with which no account could be made: nobody tries many to learn who is elsewhere."""
    if is_new:
        Attempt.failed("guest e-mail", str(current_user.id))
        commit()


def hand_link(workshop: Workshop, person: Person) -> None:
    """Show once the link that opens a new account; who may not invite reads whom to ask for it."""
    if not current_user.may("person:invite", workshop):
        words = gettext(
            "%(name)s has an account now, and cannot sign in yet: ask a project lead to enrol them and to"
            " hand them a link."
        )
        flash(words % {"name": person.name}, "warn")
        return
    _invitation, code = Invitation.open(
        "password", by=current_user, city=person.city, person=person, name=person.name
    )
    session["guest_link"] = [person.name, whole(url_for("invitations.accept", code=code))]


@bp.post("/separate")
@requires("guest:confirm", Workshop)
def undo(workshop: Workshop, guest_id: int) -> Response:
    """Undo the joining: what passed is the guest's again."""
    guest = of(workshop, guest_id)
    left = separate(guest, by=current_user)
    flash(gettext("%(name)s is a guest again, with what was theirs.", name=guest.name), "ok")
    if left:
        told = ngettext(
            "%(num)s thing was changed since and stayed as it is.",
            "%(num)s things were changed since and stayed as they are.",
            left,
        )
        flash(told, "warn")
    return commit_and_reply(to_list(workshop))
