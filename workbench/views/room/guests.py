"""The guests of a workshop, for its facilitators: what they are called, where they sit, and whether they stay."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.guests import GuestForm, RecogniseForm
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.guest import Guest
from workbench.models.room.guest_separation import joining_of
from workbench.models.undo.undo import LASTS
from workbench.reports.likely_people import likely_people
from workbench.text import columns
from workbench.text.messages import N_
from workbench.web.access import get_or_404, requires
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.fragments import watch
from workbench.web.idempotency import check_version, commit_and_reply

bp = Blueprint("guests", __name__, url_prefix="/workshops/<int:workshop_id>")
TABLE = columns.Table(
    N_("Guests"),
    columns.whole("guest_id", N_("Guest no.")),
    columns.text("name", N_("Name")),
    columns.text("workplace", N_("Where they work")),
    columns.text("team", N_("Team")),
    columns.moment("came_at", N_("Came at")),
    columns.moment("confirmed_at", N_("Confirmed at")),
    columns.moment("sent_out_at", N_("Sent out at")),
)


@table_view(bp, "/guests", "guest:confirm", Workshop, name="guests-{0.id}", table=TABLE)
def index(workshop: Workshop) -> Rows | str:
    watch(workshop)
    guests = Guest.of(workshop)
    if wants_rows():
        return map(row, guests)
    # Made once, for somebody who is new: nobody can read it again.
    links = session.pop("guest_link", None)
    return render_template(
        "guests/index.html",
        workshop=workshop,
        guests=guests,
        joined=Guest.joined_in(workshop),
        handed=links,
        teams=teams(workshop),
    )


def row(guest: Guest) -> dict[str, Any]:
    return {
        "guest_id": guest.id,
        "name": guest.name,
        "workplace": guest.workplace,
        "team": guest.redesign.title if guest.redesign else None,
        "came_at": guest.created_at,
        "confirmed_at": guest.confirmed_at,
        "sent_out_at": guest.removed_at,
    }


def teams(workshop: Workshop) -> list[Redesign]:
    """Return the teams of the programme that are still at work."""
    own = Redesign.programme_id == workshop.phase.programme_id
    found = db.session.scalars(select(Redesign).where(own).order_by(Redesign.id))
    return [team for team in found if team.stage]


def of(workshop: Workshop, guest_id: int) -> Guest:
    """Return the guest of this workshop, or answer 404."""
    guest: Guest = get_or_404(Guest, guest_id, workshop=workshop)
    return guest


def to_list(workshop: Workshop) -> Response:
    return redirect(url_for("guests.index", workshop_id=workshop.id))


@bp.route("/guests/<int:guest_id>", methods=["GET", "POST"])
@requires("guest:confirm", Workshop)
def show(workshop: Workshop, guest_id: int) -> Response | str:
    """Change a guest's name, place of work and team."""
    guest = of(workshop, guest_id)
    form = guest_form(guest)
    if form.accepts(lambda: change(guest, form)):
        flash(gettext("%(name)s is saved.", name=guest.name), "ok")
        return commit_and_reply(to_list(workshop))
    return page(guest, form=form)


def guest_form(guest: Guest, **options: Any) -> GuestForm:
    form = GuestForm(obj=guest, **options)
    form.offer_teams(teams(guest.workshop))
    return form


def page(guest: Guest, *, form: GuestForm | None = None, who: RecogniseForm | None = None) -> str:
    """Show the guest; a form that came back with errors stands in the place of a fresh one."""
    if who is None:
        who = RecogniseForm(formdata=None)
        who.offer_people(guest, offered(guest))
    return render_template(
        "guests/show.html",
        workshop=guest.workshop,
        guest=guest,
        form=form or guest_form(guest, formdata=None),
        who=who,
        joining=joining_of(guest),
        lasts=LASTS,
    )


def offered(guest: Guest) -> list[tuple[int, str]]:
    """Return the likeliest people, each with what tells people of one name apart."""
    others = (each.person for each in likely_people(guest) if each.person.id != current_user.id)
    return [(person.id, likely_words(person)) for person in others]


def likely_words(person: Person) -> str:
    known = person.organisation.label if person.organisation else ""
    if person.is_guest:
        known = gettext("another guest in this room")
    return " · ".join(each for each in (person.name, known, person.email) if each)


def change(guest: Guest, form: GuestForm) -> None:
    check_version(guest)
    values = form.values()
    team = get_or_404(Redesign, values["redesign_id"]) if values["redesign_id"] else None
    name = " ".join(values["name"].split())
    guest.edit(name=name, workplace=values["workplace"], redesign=team, by=current_user)


@bp.post("/guests/<int:guest_id>/confirm")
@requires("guest:confirm", Workshop)
def confirm(workshop: Workshop, guest_id: int) -> Response:
    """Confirm that this is who they say they are."""
    of(workshop, guest_id).confirm(by=current_user)
    return commit_and_reply(to_list(workshop))


@bp.post("/guests/<int:guest_id>/remove")
@requires("guest:confirm", Workshop)
def remove(workshop: Workshop, guest_id: int) -> Response:
    """Send a guest out of the room; what they wrote stays."""
    guest = of(workshop, guest_id)
    guest.send_out(by=current_user)
    flash(gettext("%(name)s is out of the room. What they wrote stays.", name=guest.name), "ok")
    return commit_and_reply(to_list(workshop))


@bp.post("/guests/<int:guest_id>/readmit")
@requires("guest:confirm", Workshop)
def readmit(workshop: Workshop, guest_id: int) -> Response:
    """Let a guest who was sent out into the room again."""
    of(workshop, guest_id).readmit(by=current_user)
    return commit_and_reply(to_list(workshop))
