"""What comes with a file: the file itself, and words for people who cannot see it."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms.fields import HiddenField

from workbench.forms.fields import REQUIRED, RecordForm, line
from workbench.models.base import PUBLIC_ID, DomainError

HINT = _l(
    "A PNG, JPEG or GIF image or a PDF, 20 MB at most. Where and when a picture was taken is removed from it; a PDF"
    " keeps what is written in it, such as its author's name."
)
WORDS_HINT = _l("What somebody who cannot see the image should know.")


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


class KeptFilesForm(RecordForm):
    """A form that loses no file: each is stored before the rest is looked at, and the form comes back with its id."""

    # Whether pages and archives of them are taken too.
    may_click = False
    file = MultipleFileField(_l("Files"), description=HINT)
    # The ids of what was stored before, with commas.
    kept = HiddenField()

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        # The records of what is kept, to be shown.
        self.kept_files: list[Any] = []

    @property
    def kept_ids(self) -> list[str]:
        """The ids that the form names; what is no id of ours names nothing."""
        return [each for each in (self.kept.data or "").split(",") if PUBLIC_ID.fullmatch(each)]

    @property
    def sent(self) -> list[FileStorage]:
        """The files that came with the form itself."""
        files = self.file.data or []
        return [each for each in files if isinstance(each, FileStorage) and each.filename]

    def hold(self, files: list[Any]) -> None:
        """Name the files that are kept, and show them."""
        self.kept_files = files
        self.kept.data = ",".join(file.id for file in files)

    def refuse_file(self, sentence: str) -> None:
        """Say at the field why a file was not taken; what else was sent is looked at all the same."""
        self.file.process_errors = [*self.file.process_errors, sentence]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "file"}


class WordsForm(RecordForm):
    """What a picture shows, in words."""

    alternative_text = line(_l("Description of the image"), most=1000, hint=WORDS_HINT)


class AttachmentForm(FileForm):
    """One more file for a version or for the launch."""

    file = FileField(_l("File"), validators=[FileRequired(REQUIRED)], description=HINT)
    alternative_text = line(_l("Description of the image"), most=1000, hint=WORDS_HINT)
