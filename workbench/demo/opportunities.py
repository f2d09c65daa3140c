"""Loads a team's opportunities: each at a step of today's map, and the vote on paper in which they stood."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from workbench.demo.calendar import SeedError
from workbench.demo.story import named
from workbench.models.people.person import Person
from workbench.models.room.block import Block
from workbench.models.room.vote import Vote, close
from workbench.models.work.link import tie
from workbench.models.work.note import Note
from workbench.models.work.opportunity import Opportunity

if TYPE_CHECKING:
    from workbench.demo.journeys import Journeys
    from workbench.demo.redesigns import Team


class Opportunities:
    """Plans what a team asks itself, and how its room voted on it."""

    def __init__(self, team: Team, journeys: Journeys):
        self.team, self.journeys = team, journeys

    def plan(self, told: dict[str, Any]) -> None:
        for item in told.get("items", []):
            self.team.act(item, told.get("day"), "opportunities", self._write)
        if vote := told.get("vote"):
            self.team.act(vote, told.get("day"), "vote", self._vote)

    def _write(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.team.may(by, "opportunity:write")
        values = self.team.values(Opportunity, told, "step", "answers")
        if "step" in told:
            values["step"] = named(self.journeys.today, told["step"], self.team.file)
        opportunity = Opportunity.write(self.team.redesign, values, by=by)
        self.team.opportunities[told["key"]] = opportunity
        if answers := told.get("answers"):
            problems = self.team.ids(self.team.problems, answers)
            tie(self.team.redesign, "responds", opportunity.id, problems, by=by)

    def _vote(self, told: dict[str, Any], by: Person, day: date) -> None:
        """Put the opportunities on the team's board, enter so many papers for each, and count."""
        block = self._block(told["workshop"])
        vote = Vote(block, self.team.redesign)
        notes = [
            (Note.put_to_vote(named(self.team.opportunities, key, self.team.file), by=by), papers)
            for key, papers in told["papers"].items()
        ]
        given = [note.id for note, papers in notes for _paper in range(papers)]
        for number, note_id in enumerate(given, start=1):
            vote.enter_paper(f"Papel {number}", {note_id: 1}, by=by)
        close(block, by=by)

    def _block(self, title: str) -> Block:
        workshop = named(self.team.place.sessions.workshops, title, self.team.file)
        blocks: list[Block] = [each for each in workshop.blocks if each.kind == "vote"]
        if not blocks:
            raise SeedError(self.team.file, f"{title!r} has no vote on its agenda")
        return blocks[0]
