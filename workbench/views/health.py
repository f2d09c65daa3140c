"""Whether the workbench is well: asked by machines, answered without a session."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from workbench.extensions import db
from workbench.version import __version__
from workbench.views.access import requires

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@requires("health:read")
def show() -> tuple[dict[str, str], int]:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return {"status": "failing", "database": "silent", "version": __version__}, 503
    return {"status": "ok", "database": "ok", "version": __version__}, 200
