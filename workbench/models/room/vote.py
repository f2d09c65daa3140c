"""A vote with dots over what stands on a board: a budget for each voter, blind until it is closed and counted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from workbench.extensions import db
from workbench.models.base import DomainError, now
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.ballot import ROOM, Ballot
from workbench.models.room.block import Block
from workbench.models.room.clock import AT_END
from workbench.models.room.guest import is_same_name
from workbench.models.work.note import Note, NoteGroup, columns_of
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.work import Place

FEWEST_DOTS, MOST_DOTS = 3, 100
CLOSED = N_("This vote has ended: nothing more was counted.")
NOT_OPEN = N_("This vote is not open now.")
VOTED = N_(
    "%(name)s has voted on the screen already. Tick the box if this paper is of another person of the"
    " same name."
)
VOTED_ON_PAPER = N_(
    "A paper of %(name)s is in already. Tick the box if this one is of another person of the same name."
)
GONE = N_("This is not on the board any more: give your vote to something else.")


@dataclass(frozen=True)
class Item:
    """Something that can be voted for: a group, or a note without a group."""

    id: str
    title: str
    is_gone: bool = False


def suggested_budget(items: int) -> int:
    """Return how many dots each voter gets for so many items: about their square root, three at least."""
    return max(FEWEST_DOTS, round(math.sqrt(items)))


def count_dots(ballots: Iterable[Ballot]) -> Counter[str]:
    """Count the votes: return the dots that all the ballots give to each item."""
    total: Counter[str] = Counter()
    for ballot in ballots:
        total.update(ballot.dots)
    return total


def items_of(groups: Iterable[NoteGroup], loose: Iterable[Note]) -> list[Item]:
    """Return what can be voted for: the groups, then the notes without a group."""
    found = [Item(group.id, group.title) for group in groups]
    return found + [Item(note.id, f"{note.code} {note.text}") for note in loose]


@dataclass
class Vote:
    """One block's vote as it is held on one board."""

    block: Block
    place: Place

    @property
    def redesign_id(self) -> int | None:
        """The team on whose board it is held; None on the board of the room."""
        return self.place.id if isinstance(self.place, Redesign) else None

    @property
    def board_key(self) -> str:
        return str(self.redesign_id or ROOM)

    @property
    def is_held_here(self) -> bool:
        """Whether the block is a vote, and one for a board of this kind: a team's, or the room's."""
        in_room = self.redesign_id is None
        return self.block.kind == "vote" and (self.block.board == "room") == in_room

    @property
    def is_open(self) -> bool:
        """Whether dots may be given now."""
        return self.is_held_here and self.block.state == "running" and not self.is_closed

    @property
    def is_closed(self) -> bool:
        return self.block.tallied_at is not None

    # what is voted on, and with how much

    @cached_property
    def items(self) -> list[Item]:
        """Return what stands on the board: its groups, then the notes without a group."""
        groups = NoteGroup.kept_in(self.place)
        # Not with the notes that each stands for: they are asked for with every dot.
        shown = select(Note).where(Note.at(self.place), *Note.is_shown())
        notes = db.session.scalars(shown.order_by(Note.position, Note.id))
        return items_of(groups, columns_of(groups, notes)["none"])

    @property
    def granted(self) -> int:
        """How many dots each voter was given, whatever there is to spend them on."""
        return self.block.vote_budget or suggested_budget(len(self.items))

    @property
    def budget(self) -> int:
        """How many dots each voter can spend: never more than the limit allows on what is there."""
        return max(1, min(self.granted, self.limit * len(self.items)))

    @property
    def limit(self) -> int:
        """How many dots one item may get from one voter."""
        return max(1, self.block.vote_limit or 1)

    def title_of(self, item_id: str) -> Item:
        """Return an item by its id, also one that is gone from the board since."""
        for item in self.items:
            if item.id == item_id:
                return item
        gone = db.session.get(NoteGroup, item_id) or db.session.get(Note, item_id)
        return Item(item_id, getattr(gone, "title", "") or getattr(gone, "text", ""), is_gone=True)

    # ballots

    def ballot_of(self, person: Person) -> Ballot | None:
        mine = self._ballots().where(Ballot.person_id == person.id)
        return db.session.scalar(mine.execution_options(populate_existing=True))

    def ballots(self) -> list[Ballot]:
        """Return every ballot given on this board; nobody is shown what is on one."""
        return list(db.session.scalars(self._ballots().options(joinedload(Ballot.person))))

    def _ballots(self) -> Any:
        own = (Ballot.block_id == self.block.id, Ballot.board_key == self.board_key)
        return select(Ballot).where(*own).order_by(Ballot.created_at, Ballot.id)

    def _lock(self) -> None:
        # Voters and whoever closes the vote take turns: two tabs together never spend more than the budget.
        locked = select(Block).where(Block.id == self.block.id).with_for_update()
        db.session.execute(locked.execution_options(populate_existing=True))
        if self.is_closed:
            raise DomainError(CLOSED)

    def _own(self, person: Person) -> Ballot:
        self._lock()
        if not self.is_open:
            raise DomainError(NOT_OPEN)
        return self.ballot_of(person) or self._new(person_id=person.id, created_by_id=person.id)

    def _new(self, **values: Any) -> Ballot:
        board = {"board_key": self.board_key, "redesign_id": self.redesign_id}
        ballot = Ballot(block=self.block, **board, dots={}, **values)
        db.session.add(ballot)
        return ballot

    def give(self, item_id: str, dots: int, *, by: Person) -> None:
        """Let the person's dots for an item be so many; raise DomainError beyond the limit or the budget."""
        ballot = self._own(by)
        self._spend(ballot, {**ballot.dots, item_id: dots})
        ballot.finished_at = None
        self._keep_budget()
        ballot.log("cast", by=by, **ballot.log_facts())

    def change(self, item_id: str, step: int, *, by: Person) -> None:
        """Give an item one dot more or less than the person's ballot has for it now."""
        ballot = self.ballot_of(by)
        before = ballot.dots.get(item_id, 0) if ballot else 0
        self.give(item_id, max(0, before + step), by=by)

    def finish(self, *, by: Person, is_abstaining: bool = False) -> None:
        """Say that one has finished, which others see; abstaining takes all one's dots back first."""
        ballot = self._own(by)
        if is_abstaining:
            ballot.dots = {}
        ballot.finished_at = now()
        ballot.log("finished", by=by, **ballot.log_facts())

    def enter_paper(
        self, name: str, dots: dict[str, int], *, by: Person, is_another: bool = False
    ) -> Ballot:
        """Store a vote given on paper; ``is_another``: not by the voter who has that name."""
        self._lock()
        if not self.is_held_here:
            raise DomainError(NOT_OPEN)
        if not is_another:
            self._ask_for_new_voter(name)
        ballot = self._new(paper_name=name, created_by_id=by.id, finished_at=now())
        self._spend(ballot, dots)
        self._keep_budget()
        ballot.log("paper_entered", by=by, **ballot.log_facts())
        return ballot

    def _ask_for_new_voter(self, name: str) -> None:
        for ballot in self.ballots():
            if ballot.has_voted and is_same_name(ballot.voter, name):
                raise DomainError(VOTED_ON_PAPER if ballot.is_paper else VOTED, name=ballot.voter)

    def remove_paper(self, ballot: Ballot, *, by: Person) -> None:
        """Delete a paper vote, as long as the vote is not closed."""
        self._lock()
        if not ballot.is_paper or ballot.board_key != self.board_key:
            why = N_("Only votes on paper can be taken out, on the board where they were entered.")
            raise DomainError(why)
        ballot.log("paper_removed", by=by, **ballot.log_facts())
        db.session.delete(ballot)

    def _spend(self, ballot: Ballot, dots: dict[str, int]) -> None:
        there = {item.id for item in self.items}
        dots = {item_id: count for item_id, count in dots.items() if count}
        for item_id, count in dots.items():
            if count > ballot.dots.get(item_id, 0) and item_id not in there:
                raise DomainError(GONE)
            if count < 0 or count > max(self.limit, ballot.dots.get(item_id, 0)):
                why = N_("Give one thing at most %(limit)s of your votes.")
                raise DomainError(why, limit=self.limit)
        if sum(dots.values()) > max(self.budget, ballot.spent):
            why = N_("No vote is left (%(budget)s in all): take one back first.")
            raise DomainError(why, budget=self.budget)
        ballot.dots = dots

    # what the facilitator does

    def _keep_budget(self) -> None:
        # From the first dot on everybody in the room has the same budget, whatever becomes of the groups.
        if self.block.vote_budget is None and self.board_key == ROOM:
            self._store(vote_budget=self.granted)

    def _store(self, **values: Any) -> None:
        statement = update(Block).where(Block.id == self.block.id).values(**values)
        db.session.execute(statement.execution_options(synchronize_session=False))
        for name, value in values.items():
            set_committed_value(self.block, name, value)

    def allow(self, budget: int, limit: int, *, by: Person) -> None:
        """Give each voter so many dots, and each item at most so many of one voter."""
        self._lock()
        if not 1 <= budget <= MOST_DOTS or not 1 <= limit <= budget:
            why = N_(
                "Give each person from 1 to %(most)s votes, and no more than those to one thing."
            )
            raise DomainError(why, most=MOST_DOTS)
        self._store(vote_budget=budget, vote_limit=limit)
        self.block.log("budgeted", by=by, title=self.block.title, votes=budget)


