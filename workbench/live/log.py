"""Reading the log for subscribers: positions, events after a cursor, what is not published yet."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from workbench.extensions import db
from workbench.live.cursors import Cursor
from workbench.models.base import now, step_began
from workbench.models.log.event import Event, Workspace
from workbench.models.register import secret_actions

# Whoever is further behind than this reloads their page.
LONGEST_BACKLOG = 200
SHORT_BACKLOG = 50


class LogEntry(NamedTuple):
    """What of an event the stream needs."""

    workspace_id: int
    position: int
    token: str
    action: str
    subject_kind: str
    subject_id: str
    at: datetime
    is_hidden: bool

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.position, self.token)

    @property
    def is_about_a_note(self) -> bool:
        """Whether the event changes one note, which is sent by itself."""
        return self.subject_kind == "note"

    @property
    def is_lazy(self) -> bool:
        """Whether the pages around it may be rendered a little later."""
        return self.is_hidden or self.is_about_a_note


# Asked with every change, so the statements are built once and read no records.
_EVENTS: Any = Event.__table__.c
_WORKSPACES: Any = Workspace.__table__.c
_POSITIONS = select(_WORKSPACES.id, _WORKSPACES.position).where(
    _WORKSPACES.id.in_(bindparam("ids", expanding=True))
)
_AFTER = (
    select(
        *(_EVENTS.workspace_id, _EVENTS.position, _EVENTS.token, _EVENTS.action),
        *(_EVENTS.subject_kind, _EVENTS.subject_id, _EVENTS.at, _EVENTS.facts),
    )
    .where(_EVENTS.workspace_id == bindparam("workspace_id"), _EVENTS.position > bindparam("after"))
    .order_by(_EVENTS.position)
    .limit(LONGEST_BACKLOG + 1)
)


def positions(workspace_ids: Iterable[int]) -> dict[int, int]:
    """Return how far each workspace has come."""
    rows = db.session.execute(_POSITIONS, {"ids": list(workspace_ids)})
    return {row.id: row.position for row in rows}


def events_after(workspace_id: int, position: int) -> list[LogEntry]:
    """Return the events of a workspace after a position, one more than the longest backlog at most."""
    rows = db.session.execute(_AFTER, {"workspace_id": workspace_id, "after": position})
    return [LogEntry(*row[:7], is_hidden(row.action, row.facts)) for row in rows]


def is_hidden(action: str, facts: dict) -> bool:
    """Return whether an event is shown to nobody: votes, and changes of notes while hidden."""
    if action in secret_actions():
        return True
    return action.startswith("note.") and facts.get("code") == "" and facts.get("title") == ""


def publishable(events: Sequence[LogEntry], moment: datetime) -> Sequence[LogEntry]:
    """Return the events to publish now; hidden ones at the end wait for the next 10-second step."""
    edge = step_began(moment)
    end = len(events)
    while end and events[end - 1].is_hidden and events[end - 1].at >= edge:
        end -= 1
    return events[:end]


def published_position(workspace: Workspace) -> int:
    """Return a workspace's last published position."""
    return published_until(workspace.id, workspace.position, workspace.changed_at)[0]


def published_until(
    workspace_id: int, position: int, changed_at: datetime | None
) -> tuple[int, datetime | None]:
    """Return (last published position, its moment): hidden events of these 10 seconds do not count.

    Nor does what happened since the workspace was read: the page may not show it.
    """
    moment = now()
    if not position or changed_at is None or changed_at < step_began(moment):
        return position, changed_at
    start = max(0, position - SHORT_BACKLOG)
    events = events_after(workspace_id, start)
    told = publishable([each for each in events if each.position <= position], moment)
    return (told[-1].position, told[-1].at) if told else (start, None)


def token_at(workspace_id: int, position: int) -> str:
    """Return the token of the event at a position; empty before the first, and where there is none."""
    statement = select(Event.token).where(
        Event.workspace_id == workspace_id, Event.position == position
    )
    return db.session.scalar(statement) or ""
