"""Loads one redesign of a demo world from its file: team, notes, problems and statuses."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

from workbench.demo.calendar import SeedError
from workbench.demo.journeys import Journeys
from workbench.demo.opportunities import Opportunities
from workbench.demo.places import Place
from workbench.demo.story import Story, named, only
from workbench.demo.tests import TestsStory
from workbench.models.catalogue.service import Service
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.log.transaction import transaction
from workbench.models.people.person import Person
from workbench.models.progress import progress
from workbench.models.progress.follow import follow
from workbench.models.progress.measurement import Measurement
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import LINE, WORKING
from workbench.models.work.evidence import Evidence
from workbench.models.work.figure import Figure
from workbench.models.work.follow_up import FollowUp
from workbench.models.work.note import Note
from workbench.models.work.note_group import NoteGroup
from workbench.models.work.opportunity import Opportunity
from workbench.models.work.problem import Problem

SECTIONS = (
    *("service", "itself", "team", "statuses", "notes", "problems", "as_is", "fates", "to_be"),
    *("opportunities",),
    *("prototypes", "tests", "measured", "launch", "charter", "figures", "follow_ups"),
)
# What a status froze nothing of before 0.5.0.
UNKNOWN_BEFORE = ("certain", "spreads")


class Team:
    """Plans the acts of one redesign file; what was written is found again by its key."""

    def __init__(self, story: Story, place: Place, told: dict[str, Any], file: str):
        only(told, SECTIONS, file)
        self.story, self.place, self.told, self.file = story, place, told, file
        self.redesign: Redesign
        self.tests: TestsStory
        self.notes: dict[str, Note] = {}
        self.problems: dict[str, Problem] = {}
        self.evidence: dict[str, Evidence] = {}
        self.opportunities: dict[str, Opportunity] = {}
        self._turn = count()

    def plan(self) -> None:
        """Plan the file's acts, section by section in the order of the work, statuses last."""
        if service := self.told.get("service"):
            self.place.plan_service(service, self.file, self._keep_service)
        self.story.plan(self.told["team"]["day"], self.file, self._begin, self.told["team"])
        for joining in self.told["team"].get("joins", []):
            self.act(joining, None, "joins", self._join, by=self.story.lead)
        self._plan_notes(self.told.get("notes", {}))
        self._plan_problems(self.told.get("problems", {}))
        journeys = Journeys(self)
        journeys.plan(self.told)
        Opportunities(self, journeys).plan(self.told.get("opportunities", {}))
        self.tests = TestsStory(self)
        self.tests.plan(self.told)
        journeys.plan_measured(self.told.get("measured"))
        if charter := self.told.get("charter"):
            self.act(charter, None, "charter", self._write_charter, by=self.story.lead)
        for told in self.told.get("figures", []):
            self.act(told, None, "figures", self._write_figure)
        for told in self.told.get("follow_ups", []):
            self.act(told, None, "follow_ups", self._follow_up)
        for told in self.told.get("statuses", []):
            self.act(told, None, "statuses", self._advance, by=self.story.lead)

    # who writes, and when

    def act(
        self,
        told: dict[str, Any],
        day: Any,
        section: str,
        carry_out: Callable[..., object],
        *arguments: Any,
        by: str = "",
    ) -> None:
        """Plan an act of somebody: the one named, or the team's members in turn."""
        section = f"{self.file} {section} {told.get('key', '')}".strip()
        told_day = told.get("day", day)
        if told_day is None:
            raise SeedError(section, "it has no day")
        members = self.told["team"]["members"]
        who = told.get("by") or by or members[next(self._turn) % len(members)]
        day_of = self.story.calendar.day(told_day, section)

        def run() -> None:
            carry_out(told, self.story.person(who, section), day_of, *arguments)

        self.story.plan(day_of, section, run)

    def may(self, by: Person, permission: str) -> None:
        """Refuse what the person could not do on the page either."""
        if not by.may(permission, self.redesign):
            raise SeedError(self.file, f"{by.name} has not the permission {permission}")

    def values(self, kind: type[Any], told: dict[str, Any], *but: str) -> dict[str, Any]:
        return self.story.values(kind, told, f"{self.file} {told.get('key', '')}".strip(), but=but)

    def ids(self, records: dict[str, Any], keys: list[str]) -> list[str]:
        return [named(records, key, self.file).id for key in keys]

    # the team

    def _keep_service(self, service: Service) -> None:
        self.service = service

    def _begin(self, told: dict[str, Any]) -> None:
        story = self.story
        by = story.person(told.get("by", story.lead), self.file)
        values = self.values(Redesign, told, "members", "facilitator", "joins")
        day = story.calendar.day(told["day"], self.file)
        redesign = self._redesign(by=by, starts_on=day, **values)
        self.redesign = redesign
        for key in told["members"]:
            redesign.add_member(story.person(key, self.file), by=by)
        if facilitator := told.get("facilitator"):
            redesign.assign_facilitator(story.person(facilitator, self.file), by=by)

    def _redesign(self, **values: Any) -> Redesign:
        if own_title := self.told.get("itself"):
            return Redesign.begin_itself(self.story.programme, own_title=own_title, **values)
        return Redesign.begin(self.story.programme, self.service, **values)

    def _join(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.redesign.add_member(self.story.person(told["person"], self.file), by=by)

    def _advance(self, told: dict[str, Any], by: Person, day: date) -> None:
        status = told["status"]
        if told.get("earlier_rules"):
            self._declare_as_before(told, by, day)
            return
        # What the work of this day has reached by then is recorded, and needs nobody to declare it.
        follow(transaction(), is_shared=False)
        if status in WORKING and LINE.index(self.redesign.status) >= LINE.index(status):
            return
        self.may(by, progress.permission_for(status))
        progress.advance(self.redesign, status, on=day, by=by, reason=told.get("reason", ""))

    def _declare_as_before(self, told: dict[str, Any], by: Person, day: date) -> None:
        """Record a status as an upgrade leaves those of releases that asked for less: no terms, no certainty."""
        taken = Measurement.take(RedesignWork.of(self.redesign), day).as_dict()
        frozen = {name: value for name, value in taken.items() if name not in UNKNOWN_BEFORE}
        own = {"reason": told.get("reason", ""), "measurement": frozen, "is_earlier": True}
        self.redesign.record_status(told["status"], effective_on=day, by=by, **own)

    # after the launch

    def _write_charter(self, told: dict[str, Any], by: Person, day: date) -> None:
        """Write what the charter says now; new steps are in force from the day on."""
        self.may(by, "service:edit")
        if steps := told.get("steps", []):
            self.service.change_from(day, cause="hand", by=by)
            for step in list(self.service.steps):
                self.service.remove_step(step, by=by)
        for step in steps:
            self.service.add_step(self.values(ServiceStep, step), by=by)
        self.service.edit(self.values(Service, told, "steps"), by=by)

    def _write_figure(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.may(by, "figure:write")
        Figure.write(self.redesign, {"stated_on": day, **self.values(Figure, told)}, by=by)

    def _follow_up(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.may(by, "follow_up:write")
        FollowUp.write(self.redesign, {"held_on": day, **self.values(FollowUp, told)}, by=by)

    # notes and problems

    def _plan_notes(self, told: dict[str, Any]) -> None:
        for group in told.get("groups", []):
            notes = [_as_note(each) for each in group["notes"]]
            for note in notes:
                self.act(note, group.get("day", told.get("day")), "notes", self._write_note)
            self.act({**group, "notes": notes}, told.get("day"), "notes", self._group)
        for note in map(_as_note, told.get("loose", [])):
            self.act(note, told.get("day"), "notes", self._write_note)

    def _write_note(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.may(by, "note:write")
        note = Note.write(self.redesign, self.values(Note, told), by=by)
        # Found again by its key, or by its own words when its group is made.
        self.notes[told.get("key") or told["text"]] = note

    def _group(self, told: dict[str, Any], by: Person, day: date) -> None:
        group = NoteGroup.write(self.redesign, self.values(NoteGroup, told, "notes"), by=by)
        for note in told["notes"]:
            named(self.notes, note.get("key") or note["text"], self.file).move_to(group, by=by)

    def _plan_problems(self, told: dict[str, Any]) -> None:
        for problem in told.get("items", []):
            day = problem.get("day", told.get("day"))
            self.act(problem, day, "problems", self._write_problem)
            for evidence in problem.get("evidence", []):
                self.act(evidence, day, "evidence", self._write_evidence, problem["key"])
            if outcome := problem.get("outcome"):
                self.act(outcome, None, "outcome", self._settle_problem, problem["key"])

    def _write_problem(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.may(by, "problem:write")
        values = self.values(Problem, told, "note", "evidence", "outcome")
        if "note" in told:
            problem = named(self.notes, told["note"], self.file).grow(by=by)
            problem.edit(values, by=by)
        else:
            problem = Problem.write(self.redesign, values, by=by)
        self.problems[told["key"]] = problem

    def _write_evidence(self, told: dict[str, Any], by: Person, day: date, key: str) -> None:
        self.may(by, "evidence:write")
        values = {"gathered_on": day, **self.values(Evidence, told)}
        values["problem"] = named(self.problems, key, self.file)
        evidence = Evidence.write(self.redesign, values, by=by)
        if "key" in told:
            self.evidence[told["key"]] = evidence

    def _settle_problem(self, told: dict[str, Any], by: Person, day: date, key: str) -> None:
        values = self.values(Problem, told, "shown_by")
        if "shown_by" in told:
            shown = named(self.tests.prototypes, told["shown_by"], self.file)
            values["solved_by"] = f"prototype:{shown.id}"
        named(self.problems, key, self.file).edit(values, by=by)


def _as_note(told: Any) -> dict[str, Any]:
    return told if isinstance(told, dict) else {"text": told}
