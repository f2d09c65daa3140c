"""What differs between the text somebody sent and the one that was saved meanwhile, field by field."""

from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.fields import HiddenField

PLUMBING = frozenset({"csrf_token", "edit_id", "version"})


def differences(form: Any, record: Any) -> tuple[list[tuple[Any, ...]], list[tuple[str, str]]]:
    """Return the fields that differ, as (label, yours, theirs, name, choices), and what is sent along.

    A field of several boxes is only shown, and travels along: its name is None.
    """
    differing = [each for field in form if (each := compared(form, field, record))]
    differing += form.beside(record)
    seen = form.eyewitness(record)
    told = {line[3] for line in differing} | seen.keys() | PLUMBING
    along = [
        (name, value)
        for name in request.form
        if name not in told
        for value in request.form.getlist(name)
    ]
    return differing, [*along, *seen.items()]


def compared(form: Any, field: Any, record: Any) -> tuple[Any, ...] | None:
    """Return how the person's text of a field differs from what the record holds, or nothing."""
    if isinstance(field, HiddenField) or field.short_name in PLUMBING:
        return None
    label, yours = field.label.text, field.data
    theirs = form.saved_value(record, field.short_name, yours)
    if isinstance(field, SelectMultipleField):
        return both_boxes(field, yours or [], theirs or [])
    if is_same(yours, theirs):
        return None
    if isinstance(field, BooleanField):
        words = [("", gettext("No")), ("y", gettext("Yes"))]
        return label, "y" if yours else "", "y" if theirs else "", field.name, words
    # Days and amounts are shown as their field writes them, so that they can be taken over.
    shown = "" if theirs is None else getattr(field, "written", str)(theirs)
    choices = words_of(field) if isinstance(field, SelectField) else None
    return label, request.form.get(field.name, ""), shown, field.name, choices


def words_of(field: SelectField) -> list[tuple[Any, Any]]:
    """Return what the field offers, each value with its words."""
    return [(each.value, each.label) for each in field.choices or ()]


def both_boxes(field: Any, yours: list[Any], theirs: list[Any]) -> tuple[Any, ...] | None:
    words = dict(words_of(field))
    shown = (", ".join(str(words.get(each, each)) for each in ticked) for ticked in (yours, theirs))
    return (field.label.text, *shown, None, None) if set(yours) != set(theirs) else None


def is_same(yours: Any, theirs: Any) -> bool:
    """Return whether two values say the same; nothing and an empty text do."""
    nothing = (None, "")
    return yours == theirs or (yours in nothing and theirs in nothing)
