"""Undo of one's own last deeds, and the list of what was put away, from which the team brings everything back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from workbench.models.ground_rules import ask_for, ask_for_work
from workbench.models.person import Forbidden
from workbench.models.put_away import bring_back, put_away_at
from workbench.models.redesign import Redesign
from workbench.models.undo import Deed, last_deed, last_undone, own_deeds, standing, undo
from workbench.models.workshop import Workshop
from workbench.text.messages import N_
from workbench.views.access import requires
from workbench.views.edits import saved
from workbench.views.errors import came_from
from workbench.views.kept import own as own_part
from workbench.views.languages import safe_next
from workbench.views.places import board_url, place_url

if TYPE_CHECKING:
    from workbench.models.work import Place

bp = Blueprint("undos", __name__, url_prefix="/redesigns/<int:redesign_id>")

# What one must be allowed to do now, to take back what one did before.
NEEDED = {
    "note": "note:write",
    "note_group": "note:write",
    "problem": "problem:write",
    "evidence": "evidence:write",
    "journey": "journey:write",
    "journey_step": "journey:write",
    "journey_phase": "journey:write",
    "prototype": "prototype:write",
    "attachment": "attachment:write",
    "test_session": "test_session:write",
    "finding": "finding:write",
    "launch": "launch:edit",
    "redesign": "redesign:edit",
    "block": "room:run",
}
KINDS = {
    "note": N_("Note"),
    "note_group": N_("Group"),
    "problem": N_("Problem"),
    "evidence": N_("Evidence"),
    "journey": N_("Journey"),
    "journey_step": N_("Step of a journey"),
    "journey_phase": N_("Phase of a journey"),
    "prototype": N_("Prototype"),
    "attachment": N_("File"),
    "test_session": N_("Test"),
    "finding": N_("Finding"),
    "launch": N_("Launch"),
    "redesign": N_("Redesign"),
    "block": N_("Block"),
}


def undo_buttons() -> Markup:
    """Return the reader's own part with the buttons, on the live pages of a team or of a room."""
    if g.get("watched"):
        for name, endpoint in (("redesign_id", "undos.own"), ("workshop_id", "workshop_undos.own")):
            if name in (request.view_args or {}):
                return own_part("undo", endpoint, **{name: request.view_args[name]})
    return Markup("")


@bp.record_once
def offer(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["undo_buttons"] = undo_buttons


def what(deed: Deed) -> str:
    """Return in a few words what the deed was about: "Problem P-05"; what is hidden has no words here."""
    first = deed.events[0]
    facts = first.facts
    name = facts.get("code") or facts.get("title") or facts.get("name") or ""
    count = len(deed.subjects)
    kind = gettext(KINDS[first.subject_kind])
    told = f"{kind} {name}".strip()[:60]
    return gettext("%(first)s and %(more)s more", first=told, more=count - 1) if count > 1 else told


def may_change(kind: str, place: Place) -> bool:
    return bool(current_user.may(NEEDED[kind], place))


@bp.get("/undo")
@requires("note:read", Redesign, Workshop)
def own(place: Place) -> str:
    """Show the buttons of the reader's own last deed and of what they undid last."""
    last, undone = (
        standing(own_deeds(place.workspace, current_user)) if current_user.id else (None, None)
    )
    return render_template("undos/_own.html", place=place, last=last, undone=undone, what=what)


@bp.post("/undo")
@requires("note:read", Redesign, Workshop)
def take_back(place: Place) -> Response:
    """Undo the deed that the button names, or bring back the one that was undone."""
    deed_id = request.values.get("deed", "")
    workspace = place.workspace
    for deed in (last_deed(workspace, current_user), last_undone(workspace, current_user)):
        if deed is not None and deed.id == deed_id:
            ask(deed, place)
    deed = undo(workspace, deed_id, by=current_user)
    again = place_url("undos.take_back", place, deed=request.form.get("edit_id", "")[:40])
    if deed.undoes:
        told = gettext("Done again: %(what)s.", what=what(deed))
        flash((told, gettext("Undo"), again), "undo")
    else:
        told = gettext("Undone: %(what)s.", what=what(deed))
        flash((told, gettext("Do it again"), again), "undo")
    return saved(back(place, deed))


def ask(deed: Deed, place: Place) -> None:
    """Raise Forbidden or Refused when the person may not change these records any more, or not now."""
    for event in deed.subjects:
        needed = NEEDED[event.subject_kind]
        if not current_user.may(needed, place):
            raise Forbidden(needed)
        ask_for_work(current_user, needed, place)
        if event.subject_kind == "note_group":
            ask_for(current_user, "arrange", place)


def back(place: Place, deed: Deed) -> Response:
    """Go back to the page on which the button was, unless its record is gone now."""
    here = request.referrer and came_from()
    gone = (str(row[1]) for row in deed.rows if row[2] == "added")
    if here and not any(f"/{each}" in here for each in gone):
        return redirect(safe_next(here))
    return redirect(home_of(place))


def home_of(place: Place) -> str:
    if isinstance(place, Redesign):
        return url_for("redesigns.show", redesign_id=place.id)
    return board_url(place)


@bp.get("/discarded")
@requires("note:write", Redesign, Workshop)
def index(place: Place) -> str:
    """List everything that was put away or deleted here, each with a button that brings it back."""
    found = [each for each in put_away_at(place) if may_change(each.kind, place)]
    return render_template(
        "undos/index.html",
        place=place,
        found=found,
        kinds=KINDS,
        home=home_of(place),
        title=place.title,
    )


@bp.post("/discarded/<kind>/<record_id>/restore")
@requires("note:write", Redesign, Workshop)
def restore(place: Place, kind: str, record_id: str) -> Response:
    needed = NEEDED.get(kind, "note:write")
    if not current_user.may(needed, place):
        raise Forbidden(needed)
    ask_for_work(current_user, needed, place)
    bring_back(place, kind, record_id, by=current_user)
    flash(gettext("It is back where it was."), "ok")
    return saved(redirect(place_url("undos.index", place)))
