"""What a person may write on the board."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from workbench.forms.fields import RecordForm, line, paragraph, public_id, taps
from workbench.models.work.note import KINDS, LONGEST
from workbench.models.work.note_group import OnBoard


class BoardForm(RecordForm):
    """Saving what somebody discarded meanwhile restores it to the board."""

    def beside(self, record: OnBoard) -> list[tuple[Any, ...]]:
        """Return a line for the conflict page: it was discarded, and saving restores it."""
        if not record.is_discarded:
            return []
        yours, theirs = gettext("Saving your text restores it."), gettext("Archived.")
        return [(gettext("On the board"), yours, theirs, None, None)]


class NoteForm(BoardForm):
    """One note; the browser may have made its id already."""

    id = public_id()
    # Who will read it, as shown to the writer: Block.promise.
    promise = HiddenField()
    text = paragraph(
        _l("Your note"),
        most=LONGEST,
        required=True,
        hint=_l("One thought, in your own words. No names of citizens."),
    )
    kind = taps(_l("What is it about"), KINDS)


class GroupForm(BoardForm):
    """The name of a group of notes."""

    title = line(_l("Name of the group"), most=120, required=True)


class ModerationForm(RecordForm):
    """Why a hidden note is discarded before it is read."""

    why = line(_l("Reason for archiving"), most=300, required=True)
