"""What all forms share: the base form, and fields for the things that are asked everywhere."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from flask import g, request
from flask_babel import get_locale, gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.fields import FileField, HiddenField, SelectChoice
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError

from workbench.forms.numbers import REQUIRED
from workbench.forms.sentences import Sentences
from workbench.models.base import PUBLIC_ID, DomainError
from workbench.text.formats import short_day
from workbench.text.links import ADDRESS, whole_address
from workbench.text.typed import typed

T = TypeVar("T")
NUMBER = re.compile("-?[0-9]{1,18}")
# A sentence of WTForms, which sentences.py translates.
NOT_OFFERED = "Not a valid choice."


class RecordForm(FlaskForm):
    """A form about a record: it carries the id of the edit and the version that the person saw."""

    class Meta(FlaskForm.Meta):
        # CSRFProtect has checked the token of every POST before its view is called.
        csrf = False

        def get_translations(self, form: Any) -> Any:
            return Sentences(str(get_locale() or "en"))

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Return what was sent; a file where a text is expected is no text."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            if not form.is_submitted() or not request.files:
                return (form.is_submitted() and request.form) or None
            fields: MultiDict[str, Any] = MultiDict(request.form)
            for field in form:
                if isinstance(field, FileField):
                    fields.setlist(field.name, request.files.getlist(field.name))
            return fields

    edit_id = HiddenField()
    version = HiddenField()

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        self.form_errors: list[str] = list(getattr(self, "form_errors", []) or [])
        g.form = self

    def validate(self, extra_validators: Any = None) -> bool:
        """Report an unreadable value once, without errors of its other validators."""
        is_valid: bool = super().validate(extra_validators)
        for field in self:
            if field.process_errors and any(map(str.strip, map(str, field.raw_data or []))):
                field.errors = list(field.process_errors)
        return is_valid

    def values(self) -> dict[str, Any]:
        """Return what was entered, by the names of the record's attributes."""
        return {
            field.short_name: field.data for field in self if not isinstance(field, HiddenField)
        }

    def eyewitness(self, record: Any) -> dict[str, str]:
        """Return the hidden fields of a form shown the record as it is: version, values seen."""
        seen = {"version": str(record.version)} if hasattr(record, "version") else {}
        for field in self:
            if field.short_name.startswith("was_"):
                value = self.saved_value(record, field.short_name[4:])
                seen[field.name] = "" if value is None else str(value)
        return seen

    def beside(self, record: Any) -> list[tuple[Any, ...]]:
        """Return what differs besides the fields, as (label, yours, theirs, name, choices)."""
        return []

    def saved_value(self, record: Any, name: str, default: Any = None) -> Any:
        """Return what the record holds for a field of this form."""
        return getattr(record, name, default)

    def accepts(self, operation: Callable[[], T]) -> tuple[T] | tuple[()]:
        """Do the operation with what was sent and return what it made, alone in a tuple.

        The tuple is empty when a field is invalid or a rule refuses: the form is shown (again)
        then, with what was typed, and a refusal above the fields.
        """
        if not self.validate_on_submit():
            return ()
        try:
            return (operation(),)
        except DomainError as refused:
            self.refuse(refused)
            return ()

    def refuse(self, refused: DomainError) -> None:
        """Say above the fields why a rule forbids it."""
        g.refused = True
        self.form_errors.append(sentence_of(refused))


class MoveForm(RecordForm):
    """The place among its siblings that somebody wants for a record."""

    position = HiddenField()

    @property
    def place(self) -> int | None:
        """The place that is asked for, counted from 1; None when what was sent is no number."""
        sent = self.position.data or ""
        return int(sent) if sent.isdecimal() and len(sent) < 9 else None

    def beside(self, record: Any) -> list[tuple[Any, ...]]:
        return [(gettext("Place in the order"), self.position.data, record.position, None, None)]


class TicksForm(RecordForm):
    """The problems that are ticked at a record; what others ticked meanwhile stays ticked."""

    problems_seen = HiddenField()

    def tied(self, now: list[str], sent: list[str]) -> list[str]:
        """Return what to link: this person's ticks and unticks applied to what is linked now."""
        return ticked(now, sent, self.problems_seen.data or "")


def ticked(now: list[str], sent: list[str], seen: str) -> list[str]:
    """Apply one person's ticks and unticks to what is ticked now; ``seen``: the ids that stood ticked in their form."""
    were = set(filter(None, seen.split(",")))
    kept = [each for each in now if each in sent or each not in were]
    return [*kept, *(each for each in sent if each not in kept)]


class ThreadForm(TicksForm):
    """A form whose boxes link a record to problems."""

    def offer(self, problems: list[Any], tied: list[str]) -> None:
        """Offer the team's problems as boxes, those linked now ticked when it is first shown."""
        self.problems.choices = offered((each.id, f"{each.code} {each.title}") for each in problems)
        if self.problems_seen.raw_data is None:
            self.problems.data, self.problems_seen.data = tied, ",".join(tied)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "problems"}

    def thread(self, now: list[str]) -> list[str]:
        return self.tied(now, self.problems.data or [])


