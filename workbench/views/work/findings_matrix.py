"""The findings × participants matrix and what stands around it, in the shapes that the page draws."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext

from workbench.models.redesign.redesign import Redesign
from workbench.models.work.problem import SEVERITIES
from workbench.models.work.prototype import PrototypeVersion
from workbench.models.work.test_results import FindingLine, TestResults, coverage
from workbench.models.work.test_session import DECISIONS, TAGS, Finding, TestSession
from workbench.text import formats
from workbench.web.filters import language, ngettext

# What a mark looks like; the shape says it, the colour repeats it.
SHAPES = {"failed": "fail", "helped": "help", "passed": "ok", "not_reached": "none"}
DECISION_KINDS = {"change": "ok", "keep": "ok", "test_again": "plain", "out_of_scope": "plain"}


@dataclass(frozen=True)
class Board:
    """The matrix of one redesign; who may write gets a tap for each mark, others the finding."""

    redesign: Redesign
    results: TestResults
    may_write: bool

    @property
    def participants(self) -> list[dict[str, Any]]:
        return [
            {"code": each.code, "profile": profile(each), "url": self.session_url(each)}
            for each in self.results.sessions
        ]

    @property
    def findings(self) -> list[dict[str, Any]]:
        return [self.line(line) for line in self.results.lines]

    def line(self, line: FindingLine) -> dict[str, Any]:
        finding, people = line.finding, self.results.sessions
        return {
            "title": f"{finding.code} {finding.title}",
            "url": self.finding_url(finding),
            "where": finding.task,
            "count": line.hits,
            "of": line.reached,
            "marks": [
                (SHAPES[result], self.mark_url(finding, person))
                for result, person in zip(line.results, people, strict=True)
            ],
            "severity": finding.severity,
            "severity_word": gettext(SEVERITIES[finding.severity]),
            "decision": gettext(DECISIONS[finding.decision]) if finding.decision else "",
            "decision_kind": DECISION_KINDS.get(finding.decision),
            "decision_note": decision_note(finding),
            "open": finding.needs_decision,
        }

    def finding_url(self, finding: Finding) -> str:
        return url_for("tests.finding", redesign_id=self.redesign.id, finding_id=finding.id)

    def session_url(self, session: TestSession) -> str | None:
        if not self.may_write or session.is_withdrawn:
            return None
        return url_for("tests.edit_session", redesign_id=self.redesign.id, session_id=session.id)

    def mark_url(self, finding: Finding, person: TestSession) -> str:
        if not self.may_write:
            return self.finding_url(finding)
        return url_for(
            "tests.observe", redesign_id=self.redesign.id, session=person.id, finding=finding.id
        )

    def versions(self, tested: list[PrototypeVersion]) -> list[tuple[str, str, bool]]:
        """Return the choice of versions: (label, address, is it the one shown)."""
        if len(tested) < 2:
            return []
        chosen, here = self.results.version, self.redesign.id
        several = len({version.prototype_id for version in tested}) > 1
        items = [
            (
                f"{version.prototype.code} {version.label}" if several else version.label,
                url_for("tests.index", redesign_id=here, version=version.id),
                version is chosen,
            )
            for version in tested
        ]
        every = url_for("tests.index", redesign_id=here, version="all")
        return [*items, (gettext("All versions"), every, chosen is None)]


def profile(session: TestSession) -> str:
    return gettext("taken out") if session.is_withdrawn else session.profile


def decision_note(finding: Finding) -> str:
    """Return the few words below a decision: in which way, or who still has to decide."""
    if finding.decision:
        return finding.decision_note
    return finding.responsible or gettext("nobody is responsible")


def headline(results: TestResults) -> str:
    """Return the one thing that the tests say."""
    return ngettext(
        "%(alone)s of %(num)s person finished alone",
        "%(alone)s of %(num)s people finished alone",
        results.tried,
        alone=results.alone,
    )


def lead(results: TestResults) -> str:
    """Return who needed help, and what waits for a decision."""
    said = []
    if results.helped:
        said.append(ngettext("%(num)s more with help.", "%(num)s more with help.", results.helped))
    if results.undecided:
        said.append(
            ngettext(
                "%(num)s serious finding waits for a decision.",
                "%(num)s serious findings wait for a decision.",
                results.undecided,
            )
        )
    return " ".join(said)


def coverage_items(
    redesign: Redesign, sessions: list[TestSession], may_write: bool
) -> list[tuple[str, str, str | None, bool]]:
    """Return every tag with how many people have it; a hole leads to a new test with that tag."""
    items = []
    for tag, count in coverage(sessions).items():
        hole = url_for("tests.create_session", redesign_id=redesign.id, tag=tag)
        people = ngettext("%(num)s person", "%(num)s people", count)
        told = people if count else gettext("nobody yet")
        address = hole if may_write and not count else None
        items.append((gettext(TAGS[tag]), told, address, bool(count)))
    return items


def days_left(until: date | None, today: date) -> str:
    """Return when raw notes are to be deleted, as "12 May (in 92 days)"."""
    if until is None:
        return ""
    when = ngettext("in %(num)s day", "in %(num)s days", (until - today).days)
    return f"{formats.short_day(until, language())} ({when})"
