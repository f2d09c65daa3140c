"""The clock of a workshop in the hands of those who run it: blocks begin, stop, go on, last longer and end."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.models.programme.workshop import Workshop
from workbench.views.room.rooms import back, block_of
from workbench.web.access import requires
from workbench.web.idempotency import commit_and_reply

bp = Blueprint(
    "clocks", __name__, url_prefix="/workshops/<int:workshop_id>/blocks/<string:block_id>"
)
# What can be given at once; 2 and 5 have a button.
MOST_MINUTES = 60


@bp.post("/<any(start, end, skip, reopen, pause, resume):operation>")
@requires("room:run", Workshop)
def turn(workshop: Workshop, block_id: str, operation: str) -> Response:
    """Do an operation with a block; each asks for the state it needs, so that doing it twice does it once."""
    getattr(block_of(workshop, block_id), operation)(by=current_user)
    return commit_and_reply(back(workshop))


@bp.post("/extend")
@requires("room:run", Workshop)
def extend(workshop: Workshop, block_id: str) -> Response:
    """Give more minutes, once: when a colleague gave some meanwhile, nothing is added on top."""
    block = block_of(workshop, block_id)
    minutes = min(max(1, request.form.get("minutes", 2, type=int)), MOST_MINUTES)
    seen = request.form.get("seen", type=int)
    if not block.extend(minutes, by=current_user, seen=seen):
        flash(gettext("Somebody else gave this block more time a moment ago: look first."), "warn")
    return commit_and_reply(back(workshop))
