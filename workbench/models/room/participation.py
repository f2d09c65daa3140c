"""Ground rules: what participants may do at a place now; the block that runs on its board decides."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import contains_eager

from workbench.extensions import db
from workbench.models.base import PUBLIC_ID, DomainError, Moment, Record, now
from workbench.models.log.transaction import transaction
from workbench.models.programme.phase import Phase
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.work.note import Note
    from workbench.models.work.work import Place

# The boards whose block decides over what these permissions allow.
WORK: dict[str, tuple[str, ...]] = {
    "problem:write": ("team",),
    "evidence:write": ("team",),
    "journey:write": ("as_is", "to_be"),
    "opportunity:write": ("team", "as_is", "to_be", "prototype"),
    "prototype:write": ("prototype",),
    "test_session:write": ("tests",),
    "finding:write": ("tests",),
}
NOT_NOW = {
    "add": N_("Nobody writes new notes in this part of the workshop."),
    "arrange": N_("Notes are not moved in this part of the workshop."),
    "edit": N_("Notes are not changed in this part of the workshop."),
    "work": N_("Only notes are worked on in this part of the workshop."),
    "grow": N_("Only notes are worked on in this part of the workshop."),
}
PROMISE_GONE = N_(
    "What you were told when you wrote this does not hold any more: who reads it, or that nobody learns your"
    " name. Send it again if it may stand on the board under your name."
)
ROOM_CLOSED = N_("The board of the room opens with the next block that uses it.")


def is_open_now(moment: Any = None) -> ColumnElement[bool]:
    """Return the condition that a block decides now: it runs in an open room, or is homework between its days."""
    moment = now() if moment is None else moment
    runs = and_(Block.state == "running", Workshop.is_open)
    is_homework = and_(
        Block.kind == "homework",
        Block.state != "skipped",
        Block.opens_at <= moment,
        or_(Block.closes_at.is_(None), Block.closes_at > moment),
    )
    return or_(and_(Block.kind != "homework", runs), is_homework)


def open_blocks(place: Place) -> list[Block]:
    """Return the blocks that decide now on the boards of a room or of a team; running ones before homework."""
    in_room = isinstance(place, Workshop)
    place_id = place.id if isinstance(place, Workshop) else place.programme_id
    asked = {"place_id": place_id, "moment": now()}
    found = list(db.session.scalars(open_blocks_statement(in_room), asked))
    return sorted(found, key=lambda each: (each.kind == "homework", each.position))


@cache
def open_blocks_statement(in_room: bool) -> Select[Any]:
    """Return the statement that finds the open blocks of a room, or of a programme's teams, built once."""
    moment: Any = bindparam("moment", type_=Moment)
    statement = (
        select(Block)
        .join(Block.workshop)
        .options(contains_eager(Block.workshop))
        .where(is_open_now(moment))
    )
    if in_room:
        return statement.where(Block.workshop_id == bindparam("place_id"), Block.board == "room")
    return statement.join(Workshop.phase).where(
        Phase.programme_id == bindparam("place_id"), Block.board.not_in(("room", "none"))
    )


def block_on(place: Place, boards: tuple[str, ...] = ("room", "team")) -> Block | None:
    """Return the block that decides over a place's board; cached until something is written."""
    asked: dict[Any, list[Block]] = transaction().read
    key = ("open blocks", type(place), place.id)
    if key not in asked:
        asked[key] = open_blocks(place)
    return next((block for block in asked[key] if block.board in boards), None)


def require_writing(person: Any, place: Place, promise: str = "") -> Block | None:
    """Return the block for which a note is written; raise DomainError when the ground rules forbid it.

    A late text keeps what its writer was shown (``Block.promise``): it joins that block's notes,
    whatever runs now. A reveal waits until the note is stored, or comes first.
    """
    block = block_on(place)
    if promise:
        block = promised_block(place, promise)
    elif block is not None and block.is_hidden:
        block = locked(block.id)
    if not (promise and block and block.hides and block.permits("add")):
        require_now(person, "add", place)
    return block


def promised_block(place: Place, promise: str) -> Block:
    """Return the block that promised this to whoever writes on the place's board; raise DomainError without one."""
    block_id, *told = promise.split(" ")
    block = locked(block_id) if PUBLIC_ID.fullmatch(block_id) else None
    is_meant = block is not None and block.has_begun and is_for(block, place)
    if block is None or not is_meant or not {*told} <= {*block.promise.split(" ")}:
        raise DomainError(PROMISE_GONE)
    return block


def is_for(block: Block, place: Place) -> bool:
    """Return whether the block decides over the notes of this board while it runs."""
    if isinstance(place, Workshop):
        return block.board == "room" and block.workshop_id == place.id
    programme_id = block.workshop.phase.programme_id
    return block.board not in ("room", "none") and programme_id == place.programme_id


def locked(block_id: str) -> Block | None:
    """Return a block as it is now, locked against changes until the commit."""
    asked = select(Block).where(Block.id == block_id).with_for_update(read=True)
    found: Block | None = db.session.scalar(asked.execution_options(populate_existing=True))
    return found


def may_now(
    person: Any, operation: str, place: Place, boards: tuple[str, ...] = ("room", "team")
) -> bool:
    """Return whether the ground rules leave this operation to the person; their roles are another question."""
    if person.may("note:moderate", place):
        return True
    block = block_on(place, boards)
    if block is None or (block.kind == "homework" and isinstance(place, Redesign)):
        # Between the workshops and their blocks a team's board is its own, whatever homework there is;
        # the room's belongs to nobody in particular.
        return isinstance(place, Redesign)
    return block.permits("work" if operation == "grow" else operation)


def require_now(
    person: Any, operation: str, place: Place, boards: tuple[str, ...] = ("room", "team")
) -> None:
    """Raise DomainError, in one sentence, when the ground rules do not leave this operation to the person now."""
    if not may_now(person, operation, place, boards):
        is_closed = block_on(place, boards) is None
        raise DomainError(ROOM_CLOSED if is_closed else NOT_NOW[operation])


def may_change(person: Any, note: Note) -> bool:
    """Return whether the ground rules leave this note to the person: their own as long as they may write."""
    is_own = note.is_by(person)
    return may_now(person, "edit", note.place) or (is_own and may_now(person, "add", note.place))


def require_change(person: Any, note: Note) -> None:
    """Raise DomainError when the ground rules do not leave this note to the person now."""
    if not may_change(person, note):
        require_now(person, "edit", note.place)


def may_work(person: Any, permission: str, record: Record | None) -> bool:
    """Return whether the ground rules leave the team's own work of this permission to the person."""
    if permission not in WORK or not isinstance(record, Redesign):
        return True
    return may_now(person, "work", record, WORK[permission])


def require_work(person: Any, permission: str, record: Record) -> None:
    """Raise DomainError when the ground rules forbid the team's work of this permission now."""
    if not may_work(person, permission, record):
        raise DomainError(NOT_NOW["work"])
