"""Choosing the language of the pages."""

from flask import Blueprint, Response, abort, current_app, redirect, request
from flask_login import current_user

from workbench.models.commit import commit
from workbench.web.access import requires
from workbench.web.languages import LANGUAGES, safe_next

bp = Blueprint("languages", __name__)
ONE_YEAR = 365 * 24 * 60 * 60


@bp.post("/language/<code>")
@requires("language:choose")
def choose(code: str) -> Response:
    """Remember the language in a cookie, and with the person when they are signed in."""
    if code not in LANGUAGES:
        abort(404)
    if current_user.is_authenticated:
        current_user.language = code
        commit()
    answer = redirect(safe_next(request.form.get("next")))
    is_secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(
        "language", code, max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=is_secure
    )
    return answer
