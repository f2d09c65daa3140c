"""The agenda of a workshop: its blocks planned, changed, moved, copied, and its hours that re-time themselves."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.blocks import BlockForm
from workbench.models.programme.phase import Phase
from workbench.models.programme.workshop import Workshop
from workbench.models.room.agenda import READY, Slot, copy_agenda, lay, timetable
from workbench.models.room.block import (
    BOARDS,
    DEEDS,
    GOALS,
    KINDS,
    STEPS,
    Block,
    operations_of,
    step_of,
)
from workbench.models.room.clock import STATES
from workbench.text import columns
from workbench.text.messages import N_
from workbench.views.room.rooms import back, block_of
from workbench.web.access import get_or_404, requires
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.fragments import watch
from workbench.web.idempotency import commit_and_reply, edited

bp = Blueprint("blocks", __name__)
HERE = "/workshops/<int:workshop_id>/blocks"
ONE = HERE + "/<block_id>"
# Minutes that can be given at once; 2 and 5 have a button.
MOST_MINUTES = 60
TABLE = columns.Table(
    N_("Agenda"),
    columns.whole("position", N_("Place")),
    columns.text("kind", N_("Kind"), KINDS),
    columns.text("title", N_("Title")),
    columns.text("purpose", N_("Purpose")),
    columns.text("method", N_("How it goes")),
    columns.text("prompt", N_("What people are asked")),
    columns.whole("minutes", N_("Minutes")),
    columns.text("board", N_("Where"), BOARDS),
    columns.text("goal_kind", N_("What is counted"), GOALS),
    columns.whole("goal", N_("Goal")),
    columns.text("may", N_("What people may do"), DEEDS),
    columns.yes_no("is_hidden", N_("Hidden until shown")),
    columns.yes_no("is_anonymous", N_("Anonymous")),
    columns.whole("vote_budget", N_("Votes a person")),
    columns.whole("vote_limit", N_("Votes for one item at most")),
    columns.text("state", N_("State"), STATES),
    columns.moment("opens_at", N_("Opens at")),
    columns.moment("closes_at", N_("Closes at")),
    columns.whole("extra_minutes", N_("Extra minutes")),
    columns.moment("planned_from", N_("Planned from")),
    columns.moment("planned_to", N_("Planned to")),
    columns.moment("starts_at", N_("Starts at")),
    columns.moment("ends_at", N_("Ends at")),
)
TIMES = TABLE.names[-4:]


@table_view(bp, HERE, "room:read", Workshop, name="workshop-{0.id}-agenda", table=TABLE)
def index(workshop: Workshop) -> Rows | str:
    """Show the agenda with its planned and its real hours."""
    watch(workshop)
    table = timetable(workshop)
    if wants_rows():
        return map(row, table.slots)
    return render_template(
        "blocks/index.html",
        workshop=workshop,
        programme=workshop.phase.programme,
        running=workshop.block,
        table=table,
        zone=workshop.zone,
        ready=READY,
        others=others_with_agenda(workshop),
        kinds=KINDS,
        boards=BOARDS,
        goals=GOALS,
        states=STATES,
        steps=STEPS,
        step_of=step_of,
    )


def row(slot: Slot) -> dict[str, Any]:
    said = {name: getattr(slot.block, name) for name in TABLE.names[:-4]}
    return {**said, **{name: getattr(slot, name) for name in TIMES}}


def others_with_agenda(workshop: Workshop) -> list[Any]:
    """Return the other workshops of the programme that have blocks: (id, title, how many)."""
    asked = (
        select(Workshop.id, Workshop.title, func.count(Block.id).label("blocks"))
        .join(Block, Block.workshop_id == Workshop.id)
        .join(Phase, Phase.id == Workshop.phase_id)
        .where(Phase.programme_id == workshop.phase.programme_id, Workshop.id != workshop.id)
        .group_by(Workshop.id, Workshop.title)
        .order_by(Workshop.id.desc())
    )
    return list(db.session.execute(asked))


def to_agenda(workshop: Workshop, block: Block | None = None) -> Response:
    anchor = f"block-{block.id}" if block else None
    return redirect(url_for("blocks.index", workshop_id=workshop.id, _anchor=anchor))


@bp.route(HERE + "/new", methods=["GET", "POST"])
@requires("workshop:edit", Workshop)
def create(workshop: Workshop) -> Response | str:
    form = BlockForm(zone=workshop.zone, data={"step": "add", "minutes": 10, "board": "room"})
    if form.validate_on_submit():
        if form.id.data and db.session.get(Block, form.id.data):
            flash(gettext("This was saved already. Open the page again to see it."), "stop")
            return to_agenda(workshop)
        values = form.values()
        block = Block.add(workshop, known_id(form) | values, by=current_user)
        db.session.flush()
        return commit_and_reply(to_agenda(workshop, block))
    return render_template("blocks/edit.html", workshop=workshop, form=form, block=None)


def known_id(form: BlockForm) -> dict[str, Any]:
    return {"id": form.id.data} if form.id.data else {}


@bp.route(ONE + "/edit", methods=["GET", "POST"])
@requires("workshop:edit", Workshop)
def edit(workshop: Workshop, block_id: str) -> Response | str:
    block = block_of(workshop, block_id)
    form = BlockForm(zone=workshop.zone, obj=block)
    if edited(form, block):
        return commit_and_reply(to_agenda(workshop, block))
    return render_template("blocks/edit.html", workshop=workshop, form=form, block=block)


@bp.post(ONE + "/move")
@requires("workshop:edit", Workshop)
def move(workshop: Workshop, block_id: str) -> Response:
    """Put the block one place earlier or later."""
    block = block_of(workshop, block_id)
    step = -1 if request.form.get("step") == "-1" else 1
    seen = request.form.get("position", type=int)
    if seen in (None, block.position):
        block.move(step, by=current_user)
    return commit_and_reply(to_agenda(workshop, block))


@bp.post(ONE + "/copy")
@requires("workshop:edit", Workshop)
def copy(workshop: Workshop, block_id: str) -> Response:
    block = block_of(workshop, block_id).copy_into(workshop, by=current_user)
    db.session.flush()
    return commit_and_reply(to_agenda(workshop, block))


@bp.post(ONE + "/remove")
@requires("workshop:edit", Workshop)
def remove(workshop: Workshop, block_id: str) -> Response:
    block_of(workshop, block_id).remove(by=current_user)
    return commit_and_reply(to_agenda(workshop))


@bp.post(ONE + "/permit")
@requires("room:run", Workshop)
def permit(workshop: Workshop, block_id: str) -> Response:
    """Widen or narrow what participants may do while the block runs."""
    block = block_of(workshop, block_id)
    step = request.form.get("step", "")
    if step not in STEPS:
        abort(400)
    block.permit(operations_of(step), by=current_user)
    return commit_and_reply(to_agenda(workshop, block))


@bp.post(HERE + "/ready")
@requires("workshop:edit", Workshop)
def use_ready(workshop: Workshop) -> Response:
    """Add a ready-made agenda, its texts in the language of whoever adds it."""
    ready = READY.get(request.form.get("agenda", ""))
    if ready is None:
        abort(400)
    if saw_all_of(workshop):
        lay(workshop, ready, by=current_user, say=gettext)
    return commit_and_reply(to_agenda(workshop))


def saw_all_of(workshop: Workshop) -> bool:
    """Return whether the form was drawn beside the blocks there are now: two presses add one agenda."""
    if request.form.get("blocks", 0, type=int) == len(workshop.blocks):
        return True
    told = gettext("Nothing was added: the agenda has other blocks by now. Look at it first.")
    flash(told, "warn")
    return False


@bp.post(HERE + "/copied")
@requires("workshop:edit", Workshop)
def copy_other(workshop: Workshop) -> Response:
    """Add the blocks of another workshop of the programme."""
    if not (chosen := request.form.get("workshop", type=int)):
        abort(400)
    source = get_or_404(Workshop, chosen)
    get_or_404(Phase, source.phase_id, programme=workshop.phase.programme)
    if saw_all_of(workshop):
        copy_agenda(source, workshop, by=current_user)
    return commit_and_reply(to_agenda(workshop))


# the clock


@bp.post(ONE + "/<any(start, end, skip, reopen, pause, resume):operation>")
@requires("room:run", Workshop)
def turn(workshop: Workshop, block_id: str, operation: str) -> Response:
    """Do an operation with a block; each checks its state, so that a repeat does nothing."""
    block = block_of(workshop, block_id)
    if saw_running(workshop):
        getattr(block, operation)(by=current_user)
    return commit_and_reply(back(workshop))


def saw_running(workshop: Workshop) -> bool:
    """Return whether the button was drawn while the same block ran as now: no block is skipped unseen."""
    running = workshop.block.id if workshop.block else ""
    if request.form.get("seen", running) == running:
        return True
    flash(gettext("Nothing was begun: another block runs by now. Look first."), "warn")
    return False


@bp.post(ONE + "/extend")
@requires("room:run", Workshop)
def extend(workshop: Workshop, block_id: str) -> Response:
    """Give more minutes, once: when a colleague gave some meanwhile, nothing is added on top."""
    block = block_of(workshop, block_id)
    minutes = min(max(1, request.form.get("minutes", 2, type=int)), MOST_MINUTES)
    seen = request.form.get("seen", type=int)
    if not block.extend(minutes, by=current_user, seen=seen):
        flash(gettext("Somebody else gave this block more time a moment ago: look first."), "warn")
    return commit_and_reply(back(workshop))