def public_id() -> HiddenField:
    """The id that the browser made for a new record; anything else than such an id is not taken."""
    return HiddenField(filters=[_public_id])


def number_or_none(value: Any) -> int | None:
    """Return the number that was chosen; None for the line that stands for none, and for what is no number."""
    return int(value) if NUMBER.fullmatch(str(value)) else None


def sentence_of(refused: DomainError) -> str:
    """Return why a rule forbids it, in the reader's language; days as people write them."""
    locale = str(get_locale() or "en")
    facts = {
        name: short_day(fact, locale) if isinstance(fact, date) else fact
        for name, fact in refused.facts.items()
    }
    return gettext(refused.message, **facts)


def offered(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Return what a field lets people choose among, from each value and its words."""
    return [SelectChoice(value, words) for value, words in pairs]


def worded(words: dict[Any, str]) -> list[SelectChoice]:
    """Return words of ours to choose among: they are message ids, translated when the form is shown."""
    return offered((key, lazy_gettext(word)) for key, word in words.items())


def text(kind: type[Any], label: Any, most: int, required: bool, hint: Any, *rules: Any) -> Any:
    """Return a field for a text, without the spaces around it."""
    validators = [*_need(required), *rules, Limit(max=most, message=_too_long(most))]
    # Counted while somebody types: a field that cuts what is pasted loses words without a sign.
    told = {"data-most": most}
    return kind(label, filters=[_strip], validators=validators, description=hint, render_kw=told)


def line(label: Any, *, most: int = 300, required: bool = False, hint: Any = "") -> StringField:
    """A line of text."""
    return text(StringField, label, most, required, hint)


def paragraph(
    label: Any, *, most: int = 10000, required: bool = False, hint: Any = ""
) -> TextAreaField:
    """Some sentences, or Markdown where prose is written."""
    return text(TextAreaField, label, most, required, hint)


class _AddressField(StringField):
    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = whole_address(typed(self.data or ""))


def web_address(label: Any, *, hint: Any = "") -> StringField:
    """A link that can be opened, "www.…" with its scheme; any other than http and https is refused."""
    why = lazy_gettext("Write the whole address, beginning with https://")
    rule = Regexp(ADDRESS, message=why)
    return text(_AddressField, label, 1000, False, hint, Optional(), rule)


def choice(
    label: Any, choices: dict[Any, str], *, empty: Any = None, hint: Any = ""
) -> SelectField:
    """One of a few words of ours; the labels are message ids, translated when the form is shown."""
    first = offered([("", empty)]) if empty is not None else []
    return SelectField(label, choices=[*first, *worded(choices)], description=hint)


def numbered_choice(label: Any, choices: dict[int, str], *, hint: Any = "") -> SelectField:
    """One of a few numbers with their words; empty means "not stated"."""
    offer = [*offered([("", lazy_gettext("not stated"))]), *worded(choices)]
    return SelectField(label, choices=offer, coerce=number_or_none, description=hint)


def taps(label: Any, choices: dict[Any, str]) -> RadioField:
    """One of a few words, as big buttons."""
    return RadioField(label, choices=worded(choices))


def numbered_taps(label: Any, choices: dict[int, str]) -> RadioField:
    """One of a few numbers with their words, as big buttons; none of them has to be chosen."""
    return _NumberTaps(
        label,
        choices=worded(choices),
        coerce=number_or_none,
        validators=[Optional()],
        validate_choice=False,
    )


def several(label: Any, choices: dict[Any, str], *, hint: Any = "") -> SelectMultipleField:
    """Any of a few words, as boxes to tick."""
    return BoxesField(label, choices=worded(choices), description=hint)


class Limit(Length):
    """Refuses what is too long, and does not tell the browser, which would cut what is pasted."""

    def __init__(self, **options: Any):
        super().__init__(**options)
        self.field_flags = {}


class _NumberTaps(RadioField):
    def pre_validate(self, form: Any) -> None:
        """Take none of the choices for an answer too, but nothing that was not offered."""
        offered_values = [each.value for each in self.choices or ()]
        if self.data is not None and self.data not in offered_values:
            raise ValidationError(self.gettext(NOT_OFFERED))


class BoxesField(SelectMultipleField):
    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def _strip(value: Any) -> Any:
    """Return the text without the spaces around it; what a record holds as a list is its form's business."""
    return value if isinstance(value, list) else typed(value or "")


def _public_id(value: str | None) -> str:
    return value if value and PUBLIC_ID.fullmatch(value) else ""


def _need(required: bool) -> list[DataRequired]:
    return [DataRequired(message=REQUIRED)] if required else []


def _too_long(most: int) -> Any:
    return lazy_gettext("Use at most %(most)s characters.", most=most)
