"""The picture of a note, behind the same gate as the note: views added to the notes' blueprint."""

from flask import abort
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.notes import NoteForm, PictureForm
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.note import Note
from workbench.models.work.note_picture import NO_PICTURE
from workbench.views.work.attachments import download
from workbench.views.work.notes import bp, changeable, note_at, note_page, picture_of
from workbench.web.access import requires
from workbench.web.idempotency import check_version, commit_and_reply
from workbench.web.places import Place, to_board


@bp.get("/notes/<note_id>/picture")
@requires("note:read", Redesign, Workshop)
def picture(place: Place, note_id: str) -> Response:
    note = note_at(place, note_id)
    return download(note) if note.has_picture else abort(404)


@bp.post("/notes/<note_id>/picture")
@requires("note:write", Redesign, Workshop)
def set_picture(place: Place, note_id: str) -> Response | str:
    """Give the note a picture, or another one, and say what it shows."""
    note = changeable(place, note_id)
    form = PictureForm(obj=note)
    if form.accepts(lambda: set_on(note, form)):
        return commit_and_reply(to_board(place, f"note-{note.id}"))
    db.session.rollback()
    return note_page(place, note, NoteForm(formdata=None, obj=note), form)


def set_on(note: Note, form: PictureForm) -> None:
    words = (form.alternative_text.data or "").strip()
    values = {**picture_of(form), "alternative_text": words}
    check_version(note).edit(values, by=current_user)


@bp.post("/notes/<note_id>/picture/remove")
@requires("note:write", Redesign, Workshop)
def remove_picture(place: Place, note_id: str) -> Response:
    """Take the picture off the note; undo brings it back."""
    note = changeable(place, note_id)
    check_version(note).edit(NO_PICTURE, by=current_user)
    return commit_and_reply(to_board(place, f"note-{note.id}"))
