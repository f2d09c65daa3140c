"""The next workshop as each person sees it: when it is, what to do before, and how much of that is done."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload

from workbench.extensions import db
from workbench.models.programme.phase import Phase
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.room.joining import admits
from workbench.reports.homework import Homework, homework_of
from workbench.views.room.rooms import TEAM_PAGES, own_team
from workbench.web.access import requires
from workbench.web.filters import ngettext
from workbench.web.places import board_url

bp = Blueprint("next_workshops", __name__)
MOST = 3
# Of whom homework is asked, by role.
ASKED = frozenset({"participant", "guest"})


@dataclass(frozen=True)
class Task:
    """One piece of homework as the reader sees it."""

    homework: Homework
    url: str

    @property
    def title(self) -> str:
        return self.homework.block.title

    @property
    def prompt(self) -> str:
        return self.homework.block.prompt

    @property
    def done(self) -> str:
        """Return how much of it the reader has done, in words."""
        done = self.homework
        return gettext("You wrote %(written)s of %(goal)s.", written=done.written, goal=done.goal)

    @property
    def action(self) -> str:
        left = self.homework.missing
        if not left:
            return gettext("Look at what you wrote")
        return ngettext("Write the last one", "Write %(num)s", left)


@dataclass(frozen=True)
class Card:
    """A workshop that is near, with the reader's homework for it."""

    workshop: Workshop
    tasks: tuple[Task, ...]
    is_open: bool
    is_admitted: bool

    @property
    def call_url(self) -> str:
        return self.workshop.call_url if self.is_admitted else ""


def cards_of(programme_ids: Iterable[int]) -> list[Card]:
    """Return the next workshops of these programmes, and of those in which the reader is a guest."""
    places = [grant.place_id for grant in current_user.grants if grant.place == "workshop"]
    workshops = coming(programme_ids, places)
    homework = homework_of(current_user, filter(is_asked, workshops))
    return [
        Card(
            workshop=workshop,
            tasks=tuple(
                Task(each, url_of(each.block, workshop))
                for each in homework.get(workshop.id, [])
                if each.is_open
            ),
            is_open=workshop.is_open,
            is_admitted=current_user.may("room:read", workshop),
        )
        for workshop in workshops
    ]


def is_asked(workshop: Workshop) -> bool:
    """Whether homework is asked of the reader: of who takes part, not of who leads, runs or administers it."""
    return not ASKED.isdisjoint(current_user.roles_in(workshop.scope))


def coming(programme_ids: Iterable[int], workshop_ids: Iterable[int] = ()) -> list[Workshop]:
    """Return the workshops that are open, have homework or lie ahead, the nearest first."""
    today = current_user.city.today()
    lies_ahead = and_(
        Workshop.state == "planned",
        Workshop.closed_at.is_(None),
        or_(Workshop.held_on >= today, Workshop.blocks.any(Block.kind == "homework")),
    )
    # A room that is open comes first, wherever it is.
    rooms_first = Workshop.is_open.desc()  # type: ignore[attr-defined]
    statement = (
        select(Workshop)
        .join(Phase)
        .where(
            or_(Phase.programme_id.in_(list(programme_ids)), Workshop.id.in_(list(workshop_ids))),
            or_(Workshop.is_open, lies_ahead),
        )
        .options(selectinload(Workshop.blocks))
        .order_by(rooms_first, Workshop.held_on.is_(None), Workshop.held_on)
        .order_by(Workshop.starts_at, Workshop.id)
    )
    found = [
        each
        for each in db.session.scalars(statement)
        if each.held_on is None or each.held_on >= today or admits(each)
    ]
    return found[:MOST]


def url_of(block: Block, workshop: Workshop) -> str:
    """Return where the homework is written: the room's board, or the page of the reader's team."""
    if block.board == "room":
        return board_url(workshop)
    if block.board in TEAM_PAGES and (team := own_team(workshop)):
        return url_for(TEAM_PAGES[block.board], redesign_id=team.id)
    return url_for("rooms.way", workshop_id=workshop.id)


@bp.get("/redesigns/<int:redesign_id>/next-workshop")
@requires("redesign:read", Redesign)
def of_redesign(redesign: Redesign) -> str:
    """Show a team's next workshop with the reader's own homework, as a fragment of the team's page."""
    cards = cards_of([redesign.programme_id])
    return render_template("next_workshops/own.html", cards=cards[:1])


@bp.get("/workshops/<int:workshop_id>/own-homework")
@requires("room:read", Workshop)
def own_homework(workshop: Workshop) -> str:
    """Show the reader's own homework for a workshop, as a fragment of its room."""
    homework = homework_of(current_user, filter(is_asked, [workshop])).get(workshop.id, [])
    tasks = [Task(each, url_of(each.block, workshop)) for each in homework if each.is_open]
    return render_template("next_workshops/homework.html", workshop=workshop, tasks=tasks)
