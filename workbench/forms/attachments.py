"""What comes with a file: the file itself, and words for people who cannot see it."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage

from workbench.forms.fields import REQUIRED, RecordForm, line
from workbench.models.base import DomainError

HINT = _l(
    "A PNG, JPEG or GIF image or a PDF, 20 MB at most. Where and when a picture was taken is removed from it; a PDF"
    " keeps what is written in it, such as its author's name."
)
WORDS_HINT = _l("Needed for an image: what somebody who cannot see it should know.")


class FileForm(RecordForm):
    """A form with a file in it: when it comes back with an error, it says that the file did not."""

    def validate(self, extra_validators: Any = None) -> bool:
        is_good = super().validate(extra_validators)
        if not is_good:
            self._ask_again()
        return is_good

    def refuse(self, refused: DomainError) -> None:
        super().refuse(refused)
        self._ask_again()

    def values(self) -> dict[str, Any]:
        return {
            name: value
            for name, value in super().values().items()
            if not isinstance(value, FileStorage)
        }

    def _ask_again(self) -> None:
        if self.file.data:
            asked = gettext("Choose the file again: it was not kept, everything else was.")
            self.file.errors = [*self.file.errors, asked]


class AttachmentForm(FileForm):
    """One more file for a version or for the launch."""

    file = FileField(_l("File"), validators=[FileRequired(REQUIRED)], description=HINT)
    alternative_text = line(_l("Description of the image"), most=1000, hint=WORDS_HINT)
