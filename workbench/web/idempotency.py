"""One effect for one POST: its answer is stored with the change it made, and a retry gets the same answer."""

import hashlib
from typing import Any

from flask import Flask, Request, current_app, g, make_response, request
from flask_login import current_user
from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from workbench.database import may_write
from workbench.extensions import db
from workbench.models.base import Stale
from workbench.models.commit import commit
from workbench.models.log.edit import Edit
from workbench.models.log.transaction import transaction
from workbench.models.places import PLACES

# What differs between two tries of the same edit without changing what is asked.
_NOT_CONTENT = frozenset({"csrf_token", "edit_id"})
# Used with every write: rows, not records.
_EDITS: Any = Edit.__table__
_ANSWER = _EDITS.insert()
_EARLIER = select(_EDITS).where(
    _EDITS.c.person_id == bindparam("asked_person"), _EDITS.c.edit_id == bindparam("asked_edit")
)


class OtherContent(Exception):
    """This edit id was used for something else: the person's text must be kept and shown."""


def request_hash() -> str:
    """Return a hash of what this request asks for: its path, its fields and its files."""
    digest, fields, files = hashlib.sha256(request.path.encode()), request.form, request.files
    for name in sorted(fields):
        if name not in _NOT_CONTENT:
            digest.update(repr((name, fields.getlist(name))).encode())
    for name in sorted(files):
        for file in files.getlist(name):
            file.stream.seek(0)  # the view may have read it already
            content = hashlib.sha256(file.stream.read()).hexdigest()
            file.stream.seek(0)
            digest.update(repr((name, file.filename, content)).encode())
    return digest.hexdigest()


def earlier_answer() -> Response | None:
    """Return the stored answer when this edit was made already; raise OtherContent when it was another."""
    edit_id = transaction().operation
    if not edit_id or not current_user.is_authenticated:
        return None
    asked = {"asked_person": current_user.id, "asked_edit": edit_id}
    edit = db.session.execute(_EARLIER, asked).first()
    if edit is None:
        return None
    if edit.request_hash != request_hash():
        raise OtherContent(edit_id)
    answer = make_response(edit.body, edit.status)
    if edit.location:
        answer.headers["Location"] = edit.location
    return name_saved_edit(answer, edit_id)


def commit_and_reply(answer: Any) -> Response:
    """Store the answer with the change and commit both; the last line of every view that writes."""
    answer = make_response(answer)
    edit_id = transaction().operation
    try:
        if edit_id and current_user.is_authenticated:
            db.session.connection().execute(_ANSWER, facts_of(answer, edit_id))
        g.committed = commit()
    except IntegrityError:
        # Two tries of one edit at the same moment: the first one's answer stands for both.
        db.session.rollback()
        first = earlier_answer()
        if first is None:
            raise
        return first
    return name_saved_edit(answer, edit_id) if edit_id else answer


def facts_of(answer: Response, edit_id: str) -> dict[str, Any]:
    """Return what is stored of an answer, to send it again."""
    return {
        "person_id": current_user.id,
        "edit_id": edit_id,
        "request_hash": request_hash(),
        "status": answer.status_code,
        "location": answer.headers.get("Location"),
        "body": answer.get_data(as_text=True) if answer.status_code >= 300 else "",
    }


def name_saved_edit(answer: Response, edit_id: str) -> Response:
    """Name the saved edit in a cookie, so that the browser forgets its draft of that form."""
    is_secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie("saved", edit_id, max_age=86400, samesite="Lax", secure=is_secure)
    return answer


def check_version(record: Any) -> Any:
    """Return the record if the version that the form saw is the present one; raise Stale otherwise.

    A form that names no version saw nothing. The row stays locked until the commit, so that of two people
    who saw the same version one is shown the other's text.
    """
    db.session.refresh(record, ["version"], with_for_update=True)
    return record.expect(request.form.get("version", type=int))


def edited(form: Any, record: Any) -> bool:
    """Write what was sent into the record that the form saw; False when the form is to be shown (again)."""
    return bool(form.accepts(lambda: check_version(record).edit(form.values(), by=current_user)))


def check_value(record: Any, name: str, present: Any, wanted: Any, also: str = "") -> None:
    """Raise Stale when a value that stands there would be replaced by somebody who did not see it.

    For what has no version of its own: the form's hidden field ``was_<name>`` (or the one called ``also``)
    says what the person saw.
    """
    seen = request.form.get(f"was_{name}") or request.form.get(also, "")
    if present not in (None, "", wanted) and seen != str(present):
        raise Stale(record)


def take_turn() -> None:
    """Serialise writers of one place before they read, as SQLite does for all places."""
    if not may_write.get() or db.engine.dialect.name != "postgresql":
        return
    if place := place_in(request.view_args or {}):
        kind, place_id = place
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(kind), place_id)))


def place_in(names: dict[str, Any]) -> tuple[str, int] | None:
    """Return the narrowest place that these values of an address name as ``<kind>_id``."""
    kinds = sorted(PLACES, key=lambda kind: -PLACES[kind].place_kind.depth)
    return next(((kind, names[f"{kind}_id"]) for kind in kinds if f"{kind}_id" in names), None)


def edit_id_of(request: Request) -> str:
    return request.form.get("edit_id", "")[:40] if request.method == "POST" else ""


def name_the_operation() -> None:
    """What this request changes is one operation: it is undone as a whole."""
    transaction().operation = edit_id_of(request) or None


def init_app(app: Flask) -> None:
    app.before_request(name_the_operation)
    app.before_request(take_turn)
    app.before_request(earlier_answer)
