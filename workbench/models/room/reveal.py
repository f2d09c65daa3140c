"""The reveal: what people wrote in silence becomes everybody's, numbered in random order."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.models.base import DomainError, now
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.work.note import Note
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.work import Place


def reveal(
    block: Block, *, by: Person, place: Place | None = None, author: Person | None = None
) -> int:
    """Show what was written for the block, on one board or all, by one person or all; return how many notes.

    Everything at once also means that what is written from now on is seen at once. Notes without names
    are never revealed person by person: that would name them.
    """
    if block.is_anonymous and author is not None:
        raise DomainError(N_("These notes have no names: show them all at once."))
    locked = select(Block).where(Block.id == block.id).with_for_update()
    db.session.execute(locked.execution_options(populate_existing=True))
    notes = hidden_notes(block, place, author)
    if not notes:
        raise DomainError(N_("Nothing is hidden in this block: there is nothing to show."))
    if place is None and author is None:
        block.revealed_at = block.revealed_at or now()
    by_place: dict[Place, list[Note]] = {}
    for note in notes:
        by_place.setdefault(note.place, []).append(note)
    for where in sorted(by_place, key=lambda each: each.workspace.id):
        show_all(where, by_place[where])
        if isinstance(where, Redesign):
            count = len(by_place[where])
            where.workspace.append("note.revealed", by, block, {"count": count})
    block.log("revealed", by=by, title=block.title, notes=len(notes))
    return len(notes)


def hidden_notes(block: Block, place: Place | None, author: Person | None) -> list[Note]:
    """Return what is hidden, on one board or all, of one person or all; no person has notes without names."""
    statement = select(Note).where(
        Note.block_id == block.id, Note.is_hidden, Note.discarded_at.is_(None)
    )
    if place is not None:
        statement = statement.where(Note.at(place))
    if author is not None:
        statement = statement.where(Note.created_by_id == author.id, Note.is_anonymous.is_(False))
    return list(db.session.scalars(statement.options(joinedload(Note.created_by))))


def show_all(place: Place, notes: list[Note]) -> None:
    """Show the notes under the next numbers of their board, in random order."""
    secrets.SystemRandom().shuffle(notes)
    workspace = place.workspace
    first = workspace.next_number(Note.letter)
    # The counter is ours until the commit: all the numbers are taken at once.
    workspace.numbers = {**workspace.numbers, Note.letter: first + len(notes) - 1}
    for number, note in enumerate(notes, start=first):
        note.show(number)


def authors_of(block: Block, place: Place) -> list[Person]:
    """Return who wrote what is still hidden on a board, by name; nobody where notes have no names."""
    if block.is_anonymous:
        return []
    named = (note for note in hidden_notes(block, place, None) if not note.is_anonymous)
    authors = {note.created_by for note in named if note.created_by is not None}
    return sorted(authors, key=lambda person: person.name)
