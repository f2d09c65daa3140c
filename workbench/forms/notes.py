"""What a person may write on the board."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, ValidationError

from workbench.forms.attachments import WORDS_HINT, FileForm
from workbench.forms.fields import RecordForm, line, paragraph, public_id, taps
from workbench.models.work.note import KINDS, LONGEST
from workbench.models.work.note_group import OnBoard
from workbench.text.lists import lines_of
from workbench.text.messages import N_

# As many as a pasted list may have to become notes of their own.
MOST_LINES = 20
PICTURE_HINT = _l(
    "A PNG, JPEG or GIF image. Where and when it was taken is removed, and it is made smaller."
)
TOO_LONG = N_("Line %(line)s has %(length)s characters: a note has at most %(most)s.")


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

    @property
    def texts(self) -> list[str]:
        """What is written: one text a note."""
        return [self.text.data]


class PicturedForm(FileForm):
    """A picture for a note; what it shows may be put into words later."""

    file = FileField(_l("Picture"), description=PICTURE_HINT)


class NewNoteForm(PicturedForm, NoteForm):
    """A note that may come with a picture."""


class PictureForm(PicturedForm, BoardForm):
    """The picture of a note that is there, and its words."""

    alternative_text = line(_l("Description of the image"), most=1000, hint=WORDS_HINT)


class SeveralNotesForm(NoteForm):
    """A pasted list: a note for each of its lines."""

    text = paragraph(_l("Your notes, one a line"), most=MOST_LINES * (LONGEST + 12), required=True)

    @property
    def texts(self) -> list[str]:
        return lines_of(self.text.data or "")

    def validate_text(self, field: Any) -> None:
        """Refuse more lines, or longer ones, than can become notes: nothing of the list is left out."""
        if len(self.texts) > MOST_LINES:
            why = gettext("Send at most %(most)s lines at once.", most=MOST_LINES)
            raise ValidationError(why)
        for number, text in enumerate(self.texts, start=1):
            if len(text) > LONGEST:
                told = {"line": number, "length": len(text), "most": LONGEST}
                raise ValidationError(gettext(TOO_LONG, **told))


class GroupForm(BoardForm):
    """The name of a group of notes."""

    title = line(_l("Name of the group"), most=120, required=True)


class ModerationForm(RecordForm):
    """Why a hidden note is discarded before it is read."""

    why = line(_l("Reason for archiving"), most=300, required=True)
