"""Who did what: the log of a city for its administrators, and of a programme for its leads."""

from types import SimpleNamespace
from typing import Any, cast

from flask import Blueprint, render_template, request, url_for
from flask_babel import get_locale
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from workbench.extensions import db
from workbench.models.log.event import Event
from workbench.reports.audit import NOUNS, AuditQuery, Window, titles_of, without_text
from workbench.text import columns, days
from workbench.text.messages import N_
from workbench.views.redesign.activities import is_listed
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.pagination import asked_page, asked_words
from workbench.web.sentences import event_sentence

bp = Blueprint("audits", __name__)
PER_PAGE = 50
TABLE = columns.Table(
    N_("Who did what"),
    columns.moment("at", N_("When")),
    columns.text("who", N_("Person")),
    columns.whole("person_id", N_("Person no.")),
    columns.text("what", N_("What happened")),
    columns.text("kind", N_("Kind"), NOUNS),
    columns.text("record", N_("Record")),
    columns.text("place", N_("Where")),
    columns.text("action", N_("Action")),
)


@table_view(bp, "/audit", "audit:read", name="audit", table=TABLE)
def index() -> Rows | str:
    window, wrong = asked_window()
    kind = request.args.get("kind", "")
    query = AuditQuery(asked_words(), kind if kind in NOUNS else "", window)
    wanted = query.events(current_user, is_listed()).options(selectinload(Event.by))
    if wants_rows():
        return rows(list(db.session.scalars(wanted)))
    count = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery()))
    page, pages = asked_page(count or 0, PER_PAGE)
    events = list(db.session.scalars(wanted.limit(PER_PAGE).offset((page - 1) * PER_PAGE)))
    return render_template(
        "audits/index.html",
        lines=[(event, sentence(event)) for event in events],
        titles=titles_of(event.workspace_id for event in events),
        query=query,
        wrong=wrong,
        nouns=NOUNS,
        count=count or 0,
        page=page,
        pages=pages,
        page_address=lambda number: url_for("audits.index", **{**request.args, "page": number}),
        address=lambda **more: url_for("audits.index", **{**request.args, **more}),
    )


def asked_window() -> tuple[Window, list[str]]:
    """Return the days that the address asks for, and which of its fields name no day."""
    found, wrong = {}, []
    for name in ("first", "last"):
        try:
            text = request.args.get(name, "").strip()
            found[name] = days.read_day(text, str(get_locale() or "en")) if text else None
        except ValueError:
            wrong.append(name)
    return Window(found.get("first"), found.get("last"), current_user.city.time_zone), wrong


def sentence(event: Event) -> Markup:
    """Return what happened in words, without what anybody typed."""
    told = SimpleNamespace(action=event.action, facts=without_text(event), by=event.by)
    return event_sentence(cast(Event, told))


def rows(events: list[Event]) -> list[dict[str, Any]]:
    titles = titles_of(event.workspace_id for event in events)
    return [
        {
            "at": event.at,
            "who": event.by.name if event.by else None,
            "person_id": event.by_id,
            "what": sentence(event).striptags(),
            "kind": event.subject_kind,
            "record": event.subject_id,
            "place": titles.get(event.workspace_id),
            "action": event.action,
        }
        for event in events
    ]