def close(block: Block, *, by: Person) -> None:
    """Close the vote on all its boards and freeze the count, the most voted first.

    What was merged or discarded meanwhile keeps its votes, and is marked as gone from the board.
    """
    vote = Vote(block, block.workshop)
    vote._lock()
    if block.kind != "vote":
        raise DomainError(NOT_OPEN)
    ballots = db.session.scalars(select(Ballot).where(Ballot.block_id == block.id)).all()
    tally = counted(block, one_for_each(ballots))
    block.tally = sorted(tally, key=lambda line: (-line["votes"], line["title"]))
    block.tallied_at = now()
    votes = sum(line["votes"] for line in tally)
    block.log("tallied", by=by, title=block.title, votes=votes)


def count_at_end(block: Block, by: Person) -> None:
    """Count the vote of a block that has ended, unless that was done by hand."""
    if block.kind == "vote" and block.tallied_at is None:
        close(block, by=by)


AT_END.append(count_at_end)


def last_counted(place: Place) -> Block | None:
    """Return the last vote that was counted on a board."""
    if isinstance(place, Redesign):
        on_board: Any = Block.id.in_(select(Ballot.block_id).where(Ballot.redesign_id == place.id))
    else:
        on_board = (Block.workshop_id == place.id) & (Block.board == "room")
    counted = select(Block).where(on_board, Block.tallied_at.is_not(None))
    return db.session.scalar(counted.order_by(Block.tallied_at.desc()).limit(1))


