"""The segment that something is made for: one of the redesign's is chosen, or the name of another is typed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from workbench.forms.fields import RecordForm, line, paragraph, text


class SegmentField(StringField):
    """A name: of the sent ones, the last that is not empty; what is typed stands behind what is chosen."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([each for each in valuelist if each.strip()][-1:] or valuelist[:1])


def segment(label: Any, *, most: int = 200, hint: Any = "") -> StringField:
    """Return a field for the name of a segment; shown by the macro ``segment_field``."""
    return text(SegmentField, label, most, False, hint)


class SegmentForm(RecordForm):
    """What a segment is called, and what is known of its people."""

    name = line(
        _l("What you call them"),
        most=200,
        required=True,
        hint=_l("A group that the team can find: “older people who live alone”."),
    )
    about = paragraph(
        _l("What you know of them"),
        most=2000,
        hint=_l("How many they are, what they can and cannot do. Nobody's name."),
    )
