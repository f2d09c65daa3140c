"""What a block has yielded so far, counted for each team or for the whole room: counts only, no content."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from workbench.extensions import db
from workbench.models.base import now, step_began
from workbench.models.people.person import Person
from workbench.models.room.ballot import Ballot
from workbench.models.room.block import Block
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import JourneyStep
from workbench.models.work.note import Note
from workbench.models.work.note_group import NoteGroup
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import Finding

EACH = frozenset({"notes_each", "votes_each"})
# What stands in a team's workspace, whatever block it was made in.
KEPT: dict[str, Any] = {
    "groups": NoteGroup,
    "problems": Problem,
    "prototypes": Prototype,
    "findings": Finding,
}


@dataclass(frozen=True)
class Yield:
    """How much there is and how much there should be; without a goal, only how much there is."""

    done: int
    total: int | None = None

    @property
    def percent(self) -> int | None:
        if not self.total:
            return None
        return min(100, round(100 * self.done / self.total))


Counts = dict[int | None, dict[int | None, int]]


def yields_of(block: Block, teams: Mapping[int, Collection[int]]) -> dict[int | None, Yield]:
    """Return the yield of each team (by its redesign's id, with the ids of its people), and of the room under None.

    A block on the room's board is counted for the room; where notes have names, also for each team.
    """
    kind, goal = block.goal_kind, block.goal
    if not kind:
        return {}
    if kind in ("steps", "fates"):
        return steps_of(block, list(teams))
    counts = counts_of(block, list(teams))
    in_room = block.board == "room"
    everybody = {person for people in teams.values() for person in people}
    found: dict[int | None, Yield] = {}
    if in_room:
        people = counts.get(None, {})
        found[None] = one(kind, goal, people, len(everybody) or len(people))
        if block.is_anonymous or kind not in EACH:
            return found
        for team, members in teams.items():
            own = {person: people.get(person, 0) for person in members}
            found[team] = one(kind, goal, own, len(members))
        return found
    for team, members in teams.items():
        found[team] = one(kind, goal, counts.get(team, {}), len(members))
    return found


def one(kind: str, goal: int | None, people: Mapping[Any, int], members: int) -> Yield:
    """Return a yield from counts by person; of a goal for each, nobody can do more than their own part."""
    if kind in EACH and goal:
        return Yield(sum(min(count, goal) for count in people.values()), goal * members)
    return Yield(sum(people.values()), goal)


def counts_of(block: Block, teams: list[int]) -> Counts:
    """Return how many things there are, by team (None is the room) and by person."""
    counts: Counts = defaultdict(dict)
    if block.goal_kind == "votes_each":
        rows = db.session.execute(
            select(Ballot.redesign_id, real_id(Ballot.person_id), Ballot.dots)
            .outerjoin(Person, Person.id == Ballot.person_id)
            .where(Ballot.block_id == block.id)
        )
        for team, person, dots in rows:
            counts[team][person] = counts[team].get(person, 0) + sum(dots.values())
        return counts
    for team, person, count in db.session.execute(counted(block, teams)):
        counts[team][person] = count
    return counts


def counted(block: Block, teams: list[int]) -> Select[Any]:
    kind: Any = KEPT.get(block.goal_kind, Note)
    author = real_id(kind.created_by_id)
    asked = select(kind.redesign_id, author, func.count())
    asked = asked.outerjoin(Person, Person.id == kind.created_by_id)
    return asked.where(*of_block(block, kind, teams)).group_by(kind.redesign_id, author)


def real_id(column: Any) -> Any:
    """Return who somebody is whose row of people is joined: of a guest who is known, that person."""
    return func.coalesce(Person.joined_to_id, column)


def of_block(block: Block, kind: Any, teams: list[int]) -> list[ColumnElement[bool]]:
    """Return the conditions for what belongs to a block: in the teams, or on the room's board."""
    in_room = block.board == "room" and kind in (Note, NoteGroup)
    where = [kind.workshop_id == block.workshop_id if in_room else kind.redesign_id.in_(teams)]
    if kind is Note and block.kind in ("write", "homework"):
        where.append(Note.block_id == block.id)
        if block.hides:
            return [*where, *Note.was_kept_at(step_began(now()))]
    return [*where, kind.discarded_at.is_(None)]


def steps_of(block: Block, teams: list[int]) -> dict[int | None, Yield]:
    """Return the steps on each team's map, or how many of today's steps have a fate."""
    wants_fates = block.goal_kind == "fates"
    kind = "as_is" if wants_fates or block.board != "to_be" else "to_be"
    fated = func.sum(case((JourneyStep.fate != "", 1), else_=0))
    asked = (
        select(JourneyMap.redesign_id, func.count(JourneyStep.id), fated)
        .join(JourneyMap.steps)
        .where(
            JourneyMap.redesign_id.in_(teams),
            JourneyMap.kind == kind,
            JourneyMap.discarded_at.is_(None),
            JourneyMap.is_main,
        )
        .group_by(JourneyMap.redesign_id)
    )
    rows = {team: (steps, int(fates or 0)) for team, steps, fates in db.session.execute(asked)}
    found: dict[int | None, Yield] = {}
    for team in teams:
        steps, fates = rows.get(team, (0, 0))
        found[team] = Yield(fates, steps) if wants_fates else Yield(steps, block.goal)
    return found
