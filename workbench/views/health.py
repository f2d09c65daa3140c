"""Whether the workbench is well: asked by machines, answered without a session."""

import shutil
import time
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from workbench.extensions import db
from workbench.version import __version__
from workbench.web.access import requires

bp = Blueprint("health", __name__)

# Room for a file of the largest size and for what the database writes meanwhile.
LEAST_FREE = 32 * 1024 * 1024
# A write that failed is told for so long: a quota, or a disk of another machine, shows in no other way.
REMEMBERED_SECONDS = 60


@bp.get("/healthz")
@requires("health:read")
def show() -> tuple[dict[str, Any], int]:
    live = current_app.extensions.get("live")
    told = {"database": database(), "disk": disk(), "version": __version__}
    is_well = told["database"] == told["disk"] == "ok" and not (live and live.is_stuck)
    stream = {"stream": live.state()} if live else {}
    return {"status": "ok" if is_well else "failing", **told, **stream}, 200 if is_well else 503


def database() -> str:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return "silent"
    return "ok"


def disk() -> str:
    """Return "ok", where there is too little space, or that a write failed a moment ago."""
    full = [
        name for name, folder in folders().items() if shutil.disk_usage(folder).free < LEAST_FREE
    ]
    if full:
        return f"full: {', '.join(full)}"
    failed_at = current_app.extensions.get("disk_failed_at", -REMEMBERED_SECONDS)
    return "ok" if time.monotonic() - failed_at >= REMEMBERED_SECONDS else "a write failed"


def folders() -> dict[str, Path]:
    """Return where this machine writes: PostgreSQL's own disk is not ours to look at."""
    settings = current_app.config["SETTINGS"]
    places = {"uploads": settings.uploads if settings.uploads.is_dir() else settings.folder}
    if db.engine.dialect.name == "sqlite":
        places["database"] = Path(str(db.engine.url.database)).resolve().parent
    return places
