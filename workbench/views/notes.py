"""The board of a team: notes are written, grouped without dragging, put away and brought back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.notes import GroupForm, NoteForm
from workbench.models.note import Note, NoteGroup
from workbench.models.redesign import Redesign
from workbench.views.access import belonging, requires
from workbench.views.edits import saved, saw
from workbench.views.filters import ngettext

bp = Blueprint("notes", __name__, url_prefix="/redesigns/<int:redesign_id>/notes")


def to_board(redesign: Redesign, anchor: str = "board") -> Response:
    return redirect(url_for("problems.index", redesign_id=redesign.id, _anchor=anchor))


@bp.post("")
@requires("note:write", Redesign)
def create(redesign: Redesign) -> Response | str:
    form = NoteForm()
    if form.validate_on_submit():
        values = {"text": form.text.data, "kind": form.kind.data}
        if form.accepts(lambda: Note.write(redesign, values, by=current_user, id=form.id.data)):
            return saved(to_board(redesign))
    return render_template("notes/edit.html", redesign=redesign, form=form, note=None)


@bp.route("/<note_id>", methods=["GET", "POST"])
@requires("note:write", Redesign)
def edit(redesign: Redesign, note_id: str) -> Response | str:
    note = belonging(Note, note_id, redesign=redesign)
    form = NoteForm(obj=note)
    if form.validate_on_submit():
        values = {"text": form.text.data, "kind": form.kind.data}
        if form.accepts(lambda: saw(note).edit(values, by=current_user)):
            return saved(to_board(redesign))
    return render_template("notes/edit.html", redesign=redesign, form=form, note=note)


@bp.post("/arrange")
@requires("note:write", Redesign)
def arrange(redesign: Redesign) -> Response:
    """Put the picked notes in a group, a new group, or none; the form's buttons say which."""
    notes = [
        belonging(Note, note_id, redesign=redesign) for note_id in request.form.getlist("note")
    ]
    group = chosen_group(redesign)
    for note in notes:
        note.move_to(group, by=current_user)
    if not notes:
        flash(gettext("Pick the notes first."), "warn")
    elif group:
        flash(
            ngettext(
                "%(num)s note put in “%(group)s”.",
                "%(num)s notes put in “%(group)s”.",
                len(notes),
                group=group.title,
            ),
            "ok",
        )
    return saved(to_board(redesign, f"group-{group.id}" if group else "board"))


def chosen_group(redesign: Redesign) -> NoteGroup | None:
    """Return the group that the form names, making it when a new name was written."""
    title = request.form.get("title", "").replace("\x00", "").strip()[:120]
    if request.form.get("group") == "new" and title:
        return NoteGroup.write(redesign, {"title": title}, by=current_user)
    if request.form.get("group") in ("new", "none", "", None):
        return None
    group = belonging(NoteGroup, request.form["group"], redesign=redesign)
    if group.is_discarded:
        # Somebody dissolved it meanwhile: notes in a group that nobody sees would be lost.
        group.restore(by=current_user)
    return group


@bp.route("/groups/<group_id>", methods=["GET", "POST"])
@requires("note:write", Redesign)
def edit_group(redesign: Redesign, group_id: str) -> Response | str:
    group = belonging(NoteGroup, group_id, redesign=redesign)
    form = GroupForm(obj=group)
    if form.validate_on_submit() and form.accepts(
        lambda: saw(group).edit(form.values(), by=current_user)
    ):
        return saved(to_board(redesign, f"group-{group.id}"))
    return render_template("notes/edit_group.html", redesign=redesign, form=form, group=group)


@bp.post("/groups/<group_id>/discard")
@requires("note:write", Redesign)
def discard_group(redesign: Redesign, group_id: str) -> Response:
    belonging(NoteGroup, group_id, redesign=redesign).discard(by=current_user)
    return saved(to_board(redesign))


@bp.post("/<note_id>/grow")
@requires("note:write", Redesign)
def grow(redesign: Redesign, note_id: str) -> Response:
    """Make the note a problem under the same code."""
    problem = belonging(Note, note_id, redesign=redesign).grow(by=current_user)
    db.session.flush()
    return saved(redirect(url_for("problems.edit", redesign_id=redesign.id, problem_id=problem.id)))


@bp.post("/<note_id>/discard")
@requires("note:write", Redesign)
def discard(redesign: Redesign, note_id: str) -> Response:
    note = belonging(Note, note_id, redesign=redesign)
    note.discard(by=current_user)
    undo = url_for("notes.restore", redesign_id=redesign.id, note_id=note.id)
    flash((gettext("Note %(code)s was put away.", code=note.code), gettext("Undo"), undo), "undo")
    return saved(to_board(redesign))


@bp.post("/<note_id>/restore")
@requires("note:write", Redesign)
def restore(redesign: Redesign, note_id: str) -> Response:
    belonging(Note, note_id, redesign=redesign).restore(by=current_user)
    return saved(to_board(redesign))
