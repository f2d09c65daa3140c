"""The wall of those who run a workshop: every team at a glance, who needs them first; counts, and no content."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, cast, extract, func, select
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.models.base import now, step_began
from workbench.models.catalogue.service import Service
from workbench.models.log.event import Event, Workspace
from workbench.models.people.person import Person
from workbench.models.people.presence import Presence
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.register import secret_actions
from workbench.models.room.block import Block
from workbench.models.room.tick import DoneTick, HelpCall
from workbench.reports.seats import asked_people, team_people
from workbench.reports.yields import Yield, yields_of

PULSE_MINUTES, BAR_MINUTES = 20, 2
STILL_MINUTES = 8
# Older than so many events is older than anything that the wall shows.
RECENT = 4000


@dataclass
class Here:
    """One person of a team: done, active, silent for long, or away."""

    id: int
    name: str
    state: str = "active"


@dataclass
class Row:
    """One team: what it has yielded, how it moves, who is there, and whether it needs somebody."""

    redesign: Redesign
    people: list[Here] = field(default_factory=list)
    output: Yield | None = None
    pulse: list[int] = field(default_factory=list)
    last_at: datetime | None = None
    call: HelpCall | None = None
    still_minutes: int | None = None
    still_since: datetime | None = None

    @property
    def needs_you(self) -> bool:
        return self.call is not None or self.still_minutes is not None

    @property
    def done(self) -> int:
        return sum(person.state == "done" for person in self.people)


@dataclass
class Wall:
    """All teams, the ones that need somebody first, and the room as a whole."""

    rows: list[Row]
    output: Yield | None
    ticks: int
    here: int
    expected: int
    calls: list[HelpCall]

    @property
    def in_need(self) -> list[Row]:
        return [row for row in self.rows if row.needs_you]

    @property
    def at_work(self) -> list[Row]:
        return [row for row in self.rows if not row.needs_you]


@dataclass
class Moves:
    """What moved in the last minutes: by workspace and person, when and how often."""

    since: datetime
    until: datetime
    rows: list[Any]

    def of(self, workspaces: set[int], people: set[int] | None = None) -> list[Any]:
        there = [row for row in self.rows if row[0] in workspaces]
        return [row for row in there if people is None or row[1] in people]

    def pulse(self, rows: list[Any]) -> list[int]:
        """Return how much happened in each stretch of two minutes, the oldest first."""
        first = int(self.since.timestamp()) // (60 * BAR_MINUTES)
        bars = [0] * (PULSE_MINUTES // BAR_MINUTES + 1)
        for _workspace, _person, bucket, count, _last in rows:
            if 0 <= bucket - first < len(bars):
                bars[bucket - first] += count
        return bars


@dataclass
class Glance:
    """What is known of a workshop at one moment: its block, who is here and done, and what moved."""

    workshop: Workshop
    block: Block | None
    moment: datetime
    ticked: set[int]
    present: set[int]
    moves: Moves

    @classmethod
    def at(cls, workshop: Workshop, redesigns: list[Redesign]) -> Glance:
        workspaces = [workshop.workspace_id, *(each.workspace_id for each in redesigns)]
        block = workshop.block
        return cls(
            workshop=workshop,
            block=block,
            moment=now(),
            ticked=ticks_of(block),
            present=Presence.people_at(workspaces),
            moves=moves_of(workspaces, block),
        )

    def row_of(self, redesign: Redesign, people: list[Person]) -> Row:
        """Return a team with its people, each with how they are doing, and with what moved there."""
        row = Row(redesign, [Here(each.id, each.name, self.state_of(each.id)) for each in people])
        self.tell_moves(row)
        return row

    def state_of(self, person_id: int) -> str:
        """Return how a person is doing; where nobody may know who wrote, only whether they are there."""
        is_here = person_id in self.present
        if self.block is not None and self.block.is_anonymous:
            return "active" if is_here else "away"
        if person_id in self.ticked:
            return "done"
        mine = [row[4] for row in self.moves.rows if row[1] == person_id]
        if not mine and not is_here:
            return "away"
        began = self.block.started_at if self.block and self.block.started_at else self.moment
        still = self.moment - max([*mine, began])
        return "silent" if still >= timedelta(minutes=STILL_MINUTES) else "active"

    def tell_moves(self, row: Row) -> None:
        """Give a team its pulse and its last operation; on the board of the room, its people's, where they have names."""
        block = self.block
        own = self.moves.of({row.redesign.workspace_id})
        if block and block.board == "room" and not block.is_anonymous:
            own += self.moves.of({self.workshop.workspace_id}, {each.id for each in row.people})
        row.pulse = self.moves.pulse(own)
        row.last_at = max((each[4] for each in own), default=row.redesign.workspace.changed_at)
        works_there = block and block.kind not in ("break", "discuss") and block.board != "none"
        if not works_there or block is None or (block.board == "room" and block.is_anonymous):
            return
        since = max(row.last_at, block.started_at or row.last_at)
        still = int((self.moment - since).total_seconds() // 60)
        is_done = row.people and all(person.state == "done" for person in row.people)
        if still >= STILL_MINUTES and not is_done and not block.paused_at:
            row.still_minutes, row.still_since = still, since


def wall_of(workshop: Workshop) -> Wall:
    """Return the wall of a workshop as it is now; as many statements for thirty teams as for three."""
    people = team_people(workshop)
    redesigns = teams_of(people)
    glance = Glance.at(workshop, redesigns)
    members = {each.id: [person.id for person in people[each.id]] for each in redesigns}
    yields = yields_of(glance.block, members) if glance.block else {}
    calls = HelpCall.open_in(workshop)
    rows = [glance.row_of(each, people[each.id]) for each in redesigns]
    for row in rows:
        row.output = yields.get(row.redesign.id)
        row.call = next((call for call in calls if call.redesign_id == row.redesign.id), None)
    asked = asked_people(workshop)
    return Wall(
        rows=sorted(rows, key=urgency),
        output=yields.get(None),
        ticks=len(glance.ticked),
        here=sum(person.id in glance.present for person in asked),
        expected=len(asked),
        calls=[call for call in calls if call.redesign_id not in members],
    )


def urgency(row: Row) -> tuple[Any, ...]:
    """Who called stands first, the longest waiting on top; then who stands still; then by name."""
    if row.call:
        return (0, row.call.raised_at.timestamp(), row.redesign.id)
    if row.still_minutes is not None:
        return (1, -row.still_minutes, row.redesign.id)
    return (2, row.redesign.team_name, row.redesign.id)


def teams_of(redesign_ids: Collection[int]) -> list[Redesign]:
    """Return the redesigns among these that are still at work."""
    asked = (
        select(Redesign)
        .where(Redesign.id.in_(redesign_ids))
        .options(
            joinedload(Redesign.workspace),
            joinedload(Redesign.service).joinedload(Service.organisation),
        )
        .order_by(Redesign.id)
    )
    return [each for each in db.session.scalars(asked) if each.stage]


def moves_of(workspaces: list[int], block: Block | None) -> Moves:
    """Return what happened lately in one statement; in 10-second steps while notes are hidden."""
    moment = now()
    until = step_began(moment) if block and block.hides else moment
    since = moment - timedelta(minutes=PULSE_MINUTES)
    bucket = (cast(extract("epoch", Event.at), Integer) // (60 * BAR_MINUTES)).label("bucket")
    author = func.coalesce(Person.joined_to_id, Event.by_id)
    asked = (
        select(Event.workspace_id, author, bucket, func.count(), func.max(Event.at))
        .join(Workspace, Workspace.id == Event.workspace_id)
        .outerjoin(Person, Person.id == Event.by_id)
        .where(
            Event.workspace_id.in_(workspaces),
            Event.position > Workspace.position - RECENT,
            Event.at >= since,
            Event.at <= until,
            Event.action.not_in(secret_actions()),
        )
        .group_by(Event.workspace_id, author, bucket)
    )
    return Moves(since, until, list(db.session.execute(asked)))


def ticks_of(block: Block | None) -> set[int]:
    if block is None:
        return set()
    return set(db.session.scalars(select(DoneTick.person_id).where(DoneTick.block_id == block.id)))
