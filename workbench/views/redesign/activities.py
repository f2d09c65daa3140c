"""The log of a redesign, a programme or the city, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.log.event import Event, Workspace
from workbench.models.programme.programme import Programme
from workbench.models.redesign.redesign import Redesign
from workbench.models.register import secret_actions
from workbench.models.work.note import AUTHORS_DEEDS
from workbench.text import formats
from workbench.web.access import requires
from workbench.web.filters import language
from workbench.web.pagination import asked_number
from workbench.web.sentences import event_sentence

bp = Blueprint("activities", __name__)
PAGE = 50
AUTHORS = [f"note.{operation}" for operation in sorted(AUTHORS_DEEDS)]


@dataclass(frozen=True)
class LogEntry:
    """One event as the feed shows it."""

    sentence: Markup
    when: str
    at: datetime
    initials: str
    position: int


def recent_events(
    workspace: Workspace, *, limit: int = PAGE, before: int | None = None
) -> list[LogEntry]:
    """Return the latest events of a workspace, the newest first; ``before`` is a position to go back from."""
    statement = (
        select(Event)
        .where(Event.workspace_id == workspace.id, is_listed())
        .order_by(Event.position.desc())
        .limit(limit)
        .options(joinedload(Event.by))
    )
    if before is not None:
        statement = statement.where(Event.position < before)
    return [told(event) for event in db.session.scalars(statement)]


def is_listed() -> ColumnElement[bool]:
    """Return the condition that an event may be shown: no change of hidden notes, no votes.

    Operations of the authors of anonymous notes are left out: their order would reveal something.
    """
    code = Event.facts["code"].as_string()
    about_note = Event.action.like("note.%")
    unnamed = and_(Event.action.in_(AUTHORS), Event.by_id.is_(None))
    hidden = and_(about_note, code == "")
    return and_(
        Event.action.not_in(secret_actions()), not_(unnamed), or_(code.is_(None), not_(hidden))
    )


def told(event: Event) -> LogEntry:
    zone = current_user.city.time_zone
    when = formats.moment(event.at, language(), zone)
    initials = event.by.initials if event.by else ""
    return LogEntry(event_sentence(event), when, event.at, initials, event.position)


@bp.get("/redesigns/<int:redesign_id>/activity")
@requires("redesign:read", Redesign)
def of_redesign(redesign: Redesign) -> str:
    return activity(redesign.workspace, redesign.title, redesign=redesign)


@bp.get("/programmes/<int:programme_id>/activity")
@requires("programme:read", Programme)
def of_programme(programme: Programme) -> str:
    return activity(programme.workspace, programme.title)


@bp.get("/cities/<int:city_id>/activity")
@requires("city:edit", City)
def of_city(city: City) -> str:
    return activity(city.workspace, city.name)


def activity(workspace: Workspace, title: str, redesign: Redesign | None = None) -> str:
    events = recent_events(workspace, before=asked_number("before"))
    return render_template(
        "activities/index.html", events=events, title=title, redesign=redesign, page=PAGE
    )
