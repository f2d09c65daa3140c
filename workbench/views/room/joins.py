"""Joining a workshop: its code and a name are enough; people with accounts just go in."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.fields import sentence_of
from workbench.forms.joins import GoInForm, JoinForm, NamedJoinForm
from workbench.models.base import DomainError
from workbench.models.log.edit import Edit
from workbench.models.people.attempt import Attempt
from workbench.models.people.presence import Presence
from workbench.models.programme.workshop import CODE_LENGTH, Workshop
from workbench.models.room.guest import Guest
from workbench.models.room.joining import SENT_OUT, come_in, opens_at, require_open_room, sit_down
from workbench.reports.attendance import facilitators_of
from workbench.text import formats
from workbench.text.codes import bare
from workbench.views.people.invitations import found as found_invitation
from workbench.web.access import requires
from workbench.web.filters import language
from workbench.web.idempotency import commit_and_reply, request_hash
from workbench.web.languages import chosen_language
from workbench.web.rate_limits import asking_network, count_wrong_code, wait_in_line
from workbench.web.sign_ins import KEPT_OUT, log_in

bp = Blueprint("joins", __name__)

# One office behind one address joins at once, so a right code goes on whatever others typed. After so many
# wrong ones in a quarter of an hour each further wrong one waits and is refused; after very many, of 25^6
# codes, every try waits its turn, but for a code that has worked from this address.
MOST_WRONG_CODES = 60
MOST_FREE_TRIES = 300


@bp.route("/join", methods=["GET", "POST"])
@requires("room:join")
def door() -> Response | str:
    """Type the code of a workshop, or of an invitation."""
    form = JoinForm(data={"code": request.args.get("code", "")})
    if form.validate_on_submit():
        code = bare(form.code.data or "")
        if len(code) > CODE_LENGTH + 3:
            if found_invitation(code):
                return redirect(url_for("invitations.accept", code=code))
            why = gettext(
                "No open invitation has this code. Look at it again, or ask for a new one."
            )
            form.code.errors = [why]
        elif (workshop := found(code)) is None:
            form.code.errors = [no_room()]
        elif current_user.is_authenticated:
            return go_in(workshop)
        elif not form.name.data:
            return redirect(url_for("joins.enter", code=workshop.code))
        elif answer := entered(workshop, form):
            return answer
    return render_template("joins/door.html", form=form, workshop=None)


@bp.route("/join/<string(maxlength=9):code>", methods=["GET", "POST"])
@requires("room:join")
def enter(code: str) -> Response | tuple[str, int] | str:
    """Come in by the link or the picture that holds the code."""
    workshop = found(code)
    if workshop is None:
        form = JoinForm(formdata=None, data={"code": bare(code)})
        form.code.errors = [no_room()]
        return render_template("joins/door.html", form=form, workshop=None), 404
    if current_user.is_authenticated:
        return go_in(workshop)
    try:
        require_open_room(workshop)
    except DomainError as refused:
        db.session.rollback()
        return closed_door(workshop, refused)
    if is_kept_out(workshop):
        return closed_door(workshop, DomainError(SENT_OUT))
    form = NamedJoinForm()
    if form.validate_on_submit() and (answer := entered(workshop, form)):
        return answer
    return render_template("joins/door.html", form=form, **described(workshop))


@bp.get("/join/about")
@requires("room:join")
def about() -> str:
    """Say what is stored of somebody who joins without an account, and for how long."""
    return render_template("joins/about.html")


def go_in(workshop: Workshop) -> Response | str:
    """Let somebody signed in into the room; who has no seat there yet takes one with a button."""
    seat = Guest.seat_of(workshop, current_user)
    if current_user.may("room:read", workshop):
        return to_room(workshop)
    if seat is not None and seat.is_kept_out:
        return closed_door(workshop, DomainError(SENT_OUT))
    form = GoInForm()
    name = " ".join((form.name.data or "").split())
    if form.accepts(lambda: sit_down(workshop, current_user, name=name)):
        return commit_and_reply(to_room(workshop))
    db.session.rollback()
    return render_template("joins/known.html", form=form, **described(workshop))


def closed_door(workshop: Workshop, refused: DomainError) -> str:
    """Say why one cannot join now, and when one can if that is known."""
    return render_template(
        "joins/closed.html",
        workshop=workshop,
        sentence=sentence_of(refused),
        opens_at=formats.moment(opens_at(workshop), language(), workshop.zone.key),
    )


def is_kept_out(workshop: Workshop) -> bool:
    """Return whether this browser left a seat in the room that a facilitator had ended before."""
    seats = [Guest.closed_seats(person_id) for person_id in session.get(KEPT_OUT, [])]
    return any(
        seat.workshop_id == workshop.id and seat.is_kept_out for each in seats for seat in each
    )


def entered(workshop: Workshop, form: Any) -> Response | None:
    """Give the person a seat and sign them in; None when a rule refused: the form shows it.

    A form that is sent twice opens the same seat twice: its edit id was made for this one browser.
    """
    if is_kept_out(workshop):
        form.form_errors.append(sentence_of(DomainError(SENT_OUT)))
        return None
    seats = form.accepts(lambda: seated_before(workshop) or new_seat(workshop, form))
    if not seats:
        db.session.rollback()
        return None
    Attempt.opened(str(workshop.code), asking_network())
    log_in(seats[0].person, is_shared_computer=form.is_shared_computer.data)
    return commit_and_reply(to_room(workshop))


def new_seat(workshop: Workshop, form: Any) -> Guest:
    name = " ".join(form.name.data.split())
    return come_in(workshop, name=name, workplace=form.workplace.data, language=chosen_language())


def seated_before(workshop: Workshop) -> Guest | None:
    edit_id = request.form.get("edit_id", "")[:40]
    statement = (
        select(Guest)
        .join(Edit, Edit.person_id == Guest.person_id)
        .where(
            Guest.workshop_id == workshop.id,
            Guest.removed_at.is_(None),
            Edit.edit_id == edit_id,
            Edit.request_hash == request_hash(),
        )
    )
    return db.session.scalar(statement) if edit_id else None


def to_room(workshop: Workshop) -> Response:
    return redirect(url_for("rooms.show", workshop_id=workshop.id))


def no_room() -> str:
    return gettext(
        "No workshop has this code. Look at it again: it has %(count)s letters and numbers.",
        count=CODE_LENGTH,
    )


def described(workshop: Workshop) -> dict[str, Any]:
    """Return what the join page says of the room, to whoever knows its code."""
    phase, numbered = workshop.phase, enumerate(workshop.phase.workshops, 1)
    organisations = [seat.organisation for seat in phase.enrolments]
    return {
        "workshop": workshop,
        "facilitators": [person.first_name for person in facilitators_of(workshop)][:2],
        "people_inside": people_inside(workshop),
        "number": next((place for place, each in numbered if each.id == workshop.id), 1),
        "count": len(phase.workshops),
        "workplaces": sorted({each.name for each in organisations if each}),
    }


def people_inside(workshop: Workshop) -> int:
    """Return how many people have a page of the room open now."""
    return len(Presence.people_at([workshop.workspace_id]))


# guessing codes


def found(code: str) -> Workshop | None:
    """Return the workshop of this code; None for a wrong one, 429 after too many of them."""
    network, typed = asking_network(), bare(code)
    is_guessing = Attempt.is_blocked("room", network, most=MOST_FREE_TRIES)
    if is_guessing and not Attempt.has_opened(typed, network):
        wait_in_line()
    workshop = Workshop.by_code(typed) if len(typed) == CODE_LENGTH else None
    if workshop is None and count_wrong_code("room", MOST_WRONG_CODES):
        wait_in_line()
        abort(429)
    return workshop
