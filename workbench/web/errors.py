"""The error pages: why something could not be done, with what people typed, to copy."""

from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask, abort, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import AnonymousUserMixin, current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response
from wtforms import (
    DateTimeLocalField,
    StringField,
    TextAreaField,
    TimeField,
)

from workbench.extensions import db
from workbench.forms.counts import CountField
from workbench.forms.days import DayField
from workbench.forms.durations import DurationField
from workbench.forms.fields import RecordForm, sentence_of
from workbench.forms.numbers import AmountField, WholeField
from workbench.forms.segments import SegmentField
from workbench.models.base import DomainError, Stale
from workbench.models.people.person import Forbidden, NotFound
from workbench.models.room.guest import Guest
from workbench.models.room.joining import SENT_OUT
from workbench.web.conflicts import differences
from workbench.web.editing import last_saved
from workbench.web.formats import plain_refusal
from workbench.web.idempotency import OtherContent, earlier_answer
from workbench.web.languages import safe_next

# By status: the title of its page, and the sentence below.
SAID = {
    400: (
        lazy_gettext("We could not process that request"),
        lazy_gettext(
            "Open the page again and try once more. What you typed is kept on this device."
        ),
    ),
    401: (
        lazy_gettext("Nobody is signed in"),
        lazy_gettext("Your session ended before this was sent. Sign in, then send it again."),
    ),
    403: (
        lazy_gettext("This is not open to you"),
        lazy_gettext(
            "You are signed in, but this page or action belongs to other people. Ask the team or the person"
            " who leads the programme to let you in."
        ),
    ),
    404: (
        lazy_gettext("There is nothing at this address"),
        lazy_gettext("The page may have moved, or it belongs to a team you are not part of."),
    ),
    405: (
        lazy_gettext("There is no page at this address"),
        lazy_gettext("It only takes what is sent from a form. Go back to the page with the form."),
    ),
    408: (
        lazy_gettext("The line was too slow"),
        lazy_gettext(
            "What you sent did not arrive whole, and nothing was saved. What you typed is kept on this device:"
            " send it again where the line is better."
        ),
    ),
    413: (
        lazy_gettext("This is too large to send"),
        lazy_gettext(
            "Choose a smaller file, or send the text in parts. What you typed is kept on this device."
        ),
    ),
    429: (
        lazy_gettext("Too many attempts"),
        lazy_gettext("Wait a few minutes and try again. Nothing was lost."),
    ),
    500: (
        lazy_gettext("Something broke on our side"),
        lazy_gettext("It was noted. What you typed is kept on this device: go back and try again."),
    ),
    503: (
        lazy_gettext("This site is not answering for now"),
        lazy_gettext("It should be back in a moment. What you typed is kept on this device."),
    ),
}
SIGN_IN_FIRST = lazy_gettext(
    "Only somebody who is signed in may send this much. Sign in, then send it again. What you typed is kept"
    " on this device."
)
# Their pages need no current user and no database.
ALONE = frozenset({408, 413, 500, 503})
# Where access ended while somebody was writing, these are shown with the typed text.
CLOSED = frozenset({401, 403, 404})
# The fields that people type into; in the others they choose among words of ours.
TYPED = frozenset(
    {StringField, TextAreaField, SegmentField}
    | {DayField, TimeField, DateTimeLocalField, AmountField, WholeField, CountField, DurationField}
)
Answer = tuple[str, int] | Response | HTTPException


def init_app(app: Flask) -> None:
    # Before anybody reads the form.
    app.before_request_funcs.setdefault(None, []).insert(0, only_text)
    for error, answer in (
        (NotFound, not_found),
        (Forbidden, forbidden),
        (Stale, stale),
        (StaleDataError, collided),
        (IntegrityError, not_unique),
        (DomainError, refused),
        (OtherContent, other_content),
        (CSRFError, expired),
        (HTTPException, http_error),
    ):
        app.register_error_handler(error, answer)


def layout_of(status: int) -> str:
    return "layouts/plain.html" if status in ALONE else "layouts/base.html"


def page(status: int, why: str = "") -> Answer:
    """Return why it could not be done, in the form that was asked for."""
    db.session.rollback()
    title, usual = said_of(status)
    sentence = why or str(usual)
    return plain_refusal(sentence, status) or (
        render_template(
            "errors/said.html",
            layout=layout_of(status),
            title=title,
            sentence=sentence,
            status=status,
        ),
        status,
    )


def page_alone(app: Flask, language: str, status: int, why: Any = "") -> bytes:
    """Return the page for what no view was asked for: it was too large, or came too slowly."""
    with app.test_request_context("/", headers={"Accept-Language": language}):
        answer: Any = page(status, str(why))
        return str(answer[0]).encode()


