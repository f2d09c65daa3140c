"""What a person may write on the board."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from workbench.forms.fields import RecordForm, line, paragraph, public_id, taps
from workbench.models.note import KINDS, LONGEST


class NoteForm(RecordForm):
    """One note; the browser may have made its id already."""

    id = public_id()
    text = paragraph(
        _l("Your note"),
        most=LONGEST,
        required=True,
        hint=_l("One thought, in your own words. No names of citizens."),
    )
    kind = taps(_l("What is it about"), KINDS)


class GroupForm(RecordForm):
    """The name of a group of notes."""

    title = line(_l("Name of the group"), most=120, required=True)


class ModerationForm(RecordForm):
    """Why a hidden note is put away before anybody reads it."""

    why = line(_l("Why it is put away"), most=300, required=True)
