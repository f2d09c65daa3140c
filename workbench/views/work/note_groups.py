"""Grouping without dragging: views for picked notes and groups, added to the notes' blueprint."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.fields import sentence_of
from workbench.forms.notes import GroupForm
from workbench.models.base import DomainError
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.participation import require_now
from workbench.models.work.note import Note
from workbench.models.work.note_group import NoteGroup
from workbench.text.messages import N_
from workbench.views.undo.discarding import flash_undo
from workbench.views.work.notes import bp, picked
from workbench.web.access import get_or_404, requires
from workbench.web.filters import ngettext
from workbench.web.idempotency import commit_and_reply, edited
from workbench.web.places import Place, to_board

NOTHING_CHANGED = N_(
    "Nothing was changed: these notes are there already, or somebody has archived them in the meantime."
)


@bp.post("/notes/arrange")
@requires("note:write", Redesign, Workshop)
def arrange(place: Place) -> Response:
    """Do with the picked notes what the form's button says."""
    operations = {
        "move": move,
        "new": put_in_new,
        "out": take_out,
        "same": mark_same,
        "park": park,
        "problem": to_questions,
    }
    operation = operations.get(request.form.get("deed", ""))
    if operation is None:
        abort(400)
    notes = picked(place)
    try:
        require_now(current_user, "arrange", place)
        if not notes:
            raise DomainError(N_("Pick the notes first."))
        return operation(place, notes)
    except DomainError as refused:
        if GroupForm().title.data:
            # The typed name is shown on the error's own page.
            raise
        db.session.rollback()
        flash(sentence_of(refused), "warn")
        return to_board(place)


def move(place: Place, notes: list[Note]) -> Response:
    """Put the notes in the group that was chosen; in a new one where only a name was written."""
    chosen = request.form.get("group", "")
    if not chosen and GroupForm().title.data:
        return put_in_new(place, notes)
    if not chosen:
        raise DomainError(N_("Choose a group."))
    group = get_or_404(NoteGroup, chosen, place=place)
    if group.is_discarded:
        # Somebody dissolved it meanwhile: notes in a group that nobody sees would be lost.
        group.restore(by=current_user)
    return put_in(place, notes, group)


def put_in_new(place: Place, notes: list[Note]) -> Response:
    form = GroupForm()
    if not form.title.data:
        raise DomainError(N_("Give the group a name."))
    if not form.validate():
        raise DomainError(str(form.title.errors[0]))
    group = NoteGroup.write(place, {"title": form.title.data}, by=current_user)
    db.session.flush()
    return put_in(place, notes, group)


def take_out(place: Place, notes: list[Note]) -> Response:
    return put_in(place, notes, None)


def put_in(place: Place, notes: list[Note], group: NoteGroup | None) -> Response:
    """Put the notes in a group, or in none, and flash how many were moved."""
    count = arranged(notes, lambda note: note.move_to(group, by=current_user))
    flash_undo(moved(group, count), place)
    return commit_and_reply(to_board(place, f"group-{group.id}" if group else "board"))


def arranged(notes: list[Note], operation: Callable[[Note], bool]) -> int:
    """Do this with each note that stands on the board; return with how many it was not done yet."""
    here = [note for note in notes if not note.is_discarded and note.same_as is None]
    count = sum(map(operation, here))
    if not count:
        raise DomainError(NOTHING_CHANGED)
    return count


def moved(group: NoteGroup | None, count: int) -> str:
    if group is None:
        return ngettext(
            "%(num)s note taken out of its group.",
            "%(num)s notes taken out of their groups.",
            count,
        )
    return ngettext(
        "%(num)s note put in “%(group)s”.",
        "%(num)s notes put in “%(group)s”.",
        count,
        group=group.title,
    )