def sentence_alone(app: Flask, headers: list[tuple[bytes, bytes]], sentence: str) -> bytes:
    """Return a sentence in the language that these headers ask for, without asking the database who it is."""
    sent = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    asked = [pair for pair in sent if pair[0] in ("accept-language", "cookie")]
    with app.test_request_context("/", headers=asked):
        g._login_user = AnonymousUserMixin()
        return gettext(sentence).encode()


def not_found(error: NotFound) -> Answer:
    return closed(404) or page(404)


def forbidden(error: Forbidden) -> Answer:
    return closed(403) or page(403)


def http_error(error: HTTPException) -> Answer:
    if error.code not in SAID:
        return error
    answer = make_response(closed(error.code) or page(error.code))
    for name, value in error.get_headers():
        # Such as Allow, which says what is possible here.
        if name != "Content-Type":
            answer.headers[name] = value
    return answer


def only_text() -> Answer | None:
    """Refuse what is not UTF-8 text: it would be stored as characters nobody wrote."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    if request.mimetype == "application/x-www-form-urlencoded":
        try:
            unquote_to_bytes(request.get_data()).decode()
        except UnicodeDecodeError:
            return kept(unreadable_text(), 400)
    elif None in request.form:
        abort(400)
    elif any("\ufffd" in text for texts in request.form.listvalues() for text in texts):
        return kept(unreadable_text(), 400)
    return None


def unreadable_text() -> str:
    return gettext(
        "Some characters of this text cannot be read. Write it on the page itself, and send it again."
    )


def closed(status: int) -> Answer | None:
    """Return a page with what the person typed, when access ended while they were writing."""
    if status not in CLOSED or request.method != "POST" or not kept_texts():
        return None
    db.session.rollback()
    return kept(str(said_of(status)[1]), status)


def said_of(status: int) -> tuple[Any, Any]:
    """Return the title and the sentence of a status; in a room from which somebody was sent out, those say so."""
    if status != 404 or not current_user.is_authenticated:
        return SAID[status]
    places = {name: (request.view_args or {}).get(name) for name in ("workshop_id", "redesign_id")}
    ended = any(
        value is not None and getattr(seat, name) == value
        for seat in Guest.closed_seats(current_user.id)
        for name, value in places.items()
    )
    if ended:
        return gettext("You were taken out of this room"), gettext(SENT_OUT)
    return SAID[404]


def refused(error: DomainError) -> Answer:
    """A rule forbids it: say why on the page they came from, or on one that shows their text."""
    db.session.rollback()
    sentence = sentence_of(error)
    if kept_texts():
        return kept(sentence, 422)
    flash(sentence, "stop")
    return redirect(safe_next(request.referrer and came_from()), 303)


def came_from() -> str:
    """Return the referrer, as a path when it is one of ours; home without one."""
    referrer = request.referrer or ""
    own = request.host_url.rstrip("/")
    return referrer.removeprefix(own) if referrer else url_for("home.index")


def other_content(error: OtherContent) -> Answer:
    db.session.rollback()
    sentence = gettext(
        "This form was sent before with another text. Nothing was changed by this one."
    )
    return kept(sentence, 409)


def expired(error: CSRFError) -> Answer:
    db.session.rollback()
    if not current_user.is_authenticated:
        return kept(str(SAID[401][1]), 400)
    return kept(
        gettext(
            "The page was too old to be sent from, and nothing was saved. What you typed is kept: open the"
            " page again and send it there."
        ),
        400,
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
    """Return the names of the fields, in any form, that people type into; no passwords."""
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
    shown = {"sentence": sentence, "texts": kept_texts(), "back": back}
    shown["layout"] = layout_of(status)
    return render_template("errors/kept.html", **shown), status


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
        gettext("Somebody saved this at the same moment. Open the page again and compare."), 409
    )


def stale(error: Stale) -> Answer:
    """Show both texts side by side; the person decides field by field."""
    record = error.record
    db.session.rollback()
    db.session.refresh(record)
    form = getattr(g, "form", None) or RecordForm()
    fields, along = differences(form, record)
    last = last_saved(record)
    return (
        render_template(
            "errors/409.html",
            fields=fields,
            resubmit=along,
            record_name=getattr(record, "heading", None) or getattr(record, "title", ""),
            theirs_by=last.by if last and last.by_id != current_user.id else None,
            action=request.path,
            cancel_url=safe_next(request.referrer and came_from()),
        ),
        409,
    )
