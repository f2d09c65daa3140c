"""Tells one redesign of a demo world from its file: the team and its notes, problems, tests, launch and statuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

from workbench.exchange.worlds_calendar import Mistold
from workbench.exchange.worlds_journeys import Journeys
from workbench.exchange.worlds_places import Place
from workbench.exchange.worlds_telling import Telling, named, only
from workbench.models import progress
from workbench.models.attachment import Attachment
from workbench.models.launch import Launch
from workbench.models.link import tie
from workbench.models.note import Note, NoteGroup
from workbench.models.person import Person
from workbench.models.problem import Evidence, Problem
from workbench.models.prototype import Prototype, PrototypeVersion
from workbench.models.redesign import Redesign
from workbench.models.service import Service
from workbench.models.trial import Finding, TestSession

SECTIONS = (
    "service",
    "team",
    "statuses",
    "notes",
    "problems",
    "as_is",
    "fates",
    "to_be",
    "prototypes",
    "tests",
    "measured",
    "launch",
)


class Team:
    """Plans the acts of one redesign file; what was written is found again by its key."""

    def __init__(self, telling: Telling, place: Place, told: dict[str, Any], file: str):
        only(told, SECTIONS, file)
        self.telling, self.place, self.told, self.file = telling, place, told, file
        self.redesign: Redesign
        self.notes: dict[str, Note] = {}
        self.problems: dict[str, Problem] = {}
        self.evidence: dict[str, Evidence] = {}
        self.versions: dict[str, PrototypeVersion] = {}
        self.prototypes: dict[str, Prototype] = {}
        self.sessions: dict[int, TestSession] = {}
        self.findings: dict[int, Finding] = {}
        self._turn = count()

    def plan(self) -> None:
        """Plan the file's acts, section by section in the order of the work, statuses last."""
        self.place.plan_service(self.told["service"], self.file, self._keep_service)
        self.telling.plan(self.told["team"]["day"], self.file, self._begin, self.told["team"])
        for joining in self.told["team"].get("joins", []):
            self.act(joining, None, "joins", self._join, by=self.telling.lead)
        self._plan_notes(self.told.get("notes", {}))
        self._plan_problems(self.told.get("problems", {}))
        journeys = Journeys(self)
        journeys.plan(self.told)
        for told in self.told.get("prototypes", []):
            self._plan_prototype(told)
        self._plan_tests(self.told.get("tests", {}))
        if launch := self.told.get("launch"):
            self._plan_launch(launch)
        journeys.plan_measured(self.told.get("measured"))
        for told in self.told.get("statuses", []):
            self.act(told, None, "statuses", self._advance, by=self.telling.lead)

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
            raise Mistold(section, "it has no day")
        members = self.told["team"]["members"]
        who = told.get("by") or by or members[next(self._turn) % len(members)]
        day_of = self.telling.calendar.day(told_day, section)

        def run() -> None:
            carry_out(told, self.telling.person(who, section), day_of, *arguments)

        self.telling.plan(day_of, section, run)

    def may(self, by: Person, permission: str) -> None:
        """Refuse what the person could not do on the page either."""
        if not by.may(permission, self.redesign):
            raise Mistold(self.file, f"{by.name} has not the permission {permission}")

    def values(self, kind: type[Any], told: dict[str, Any], *but: str) -> dict[str, Any]:
        return self.telling.values(
            kind, told, f"{self.file} {told.get('key', '')}".strip(), but=but
        )

    def ids(self, records: dict[str, Any], keys: list[str]) -> list[str]:
        return [named(records, key, self.file).id for key in keys]

    # the team

    def _keep_service(self, service: Service) -> None:
        self.service = service

    def _begin(self, told: dict[str, Any]) -> None:
        telling = self.telling
        by = telling.person(told.get("by", telling.lead), self.file)
        values = self.values(Redesign, told, "members", "facilitator", "joins")
        day = telling.calendar.day(told["day"], self.file)
        redesign = Redesign.begin(telling.programme, self.service, by=by, starts_on=day, **values)
        self.redesign = redesign
        for key in told["members"]:
            redesign.add_member(telling.person(key, self.file), by=by)
        if facilitator := told.get("facilitator"):
            redesign.assign_facilitator(telling.person(facilitator, self.file), by=by)

    def _join(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.redesign.add_member(self.telling.person(told["person"], self.file), by=by)

    def _advance(self, told: dict[str, Any], by: Person, day: date) -> None:
        status = told["status"]
        self.may(by, progress.permission_for(status))
        progress.advance(self.redesign, status, on=day, by=by, reason=told.get("reason", ""))

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
        named(self.problems, key, self.file).edit(self.values(Problem, told), by=by)

    # prototypes and tests

    def _plan_prototype(self, told: dict[str, Any]) -> None:
        self.act(told, None, "prototypes", self._write_prototype)
        for number, version in enumerate(told.get("versions", []), start=1):
            self.act(version, told["day"], "versions", self._add_version, told["key"], number)
        if outcome := told.get("outcome"):
            self.act(outcome, None, "outcome", self._settle_prototype, told["key"])

    def _write_prototype(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.may(by, "prototype:write")
        values = self.values(Prototype, told, "covers", "versions", "outcome")
        prototype = Prototype.write(self.redesign, values, by=by)
        self.prototypes[told["key"]] = prototype
        if covers := told.get("covers"):
            tie(self.redesign, "covers", prototype.id, self.ids(self.problems, covers), by=by)

    def _add_version(
        self, told: dict[str, Any], by: Person, day: date, key: str, number: int
    ) -> None:
        values = {"made_on": day, **self.values(PrototypeVersion, told, "files")}
        version = named(self.prototypes, key, self.file).add_version(values, by=by)
        self.versions[f"{key}/{number}"] = version
        self._keep_files(told, by, prototype_version=version)

    def _keep_files(self, told: dict[str, Any], by: Person, **owner: Any) -> None:
        for file in told.get("files", []):
            path = self.telling.file(file["file"], self.file)
            values = {**self.values(Attachment, file, "file"), **owner}
            with path.open("rb") as stream:
                Attachment.keep(
                    self.redesign,
                    stream,
                    filename=path.name,
                    folder=self.telling.uploads,
                    by=by,
                    **values,
                )

    def _settle_prototype(self, told: dict[str, Any], by: Person, day: date, key: str) -> None:
        named(self.prototypes, key, self.file).edit(self.values(Prototype, told), by=by)

    def _plan_tests(self, told: dict[str, Any]) -> None:
        for number, session in enumerate(told.get("sessions", []), start=1):
            self.act(session, told.get("day"), "tests", self._write_session, number)
        for number, finding in enumerate(told.get("findings", []), start=1):
            day = finding.get("day", told.get("day"))
            self.act(finding, day, "findings", self._write_finding, number)
            self._plan_observations(told, finding.get("results", {}), day, number)
            if decision := finding.get("decision"):
                self.act(decision, day, "decision", self._decide, number)

    def _plan_observations(
        self, told: dict[str, Any], results: dict[int, str], day: Any, number: int
    ) -> None:
        """Plan what happened to each participant: on the finding's day, or on the test's when that is later."""
        found_on = self.telling.calendar.day(day, self.file)
        for participant, result in results.items():
            tests = dict(enumerate(told.get("sessions", []), start=1))
            test = named(tests, participant, self.file)
            tested_on = self.telling.calendar.day(test.get("day", told.get("day")), self.file)
            seen = {"day": max(found_on, tested_on)}
            self.act(seen, None, "results", self._observe, number, participant, result)

    def _observe(
        self,
        told: dict[str, Any],
        by: Person,
        day: date,
        number: int,
        participant: int,
        result: str,
    ) -> None:
        self.findings[number].observe(self.sessions[participant], result, by=by)

    def _write_session(self, told: dict[str, Any], by: Person, day: date, number: int) -> None:
        self.may(by, "test_session:write")
        values = {"held_on": day, **self.values(TestSession, told, "version")}
        values["prototype_version"] = named(self.versions, told["version"], self.file)
        self.sessions[number] = TestSession.write(self.redesign, values, by=by)

    def _write_finding(self, told: dict[str, Any], by: Person, day: date, number: int) -> None:
        self.may(by, "finding:write")
        values = self.values(Finding, told, "tells_of", "results", "decision")
        finding = Finding.write(self.redesign, values, by=by)
        if told.get("tells_of"):
            tie(
                self.redesign,
                "tells_of",
                finding.id,
                self.ids(self.problems, told["tells_of"]),
                by=by,
            )
        self.findings[number] = finding

    def _decide(self, told: dict[str, Any], by: Person, day: date, number: int) -> None:
        note, responsible = told.get("note", ""), told.get("responsible", "")
        self.findings[number].decide(
            told["decision"], note=note, on=day, by=by, responsible=responsible
        )

    # the launch

    def _plan_launch(self, told: dict[str, Any]) -> None:
        self.act(told, None, "launch", self._write_launch)
        if verified := told.get("verified"):
            self.act(verified, told["day"], "verified", self._verify)

    def _write_launch(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.may(by, "launch:edit")
        launch = Launch.write(self.redesign, self.values(Launch, told, "files", "verified"), by=by)
        self._keep_files(told, by, launch_id=launch.id)

    def _verify(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.may(by, "launch:verify")
        launch = self.redesign.launch
        if launch is None:
            raise Mistold(self.file, "there is no launch to verify yet")
        launch.verify(by=by, on=day, note=told.get("note", ""))


def _as_note(told: Any) -> dict[str, Any]:
    return told if isinstance(told, dict) else {"text": told}
