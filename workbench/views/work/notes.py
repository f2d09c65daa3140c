"""Notes on a team's or a room's board: written, read, changed, discarded and restored."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.notes import NewNoteForm, NoteForm, PicturedForm, PictureForm, SeveralNotesForm
from workbench.models.base import DomainError
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.participation import (
    block_on,
    may_change,
    may_now,
    require_change,
    require_now,
    require_writing,
)
from workbench.models.work.note import KINDS, Note
from workbench.models.work.note_picture import picture_facts
from workbench.text import columns
from workbench.text.lists import repeats
from workbench.text.messages import N_
from workbench.text.sentence_guide import guidance
from workbench.views.undo.discarding import register_discardable
from workbench.views.work.attachments import read, uploads
from workbench.web.access import get_or_404, requires
from workbench.web.formats import Rows, rows_view
from workbench.web.fragments import watch
from workbench.web.idempotency import check_version, commit_and_reply
from workbench.web.languages import language_of
from workbench.web.places import BoardBlueprint, Place, place_url, to_board

# Registered twice: as "notes" on a team's board, as "workshop_notes" on that of a room.
bp = BoardBlueprint("notes", __name__, url_prefix="/redesigns/<int:redesign_id>")


TABLE = columns.Table(
    N_("Notes"),
    columns.text("code", N_("Code")),
    columns.text("text", N_("Note")),
    columns.text("kind", N_("Kind"), KINDS),
    columns.text("group", N_("Group")),
    columns.text("author", N_("Author")),
    columns.text("said", N_("Who said it")),
    columns.yes_no("parked", N_("Parked")),
    columns.text("problem", N_("Problem")),
)


def note_at(place: Place, note_id: str) -> Note:
    """Return a note of the board that this reader may see at all, or answer 404."""
    note: Note = get_or_404(Note, note_id, place=place)
    if not note.may_be_read_by(current_user.id):
        abort(404)
    return note


def changeable(place: Place, note_id: str) -> Note:
    note = note_at(place, note_id)
    require_change(current_user, note)
    return note


@rows_view(bp, "/notes", "note:read", Redesign, Workshop, name="notes", table=TABLE)
def index(place: Place) -> Rows:
    """Return what everybody may read of the board."""
    asked = (joinedload(Note.group), joinedload(Note.problem), joinedload(Note.created_by))
    return [
        {
            "code": note.code,
            "text": note.text,
            "kind": note.kind,
            "group": note.group.title if note.group else None,
            "author": note.author_name,
            "said": note.said,
            "parked": note.is_parked,
            "problem": note.problem.code if note.problem else None,
        }
        for note in Note.shown_at(place, *asked)
    ]


@bp.post("/notes")
@requires("note:write", Redesign, Workshop)
def create(place: Place) -> Response | str:
    """Write a note, or one for each line of a pasted list: all of them, or none."""
    if "several" in request.form:
        return create_several(place)
    form = NewNoteForm()
    if form.accepts(lambda: write(place, form, form.texts, picture_of(form))):
        return commit_and_reply(to_board(place))
    return note_page(place, None, form)


def create_several(place: Place) -> Response | str:
    form = SeveralNotesForm()
    if written := form.accepts(lambda: write(place, form, wanted(place, form), {})):
        count, left_out = written[0], len(form.texts) - written[0]
        flash(gettext("Notes added: %(count)s.", count=count), "ok")
        if left_out:
            flash(gettext("Left out, as they stand here already: %(count)s.", count=left_out), "ok")
        return commit_and_reply(to_board(place))
    return list_page(place, form)


def wanted(place: Place, form: SeveralNotesForm) -> list[str]:
    """Return the lines that become notes: all, or the new ones; DomainError where there are none of these."""
    if request.form["several"] != "new":
        return form.texts
    same = repeats(form.texts, Note.said_at(place, current_user.id))
    new = [text for text, other in zip(form.texts, same, strict=True) if other is None]
    if not new:
        raise DomainError(N_("All of these notes stand on the board already."))
    return new


def picture_of(form: PicturedForm) -> dict[str, Any]:
    """Return the columns of the picture that came with the form; read before anything is written."""
    if not form.file.data:
        return {}
    return picture_facts(read(form.file.data), uploads())


def write(place: Place, form: NoteForm, texts: list[str], picture: dict[str, Any]) -> int:
    """Write the notes and return how many they are; a picture goes to each."""
    block = require_writing(current_user, place, form.promise.data or "")
    ids = [form.id.data, *(None for _ in texts)]
    for note_id, text in zip(ids, texts, strict=False):
        values = {"text": text, "kind": form.kind.data, "block": block, **picture}
        Note.write(place, values, by=current_user, id=note_id)
    return len(texts)


@bp.route("/notes/several", methods=["GET", "POST"])
@requires("note:write", Redesign, Workshop)
def several(place: Place) -> str:
    """Ask for a list, and show which notes would come of it: nothing is written here."""
    form = SeveralNotesForm(kind="citizen")
    form.promise.data = form.promise.data or promise_of(place, None)
    if request.method == "POST":
        form.validate()
    return list_page(place, form)


def list_page(place: Place, form: SeveralNotesForm) -> str:
    same = repeats(form.texts, Note.said_at(place, current_user.id))
    lines = list(zip(form.texts, same, strict=True))
    return render_template(
        "notes/several.html",
        place=place,
        form=form,
        lines=[] if form.text.errors else lines,
        new_count=sum(other is None for other in same),
        put_url=place_url("notes.create", place),
        look_url=place_url("notes.several", place),
    )


@bp.get("/notes/<note_id>")
@requires("note:read", Redesign, Workshop)
def show(place: Place, note_id: str) -> str:
    watch(place)
    note = note_at(place, note_id)
    return note_page(place, note, NoteForm(formdata=None, obj=note))


@bp.post("/notes/<note_id>")
@requires("note:write", Redesign, Workshop)
def edit(place: Place, note_id: str) -> Response | str:
    note = changeable(place, note_id)
    form = NoteForm(obj=note)
    if form.validate_on_submit():
        values = {"text": form.text.data, "kind": form.kind.data}
        was_away = note.is_discarded
        if form.accepts(lambda: check_version(note).edit(values, by=current_user)):
            if was_away:
                flash(gettext("The note is back on the board, with your text."), "ok")
            return commit_and_reply(to_board(place, f"note-{note.id}"))
    return note_page(place, note, form)


def note_page(
    place: Place, note: Note | None, form: NoteForm, picture_form: PictureForm | None = None
) -> str:
    may_write = current_user.may("note:write", place)
    is_new = note is None or note.put_away_why != ""
    if is_new and note is not None:
        # Discarded by a facilitator: its words are offered for a new note.
        form.id.data = form.version.data = ""
    form.promise.data = promise_of(place, note) if is_new else ""
    return render_template(
        "notes/edit.html",
        place=place,
        note=note,
        form=form,
        picture_form=picture_form or PictureForm(formdata=None, obj=note),
        is_new=is_new,
        may_change=may_write and (is_new or may_change(current_user, note)),
        may_grow=may_write and may_now(current_user, "grow", place),
    )


def promise_of(place: Place, note: Note | None) -> str:
    """Return what the writer of a new note, or of one written again, is promised."""
    block = note.block if note is not None else block_on(place)
    return block.promise if block is not None else ""


@bp.get("/notes/own")
@requires("note:read", Redesign, Workshop)
def own(place: Place) -> str:
    """Show the reader what they wrote and nobody else can read yet."""
    mine = Note.own_hidden(place, current_user.id) if current_user.id else []
    return render_template("notes/_own.html", place=place, notes=mine)


@bp.get("/notes/hidden")
@requires("note:read", Redesign, Workshop)
def hidden(place: Place) -> str:
    """Show how many notes nobody can read yet, as of the last full ten seconds."""
    return render_template("boards/_hidden.html", count=Note.hidden_count(place))


@bp.post("/notes/<note_id>/grow")
@requires("note:write", Redesign, Workshop)
def grow(place: Place, note_id: str) -> Response:
    """Make the note a problem under the same code; one that names nobody is asked first who it is."""
    note = note_at(place, note_id)
    require_now(current_user, "grow", place)
    if isinstance(place, Redesign) and note.problem is None and names_nobody_in(note, place):
        asked = url_for("problems.create", redesign_id=place.id, note=note.id)
        return commit_and_reply(redirect(asked))
    problem = note.grow(by=current_user)
    db.session.flush()
    address = url_for("problems.edit", redesign_id=place.id, problem_id=problem.id)
    return commit_and_reply(redirect(address))


def names_nobody_in(note: Note, redesign: Redesign) -> bool:
    language = language_of(redesign.programme.city.country)
    return bool(guidance(note.text, language).nobody)


@bp.post("/notes/<note_id>/opportunity")
@requires("note:write", Redesign, Workshop)
def open_opportunity(place: Place, note_id: str) -> Response:
    """Make the note an opportunity in its own words."""
    note = note_at(place, note_id)
    require_now(current_user, "grow", place)
    opportunity = note.open_opportunity(by=current_user)
    db.session.flush()
    address = url_for("opportunities.edit", redesign_id=place.id, opportunity_id=opportunity.id)
    return commit_and_reply(redirect(address))


def put_away(note: Note) -> str:
    """Return the sentence for a discarded note; one that nobody can read yet has no name."""
    if note.is_hidden:
        return gettext("The note is archived.")
    return gettext("Note %(code)s is archived.", code=note.code)


register_discardable(
    bp,
    "/notes/<note_id>",
    Note,
    find=changeable,
    told=put_away,
    home=lambda note: to_board(note.place),
    shown=lambda note: to_board(note.place, f"note-{note.id}"),
    places=(Redesign, Workshop),
)


@bp.post("/notes/<note_id>/apart")
@requires("note:write", Redesign, Workshop)
def tell_apart(place: Place, note_id: str) -> Response:
    """Let a note stand by itself again; on the note that stands for others, all of them."""
    note = note_at(place, note_id)
    require_now(current_user, "arrange", place)
    for each in [note] if note.same_as else list(note.same_notes):
        each.tell_apart(by=current_user)
    return commit_and_reply(to_board(place, f"note-{note.id}"))


@bp.post("/notes/<note_id>/unpark")
@requires("note:write", Redesign, Workshop)
def unpark(place: Place, note_id: str) -> Response:
    note = note_at(place, note_id)
    require_now(current_user, "arrange", place)
    note.unpark(by=current_user)
    return commit_and_reply(to_board(place, f"note-{note.id}"))


def picked(place: Place) -> list[Note]:
    """Return the notes that were picked on the board, each once."""
    ids = dict.fromkeys(request.form.getlist("note"))
    return [note_at(place, note_id) for note_id in ids]
