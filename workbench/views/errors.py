"""What people are told when something cannot be done; what they typed is never lost on the way."""

from __future__ import annotations

from typing import Any

from flask import Flask, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response
from wtforms import SelectField, SelectMultipleField
from wtforms.fields import HiddenField

from workbench.extensions import db
from workbench.models.base import Refused, Stale
from workbench.models.event import Event
from workbench.models.person import Forbidden, NotFound
from workbench.views.edits import OtherContent
from workbench.views.languages import safe_next

PAGES = frozenset({403, 404, 413, 429, 500, 503})
Answer = tuple[str, int] | Response | HTTPException


def init_app(app: Flask) -> None:
    for error, answer in (
        (NotFound, not_found),
        (Forbidden, forbidden),
        (Stale, stale),
        (StaleDataError, stale_data),
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
    return page(404)


def forbidden(error: Forbidden) -> Answer:
    return page(403)


def http_error(error: HTTPException) -> Answer:
    if error.code in PAGES and not request.path.endswith((".json", ".csv")):
        return page(error.code)
    return error


def refused(error: Refused) -> Answer:
    """A rule forbids it: say why on the page the person came from, or keep their text on a page of its own."""
    db.session.rollback()
    sentence = gettext(error.message, **error.facts)
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
    """Return what the person typed into this request: (name, text) of every field with words in it."""
    plumbing = {"csrf_token", "edit_id", "version", "next", "id", "password"}
    return [
        (name, value)
        for name in request.form
        for value in request.form.getlist(name)
        if name not in plumbing and " " in value.strip()
    ]


def kept(sentence: str, status: int) -> Answer:
    """Answer with the sentence, and the typed texts whole so that they can be copied."""
    back = safe_next(request.referrer and came_from())
    return render_template(
        "errors/kept.html", sentence=sentence, texts=kept_texts(), back=back
    ), status


def stale_data(error: StaleDataError) -> Answer:
    """Two people saved in the same instant: the loser is shown both texts, like any other stale write."""
    db.session.rollback()
    return kept(
        gettext("Somebody saved this in the same moment. Open the page again and compare."), 409
    )


def stale(error: Stale) -> Answer:
    """Show both texts side by side; the person decides field by field."""
    record = error.record
    db.session.rollback()
    db.session.refresh(record)
    form = getattr(g, "form", None)
    fields, resubmit = differences(form, record) if form else ([], [])
    return (
        render_template(
            "errors/409.html",
            fields=fields,
            resubmit=[*resubmit, ("version", str(record.version))],
            record_name=getattr(record, "heading", None) or getattr(record, "title", ""),
            theirs_by=last_writer(record),
            action=request.path,
            cancel_url=safe_next(request.referrer and came_from()),
        ),
        409,
    )


def differences(form: Any, record: Any) -> tuple[list[tuple[Any, ...]], list[tuple[str, str]]]:
    """Return the fields that differ, as (label, yours, theirs, name, choices), and what is sent along as it is."""
    differing, same = [], []
    for field in form:
        if isinstance(field, HiddenField) or field.short_name == "csrf_token":
            continue
        theirs = getattr(record, field.short_name, None)
        sent = request.form.getlist(field.name)
        if isinstance(field, SelectMultipleField) or not hasattr(record, field.short_name):
            same += [(field.name, value) for value in sent]
        elif (field.data or None) != (theirs or None):
            choices = field.choices if isinstance(field, SelectField) else None
            shown = "" if theirs is None else str(theirs)
            differing.append((field.label.text, "".join(sent[:1]), shown, field.name, choices))
        else:
            same += [(field.name, value) for value in sent]
    return differing, same


def last_writer(record: Any) -> str | None:
    event = db.session.scalar(
        select(Event)
        .where(Event.subject_kind == record.resource, Event.subject_id == str(record.id))
        .order_by(Event.id.desc())
        .limit(1)
    )
    return event.by.name if event and event.by and event.by_id != current_user.id else None
