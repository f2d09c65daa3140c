"""What people are told when something cannot be done; what they typed is never lost on the way."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Flask, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import HiddenField

from workbench.extensions import db
from workbench.forms.fields import AmountField, RecordForm, WholeField, sentence_of
from workbench.models.base import Refused, Stale
from workbench.models.event import Event
from workbench.models.person import Forbidden, NotFound
from workbench.views.edits import OtherContent, earlier_answer
from workbench.views.languages import safe_next

PAGES = frozenset({403, 404, 413, 429, 500, 503})
# Where a door closed on somebody who was writing, these stand above what they typed.
CLOSED = {
    401: lazy_gettext("Your session ended before this was sent. Sign in, then send it again."),
    403: lazy_gettext(
        "You are signed in, but this page or action belongs to other people. Ask the team or the person who"
        " leads the programme to let you in."
    ),
    404: lazy_gettext("The page may have moved, or it belongs to a team you are not part of."),
}
# The fields that people type into; in the others they choose among words of ours.
TYPED = frozenset(
    {StringField, TextAreaField, DateField, TimeField, DecimalField, IntegerField}
    | {AmountField, WholeField}
)
PLUMBING = frozenset({"csrf_token", "edit_id", "version"})
Answer = tuple[str, int] | Response | HTTPException


def init_app(app: Flask) -> None:
    for error, answer in (
        (NotFound, not_found),
        (Forbidden, forbidden),
        (Stale, stale),
        (StaleDataError, collided),
        (IntegrityError, not_unique),
        (Refused, refused),
        (OtherContent, other_content),
        (CSRFError, expired),
        (HTTPException, http_error),
    ):
        app.register_error_handler(error, answer)


def page(status: int) -> Answer:
    db.session.rollback()
    return render_template(f"errors/{status}.html"), status


def not_found(error: NotFound) -> Answer:
    return closed(404) or page(404)


def forbidden(error: Forbidden) -> Answer:
    return closed(403) or page(403)


def http_error(error: HTTPException) -> Answer:
    if answer := closed(error.code or 0):
        return answer
    if request.path.endswith((".json", ".csv")):
        return error
    if error.code == 405:
        # Whoever opens the address of a form meets no page: there is none to open.
        return render_template("errors/404.html"), 405
    return page(error.code) if error.code in PAGES else error


def closed(status: int) -> Answer | None:
    """Return a page with what the person typed, when a door closed while they were writing."""
    if status not in CLOSED or request.method != "POST" or not kept_texts():
        return None
    db.session.rollback()
    return kept(str(CLOSED[status]), status)


def refused(error: Refused) -> Answer:
    """A rule forbids it: say why on the page the person came from, or keep their text on a page of its own."""
    db.session.rollback()
    sentence = sentence_of(error)
    if kept_texts():
        return kept(sentence, 422)
    flash(sentence, "stop")
    return redirect(safe_next(request.referrer and came_from()), 303)


def came_from() -> str:
    """Return the path of the page that sent this request, when it is one of ours."""
    referrer = request.referrer or ""
    return (
        referrer.removeprefix(request.host_url.rstrip("/")) if referrer else url_for("home.index")
    )


def other_content(error: OtherContent) -> Answer:
    db.session.rollback()
    sentence = gettext(
        "This form was sent before with another text. Nothing was changed by this one."
    )
    return kept(sentence, 409)


def expired(error: CSRFError) -> Answer:
    db.session.rollback()
    return kept(
        gettext("Your session ended before this was sent. Sign in, then send it again."), 400
    )


def kept_texts() -> list[tuple[str, str]]:
    """Return what the person typed into this request: (name, text) of every field they could type into."""
    typed = typed_names()
    texts = [
        (name, value.replace("\x00", ""))
        for name in request.form
        if name in typed
        for value in request.form.getlist(name)
    ]
    return [(name, text) for name, text in texts if text.strip()]


@cache
def typed_names() -> frozenset[str]:
    """Return the names of the fields, in any form of ours, that people type into; passwords are not kept."""
    forms, names = [RecordForm], set()
    while forms:
        form = forms.pop()
        forms += form.__subclasses__()
        fields = ((name, getattr(form, name)) for name in dir(form) if not name.startswith("_"))
        names |= {name for name, field in fields if getattr(field, "field_class", None) in TYPED}
    return frozenset(names)


def kept(sentence: str, status: int) -> Answer:
    """Answer with the sentence, and the typed texts whole so that they can be copied."""
    back = safe_next(request.referrer and came_from())
    return render_template(
        "errors/kept.html", sentence=sentence, texts=kept_texts(), back=back
    ), status


def not_unique(error: IntegrityError) -> Answer:
    """Two wrote the same thing in the same instant; any other broken constraint is a fault of ours."""
    if "UNIQUE" not in str(error.orig) and getattr(error.orig, "sqlstate", "") != "23505":
        raise error
    return collided(error)


def collided(error: Exception) -> Answer:
    """Two people saved in the same instant, or one person twice: the second sees what the first got or did."""
    db.session.rollback()
    try:
        first = earlier_answer()
    except OtherContent as other:
        return other_content(other)
    return first or kept(
        gettext("Somebody saved this in the same moment. Open the page again and compare."), 409
    )


def stale(error: Stale) -> Answer:
    """Show both texts side by side; the person decides field by field."""
    record = error.record
    db.session.rollback()
    db.session.refresh(record)
    form = getattr(g, "form", None) or RecordForm()
    fields, along = differences(form, record)
    return (
        render_template(
            "errors/409.html",
            fields=fields,
            resubmit=along,
            record_name=getattr(record, "heading", None) or getattr(record, "title", ""),
            theirs_by=last_writer(record),
            action=request.path,
            cancel_url=safe_next(request.referrer and came_from()),
        ),
        409,
    )


def differences(form: Any, record: Any) -> tuple[list[tuple[Any, ...]], list[tuple[str, str]]]:
    """Return the fields that differ, as (label, yours, theirs, name, choices), and what is sent along.

    A field of several boxes is only shown, and travels along: its name is None.
    """
    differing: list[tuple[Any, ...]] = []
    for field in form:
        if isinstance(field, HiddenField) or field.short_name in PLUMBING:
            continue
        theirs = form.saved_value(record, field.short_name, field.data)
        label, sent = field.label.text, request.form.get(field.name, "")
        if isinstance(field, SelectMultipleField):
            if set(field.data or []) != set(theirs or []):
                words = dict(field.choices)
                shown = (
                    ", ".join(str(words.get(v, v)) for v in all_ or [])
                    for all_ in (field.data, theirs)
                )
                differing.append((label, *shown, None, None))
        elif (field.data in (None, "")) is not (theirs in (None, "")) or (
            field.data not in (None, "") and field.data != theirs
        ):
            shown = "" if theirs is None else str(theirs)
            choices = field.choices if isinstance(field, SelectField) else None
            if isinstance(field, BooleanField):
                choices = [("", gettext("No")), ("y", gettext("Yes"))]
                sent, shown = ("y" if yes else "" for yes in (field.data, theirs))
            differing.append((label, sent, shown, field.name, choices))
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


def last_writer(record: Any) -> str | None:
    kind = getattr(record, "resource", None)
    event = db.session.scalar(
        select(Event)
        .where(Event.subject_kind == kind, Event.subject_id == str(record.id))
        .order_by(Event.id.desc())
        .limit(1)
    )
    return event.by.name if event and event.by and event.by_id != current_user.id else None
