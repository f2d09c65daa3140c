"""The sentence of a problem that is being written: the note it comes from, and the note that keeps it meanwhile."""

from flask import abort
from flask_login import current_user

from workbench.extensions import db
from workbench.forms.problems import ProblemForm
from workbench.models.base import DomainError
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.participation import block_on, may_change, may_now, require_now
from workbench.models.work.note import Note
from workbench.models.work.problem import Problem
from workbench.text.messages import N_

GROWN = N_("This note has become problem %(code)s meanwhile: change it there.")


def note_of(redesign: Redesign, note_id: str) -> Note | None:
    """Return the note that a new problem comes from; None while there is none under this id."""
    note = db.session.get(Note, note_id) if note_id else None
    if note is not None and (
        note.place is not redesign or not note.may_be_read_by(current_user.id)
    ):
        abort(404)
    return note


def write_problem(redesign: Redesign, form: ProblemForm, note: Note | None) -> Problem:
    """Write the problem, under the code of its note where it has one."""
    if note is None:
        written = {"id": form.id.data or None, "by": current_user}
        return Problem.write(redesign, form.values(), **written)
    require_now(current_user, "grow", redesign)
    if note.problem is not None and not note.problem.is_discarded:
        raise DomainError(GROWN, code=note.problem.code)
    return note.grow(form.values(), by=current_user, id=form.id.data or None)


def keep_as_note(redesign: Redesign, form: ProblemForm, note: Note | None) -> Note | None:
    """Keep a sentence that is no problem yet as a note of the board; None when nobody may write there now."""
    block, text = block_on(redesign), form.title.data
    if note is not None:
        if note.text[:300] != text and may_change(current_user, note):
            note.edit({"text": text}, by=current_user)
        return note
    if not current_user.may("note:write", redesign) or not may_now(current_user, "add", redesign):
        return None
    if block is not None and block.hides:
        return None
    values = {"text": text, "kind": form.side.data or "citizen", "block": block}
    return Note.write(redesign, values, by=current_user, id=form.note.data or None)
