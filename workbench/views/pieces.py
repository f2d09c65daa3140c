"""What the stream tells of events: each changed note by itself, as it stands on the board."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app
from sqlalchemy import select

from workbench.extensions import db
from workbench.live.log import Told
from workbench.models.note import Note
from workbench.views.audience import Audience, seen_by
from workbench.views.page import may
from workbench.views.parts import Fragment

# What happened → the readers' own parts that are to be fetched again.
OWN_PARTS = {
    "block.revealed": "notes",
    "note.revealed": "notes",
    "block.started": "notes",
    "block.tallied": "votes",
    "block.reopened": "votes",
}


def pieces_of(events: Iterable[Told], audience: Audience) -> list[Fragment]:
    """Return the notes that these events changed, as they are now: what is put away or hidden is gone.

    They come in the order of the board: the order of the events would tell who wrote what.
    """
    ids = {event.subject_id for event in events if event.is_about_a_note and not event.is_hidden}
    if not ids:
        return []
    # Not through render_template: a note needs nothing of what pages share.
    template = current_app.jinja_env.get_template("notes/_note.html")
    with seen_by(audience) as capture:
        # A note that was folded into another one, or taken out of it, changes that one too.
        standing = select(Note.same_as_id).where(Note.id.in_(ids), Note.same_as_id.is_not(None))
        ids |= set(db.session.scalars(standing))
        shown = select(Note).where(Note.id.in_(ids), *Note.is_shown())
        notes = list(db.session.scalars(shown.order_by(Note.position, Note.id)))
        for note in notes:
            place = note.place
            template.render(each=note, place=place, may_write=may("note:write", place))
        gone = sorted(ids - {note.id for note in notes})
        return [
            *(member.fragment() for member in capture.members.values()),
            *({"id": f"note-{note_id}", "gone": True} for note_id in gone),
        ]


def own_parts(events: Iterable[Told]) -> list[str]:
    """Return the names of the readers' own parts that these events may have changed."""
    return sorted({OWN_PARTS[event.action] for event in events if event.action in OWN_PARTS})


def story(events: list[Told], audience: Audience) -> dict[str, Any]:
    """Return what a frame says of these events besides its cursors."""
    told: dict[str, Any] = {"pieces": pieces_of(events, audience)}
    if own := own_parts(events):
        told["own"] = own
    return told
