"""The board of notes, as it stands on a team's page of problems and in the room of a workshop."""

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.notes import NoteForm
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.room.participation import block_on, may_now, require_now
from workbench.models.room.vote import Vote, items_of
from workbench.models.work.note import Note, NoteGroup, columns_of
from workbench.reports.seats import writers_on
from workbench.views.work import notes
from workbench.views.work.board_votes import board_vote, counted_on, vote_of
from workbench.views.work.note_cards import TIED
from workbench.web.access import requires
from workbench.web.formats import FORM
from workbench.web.fragments import watch
from workbench.web.idempotency import commit_and_reply
from workbench.web.page_cache import cached_page
from workbench.web.places import Place, board_url

bp = Blueprint("boards", __name__, url_prefix="/workshops/<int:workshop_id>")


@bp.get("/board")
@requires("note:read", Workshop)
@cached_page
def index(workshop: Workshop) -> str:
    watch(workshop)
    title = workshop.title
    return render_template("boards/index.html", workshop=workshop, title=title, **board(workshop))


@bp.get("/board" + FORM)
@requires("note:read", Workshop)
def table(workshop: Workshop, form: str) -> Response:
    return notes.index(workshop_id=workshop.id, form=form)


def board(place: Place) -> dict[str, Any]:
    """Return what the board of a place shows to everybody who may see it."""
    block = block_on(place)
    if isinstance(place, Redesign) and block is not None:
        watch(block.workshop)
    # A team's problems, with their evidence, are read by its page already.
    shown = Note.shown_at(place, *TIED)
    groups = NoteGroup.kept_in(place)
    columns = columns_of(groups, shown)
    may_write = current_user.may("note:write", place)
    vote = vote_over(block, place, groups, columns["none"])
    counted = counted_on(vote, place)
    return {
        "place": place,
        "block": block,
        "is_silent": block is not None and block.hides,
        "has_hidden": Note.is_any_hidden(place),
        "columns": columns,
        "groups": groups,
        "shown": [note for note in shown if not note.is_parked],
        "vote": vote,
        "counted_block": counted if counted and counted.tallied_at else None,
        "may_write": may_write,
        "may_add": may_write and may_now(current_user, "add", place),
        "may_arrange": may_write and may_now(current_user, "arrange", place),
        "whose": whose(place) if may_write else "none",
        "may_moderate": current_user.may("note:moderate", place),
        "form": NoteForm(formdata=None, kind="citizen"),
        "is_list": request.args.get("as") == "list",
        "segments": segments(place),
        "writers": writers_on(block, place) if block is not None and block.hides else None,
        "board_vote": board_vote(vote, counted),
        "may_cast": current_user.may("ballot:cast", place),
    }


def whose(place: Place) -> str:
    """Return whose notes the ground rules let people change here now: those of all, their own, or none."""
    if may_now(current_user, "edit", place):
        return "all"
    return "own" if may_now(current_user, "add", place) else "none"


def vote_over(
    block: Block | None, place: Place, groups: list[NoteGroup], loose: list[Note]
) -> Vote | None:
    """Return the vote of the block over what was read already; the reader's own part of this page uses it too."""
    vote = vote_of(block, place)
    if vote is not None:
        vote.items = items_of(groups, loose)
        g.vote = vote
    return vote


def segments(place: Place) -> list[tuple[str, str, bool]]:
    """Return the ways to see the board: (label, address, is it this one)."""
    here = board_url(place, anchor="")
    is_list = request.args.get("as") == "list"
    return [(gettext("Grid"), here, not is_list), (gettext("List"), f"{here}?as=list", is_list)]


@bp.get("/board/from-last-time")
@requires("note:read", Workshop)
def from_last_time(workshop: Workshop) -> str:
    """Show what was parked before this workshop and nobody has taken up yet."""
    parked = Note.parked_before(workshop)
    may_write = current_user.may("note:write", workshop)
    shown = {"parked": parked, "may_take": may_write and may_now(current_user, "arrange", workshop)}
    return render_template("boards/_from_last_time.html", workshop=workshop, **shown)


@bp.post("/board/carry/<note_id>")
@requires("note:write", Workshop)
def carry(workshop: Workshop, note_id: str) -> Response:
    """Take a note that was parked last time, here or by a team, onto the board of this room."""
    require_now(current_user, "arrange", workshop)
    parked = [note for note in Note.parked_before(workshop) if note.id == note_id]
    if not parked:
        abort(404)
    carried = parked[0].carry_to(workshop, by=current_user)
    db.session.flush()
    return commit_and_reply(redirect(board_url(workshop, f"note-{carried.id}")))
