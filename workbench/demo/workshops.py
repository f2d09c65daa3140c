"""Loads a demo world's workshops: days, agenda, attendance, and whether they were held."""

from datetime import UTC, datetime, time
from typing import Any

from workbench.demo.calendar import SeedError
from workbench.demo.story import Story
from workbench.models.people.person import Person
from workbench.models.programme.phase import Phase
from workbench.models.programme.workshop import Workshop
from workbench.models.room.attendance import Attendance
from workbench.models.room.block import Block

OUTCOME = ("state", "state_reason")


class Sessions:
    """The workshops so far, by their titles."""

    def __init__(self, story: Story):
        self.story = story
        self.workshops: dict[str, Workshop] = {}

    def plan_outcomes(self, phase: dict[str, Any]) -> None:
        """Plan the outcome of the phase's workshops on the day they were, or were not, held."""
        for workshop in phase.get("workshops", []):
            if workshop.get("state", "planned") != "planned":
                self.story.plan(workshop["held_on"], "workshops", self._say_outcome, workshop)

    def add(self, phase: Phase, told: dict[str, Any]) -> None:
        """Plan one workshop with its agenda."""
        place = f"workshop {told['title']}"
        lead = self.story.person(self.story.lead, place)
        apart = (*OUTCOME, "blocks", "attendance")
        workshop = phase.plan(by=lead, **self.story.values(Workshop, told, place, but=apart))
        self.workshops[workshop.title] = workshop
        for block in told.get("blocks", []):
            values = self.story.values(Block, block, place, but=("opens_at", "closes_at"))
            for name in ("opens_at", "closes_at"):
                if name in block:
                    values[name] = self._moment(workshop, str(block[name]), place)
            Block.add(workshop, values, by=lead)

    def _moment(self, workshop: Workshop, told: str, place: str) -> datetime:
        """Return the moment of ``-1d 18:00`` in the workshop's zone."""
        day, _, clock = told.partition(" ")
        try:
            hour = time.fromisoformat(clock)
        except ValueError:
            raise SeedError(place, f"{told!r} is not a day with an hour") from None
        at = datetime.combine(self.story.calendar.day(day, place), hour, workshop.zone)
        return at.astimezone(UTC)

    def _say_outcome(self, told: dict[str, Any]) -> None:
        outcome: dict[str, Any] = {name: told[name] for name in OUTCOME if name in told}
        lead = self.story.person(self.story.lead, "workshops")
        workshop = self.workshops[told["title"]]
        workshop.edit(outcome, by=lead)
        for block in workshop.blocks if outcome["state"] == "held" else []:
            block.state = "done"
        for state, people in told.get("attendance", {}).items():
            for key, person in self._people(people):
                self._confirm(workshop, person, state, key, by=lead)

    def _people(self, keys: list[str]) -> list[tuple[str, Person]]:
        return [(key, self.story.person(key, "attendance")) for key in keys]

    def _confirm(
        self, workshop: Workshop, person: Person, state: str, key: str, *, by: Person
    ) -> None:
        try:
            attendance = Attendance.of(workshop, person)
            attendance.confirm(state, by=by)
        except ValueError:
            raise SeedError(f"attendance of {key}", f"{state!r} is no state") from None
