"""Undo of one's own last operations, and the trash, from which the team restores everything."""

from typing import Any
from urllib.parse import urlsplit

from flask import flash, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import Row as Line
from werkzeug.wrappers import Response

from workbench.models.people.person import Forbidden
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.register import KINDS
from workbench.models.room.participation import require_change, require_now, require_work
from workbench.models.undo.trash import bring_back, trash_at
from workbench.models.undo.undo import Operation, Reach, find, undo, within_reach
from workbench.models.work.journey_cells import NAMES as CELL_NAMES
from workbench.models.work.note import Note
from workbench.models.work.note_group import NoteGroup
from workbench.text.messages import N_
from workbench.views.undo.discarding import flash_undo
from workbench.web.access import get_or_404, requires
from workbench.web.errors import came_from
from workbench.web.idempotency import commit_and_reply
from workbench.web.languages import safe_next
from workbench.web.page_cache import own as own_part
from workbench.web.places import BoardBlueprint, Place, board_url, place_url

bp = BoardBlueprint("undos", __name__, url_prefix="/redesigns/<int:redesign_id>")

CHANGE = N_("change %(what)s")
# What is undone, by the verb of its first event; whatever is not named here was a change.
VERBS = {
    **dict.fromkeys(("written", "planned", "phase_added", "version_added"), N_("add %(what)s")),
    "discarded": N_("archive %(what)s"),
    **dict.fromkeys(("removed", "phase_removed"), N_("remove %(what)s")),
    **dict.fromkeys(("restored", "phase_restored"), N_("restore %(what)s")),
    "moved": N_("move %(what)s"),
    "fate_decided": N_("decide what becomes of %(what)s"),
    "parked": N_("park %(what)s"),
    "unparked": N_("take %(what)s from the parking lot"),
    **dict.fromkeys(("merged", "joined"), N_("merge %(what)s")),
    "split": N_("split %(what)s"),
    "copied": N_("copy %(what)s"),
    **dict.fromkeys(("steps_pasted", "steps_brought"), N_("add steps to %(what)s")),
    "marked_same": N_("join %(what)s with a note that says the same"),
    "told_apart": N_("separate %(what)s"),
}
# How many records a button names.
MOST_NAMED = 3
# What moves a note on the board, and what it grew into: its words are not touched.
ARRANGED = frozenset({"group_id", "is_parked", "same_as_id"})
GROWN = frozenset({"problem_id"})


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


def what(operation: Operation) -> str:
    """Return in a few words what the operation was, done or undone: "change Problem P-05"."""
    operation = operation.original or operation
    verb = verb_of(operation.events[0])
    # What else the press did goes without saying: a new group took in the notes that were picked.
    names = list(dict.fromkeys(name_in(each) for each in operation.events if verb_of(each) == verb))
    told, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    if more > 0:
        told = gettext("%(first)s and %(more)s more", first=told, more=more)
    return gettext(verb, what=told)


def verb_of(event: Line[Any]) -> str:
    return VERBS.get(event.action.partition(".")[2], CHANGE)


def name_in(event: Line[Any]) -> str:
    """Return what people call the record of an event; a note written in silence has no name yet."""
    facts, kind = event.facts, gettext(KINDS[event.subject_kind].noun)
    name = facts.get("code") or facts.get("title") or facts.get("name") or ""
    if event.subject_kind == "note" and not name:
        return gettext("a note")
    if "lane" in facts and name:
        cell = gettext(CELL_NAMES.get(facts["lane"], ""))
        return gettext("“%(cell)s” of “%(title)s”", cell=cell, title=name[:60])
    return f"{kind} {name}".strip()[:60]


def needed_for(kind: str) -> str:
    """Return the permission that it takes to undo a change of this kind."""
    return str(KINDS[kind].write_permission()) if kind in KINDS else "note:write"


def may_change(kind: str, place: Place) -> bool:
    return bool(current_user.may(needed_for(kind), place))


@bp.get("/undo")
@requires("note:read", Redesign, Workshop)
def own(place: Place) -> str:
    """Show the buttons of the reader's own last operation and of what they undid last."""
    reach = within_reach(place.workspace, current_user) if current_user.id else Reach()
    return render_template("undos/_own.html", place=place, reach=reach, what=what)


@bp.post("/undo")
@requires("note:read", Redesign, Workshop)
def take_back(place: Place) -> Response:
    """Undo the operation that the button names; if it was an undo, that redoes it."""
    operation = find(place.workspace, current_user, request.values.get("deed", ""))
    ask(operation, place)
    undo(place.workspace, operation, by=current_user)
    if operation.undoes:
        done_again = gettext("Done again: %(what)s.", what=what(operation))
        flash_undo(done_again, place, operation.undoes)
    else:
        undone = gettext("Undone: %(what)s.", what=what(operation))
        flash_undo(undone, place, label=gettext("Do it again"))
    return commit_and_reply(back(place, operation))


def ask(operation: Operation, place: Place) -> None:
    """Raise Forbidden or DomainError when the person may not change these records any more, or not now."""
    for event in operation.subjects:
        needed = needed_for(event.subject_kind)
        if not current_user.may(needed, place):
            raise Forbidden(needed)
        require_work(current_user, needed, place)
    for table, record_id, verb, before, _ in operation.rows:
        if table == "note_group" or (table == "note" and before.keys() & ARRANGED):
            require_now(current_user, "arrange", place)
        if table == "note" and (verb == "added" or before.keys() - ARRANGED - GROWN):
            require_change(current_user, get_or_404(Note, record_id))


def back(place: Place, operation: Operation) -> Response:
    """Go back to the page on which the button was, unless its record is gone now."""
    here = request.referrer and came_from()
    gone = {str(row[1]) for row in operation.rows if row[2] == "added"}
    # The place's own number, which comes first, may be that of another record as well.
    if here and not gone.intersection(urlsplit(here).path.split("/")[3:]):
        return redirect(safe_next(here))
    return redirect(home_of(place))


def home_of(place: Place) -> str:
    if isinstance(place, Redesign):
        return url_for("redesigns.show", redesign_id=place.id)
    return board_url(place)


@bp.get("/discarded")
@requires("note:write", Redesign, Workshop)
def index(place: Place) -> str:
    """List all discarded or deleted records that one may restore here, each with its button."""
    found = [each for each in trash_at(place, current_user) if may_change(each.kind, place)]
    return render_template(
        "undos/index.html",
        place=place,
        found=found,
        kinds={word: kind.noun for word, kind in KINDS.items()},
        home=home_of(place),
        title=place.title,
    )


@bp.post("/discarded/<kind>/<record_id>/restore")
@requires("note:write", Redesign, Workshop)
def restore(place: Place, kind: str, record_id: str) -> Response:
    needed = needed_for(kind)
    if not current_user.may(needed, place):
        raise Forbidden(needed)
    require_work(current_user, needed, place)
    record = bring_back(place, kind, record_id, by=current_user)
    if isinstance(record, Note):
        require_change(current_user, record)
    if isinstance(record, NoteGroup):
        require_now(current_user, "arrange", place)
    flash(gettext("It is back where it was."), "ok")
    return commit_and_reply(redirect(place_url("undos.index", place)))
