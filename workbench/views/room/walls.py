"""The wall of a workshop: all teams live for those who run it; who needs them stands first."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext

from workbench.forms.workshops import MessageForm
from workbench.models.programme.workshop import Workshop
from workbench.models.room.agenda import next_block, timetable
from workbench.models.room.block import Block
from workbench.reports.wall import Row, wall_of
from workbench.reports.yields import Yield
from workbench.text import columns
from workbench.text.messages import N_
from workbench.views.room.agenda_words import clock_of
from workbench.views.room.guests import teams
from workbench.views.room.rooms import TEAM_PAGES
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.fragments import watch

bp = Blueprint("walls", __name__)
HERE = "/workshops/<int:workshop_id>/wall"

# A block's yield in words, with its goal and without one.
YIELDS = {
    "notes_each": (N_("%(done)s of %(total)s notes"), N_("notes: %(done)s")),
    "notes": (N_("%(done)s of %(total)s notes"), N_("notes: %(done)s")),
    "groups": (N_("%(done)s of %(total)s groups"), N_("groups: %(done)s")),
    "votes_each": (N_("%(done)s of %(total)s votes"), N_("votes: %(done)s")),
    "problems": (N_("%(done)s of %(total)s problems"), N_("problems: %(done)s")),
    "steps": (N_("%(done)s of %(total)s steps"), N_("steps: %(done)s")),
    "fates": (N_("%(done)s of %(total)s steps decided"), N_("steps decided: %(done)s")),
    "prototypes": (N_("%(done)s of %(total)s prototypes"), N_("prototypes: %(done)s")),
    "findings": (N_("%(done)s of %(total)s findings"), N_("findings: %(done)s")),
}
PERSON_STATES = {
    "done": N_("done"),
    "active": N_("at work"),
    "silent": N_("quiet for more than 8 minutes"),
    "away": N_("not here"),
}
# How high the picture of what moved is, in its own units.
HIGH, WIDE = 28, 100


TABLE = columns.Table(
    N_("Team overview"),
    columns.whole("redesign_id", N_("Redesign no.")),
    columns.text("service", N_("Service")),
    columns.text("team", N_("Team")),
    columns.text("block", N_("Block")),
    columns.whole("seconds_left", N_("Seconds left")),
    columns.whole("yield", N_("Yield")),
    columns.whole("goal", N_("Goal")),
    columns.whole("people", N_("People")),
    columns.whole("done", N_("Done")),
    columns.whole("silent", N_("Quiet people")),
    columns.whole("away", N_("not here")),
    columns.moment("last_at", N_("Last change")),
    columns.whole("still_minutes", N_("Minutes without a change")),
    columns.moment("help_called_at", N_("Help called at")),
    columns.text("pulse", N_("Changes in each minute")),
)


@table_view(bp, HERE, "wall:read", Workshop, name="workshop-{0.id}-wall", table=TABLE)
def show(workshop: Workshop) -> Rows | str:
    watch(workshop, *teams(workshop))
    wall = wall_of(workshop)
    if wants_rows():
        return [line(row, workshop.block) for row in wall.rows]
    block = workshop.block
    return render_template(
        "walls/show.html",
        workshop=workshop,
        programme=workshop.phase.programme,
        wall=wall,
        block=block,
        clock=clock_of(block),
        coming=next_block(workshop),
        table=timetable(workshop),
        zone=workshop.zone,
        message_form=MessageForm(formdata=None),
        states=PERSON_STATES,
        yield_words=yield_words,
        curve=curve,
        jump=jump,
    )


def line(row: Row, block: Block | None) -> dict[str, Any]:
    """Return a team as a row of data: counts only."""
    return {
        "redesign_id": row.redesign.id,
        "service": row.redesign.title,
        "team": row.redesign.team_name,
        "block": block.title if block else None,
        "seconds_left": block.seconds_left if block else None,
        "yield": row.output.done if row.output else None,
        "goal": row.output.total if row.output else None,
        "people": len(row.people),
        "done": row.done,
        "silent": sum(person.state == "silent" for person in row.people),
        "away": sum(person.state == "away" for person in row.people),
        "last_at": row.last_at,
        "still_minutes": row.still_minutes,
        "help_called_at": row.call.raised_at if row.call else None,
        "pulse": row.pulse,
    }


def yield_words(block: Block, output: Yield) -> str:
    with_goal, alone = YIELDS[block.goal_kind]
    words = with_goal if output.total else alone
    return gettext(words, done=output.done, total=output.total)


def curve(pulse: list[int]) -> str:
    """Return the path of a small picture of what moved, 100 wide and 28 high."""
    top = max(4, *pulse)
    step = WIDE / (len(pulse) - 1)
    points = (
        f"{round(place * step)} {round(HIGH - 2 - (HIGH - 4) * count / top)}"
        for place, count in enumerate(pulse)
    )
    return "M" + " L".join(points)


def jump(row: Row, block: Block | None) -> str:
    """Return where a team is at work now."""
    page = TEAM_PAGES.get(block.board, "redesigns.show") if block else "redesigns.show"
    return url_for(page, redesign_id=row.redesign.id)
