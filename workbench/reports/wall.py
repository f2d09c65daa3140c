"""The wall of those who run a workshop: every team at a glance, who needs them first; counts, and no content."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, and_, cast, extract, func, select, union_all
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.models.actions import SECRET
from workbench.models.base import now, step_began
from workbench.models.block import Block
from workbench.models.enrolment import Enrolment
from workbench.models.event import Event, Workspace
from workbench.models.guest import Guest
from workbench.models.membership import Membership
from workbench.models.person import Person
from workbench.models.phase import Phase
from workbench.models.presence import Presence
from workbench.models.redesign import Redesign
from workbench.models.service import Service
from workbench.models.tick import DoneTick, HelpCall
from workbench.models.workshop import Workshop
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
        return [
            row
            for row in self.rows
            if row[0] in workspaces and (people is None or row[1] in people)
        ]

    def pulse(self, rows: list[Any]) -> list[int]:
        """Return how much happened in each stretch of two minutes, the oldest first."""
        first = int(self.since.timestamp()) // (60 * BAR_MINUTES)
        bars = [0] * (PULSE_MINUTES // BAR_MINUTES + 1)
        for _workspace, _person, bucket, count, _last in rows:
            if 0 <= bucket - first < len(bars):
                bars[bucket - first] += count
        return bars


def wall_of(workshop: Workshop) -> Wall:
    """Return the wall of a workshop as it is now; as many statements for thirty teams as for three."""
    block, moment = workshop.block, now()
    redesigns = teams_of(workshop)
    members = people_of(workshop, redesigns)
    calls = HelpCall.open_in(workshop)
    moves = moves_of([workshop.workspace_id, *(each.workspace_id for each in redesigns)], block)
    ticked = ticks_of(block)
    present = Presence.people_at(
        [workshop.workspace_id, *(each.workspace_id for each in redesigns)]
    )
    yields = (
        yields_of(block, {team: [each.id for each in people] for team, people in members.items()})
        if block
        else {}
    )
    rows = []
    for redesign in redesigns:
        row = Row(redesign, members.get(redesign.id, []), yields.get(redesign.id))
        row.call = next((call for call in calls if call.redesign_id == redesign.id), None)
        for person in row.people:
            person.state = state_of(person.id, block, ticked, present, moves, moment)
        tell_moves(row, workshop, block, moves, moment)
        rows.append(row)
    rows.sort(key=urgency)
    return Wall(
        rows=rows,
        output=yields.get(None),
        ticks=len(ticked),
        here=len(present),
        expected=len(expected_at(workshop)),
        calls=[call for call in calls if call.redesign_id not in members],
    )


def urgency(row: Row) -> tuple[Any, ...]:
    """Who called stands first, the longest waiting on top; then who stands still; then by name."""
    if row.call:
        return (0, row.call.raised_at.timestamp(), row.redesign.id)
    if row.still_minutes is not None:
        return (1, -row.still_minutes, row.redesign.id)
    return (2, row.redesign.team_name, row.redesign.id)


def teams_of(workshop: Workshop) -> list[Redesign]:
    """Return the redesigns of the programme on whose service somebody works."""
    seated = select(Membership.redesign_id).union(
        select(Guest.redesign_id).where(
            Guest.workshop_id == workshop.id, Guest.redesign_id.is_not(None)
        )
    )
    asked = (
        select(Redesign)
        .where(Redesign.programme_id == workshop.phase.programme_id, Redesign.id.in_(seated))
        .options(
            joinedload(Redesign.workspace),
            joinedload(Redesign.service).joinedload(Service.organisation),
        )
        .order_by(Redesign.id)
    )
    return [each for each in db.session.scalars(asked) if each.stage]


def people_of(workshop: Workshop, redesigns: list[Redesign]) -> dict[int, list[Here]]:
    """Return the people of each team, guests at its table with them."""
    teams = [each.id for each in redesigns]
    guests = (
        select(Guest.redesign_id, Guest.person_id)
        .where(Guest.workshop_id == workshop.id, Guest.removed_at.is_(None))
        .where(Guest.redesign_id.in_(teams))
    )
    members = select(Membership.redesign_id, Membership.person_id)
    seats = members.where(Membership.redesign_id.in_(teams)).union(guests).subquery()
    found: dict[int, list[Here]] = {team: [] for team in teams}
    rows = select(seats.c.redesign_id, Person.id, Person.name).join(
        Person, Person.id == seats.c.person_id
    )
    for team, person_id, name in db.session.execute(rows.order_by(Person.name, Person.id)):
        found[team].append(Here(person_id, name))
    return found


def moves_of(workspaces: list[int], block: Block | None) -> Moves:
    """Return what happened lately, in one statement; what is hidden is told in steps of ten seconds."""
    moment = now()
    until = step_began(moment) if block and block.hides else moment
    since = moment - timedelta(minutes=PULSE_MINUTES)
    bucket = (cast(extract("epoch", Event.at), Integer) // (60 * BAR_MINUTES)).label("bucket")
    asked = (
        select(Event.workspace_id, Event.by_id, bucket, func.count(), func.max(Event.at))
        .join(Workspace, Workspace.id == Event.workspace_id)
        .where(
            Event.workspace_id.in_(workspaces),
            Event.position > Workspace.position - RECENT,
            Event.at >= since,
            Event.at <= until,
            Event.action.not_in(SECRET),
        )
        .group_by(Event.workspace_id, Event.by_id, bucket)
    )
    return Moves(since, until, list(db.session.execute(asked)))


def tell_moves(
    row: Row, workshop: Workshop, block: Block | None, moves: Moves, moment: datetime
) -> None:
    """Give a team its pulse and its last deed; on the board of the room, its people's, where they have names."""
    own = moves.of({row.redesign.workspace_id})
    if block and block.board == "room" and not block.is_anonymous:
        own += moves.of({workshop.workspace_id}, {person.id for person in row.people})
    row.pulse = moves.pulse(own)
    row.last_at = max((each[4] for each in own), default=row.redesign.workspace.changed_at)
    works_there = block and block.kind not in ("break", "discuss") and block.board not in ("none",)
    if not works_there or block is None or (block.board == "room" and block.is_anonymous):
        return
    since = max(row.last_at, block.started_at or row.last_at)
    still = int((moment - since).total_seconds() // 60)
    is_done = row.people and all(person.state == "done" for person in row.people)
    if still >= STILL_MINUTES and not is_done and not block.paused_at:
        row.still_minutes, row.still_since = still, since


def state_of(
    person_id: int,
    block: Block | None,
    ticked: set[int],
    present: set[int],
    moves: Moves,
    moment: datetime,
) -> str:
    """Return how a person is doing; where nobody may know who wrote, only whether they are there."""
    is_secret = block is not None and block.is_anonymous
    if person_id in ticked and not is_secret:
        return "done"
    mine = [row[4] for row in moves.rows if row[1] == person_id]
    if is_secret:
        return "active" if person_id in present else "away"
    if not mine and person_id not in present:
        return "away"
    began = block.started_at if block and block.started_at else moment
    last = max([*mine, began])
    return "silent" if moment - last >= timedelta(minutes=STILL_MINUTES) else "active"


def ticks_of(block: Block | None) -> set[int]:
    if block is None:
        return set()
    return set(db.session.scalars(select(DoneTick.person_id).where(DoneTick.block_id == block.id)))


def expected_at(workshop: Workshop) -> list[int]:
    """Return who has a seat: the participants of the phase and the guests of the workshop."""
    today = now().date()
    is_open = Enrolment.is_open(today)
    seats = (
        select(Enrolment.person_id)
        .join(Phase, Phase.id == Enrolment.phase_id)
        .where(
            and_(Phase.id == workshop.phase_id, is_open),
            Enrolment.role.in_(("participant", "member")),
        )
    )
    guests = select(Guest.person_id).where(
        Guest.workshop_id == workshop.id, Guest.removed_at.is_(None)
    )
    return list(db.session.scalars(union_all(seats, guests)))
