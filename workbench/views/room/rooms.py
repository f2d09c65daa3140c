"""The room of a workshop: what is going on now, the way on, and the signs that people give each other."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.workshops import MessageForm
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.agenda import next_block, timetable
from workbench.models.room.block import Block
from workbench.models.room.tick import DoneTick, HelpCall
from workbench.reports.room import done_with, parking_lots, team_of
from workbench.web.access import get_or_404, requires
from workbench.web.errors import came_from
from workbench.web.fragments import watch
from workbench.web.idempotency import commit_and_reply
from workbench.web.languages import safe_next
from workbench.web.places import place_url, to_board

bp = Blueprint("rooms", __name__, url_prefix="/workshops/<int:workshop_id>")

# Where a team works during a block, by the block's board.
TEAM_PAGES = {
    "team": "problems.index",
    "as_is": "journeys.today",
    "to_be": "journeys.future",
    "prototype": "prototypes.index",
    "tests": "tests.index",
}


@bp.get("/room")
@requires("room:read", Workshop)
def show(workshop: Workshop) -> str:
    watch(workshop)
    block = workshop.block
    return render_template(
        "rooms/show.html",
        workshop=workshop,
        programme=workshop.phase.programme,
        block=block,
        coming=next_block(workshop),
        table=timetable(workshop),
        zone=workshop.zone,
        done=done_with(block) if block else [],
        parked=parking_lots(workshop),
    )


@bp.get("/way")
@requires("room:read", Workshop)
def way(workshop: Workshop) -> Response:
    """Lead to where the present block happens: the board of the room, or the page of the reader's team."""
    block = workshop.block or open_homework(workshop)
    if block is None or block.board == "none":
        return redirect(url_for("rooms.show", workshop_id=workshop.id))
    if block.board == "room":
        return to_board(workshop, anchor="")
    team = own_team(workshop)
    if team is None:
        return to_any_team(workshop)
    return redirect(url_for(TEAM_PAGES[block.board], redesign_id=team.id))


@bp.get("/blocks/<block_id>/count")
@requires("room:read", Workshop)
def count(workshop: Workshop, block_id: str) -> Response:
    """Lead to what a vote came to: on the board of the room, or on that of the reader's team."""
    block = block_of(workshop, block_id)
    if block.kind != "vote":
        abort(404)
    place = workshop if block.board == "room" else own_team(workshop)
    return (
        redirect(place_url("votes.show", place, block_id=block.id))
        if place
        else to_any_team(workshop)
    )


def to_any_team(workshop: Workshop) -> Response:
    """Lead somebody without a team to where teams are found; a guest, back to the room."""
    programme = workshop.phase.programme
    if current_user.may("room:run", workshop):
        return redirect(url_for("walls.show", workshop_id=workshop.id))
    if current_user.may("programme:read", programme):
        flash(gettext("You are in no team of this programme: choose one to look at."), "warn")
        return redirect(url_for("programmes.show", programme_id=programme.id))
    flash(gettext("You are not in a team yet: ask a facilitator for a place."), "warn")
    return redirect(url_for("rooms.show", workshop_id=workshop.id))


def open_homework(workshop: Workshop) -> Block | None:
    homework = (block for block in workshop.blocks if block.kind == "homework")
    return next((block for block in homework if block.stand == "running"), None)


def own_team(workshop: Workshop) -> Redesign | None:
    """Return the reader's team in the programme."""
    return team_of(current_user, workshop)


# the signs of everybody


def back(workshop: Workshop) -> Response:
    """Return to the page from which a sign was given, which may be any page of a team."""
    here = came_from() if request.referrer else ""
    fragments = (url_for("room_bars.own", workshop_id=workshop.id),)
    if not here or here in fragments:
        here = url_for("rooms.show", workshop_id=workshop.id)
    return redirect(safe_next(here))


def block_of(workshop: Workshop, block_id: str) -> Block:
    block: Block = get_or_404(Block, block_id, workshop=workshop)
    return block


@bp.post("/blocks/<block_id>/done")
@requires("room:take_part", Workshop)
def tick(workshop: Workshop, block_id: str) -> Response:
    DoneTick.give(block_of(workshop, block_id), by=current_user)
    return commit_and_reply(back(workshop))


@bp.post("/blocks/<block_id>/not-done")
@requires("room:take_part", Workshop)
def untick(workshop: Workshop, block_id: str) -> Response:
    DoneTick.take_back(block_of(workshop, block_id), by=current_user)
    return commit_and_reply(back(workshop))


@bp.post("/help")
@requires("room:take_part", Workshop)
def call(workshop: Workshop) -> Response:
    """Call a facilitator: to one's team, or as a raised hand where one has none."""
    team = own_team(workshop)
    kind = "help" if team else "hand"
    HelpCall.raise_hand(workshop, team, by=current_user, kind=kind)
    return commit_and_reply(back(workshop))


@bp.post("/help/withdrawn")
@requires("room:take_part", Workshop)
def withdraw(workshop: Workshop) -> Response:
    open_call = HelpCall.open_of(workshop, current_user)
    if open_call:
        open_call.answer(by=current_user)
    return commit_and_reply(back(workshop))


@bp.post("/help/<int:call_id>/answered")
@requires("room:run", Workshop)
def answer(workshop: Workshop, call_id: int) -> Response:
    get_or_404(HelpCall, call_id, workshop=workshop).answer(by=current_user)
    return commit_and_reply(back(workshop))


# what those who run it do


@bp.post("/opened")
@requires("room:run", Workshop)
def open_room(workshop: Workshop) -> Response:
    workshop.open_room(by=current_user)
    return commit_and_reply(redirect(url_for("rooms.show", workshop_id=workshop.id)))


@bp.post("/closed")
@requires("room:run", Workshop)
def close_room(workshop: Workshop) -> Response:
    workshop.close_room(by=current_user)
    return commit_and_reply(back(workshop))


@bp.post("/message")
@requires("room:run", Workshop)
def say(workshop: Workshop) -> Any:
    """Show a sentence on every screen; an empty one takes it away."""
    form = MessageForm()
    if form.validate_on_submit():
        workshop.say(form.message.data or "", by=current_user)
        return commit_and_reply(back(workshop))
    return render_template("rooms/message.html", workshop=workshop, form=form)


@bp.post("/summons")
@requires("room:run", Workshop)
def summon(workshop: Workshop) -> Response:
    """Call everybody to the room, to the board of the block, or (empty) let them go back."""
    endpoint = {"room": "rooms.show", "way": "rooms.way"}.get(request.form.get("place", ""))
    place = url_for(endpoint, workshop_id=workshop.id) if endpoint else ""
    workshop.summon(place, by=current_user)
    return commit_and_reply(back(workshop))
