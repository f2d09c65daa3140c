"""The clock of a workshop in the hands of those who run it: blocks begin, stop, go on, last longer and end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.models.block import Block
from workbench.models.workshop import Workshop
from workbench.views.access import requires
from workbench.views.edits import saved
from workbench.views.rooms import back, block_of

bp = Blueprint(
    "clocks", __name__, url_prefix="/workshops/<int:workshop_id>/blocks/<string:block_id>"
)
# What can be given at once; 2 and 5 have a button.
MOST_MINUTES = 60


@bp.post("/start")
@requires("room:run", Workshop)
def start(workshop: Workshop, block_id: str) -> Response:
    return done(workshop, block_id, Block.start)


@bp.post("/end")
@requires("room:run", Workshop)
def end(workshop: Workshop, block_id: str) -> Response:
    return done(workshop, block_id, Block.end)


@bp.post("/skip")
@requires("room:run", Workshop)
def skip(workshop: Workshop, block_id: str) -> Response:
    return done(workshop, block_id, Block.skip)


@bp.post("/reopen")
@requires("room:run", Workshop)
def reopen(workshop: Workshop, block_id: str) -> Response:
    return done(workshop, block_id, Block.reopen)


@bp.post("/pause")
@requires("room:run", Workshop)
def pause(workshop: Workshop, block_id: str) -> Response:
    return done(workshop, block_id, Block.pause)


@bp.post("/resume")
@requires("room:run", Workshop)
def resume(workshop: Workshop, block_id: str) -> Response:
    return done(workshop, block_id, Block.resume)


@bp.post("/extend")
@requires("room:run", Workshop)
def extend(workshop: Workshop, block_id: str) -> Response:
    """Give more minutes, once: when a colleague gave some meanwhile, nothing is added on top."""
    block = block_of(workshop, block_id)
    minutes = min(max(1, request.form.get("minutes", 2, type=int)), MOST_MINUTES)
    seen = request.form.get("seen", type=int)
    if not block.extend(minutes, by=current_user, seen=seen):
        flash(gettext("Somebody else gave this block more time a moment ago: look first."), "warn")
    return saved(back(workshop))


def done(workshop: Workshop, block_id: str, deed: Callable[..., Any]) -> Response:
    """Do a deed with a block; each asks for the state it needs, so that doing it twice does it once."""
    deed(block_of(workshop, block_id), by=current_user)
    return saved(back(workshop))
