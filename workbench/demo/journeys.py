"""Loads a redesign's journey maps: today's steps with lanes, their fates, and the future steps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from workbench.demo.calendar import SeedError
from workbench.demo.story import named
from workbench.models.people.person import Person
from workbench.models.work.journey import JourneyMap, JourneyPhase
from workbench.models.work.journey_step import JourneyStep
from workbench.models.work.link import tie

if TYPE_CHECKING:
    from workbench.demo.redesigns import Team

APART = ("phase", "lanes", "hurts", "fate", "addresses")


class Journeys:
    """Plans both maps of a team; a future step is found by the key of the step it comes from, or its own."""

    def __init__(self, team: Team):
        self.team = team
        self.today: dict[str, JourneyStep] = {}
        self.future: dict[str, JourneyStep] = {}

    def plan(self, told: dict[str, Any]) -> None:
        """Plan today's map, the future one, and between them the fates."""
        as_is, to_be = told.get("as_is"), told.get("to_be")
        if as_is:
            self._plan_today(as_is)
            for other in as_is.get("others", []):
                self.team.act(other, None, "as_is", self._begin_other)
        if to_be:
            self.team.act(to_be, None, "to_be", self._begin_future)
        if as_is:
            self._plan_fates(as_is, (told.get("fates") or to_be or {}).get("day"))
        if to_be:
            for key, step in to_be.get("steps", {}).items():
                self.team.act({"key": key, **step}, to_be["day"], "to_be", self._tell_future)

    def plan_measured(self, told: dict[str, Any] | None) -> None:
        if told:
            self.team.act(told, None, "measured", self._measure)

    # today

    def _plan_today(self, told: dict[str, Any]) -> None:
        self.team.act(told, None, "as_is", self._begin_today)
        for phase in told["phases"]:
            for step in phase["steps"]:
                self.team.act(step, told["day"], "as_is", self._add_today, phase["title"])
        # A step may have a later day than its map; the links wait for the last of them.
        steps = [step for phase in told["phases"] for step in phase["steps"]]
        days = [step.get("day", told["day"]) for step in steps]
        calendar = self.team.story.calendar
        last = max(calendar.day(day, self.team.file) for day in days)
        self.team.act({**told, "day": last}, None, "as_is", self._finish_today)

    def _begin_today(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.team.may(by, "journey:write")
        titles = [phase["title"] for phase in told["phases"]]
        JourneyMap.begin(
            self.team.redesign, "as_is", by=by, segment=told.get("segment", ""), phases=titles
        )

    def _begin_other(self, told: dict[str, Any], by: Person, day: date) -> None:
        """Begin another segment's map as a copy of today's main one, with what these people feel."""
        self.team.may(by, "journey:write")
        main, segment = self._map("as_is"), told["segment"]
        journey = JourneyMap.begin(self.team.redesign, "as_is", by=by, segment=segment, copied=main)
        steps = {step.from_step: step for step in journey.steps}
        for key, values in told["steps"].items():
            origin = named(self.today, key, self.team.file)
            steps[origin].edit(self.team.values(JourneyStep, values), by=by)

    def _map(self, kind: str) -> JourneyMap:
        journey = JourneyMap.of(self.team.redesign, kind)
        if journey is None:
            raise SeedError(self.team.file, f"the map {kind} is not begun yet")
        return journey

    def _add_today(self, told: dict[str, Any], by: Person, day: date, phase: str) -> None:
        journey = self._map("as_is")
        values = self.team.values(JourneyStep, told, *APART)
        step = journey.add_step({**values, "phase": self._phase(journey, phase)}, by=by)
        self.today[told["key"]] = step
        self._fill(step, told, by)

    def _phase(self, journey: JourneyMap, title: str) -> JourneyPhase:
        return named({phase.title: phase for phase in journey.phases}, title, self.team.file)

    def _fill(self, step: JourneyStep, told: dict[str, Any], by: Person) -> None:
        for lane, cell in told.get("lanes", {}).items():
            text, key = (cell["text"], cell["evidence"]) if isinstance(cell, dict) else (cell, None)
            evidence = named(self.team.evidence, key, self.team.file) if key else None
            step.fill(lane, text, by=by, evidence=evidence)

    def _finish_today(self, told: dict[str, Any], by: Person, day: date) -> None:
        """Link each problem to the steps where it hurts, and mark the worst step."""
        hurts: dict[str, list[str]] = {}
        for phase in told["phases"]:
            for step in phase["steps"]:
                for problem in step.get("hurts", []):
                    hurts.setdefault(problem, []).append(self.today[step["key"]].id)
        for key, ids in hurts.items():
            problem = named(self.team.problems, key, self.team.file)
            tie(self.team.redesign, "hurts_at", problem.id, ids, by=by)
        if "worst" in told:
            worst = named(self.today, told["worst"], self.team.file)
            self._map("as_is").mark_worst(worst, by=by)

    # fates and future

    def _plan_fates(self, as_is: dict[str, Any], day: Any) -> None:
        for phase in as_is["phases"]:
            for step in phase["steps"]:
                fate = step.get("fate")
                if fate:
                    told = fate if isinstance(fate, dict) else {"fate": fate}
                    self.team.act({"key": step["key"], **told}, day, "fate", self._decide)

    def _decide(self, told: dict[str, Any], by: Person, day: date) -> None:
        step = self.today[told["key"]]
        into = named(self.today, told["into"], self.team.file) if "into" in told else None
        step.decide(told["fate"], by=by, reason=told.get("reason", ""), into=into)

    def _begin_future(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.team.may(by, "journey:write")
        JourneyMap.begin(self.team.redesign, "to_be", by=by, segment=told.get("segment", ""))

    def _tell_future(self, told: dict[str, Any], by: Person, day: date) -> None:
        journey, key = self._map("to_be"), told["key"]
        values = self.team.values(JourneyStep, told, *APART)
        if key in self.today:
            origin = self.today[key]
            step = next((each for each in journey.steps if each.from_step_id == origin.id), None)
            if step is None:
                raise SeedError(
                    self.team.file, f"today's step {key!r} does not go on into the future"
                )
            step.edit(values, by=by)
        else:
            step = journey.add_step({**values, "phase": self._phase(journey, told["phase"])}, by=by)
        self.future[key] = step
        self._fill(step, told, by)
        if told.get("addresses"):
            problems = self.team.ids(self.team.problems, told["addresses"])
            tie(self.team.redesign, "addresses", step.id, problems, by=by)

    def _measure(self, told: dict[str, Any], by: Person, day: date) -> None:
        """Put the measured times on every future step; those not named were measured as they stood."""
        journey = self._map("to_be")
        keys = {step.id: key for key, step in self.future.items()}
        for step in journey.steps:
            measured = told.get("steps", {}).get(keys.get(step.id, ""), {})
            values = self.team.values(JourneyStep, measured)
            source = {"time_basis": "measured", "time_source": told["source"]}
            step.edit({**source, **values}, by=by)
