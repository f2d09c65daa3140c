"""How a vote shows on what stands on a board: a button as long as it is open, then the count."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import g

from workbench.models.room.block import Block
from workbench.models.room.participation import block_on
from workbench.models.room.vote import Vote, last_counted
from workbench.models.work.note import Note
from workbench.web.places import Place


class BoardVote(NamedTuple):
    """The vote of a board: whether it is open, and what was counted last, {id of a group or note: votes}."""

    is_open: bool = False
    counted: Mapping[str, int] = {}


def board_vote(vote: Vote | None, counted: Block | None) -> BoardVote:
    """Return how a vote shows; counted is the block whose count stands on the board."""
    tally = (counted and counted.tally) or []
    return BoardVote(
        vote is not None and vote.is_open, {each["id"]: each["votes"] for each in tally}
    )


def vote_of(block: Block | None, place: Place) -> Vote | None:
    return Vote(block, place) if block is not None and block.kind == "vote" else None


def counted_on(vote: Vote | None, place: Place) -> Block | None:
    """Return the block whose count stands on the board: what was voted stays there until the next vote."""
    return vote.block if vote else last_counted(place)


def votes_on(notes: list[Note]) -> dict[Any, BoardVote]:
    """Return the votes of the boards on which notes without a group stand, {place key: vote}; read once for all."""
    read: dict[Any, BoardVote] = g.setdefault("board votes", {})
    for note in notes:
        if note.column == "none" and place_key(note) not in read:
            vote = vote_of(block_on(note.place), note.place)
            read[place_key(note)] = board_vote(vote, counted_on(vote, note.place))
    return read


def place_key(note: Note) -> tuple[str, int | None]:
    """Return (kind, id) of the place on whose board the note stands, which is not read for that."""
    return ("redesign", note.redesign_id) if note.redesign_id else ("workshop", note.workshop_id)
