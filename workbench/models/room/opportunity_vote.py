"""How many votes an opportunity was given: by the notes that stand for it where a vote was counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from workbench.extensions import db
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.ballot import Ballot
from workbench.models.room.block import Block
from workbench.models.work.note import Note


@dataclass(frozen=True)
class OpportunityVote:
    """What the last vote gave: how many dots, in which block, and to which group when the note stood in one."""

    votes: int
    block: Block
    group: str = ""


def votes_on(redesign: Redesign) -> dict[str, OpportunityVote]:
    """Return the last counted vote of each opportunity that stood in one, by its id; in two statements."""
    standing = select(Note).where(
        Note.redesign_id == redesign.id,
        Note.opportunity_id.is_not(None),
        Note.discarded_at.is_(None),
    )
    items = dict(_items(db.session.scalars(standing)))
    found: dict[str, OpportunityVote] = {}
    for block in _counted_on(redesign) if items else ():
        for line in block.tally or ():
            if line.get("redesign_id") == redesign.id and line["id"] in items:
                opportunity_id, is_group = items[line["id"]]
                group = line["title"] if is_group else ""
                found[opportunity_id] = OpportunityVote(line["votes"], block, group)
    return found


def _items(notes: Iterable[Note]) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Yield what is voted for in place of each opportunity: its note, or the group in which that stands."""
    for note in notes:
        if note.group_id:
            yield note.group_id, (note.opportunity_id or "", True)
        yield note.id, (note.opportunity_id or "", False)


def _counted_on(redesign: Redesign) -> Iterable[Block]:
    """Yield the votes that were counted on a team's board, the latest last."""
    here = select(Ballot.block_id).where(Ballot.redesign_id == redesign.id)
    counted = select(Block).where(Block.id.in_(here), Block.tallied_at.is_not(None))
    return db.session.scalars(counted.order_by(Block.tallied_at))
