"""What the stream sends for events: each changed note alone, as it stands on the board."""

from collections.abc import Iterable
from typing import Any

from flask import g
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.live.log import LogEntry
from workbench.models.log.event import Workspace
from workbench.models.places import Scope, path_of
from workbench.models.roles import allows
from workbench.models.work.note import Note
from workbench.views.work.board_votes import BoardVote, place_key, votes_on
from workbench.views.work.note_cards import TIED, note_on_board
from workbench.web.audience import Audience, seen_by
from workbench.web.fragments import Patch

# What happened → the readers' own parts that are to be fetched again.
OWN_PARTS = {
    **dict.fromkeys(("workshop.opened", "workshop.closed", "help.answered"), ("room",)),
    **dict.fromkeys(("block.ended", "block.skipped"), ("room", "votes")),
    **dict.fromkeys(("block.revealed", "note.revealed"), ("notes",)),
    **dict.fromkeys(("block.tallied", "block.budgeted"), ("votes",)),
    "block.started": ("notes", "room"),
    "block.reopened": ("room", "votes"),
}
_IDS: Any = bindparam("ids", expanding=True)
_NOTES: Any = Note.__table__
_FOLDED = select(_NOTES.c.same_as_id).where(_NOTES.c.id.in_(_IDS), _NOTES.c.same_as_id.is_not(None))
_STANDING = (
    select(Note)
    .where(Note.id.in_(_IDS), *Note.is_shown())
    .order_by(Note.position, Note.id)
    .options(*TIED, joinedload(Note.same_notes).load_only(Note.discarded_at))
)
_WORKSPACES: Any = Workspace.__table__.c
_PATH = select(_WORKSPACES.path).where(
    _WORKSPACES.kind == bindparam("kind"), _WORKSPACES.place_id == bindparam("place_id")
)


def fragments_of(events: Iterable[LogEntry], audience: Audience) -> list[Patch]:
    """Return the notes that these events changed, as they are; discarded or hidden ones are gone.

    They come in the order of the board: that of the events would show who wrote what.
    """
    ids = {event.subject_id for event in events if event.is_about_a_note and not event.is_hidden}
    if not ids:
        return []
    notes = standing(frozenset(ids))
    votes = votes_on(notes)
    with seen_by(audience) as capture:
        for note in notes:
            may_pick, may_cast = (
                may(audience, each, note) for each in ("note:write", "ballot:cast")
            )
            note_on_board(note, may_pick, may_cast, votes.get(place_key(note), BoardVote()))
        gone = sorted(ids - {note.id for note in notes})
        return [
            *(member.patch() for member in capture.members.values()),
            *({"id": f"note-{note_id}", "gone": True} for note_id in gone),
        ]


def may(audience: Audience, permission: str, note: Note) -> bool:
    """Return whether the audience may do this where the note stands; its place is not read for that."""
    scopes: dict[tuple[str, int | None], Scope] = g.setdefault("scopes", {})
    place = place_key(note)
    if place not in scopes:
        asked = dict(zip(("kind", "place_id"), place, strict=True))
        scopes[place] = Scope(path_of(db.session.execute(_PATH, asked).scalar_one()))
    return allows(permission, audience.roles_in(scopes[place]))


def standing(ids: frozenset[str]) -> list[Note]:
    """Return which of these notes stand on their board, and those that stand for one of them; read once for all."""
    read: dict[frozenset[str], list[Note]] = g.setdefault("standing", {})
    if ids not in read:
        # A note that was folded into another one, or taken out of it, changes that one too.
        others = db.session.scalars(_FOLDED, {"ids": list(ids)})
        asked = {"ids": [*ids, *others]}
        read[ids] = list(db.session.scalars(_STANDING, asked).unique())
    return read[ids]


def own_parts(events: Iterable[LogEntry]) -> list[str]:
    """Return the names of the readers' own parts that these events may have changed."""
    return sorted({name for event in events for name in OWN_PARTS.get(event.action, ())})


def story(events: list[LogEntry], audience: Audience) -> dict[str, Any]:
    """Return what a frame says of these events besides its cursors."""
    told: dict[str, Any] = {"pieces": fragments_of(events, audience)}
    if own := own_parts(events):
        told["own"] = own
    return told
