"""A form that is open while others work: its page follows them, and says when somebody saved the same record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.models.log.event import Event
from workbench.web.fragments import watch


@dataclass(frozen=True)
class LastSaved:
    """Who saved a record last, if it may be shown, and when."""

    by: str
    by_id: int | None
    at: datetime


def watch_form(*places: Any) -> None:
    """Let the page of a form follow the log; one that came back from the server shows what was sent."""
    if request.method == "GET":
        watch(*places)


def last_saved(record: Any) -> LastSaved | None:
    """Return who saved this record last, as everybody may know."""
    statement = (
        select(Event)
        .where(
            Event.subject_kind == getattr(record, "resource", None),
            Event.subject_id == str(record.id),
        )
        .order_by(Event.id.desc())
        .options(joinedload(Event.by))
        .limit(1)
    )
    event = db.session.scalar(statement)
    return LastSaved(event.by.name if event.by else "", event.by_id, event.at) if event else None


def init_app(app: Flask) -> None:
    app.jinja_env.globals["last_saved"] = last_saved
