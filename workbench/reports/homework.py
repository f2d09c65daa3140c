"""Homework before a workshop: what one person has done of it, and who of all has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from workbench.extensions import db
from workbench.models.base import now, step_began
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.models.room.block import Block
from workbench.models.work.note import Note
from workbench.reports.seats import asked_people


@dataclass(frozen=True)
class Homework:
    """A block of homework, and how many notes one person has written for it."""

    block: Block
    written: int

    @property
    def goal(self) -> int:
        """How many notes each person is asked for; 1 when no number is said."""
        is_counted = self.block.goal_kind == "notes_each" and self.block.goal
        return int(self.block.goal or 1) if is_counted else 1

    @property
    def missing(self) -> int:
        return max(0, self.goal - self.written)

    @property
    def is_open(self) -> bool:
        return self.block.is_writable


def homework_of(person: Person, workshops: Iterable[Workshop]) -> dict[int, list[Homework]]:
    """Return by workshop the homework that is open now or opens later, with what this person wrote."""
    moment = now()
    blocks = [
        block
        for workshop in workshops
        for block in workshop.blocks
        if block.kind == "homework"
        and block.state != "skipped"
        and (block.closes_at is None or block.closes_at > moment)
    ]
    counts = written_by(blocks, person)
    found: dict[int, list[Homework]] = {}
    for block in blocks:
        found.setdefault(block.workshop_id, []).append(Homework(block, counts.get(block.id, 0)))
    return found


def written_by(blocks: list[Block], person: Person) -> dict[str, int]:
    """Return by block how many notes this person wrote for it."""
    if not blocks:
        return {}
    statement = (
        select(Note.block_id, func.count())
        .where(
            Note.block_id.in_([block.id for block in blocks]),
            Note.created_by_id.in_((person.id, person.author_id)),
            Note.discarded_at.is_(None),
        )
        .group_by(Note.block_id)
    )
    return {block_id: count for block_id, count in db.session.execute(statement) if block_id}


@dataclass(frozen=True)
class Contribution:
    """One person, and how many notes they wrote for a block."""

    person: Person
    written: int


@dataclass(frozen=True)
class Roll:
    """Who has contributed to a block of homework; with anonymous authors only how many."""

    block: Block
    goal: int
    asked: int
    contributed: int
    notes: int
    people: tuple[Contribution, ...]

    @property
    def is_named(self) -> bool:
        return not self.block.is_anonymous

    @property
    def missing(self) -> list[Person]:
        """Return who has written less than is asked for; nobody when that would name authors."""
        return [each.person for each in self.people if each.written < self.goal]


def rolls_of(workshop: Workshop) -> list[Roll]:
    """Return a roll for each block of homework of the workshop."""
    people = asked_people(workshop)
    return [
        roll_of(block, people)
        for block in workshop.blocks
        if block.kind == "homework" and block.state != "skipped"
    ]


def roll_of(block: Block, people: list[Person]) -> Roll:
    real: Any = func.coalesce(Person.joined_to_id, Person.id)
    statement = (
        select(real, func.count())
        .select_from(Note)
        .join(Person, Person.id == Note.created_by_id)
        .where(Note.block_id == block.id)
        .group_by(real)
    )
    if block.is_hidden or block.is_anonymous:
        statement = statement.where(*Note.was_kept_at(step_began(now())))
    else:
        statement = statement.where(Note.discarded_at.is_(None))
    rows = db.session.execute(statement)
    counts = {person_id: count for person_id, count in rows if person_id}
    lines = tuple(Contribution(person, counts.get(person.id, 0)) for person in people)
    return Roll(
        block=block,
        goal=Homework(block, 0).goal,
        asked=len(people),
        contributed=sum(line.written > 0 for line in lines),
        notes=sum(counts.values()),
        people=() if block.is_anonymous else lines,
    )
