"""What somebody sends to import a catalogue: the files, how they are to be read, and what each column is."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, SelectField, ValidationError

from workbench.forms.days import day
from workbench.forms.fields import RecordForm, line, offered, worded
from workbench.forms.numbers import whole

AS_FOUND = _l("as recognised")
ENCODINGS = [
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows-1252"),
    ("utf-16", "UTF-16"),
    ("mac_roman", "Mac Roman"),
    ("cp850", "MS-DOS (CP850)"),
]
DELIMITERS = [
    (";", _l("semicolon ;")),
    (",", _l("comma ,")),
    ("tab", _l("tab")),
    ("|", _l("bar |")),
]
ENDINGS = ".csv,.tsv,.txt,.xlsx,.json"


class FilesForm(RecordForm):
    """The files of one source."""

    files = MultipleFileField(
        _l("Files"),
        description=_l(
            "An Excel workbook (.xlsx), a CSV or a JSON file. If the steps are in a second file, choose both together."
        ),
    )

    def validate_files(self, field: Any) -> None:
        field.data = [each for each in field.data or [] if getattr(each, "filename", "")]
        if not field.data:
            raise ValidationError(gettext("Choose a file."))


class DaysForm(RecordForm):
    """From which days on what the files say holds."""

    valid_from = day(
        _l("Changed steps hold from"), hint=_l("Empty: from today on. Earlier charters stay.")
    )
    known_from = day(
        _l("New services are known from"),
        hint=_l("Empty: the same day. Before it they count nowhere."),
    )


class ReadingForm(RecordForm):
    """How the files are to be read, where what was recognised is wrong."""

    encoding = SelectField(_l("Encoding"), choices=offered([("", AS_FOUND), *ENCODINGS]))
    delimiter = SelectField(_l("Between the cells"), choices=offered([("", AS_FOUND), *DELIMITERS]))
    header_row = whole(
        _l("Row with the column titles"), least=1, most=30, hint=_l("Empty: as recognised.")
    )
    sheet = SelectField(_l("Sheet"), validate_choice=False)

    def offer_sheets(self, names: list[str]) -> None:
        self.sheet.choices = offered([("", AS_FOUND), *((name, name) for name in names)])

    def options(self) -> dict[str, Any]:
        """Return what was asked for, by the names of what a reader may be told."""
        mark = self.delimiter.data
        return {
            "encoding": self.encoding.data or "",
            "delimiter": "\t" if mark == "tab" else mark or "",
            "header_row": self.header_row.data or 0,
            "sheet": (self.sheet.data or "")[:100],
        }


def as_shown(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options as the form shows them."""
    mark = options.get("delimiter", "")
    shown = {"delimiter": "tab" if mark == "\t" else mark}
    return {**options, **shown, "header_row": options.get("header_row") or None}


class ColumnsForm(RecordForm):
    """What each column of a file is, and a name by which the list is known from now on."""

    source = line(
        _l("Name of this list"),
        most=40,
        required=True,
        hint=_l(
            "For example the office that keeps it. A later import under the same name finds its services again."
        ),
    )
    is_kept = BooleanField(
        _l("Remember these columns: the next file with the same titles is read at once")
    )

    def choices_of_columns(self) -> list[Any]:
        return [field for field in self if isinstance(field, ColumnField)]

    def kinds(self) -> list[str]:
        """Return what each column is said to be, "" for one that is of no use."""
        return [field.data or "" for field in self.choices_of_columns()]


class ColumnField(SelectField):
    """What one column is."""

    def __init__(self, *arguments: Any, place: int = 0, **options: Any):
        super().__init__(*arguments, **options)
        self.place = place


def columns_form(
    titles: list[str], kinds: dict[str, str], suggested: list[str], source: str
) -> ColumnsForm:
    """Return the form for a file with these titles; columns without a title cannot be chosen."""
    choices = [*offered([("", _l("not used"))]), *worded(kinds)]
    fields = {
        f"column_{place}": ColumnField(title, choices=choices, default=kind, place=place)
        for place, (title, kind) in enumerate(zip(titles, suggested, strict=True))
        if title.strip()
    }
    return type("FileColumns", (ColumnsForm,), fields)(data={"source": source})