def counted(block: Block, ballots: list[Ballot]) -> list[dict[str, Any]]:
    """Return the count of the vote: for each thing on each board that could be chosen, the dots it was given."""
    tally: list[dict[str, Any]] = []
    for place in boards_of(block, ballots):
        here = Vote(block, place)
        given = count_dots(each for each in ballots if each.board_key == here.board_key)
        ids = dict.fromkeys([*(item.id for item in here.items), *given])
        for item in map(here.title_of, ids):
            tally.append({**asdict(item), "votes": given[item.id], "redesign_id": here.redesign_id})
    return tally


def one_for_each(ballots: Iterable[Ballot]) -> list[Ballot]:
    """Leave one ballot to each voter: of a person's own and those of the guests they were, their own if it has dots."""
    by_voter: dict[tuple[str, Any], Ballot] = {}
    for ballot in sorted(ballots, key=lambda each: (bool(each.spent), each.is_own)):
        voter = ballot.person.author_id if ballot.person else ballot.id
        double = by_voter.pop((ballot.board_key, voter), None)
        if double is not None:
            db.session.delete(double)
        by_voter[ballot.board_key, voter] = ballot
    return list(by_voter.values())


def boards_of(block: Block, ballots: Iterable[Ballot]) -> list[Place]:
    """Return the boards on which the block's vote is held: the room's, or those of the teams that voted."""
    if block.board == "room":
        return [block.workshop]
    teams = sorted({ballot.redesign_id for ballot in ballots if ballot.redesign_id})
    return [db.session.get_one(Redesign, team) for team in teams]


def hold_again(block: Block, *, by: Person) -> Block:
    """Plan a second round: a new block with the same settings, right after this one."""
    if block.tallied_at is None:
        raise DomainError(N_("Close this vote first."))
    behind = block.workshop.blocks.index(block) + 1
    for following in block.workshop.blocks[behind : behind + 1]:
        if (following.kind, following.title, following.state) == ("vote", block.title, "planned"):
            raise DomainError(N_("A second round is on the agenda already: begin it."))
    again = block.copy_into(block.workshop, by=by)
    db.session.flush()
    again.move(behind - block.workshop.blocks.index(again), by=by)
    block.log("reopened", by=by, title=block.title)
    return again
