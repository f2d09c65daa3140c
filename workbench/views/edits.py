"""One effect for one POST: its answer is stored with the change it made, and a retry gets the same answer."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Flask, make_response, request
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.models.base import Stale
from workbench.models.event import Edit

# What differs between two tries of the same edit without changing what is asked.
_NOT_CONTENT = frozenset({"csrf_token", "edit_id"})


class OtherContent(Exception):
    """This edit id was used for something else: the person's text must be kept and shown."""


def request_hash() -> str:
    """Return a hash of what this request asks for: its path, its fields and its files."""
    digest = hashlib.sha256(request.path.encode())
    for name in sorted(request.form):
        if name not in _NOT_CONTENT:
            digest.update(repr((name, request.form.getlist(name))).encode())
    for name in sorted(request.files):
        for file in request.files.getlist(name):
            file.stream.seek(0)  # the view may have read it already
            content = hashlib.sha256(file.stream.read()).hexdigest()
            file.stream.seek(0)
            digest.update(repr((name, file.filename, content)).encode())
    return digest.hexdigest()


def earlier_answer() -> Response | None:
    """Return the stored answer when this edit was made already; raise OtherContent when it was another."""
    edit_id = request.form.get("edit_id", "")[:40] if request.method == "POST" else ""
    if not edit_id or not current_user.is_authenticated:
        return None
    edit = db.session.scalar(
        select(Edit).where(Edit.person_id == current_user.id, Edit.edit_id == edit_id)
    )
    if edit is None:
        return None
    if edit.request_hash != request_hash():
        raise OtherContent(edit_id)
    answer = make_response(edit.body, edit.status)
    if edit.location:
        answer.headers["Location"] = edit.location
    return tell_browser(answer, edit_id)


def saved(answer: Any) -> Response:
    """Store the answer with the change and commit both; the last line of every view that writes."""
    answer = make_response(answer)
    edit_id = request.form.get("edit_id", "")[:40]
    if edit_id and current_user.is_authenticated:
        db.session.add(
            Edit(
                person_id=current_user.id,
                edit_id=edit_id,
                request_hash=request_hash(),
                status=answer.status_code,
                location=answer.headers.get("Location"),
                body=answer.get_data(as_text=True) if answer.status_code >= 300 else "",
            )
        )
    try:
        db.session.commit()
    except IntegrityError:
        # Two tries of one edit at the same moment: the first one's answer stands for both.
        db.session.rollback()
        first = earlier_answer()
        if first is None:
            raise
        return first
    return tell_browser(answer, edit_id) if edit_id else answer


def tell_browser(answer: Response, edit_id: str) -> Response:
    """Name the saved edit in a cookie, so that the browser forgets its draft of that form."""
    answer.set_cookie("saved", edit_id, max_age=86400, samesite="Lax")
    return answer


def saw(record: Any) -> Any:
    """Return the record if the version that the form saw is the present one; raise Stale otherwise."""
    version = request.form.get("version", type=int)
    if version is None and request.form.get("version"):
        raise Stale(record)
    return record.expect(version)


def init_app(app: Flask) -> None:
    app.before_request(earlier_answer)
