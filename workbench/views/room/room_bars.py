"""The bar of an open workshop on the pages of its room and of every team: block, clock, message, summons, own signs."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from flask import Blueprint, Flask, current_app, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from workbench.extensions import db
from workbench.live.log import published_until
from workbench.models.base import now
from workbench.models.log.event import Workspace
from workbench.models.people.person import Forbidden, NotFound
from workbench.models.places import Scope, path_of
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.roles import allows
from workbench.models.room.block import Block
from workbench.models.room.tick import DoneTick, HelpCall
from workbench.reports.room import who_called
from workbench.views.room.agenda_words import bar_blocks, clock_of
from workbench.web.access import requires
from workbench.web.filters import language
from workbench.web.fragments import is_streamed, watch
from workbench.web.page_cache import fresh

bp = Blueprint("room_bars", __name__)
# Who reads without scripts sees a time that is at most so many seconds old.
FRESH = 20
# The wall has a head of its own with the same clock.
WITHOUT = frozenset({"walls"})
_SECRET = secrets.token_hex(12)
_CLOCK = f"[{_SECRET} clock]"
_PART = "<!-- part -->"


@dataclass(frozen=True)
class Bar:
    """What the bar of a page depends on: the workshop, how far its log has come, and the reader's own signs."""

    workshop: Any
    block: Block | None
    position: int
    roles: frozenset[str]
    has_ticked: bool
    has_called: bool

    @property
    def is_open(self) -> bool:
        return bool(self.workshop.is_open)

    @property
    def takes_part(self) -> bool:
        return allows("room:take_part", set(self.roles))

    @property
    def runs(self) -> bool:
        return allows("room:run", set(self.roles))

    @property
    def shared_mark(self) -> tuple[Any, ...]:
        """The key by which the shared part is cached."""
        time = int(now().timestamp() // FRESH) if self.block else 0
        # A log restored from a backup has the same positions at other times.
        at = (self.workshop.id, self.position, str(self.workshop.changed_at))
        return (*at, time, *sorted(self.roles))


def _columns() -> Select[Any]:
    """Return the statement behind the bar of whatever workshops: the room, its block, and the reader's own signs."""
    me: Any = bindparam("me")
    ticked = exists().where(DoneTick.block_id == Block.id, DoneTick.person_id == me)
    mine = (HelpCall.workshop_id == Workshop.id, HelpCall.person_id == me)
    called = exists().where(*mine, HelpCall.answered_at.is_(None))
    workshop = (Workshop.id, Workshop.title, Workshop.workspace_id, Workshop.call_url)
    said = (Workshop.message, Workshop.summoned_to, Workshop.summoned_at)
    workspace = (Workspace.position, Workspace.changed_at, Workspace.path)
    is_open: Any = Workshop.is_open
    signs = (is_open.label("is_open"), ticked.label("has_ticked"), called.label("has_called"))
    asked: Any = select(*workshop, *said, *workspace, *signs, Block)
    found: Select[Any] = (
        asked.join(Workspace, Workspace.id == Workshop.workspace_id)
        .outerjoin(Block, and_(Block.workshop_id == Workshop.id, Block.state == "running"))
        .order_by(is_open.desc(), Workshop.opened_at.desc(), Workshop.id.desc())
    )
    return found


@cache
def of_workshop() -> Select[Any]:
    """Return the one statement behind the bar of a workshop's own pages, built once."""
    return _columns().where(Workshop.id == bindparam("place"))


@cache
def of_redesign() -> Select[Any]:
    """Return the one statement behind the bar on a team's pages, built once.

    A page that was opened before the room watches the workshop of the day until it opens.
    """
    of_the_day = and_(
        Workshop.state == "planned", Workshop.held_on.between(bindparam("first"), bindparam("last"))
    )
    own = aliased(Workspace)
    above = select(own.parent_id).where(own.kind == "redesign", own.place_id == bindparam("place"))
    return _columns().where(
        Workspace.parent_id == above.scalar_subquery(), or_(Workshop.is_open, of_the_day)
    )


def bar_of(statement: Select[Any], place: int) -> Bar | None:
    """Return the bar of a place, asked by its statement: that of the first room which this reader may read."""
    today = now().date()
    days = {"first": today - timedelta(days=1), "last": today + timedelta(days=1)}
    facts = {"me": current_user.author_id, "place": place, **days}
    rows = db.session.execute(statement, facts).all()
    return next(filter(None, map(bar_of_room, rows)), None)


def bar_of_room(row: Any) -> Bar | None:
    roles = current_user.roles_in(Scope(path_of(row.path)))
    if not allows("room:read", roles):
        return None
    own = (bool(row.has_ticked), bool(row.has_called))
    return Bar(row, row.Block, row.position, frozenset(roles), *own)


def shared_part(bar: Bar) -> Markup:
    """Return the part of the bar that all readers with the same roles share, for now without its time."""
    memory = current_app.extensions["page_cache"]
    key = repr(("room bar", bar.shared_mark, request.script_root, language()))
    part = None if is_streamed() else memory.get(key)
    if part is None:
        part = render_template("rooms/_bar.html", **shared_facts(bar))
        if not is_streamed():
            memory.put(key, part)
    return Markup(part)  # noqa: S704 - rendered and escaped just now, or earlier


def shared_facts(bar: Bar) -> dict[str, Any]:
    facts: dict[str, Any] = {"bar": bar, "workshop": bar.workshop, "blocks": [], "called_by": None}
    if bar.is_open:
        agenda = select(Block).where(Block.workshop_id == bar.workshop.id)
        blocks = db.session.scalars(agenda.order_by(Block.position, Block.id))
        facts["blocks"] = bar_blocks(blocks)
        if bar.workshop.summoned_to:
            facts["called_by"] = who_called(bar.workshop.workspace_id)
    clock = clock_of(bar.block)
    if clock and not is_streamed():
        clock |= {"text": Markup(_CLOCK), "low": ""}  # noqa: S704 - a mark of ours
    return {**facts, "clock": clock, "place_word": place_word}


def place_word(workshop: Any) -> str:
    """Return where everybody is called, in words."""
    known = {
        url_for("rooms.show", workshop_id=workshop.id): gettext("the room"),
        url_for("rooms.way", workshop_id=workshop.id): gettext("the board of this block"),
    }
    return known.get(workshop.summoned_to) or gettext("one page")


def bar_html(bar: Bar | None) -> str:
    """Return the whole bar of a page, the reader's own signs with it; nothing where there is none."""
    if bar is None:
        return ""
    part = str(shared_part(bar))
    clock = clock_of(bar.block)
    if clock:
        part = part.replace(_CLOCK, clock["text"])
    room = bar.workshop.workspace_id
    told, _moment = published_until(room, bar.position, bar.workshop.changed_at)
    at = f"{room}.{told}"
    whole = render_template("rooms/_bar_frame.html", bar=bar, workshop=bar.workshop, at=at)
    return whole.replace(_PART, part, 1)


@bp.get("/workshops/<int:workshop_id>/bar")
@requires("room:read", Workshop)
def show(workshop: Workshop) -> str:
    """Show a page with nothing but the bar: by it the stream renders the bar of every other page."""
    watch(workshop)
    bar = bar_of(of_workshop(), workshop.id) if is_streamed() else None
    part = shared_part(bar) if bar else ""
    return render_template("rooms/bar.html", workshop=workshop, part=part)


@bp.get("/workshops/<int:workshop_id>/bar/whole")
@requires("room:read", Workshop)
def of_room(workshop: Workshop) -> str:
    """Answer the bar of a page of the room, as a fragment."""
    return bar_html(bar_of(of_workshop(), workshop.id))


@bp.get("/redesigns/<int:redesign_id>/bar")
@requires("redesign:read", Redesign)
def of_team(redesign: Redesign) -> str:
    """Answer the bar of the workshop that is open for a team, as a fragment; empty when there is none."""
    return bar_html(bar_of(of_redesign(), redesign.id))


@bp.get("/workshops/<int:workshop_id>/bar/own")
@requires("room:read", Workshop)
def own(workshop: Workshop) -> str:
    """Answer the reader's own signs, as a fragment."""
    bar = bar_of(of_workshop(), workshop.id)
    return render_template("rooms/_bar_own.html", bar=bar, workshop=workshop)


def room_bar() -> Markup:
    """Return the bar of the rendered page: a cached page asks for it anew for each reader."""
    named = request.view_args or {}
    if is_streamed() or not current_user.is_authenticated or "programme_id" in named:
        return Markup("")
    if request.blueprint in WITHOUT or request.endpoint is None:
        return Markup("")
    try:
        if "redesign_id" in named:
            return fresh("room_bars.of_team", redesign_id=named["redesign_id"])
        if "workshop_id" in named:
            return fresh("room_bars.of_room", workshop_id=named["workshop_id"])
    except (NotFound, Forbidden):
        # The page says so itself.
        return Markup("")
    return Markup("")


def init_app(app: Flask) -> None:
    app.jinja_env.globals["room_bar"] = room_bar
