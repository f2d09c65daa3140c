"""The agenda as a timetable: when each block is planned, when it really was or will be, and how late all is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from workbench.models.base import now
from workbench.models.room.block import Block
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.programme.workshop import Workshop

# A rehearsal days before is no delay: beyond this the difference to the plan says nothing.
FARTHEST = timedelta(hours=12)


@dataclass
class Slot:
    """One block with its planned hours and those that it had or will have; None where nothing is known."""

    block: Block
    planned_from: datetime | None = None
    planned_to: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass
class Timetable:
    """The slots of a workshop, and its end as planned and as it looks now."""

    slots: list[Slot] = field(default_factory=list)
    planned_end: datetime | None = None
    expected_end: datetime | None = None

    @property
    def behind(self) -> int | None:
        """How many minutes behind the plan the workshop will end, negative when ahead; None when unknown."""
        if self.planned_end is None or self.expected_end is None:
            return None
        late = self.expected_end - self.planned_end
        return round(late.total_seconds() / 60) if abs(late) <= FARTHEST else None

    @property
    def minutes(self) -> int:
        return sum(slot.block.minutes for slot in self.slots if slot.block.kind != "homework")


def timetable(workshop: Workshop, moment: datetime | None = None) -> Timetable:
    """Return the timetable as it looks at a moment: it re-times itself as blocks run, stop and are skipped."""
    moment = moment or now()
    table = Timetable([Slot(block) for block in workshop.blocks])
    timed = [slot for slot in table.slots if slot.block.kind != "homework"]
    table.planned_end = plan(timed, workshop.begins_at)
    happened = [real for slot in timed if (real := take_facts(slot, moment))]
    begins = workshop.begins_at
    if happened:
        free: datetime | None = max(happened)
    elif workshop.is_open:
        free = max(moment, begins) if begins else moment
    else:
        free = begins
    if free and workshop.is_open:
        free = max(free, moment)
    table.expected_end = expect(timed, free)
    if not workshop.is_open and not happened:
        table.expected_end = table.planned_end
    return table


def plan(slots: Iterable[Slot], begins: datetime | None) -> datetime | None:
    """Give each slot its planned hours, and return when the last one is to end."""
    for slot in slots:
        if begins:
            slot.planned_from = begins
            begins = slot.planned_to = begins + timedelta(minutes=slot.block.minutes)
    return begins


def take_facts(slot: Slot, moment: datetime) -> datetime | None:
    """Give a slot that ran or runs its real hours, and return when it ends or ended."""
    block = slot.block
    if block.state == "running":
        slot.starts_at = block.started_at
        slot.ends_at = max(moment, moment + timedelta(seconds=block.seconds_left))
    elif block.state == "done" and block.started_at:
        slot.starts_at, slot.ends_at = block.started_at, block.ended_at
    return slot.ends_at


def expect(slots: Iterable[Slot], free: datetime | None) -> datetime | None:
    """Give the slots that are still to come their expected hours, and return when all will be over."""
    for slot in slots:
        if free and slot.block.state == "planned":
            slot.starts_at = free
            free = slot.ends_at = free + slot.block.length
    return free


def next_block(workshop: Workshop) -> Block | None:
    """Return the block that comes next: the first one planned behind the last that ran, else the first planned."""
    blocks = [block for block in workshop.blocks if block.kind != "homework"]
    ran = [place for place, block in enumerate(blocks) if block.state in ("running", "done")]
    behind = blocks[ran[-1] + 1 :] if ran else blocks
    planned = [block for block in (*behind, *blocks) if block.state == "planned"]
    return planned[0] if planned else None


@dataclass(frozen=True)
class Ready:
    """An agenda that is ready to be used: its name and the values of its blocks, texts as message ids."""

    title: str
    what_for: str
    blocks: tuple[dict[str, Any], ...]


WRITTEN = ("title", "purpose", "method", "prompt")


def lay(
    workshop: Workshop, ready: Ready, *, by: Person, say: Callable[[str], str] = str
) -> list[Block]:
    """Add the blocks of a ready-made agenda; ``say`` translates their texts."""
    added = []
    for told in ready.blocks:
        texts = {name: say(told[name]) for name in WRITTEN if told.get(name)}
        added.append(Block.add(workshop, {**told, **texts}, by=by))
    return added


def copy_agenda(source: Workshop, workshop: Workshop, *, by: Person) -> list[Block]:
    """Add the blocks of another workshop's agenda, as plans: nothing that happened comes along."""
    return [block.copy_into(workshop, by=by) for block in list(source.blocks)]


