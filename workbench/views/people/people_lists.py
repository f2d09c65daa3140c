"""Many people at once: a list is looked through first, and gives a sheet of links to hand over."""

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from workbench.exchange.people_list import read_people
from workbench.exchange.unreadable import Unreadable
from workbench.extensions import db
from workbench.forms.fields import offered
from workbench.forms.people import PeopleListForm
from workbench.models.people.invitation import Invitation
from workbench.models.programme.guest_list import STATES, GuestList, code_of
from workbench.models.programme.phase import Phase
from workbench.models.roles import ROLES
from workbench.text import columns
from workbench.text.messages import N_
from workbench.views.people.people import message, open_phases
from workbench.views.room.posters import whole
from workbench.web.access import requires
from workbench.web.filters import ngettext
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.idempotency import commit_and_reply

bp = Blueprint("people_lists", __name__)
TABLE = columns.Table(
    N_("Links"),
    columns.text("name", N_("Name")),
    columns.text("email", N_("E-mail")),
    columns.text("role", N_("Role"), ROLES),
    columns.text("programme", N_("Programme")),
    columns.text("link", N_("Link")),
    columns.moment("open_until", N_("Open until")),
)


@bp.route("/people/list", methods=["GET", "POST"])
@requires("person:invite")
def create() -> Response | str:
    """Show what would become of each line; do it when it is sent once more with the button for that."""
    phases = open_phases()
    form = PeopleListForm(data={"place": request.args.get("phase", "")})
    form.place.choices = offered(
        (str(phase.id), f"{phase.programme.title} · {phase.title}") for phase in phases
    )
    found = looked_through(form, phases) if form.validate_on_submit() else None
    if found and found.has_work and request.form.get("step") == "invite":
        return invited(found)
    return render_template(
        "people_lists/new.html", form=form, found=found, states=STATES, roles=ROLES
    )


def looked_through(form: PeopleListForm, phases: list[Phase]) -> GuestList | None:
    """Return the list against its phase, and leave its lines in the form; None where it cannot be read."""
    phase = next(phase for phase in phases if str(phase.id) == form.place.data)
    try:
        lines = read_people(*form.contents())
    except Unreadable as refused:
        form.refuse(refused)
        return None
    if form.file.data:
        kept = (("\t".join((x.name, x.email, x.organisation, x.role_text))) for x in lines)
        form.text.data = "\n".join(kept)
    return GuestList(phase, lines, form.role.data)


def invited(found: GuestList) -> Response:
    token = secrets.token_hex(16)
    made = found.invite(token, by=current_user)
    db.session.flush()
    session["links"] = [token, [invitation.id for invitation in made]]
    if enrolled := found.count("here"):
        told = ngettext("%(num)s person was enrolled.", "%(num)s people were enrolled.", enrolled)
        flash(told, "ok")
    return commit_and_reply(redirect(url_for("people_lists.sheet")))


@table_view(bp, "/people/list/links", "person:invite", name="links", table=TABLE)
def sheet() -> Rows | str:
    """Show the links of the list sent last from this browser, those that are still open."""
    rows = [row(*one) for one in made_last()]
    return rows if wants_rows() else render_template("people_lists/sheet.html", rows=rows)


def made_last() -> list[tuple[Invitation, str]]:
    token, ids = session.get("links", ["", []])
    own = (Invitation.id.in_(ids), Invitation.created_by_id == current_user.id)
    found = {each.id: each for each in db.session.scalars(select(Invitation).where(*own))}
    places = [(found[one], code_of(token, place)) for place, one in enumerate(ids) if one in found]
    return [(invitation, code) for invitation, code in places if invitation.is_open]


def row(invitation: Invitation, code: str) -> dict[str, Any]:
    link = whole(url_for("invitations.accept", code=code))
    return {
        "name": invitation.name,
        "email": invitation.email,
        "role": invitation.role,
        "programme": invitation.place,
        "link": link,
        "open_until": invitation.expires_at,
        "message": message(invitation, link),
    }
