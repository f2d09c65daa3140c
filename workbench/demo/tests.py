"""Loads what a demo team tried out: prototypes with files, tests, findings, and the launch."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from workbench.demo.calendar import SeedError
from workbench.demo.story import named
from workbench.extensions import db
from workbench.models.people.person import Person
from workbench.models.work.attachment import Attachment
from workbench.models.work.coverage import Coverage, cover
from workbench.models.work.hypothesis import Hypothesis
from workbench.models.work.launch import Launch
from workbench.models.work.launch_charter import launch_proposal
from workbench.models.work.link import tie
from workbench.models.work.pin import Pin
from workbench.models.work.prototype import Prototype, PrototypeVersion
from workbench.models.work.test_session import Finding, TestSession
from workbench.models.work.upload import Upload
from workbench.models.work.verdict import verdicts_on

if TYPE_CHECKING:
    from workbench.demo.redesigns import Team

PLANNED = ("responsible_unit", "forecast_on")


# What is told of a prototype beside its own columns.
APART = ("covers", "tries", "hypotheses", "versions", "outcome")


class TestsStory:
    """Plans a team's prototypes, tests and launch; versions are found by prototype and number, as tela/1."""

    def __init__(self, team: Team):
        self.team = team
        self.prototypes: dict[str, Prototype] = {}
        self.versions: dict[str, PrototypeVersion] = {}
        self.sessions: dict[int, TestSession] = {}
        self.findings: dict[int, Finding] = {}

    def plan(self, told: dict[str, Any]) -> None:
        """Plan the prototypes, then the tests with their findings, then the launch."""
        for prototype in told.get("prototypes", []):
            self._plan_prototype(prototype)
        self._plan_tests(told.get("tests", {}))
        if launch := told.get("launch"):
            self._plan_launch(launch)

    # prototypes and tests

    def _plan_prototype(self, told: dict[str, Any]) -> None:
        self.team.act(told, None, "prototypes", self._write_prototype)
        for number, version in enumerate(told.get("versions", []), start=1):
            self.team.act(version, told["day"], "versions", self._add_version, told["key"], number)
        if outcome := told.get("outcome"):
            self.team.act(outcome, None, "outcome", self._settle_prototype, told["key"])

    def _write_prototype(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.team.may(by, "prototype:write")
        values = self.team.values(Prototype, told, *APART)
        prototype = Prototype.write(self.team.redesign, values, by=by)
        self.prototypes[told["key"]] = prototype
        for hypothesis in told.get("hypotheses", []):
            prototype.add_hypothesis(self.team.values(Hypothesis, hypothesis), by=by)
        if covers := told.get("covers"):
            problems = self.team.ids(self.team.problems, covers)
            tie(self.team.redesign, "covers", prototype.id, problems, by=by)
        for key in told.get("tries", []):
            opportunity = named(self.team.opportunities, key, self.team.file)
            tried = [prototype.id]
            tie(self.team.redesign, "tries", opportunity.id, tried, by=by, from_here=False)

    def _add_version(
        self, told: dict[str, Any], by: Person, day: date, key: str, number: int
    ) -> None:
        values = {"made_on": day, **self.team.values(PrototypeVersion, told, "files", "covers")}
        version = named(self.prototypes, key, self.team.file).add_version(values, by=by)
        self.versions[f"{key}/{number}"] = version
        self._keep_files(told, by, prototype_version=version)
        if covers := told.get("covers"):
            db.session.flush()
            cover(version, Coverage(self.team.ids(self.team.problems, covers)), by=by)

    def _keep_files(self, told: dict[str, Any], by: Person, **owner: Any) -> None:
        for file in told.get("files", []):
            path = self.team.story.file(file["file"], self.team.file)
            values = {**self.team.values(Attachment, file, "file", "pins"), **owner}
            folder = self.team.story.uploads
            with path.open("rb") as stream:
                upload = Upload.read(stream, path.name)
            kept = Attachment.keep(self.team.redesign, upload, folder=folder, by=by, **values)
            for pin in file.get("pins", []):
                marked = {"attachment": kept, **self.team.values(Pin, pin)}
                Pin.write(self.team.redesign, marked, by=by)

    def _settle_prototype(self, told: dict[str, Any], by: Person, day: date, key: str) -> None:
        named(self.prototypes, key, self.team.file).edit(self.team.values(Prototype, told), by=by)

    def _plan_tests(self, told: dict[str, Any]) -> None:
        for number, session in enumerate(told.get("sessions", []), start=1):
            self.team.act(session, told.get("day"), "tests", self._write_session, number)
        for number, finding in enumerate(told.get("findings", []), start=1):
            day = finding.get("day", told.get("day"))
            self.team.act(finding, day, "findings", self._write_finding, number)
            self._plan_observations(told, finding.get("results", {}), day, number)
            if decision := finding.get("decision"):
                self.team.act(decision, day, "decision", self._decide, number)
                self._plan_answer(decision, day, number)

    def _plan_answer(self, told: dict[str, Any], day: Any, number: int) -> None:
        """Plan that the decision names the version with the change, on the day on which there is one."""
        if answered := told.get("answered"):
            decided_on = self.team.story.calendar.day(told.get("day", day), self.team.file)
            self.team.act(answered, None, "answered", self._answer, number, decided_on)

    def _answer(
        self, told: dict[str, Any], by: Person, day: date, number: int, decided_on: date
    ) -> None:
        finding = self.findings[number]
        version = named(self.versions, told["version"], self.team.file)
        said = {"note": finding.decision_note, "on": decided_on, "answered_by": version}
        finding.decide(finding.decision, by=by, **said)

    def _plan_observations(
        self, told: dict[str, Any], results: dict[int, str], day: Any, number: int
    ) -> None:
        """Plan what happened to each participant: on the finding's day, or on the test's when that is later."""
        found_on = self.team.story.calendar.day(day, self.team.file)
        for participant, result in results.items():
            tests = dict(enumerate(told.get("sessions", []), start=1))
            test = named(tests, participant, self.team.file)
            tested_on = self.team.story.calendar.day(
                test.get("day", told.get("day")), self.team.file
            )
            seen = {"day": max(found_on, tested_on)}
            self.team.act(seen, None, "results", self._observe, number, participant, result)

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
        self.team.may(by, "test_session:write")
        values = {"held_on": day, **self.team.values(TestSession, told, "version")}
        values["prototype_version"] = named(self.versions, told["version"], self.team.file)
        self.sessions[number] = TestSession.write(self.team.redesign, values, by=by)

    def _write_finding(self, told: dict[str, Any], by: Person, day: date, number: int) -> None:
        self.team.may(by, "finding:write")
        values = self.team.values(Finding, told, "tells_of", "results", "decision")
        finding = Finding.write(self.team.redesign, values, by=by)
        if told.get("tells_of"):
            tie(
                self.team.redesign,
                "tells_of",
                finding.id,
                self.team.ids(self.team.problems, told["tells_of"]),
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
        # Who builds it and until when is on record when the development begins.
        begun = [each for each in self.team.told["statuses"] if each["status"] == "in_development"]
        planned = {name: told[name] for name in (*PLANNED, "by") if name in told}
        if begun:
            self.team.act({**planned, "day": begun[0]["day"]}, None, "launch", self._write_launch)
        for written in (told, *told.get("changes", [])):
            self.team.act(written, None, "launch", self._write_launch)
            if verified := written.get("verified"):
                self.team.act(verified, written["day"], "verified", self._verify)

    def _write_launch(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.team.may(by, "launch:edit")
        values = self.team.values(Launch, told, "files", "verified", "built", "changes")
        values |= self._built(told)
        launch = self.team.redesign.launch
        if launch is None:
            launch = Launch.write(self.team.redesign, values, by=by)
        else:
            launch.edit(values, by=by)
        self._keep_files(told, by, launch_id=launch.id)
        db.session.expire(launch, ["attachments"])

    def _built(self, told: dict[str, Any]) -> dict[str, Any]:
        """Return which version was built, with the reason for every hypothesis that does not hold on it."""
        if not (built := told.get("built")):
            return {}
        version = named(self.versions, built["version"], self.team.file)
        against = [each for each in verdicts_on(version) if not each.is_held]
        reasons = {each.hypothesis.id: built["reason"] for each in against}
        return {"built_version_id": version.id, "built_reasons": reasons}

    def _verify(self, told: dict[str, Any], by: Person, day: date) -> None:
        self.team.may(by, "launch:verify")
        launch = self.team.redesign.launch
        if launch is None:
            raise SeedError(self.team.file, "there is no launch to verify yet")
        launch.verify(by=by, on=day, note=told.get("note", ""))
        if not told.get("charter_waits"):
            self._answer_charter(told)

    def _answer_charter(self, told: dict[str, Any]) -> None:
        """Put what is in use into the charter, from the launch day on; the lead says so, unless the file does."""
        story, file = self.team.story, self.team.file
        proposal = launch_proposal(self.team.redesign)
        lead = story.person(told.get("charter_by", story.lead), file)
        self.team.may(lead, "service:edit")
        if kept := told.get("charter_kept"):
            proposal.decline(kept, by=lead)
        else:
            proposal.accept(proposal.ticks, by=lead)
