"""What a person may write on the board."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from workbench.forms.fields import RecordForm, line, paragraph, public_id, taps
from workbench.models.note import KINDS, LONGEST, Note


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

    def beside(self, record: Note) -> list[tuple[Any, ...]]:
        """Say beside two texts that the note was put away meanwhile, and that saving brings it back."""
        if not record.is_discarded:
            return []
        yours = gettext("Saving your text brings the note back.")
        return [(gettext("On the board"), yours, gettext("The note was put away."), None, None)]


class GroupForm(RecordForm):
    """The name of a group of notes."""

    title = line(_l("Name of the group"), most=120, required=True)


class ModerationForm(RecordForm):
    """Why a hidden note is put away before anybody reads it."""

    why = line(_l("Why it is put away"), most=300, required=True)
