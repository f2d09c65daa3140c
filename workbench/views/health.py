"""Whether the workbench is well: asked by machines, answered without a session."""

from typing import Any

from flask import Blueprint, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from workbench.extensions import db
from workbench.version import __version__
from workbench.web.access import requires

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@requires("health:read")
def show() -> tuple[dict[str, Any], int]:
    live = current_app.extensions.get("live")
    stream = {"stream": live.state()} if live else {}
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return {"status": "failing", "database": "silent", "version": __version__}, 503
    if live and live.is_stuck:
        return {"status": "failing", "database": "ok", "version": __version__, **stream}, 503
    return {"status": "ok", "database": "ok", "version": __version__, **stream}, 200