def to_questions(place: Place, notes: list[Note]) -> Response:
    """Lead to the three questions of the problem that the first of the notes grows into; nothing is written yet."""
    note = notes[0]
    if not isinstance(place, Redesign):
        why = N_("Problems belong to a team: move the note to a team’s board first.")
        raise DomainError(why)
    if note.problem is None or note.problem.is_discarded:
        return redirect(url_for("problems.create", redesign_id=place.id, note=note.id))
    known = {"redesign_id": place.id, "problem_id": note.problem_id}
    return redirect(url_for("problems.edit", **known))


def mark_same(place: Place, notes: list[Note]) -> Response:
    """Let the oldest of the notes stand for all of them."""
    if len(notes) < 2:
        raise DomainError(N_("Pick two notes or more that say the same."))
    kept, *others = sorted(notes, key=lambda note: (note.number, note.id))
    added = kept.stand_for(others, by=current_user)
    if not added:
        raise DomainError(N_("%(code)s stands for these notes already."), code=kept.code)
    told = ngettext(
        "%(code)s now stands for %(num)s other note.",
        "%(code)s now stands for %(num)s other notes.",
        len(added),
        code=kept.code,
    )
    flash_undo(told, place)
    return commit_and_reply(to_board(place, f"note-{kept.id}"))


def park(place: Place, notes: list[Note]) -> Response:
    """Set the notes aside for the next workshop."""
    count = arranged(notes, lambda note: note.park(by=current_user))
    flash_undo(ngettext("%(num)s note parked.", "%(num)s notes parked.", count), place)
    return commit_and_reply(to_board(place, "parked"))


@bp.post("/notes/put-back")
@requires("note:write", Redesign, Workshop)
def put_back(place: Place) -> Response:
    """Refuse a button on a page of an earlier release, which named where notes had been."""
    why = N_("This button is from an older page. Undo on the page itself, or move the notes back.")
    raise DomainError(why)


# groups


@bp.get("/notes/groups/<group_id>")
@requires("note:read", Redesign, Workshop)
def show_group(place: Place, group_id: str) -> str:
    group = get_or_404(NoteGroup, group_id, place=place)
    return group_page(place, group, GroupForm(formdata=None, obj=group))


@bp.post("/notes/groups/<group_id>")
@requires("note:write", Redesign, Workshop)
def edit_group(place: Place, group_id: str) -> Response | str:
    group = get_or_404(NoteGroup, group_id, place=place)
    require_now(current_user, "arrange", place)
    form = GroupForm(obj=group)
    if edited(form, group):
        return commit_and_reply(to_board(place, f"group-{group.id}"))
    return group_page(place, group, form)


def group_page(place: Place, group: NoteGroup, form: GroupForm) -> str:
    others = [each for each in NoteGroup.kept_in(place) if each is not group]
    may_write = current_user.may("note:write", place)
    shown = {"place": place, "group": group, "others": others, "may_write": may_write}
    return render_template("notes/edit_group.html", **shown, form=form)


@bp.post("/notes/groups/<group_id>/discard")
@requires("note:write", Redesign, Workshop)
def discard_group(place: Place, group_id: str) -> Response:
    """Dissolve the group: its notes stay on the board."""
    group = get_or_404(NoteGroup, group_id, place=place)
    require_now(current_user, "arrange", place)
    group.discard(by=current_user)
    flash_undo(gettext("The group “%(title)s” was dissolved.", title=group.title), place)
    return commit_and_reply(to_board(place))


@bp.post("/notes/groups/<group_id>/merge")
@requires("note:write", Redesign, Workshop)
def merge_group(place: Place, group_id: str) -> Response:
    """Put all notes of the group into another one."""
    group = get_or_404(NoteGroup, group_id, place=place)
    require_now(current_user, "arrange", place)
    into = request.form.get("into", "")
    # Without a choice it is merged into itself, which is refused.
    other = get_or_404(NoteGroup, into, place=place) if into else group
    group.merge_into(other, by=current_user)
    told = gettext("“%(title)s” was put into “%(other)s”.", title=group.title, other=other.title)
    flash_undo(told, place)
    return commit_and_reply(to_board(place, f"group-{other.id}"))