ONLY_ADD, ARRANGE, EDIT, ALL = (
    ["add"],
    ["add", "arrange"],
    ["add", "arrange", "edit"],
    ["add", "arrange", "edit", "work"],
)
OPENING = {
    "kind": "discuss",
    "title": N_("Opening"),
    "purpose": N_("Everybody knows why we are here and how the room works."),
    "method": N_(
        "Say what will be ready at the end. Try the “I am done” button once, all together."
    ),
    "minutes": 10,
    "board": "none",
}
WRITING = {
    "kind": "write",
    "title": N_("Silent writing"),
    "purpose": N_(
        "Each person writes alone, so that the quiet ones are heard as much as the loud ones."
    ),
    "method": N_("Nobody reads anybody until the facilitator reveals the notes."),
    "prompt": N_("Which problem does a person have with this service?"),
    "minutes": 12,
    "board": "room",
    "goal_kind": "notes_each",
    "goal": 2,
    "may": ONLY_ADD,
    "is_hidden": True,
    "is_anonymous": True,
}
GROUPING = {
    "kind": "group",
    "title": N_("Read and group"),
    "purpose": N_("Notes that speak of the same problem stand together."),
    "method": N_(
        "Read everything first. Then select what belongs together and give the group a name."
    ),
    "minutes": 20,
    "board": "room",
    "goal_kind": "groups",
    "goal": 4,
    "may": ARRANGE,
}
VOTING = {
    "kind": "vote",
    "title": N_("Vote"),
    "purpose": N_("The problems that weigh most are chosen without a speech."),
    "method": N_("Everybody votes alone; the count shows when the vote is closed."),
    "minutes": 8,
    "board": "room",
    "goal_kind": "votes_each",
    "goal": 3,
    "may": [],
    "vote_limit": 1,
}
BREAK = {"kind": "break", "title": N_("Break"), "minutes": 10, "board": "none"}
CLOSING = {
    "kind": "discuss",
    "title": N_("Closing"),
    "purpose": N_("Each team says what it takes along and what it does until the next workshop."),
    "minutes": 15,
    "board": "none",
}
HOMEWORK = {
    "kind": "homework",
    "title": N_("Homework"),
    "purpose": N_("What was written down meets the people who know it from the counter."),
    "prompt": N_("What did you see or hear that shows this problem?"),
    "minutes": 30,
    "board": "team",
    "goal_kind": "notes_each",
    "goal": 2,
    "may": EDIT,
}
READY: dict[str, Ready] = {
    "problems": Ready(
        N_("Problems in 3 hours"),
        N_("From what each person knows to the problems that the teams work on."),
        (
            OPENING,
            WRITING,
            GROUPING,
            VOTING,
            BREAK,
            {
                "kind": "map",
                "title": N_("Map today’s journey in the teams"),
                "purpose": N_("Each team sees the way a person goes today, step by step."),
                "method": N_("Three people write at once: one asks, one types, one checks."),
                "minutes": 40,
                "board": "as_is",
                "goal_kind": "steps",
                "goal": 6,
                "may": ALL,
            },
            CLOSING,
            HOMEWORK,
        ),
    ),
    "future": Ready(
        N_("The future journey in 2 hours"),
        N_("From today’s steps to those that are kept, changed or removed."),
        (
            OPENING,
            {
                **WRITING,
                "title": N_("Ideas in silence"),
                "prompt": N_("How might this be easier for the person?"),
                "board": "team",
                "is_anonymous": False,
            },
            {**GROUPING, "board": "team", "goal": 3, "minutes": 15},
            {**VOTING, "board": "team"},
            BREAK,
            {
                "kind": "map",
                "title": N_("Draw the future steps"),
                "purpose": N_(
                    "For every step of today it is decided what changes, even if it stays as it is."
                ),
                "minutes": 40,
                "board": "to_be",
                "goal_kind": "fates",
                "may": ALL,
            },
            {**CLOSING, "minutes": 10},
        ),
    ),
}
