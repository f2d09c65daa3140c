"""Moderation and reveal: facilitators read hidden notes without authors, discard or show them."""

from flask import abort, flash, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.notes import ModerationForm
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.room.reveal import authors_of, reveal
from workbench.models.work.note import Note
from workbench.web.access import get_or_404, requires
from workbench.web.filters import ngettext
from workbench.web.idempotency import commit_and_reply
from workbench.web.places import BoardBlueprint, Place, place_url, to_board

# Registered twice: "moderations" for a team's board, "workshop_moderations" for that of a room.
bp = BoardBlueprint("moderations", __name__, url_prefix="/redesigns/<int:redesign_id>/moderation")


@bp.get("")
@requires("note:moderate", Redesign, Workshop)
def index(place: Place) -> str:
    return moderation_page(place)


def moderation_page(place: Place, wrong: ModerationForm | None = None, note_id: str = "") -> str:
    """Show the hidden notes' words, shuffled and without authors, under the block they were written for."""
    blocks: dict[Block, list[Note]] = {}
    for note in Note.hidden_at(place):
        if note.block is not None:
            blocks.setdefault(note.block, []).append(note)
    authors = {block.id: authors_of(block, place) for block in blocks}
    return render_template(
        "moderations/index.html",
        place=place,
        blocks=blocks,
        authors=authors,
        form=ModerationForm(formdata=None),
        wrong=wrong,
        wrong_id=note_id,
    )


def block_at(place: Place, block_id: str) -> Block:
    """Return a block that may happen at the place, or answer 404: one of this room, or of the team's programme."""
    block: Block = get_or_404(Block, block_id)
    is_room = isinstance(place, Workshop)
    programme_id = block.workshop.phase.programme_id
    if not (block.workshop is place if is_room else programme_id == place.programme_id):
        abort(404)
    return block


@bp.post("/<note_id>/discard")
@requires("note:moderate", Redesign, Workshop)
def discard(place: Place, note_id: str) -> Response | str:
    note = get_or_404(Note, note_id, place=place)
    form = ModerationForm()
    if form.accepts(lambda: note.moderate(form.why.data, by=current_user)):
        flash(gettext("The note is archived. Only its author is told why."), "ok")
        return commit_and_reply(redirect(place_url("moderations.index", place)))
    return moderation_page(place, wrong=form, note_id=note_id)


@bp.post("/reveal/<block_id>")
@requires("note:moderate", Redesign, Workshop)
def show(place: Place, block_id: str) -> Response:
    """Show hidden notes to everybody: of one person, of this team, or of the whole block."""
    block = block_at(place, block_id)
    author = None
    if (asked := request.form.get("person")) is not None:
        if not asked.isdecimal():
            abort(400)
        author = next((one for one in authors_of(block, place) if str(one.id) == asked), None)
        if author is None:
            flash(gettext("Nobody’s notes were shown: choose a person."), "warn")
            return commit_and_reply(redirect(place_url("moderations.index", place)))
    is_whole = isinstance(place, Workshop) and author is None
    count = reveal(block, by=current_user, place=None if is_whole else place, author=author)
    flash(ngettext("%(num)s note is shown now.", "%(num)s notes are shown now.", count), "ok")
    return commit_and_reply(to_board(place))
