"""What the tests say together: who finished, what stopped how many, and with whom nobody has tested yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from workbench.models.work.prototype import PrototypeVersion
from workbench.models.work.test_session import SMALLEST_SEGMENT, TAGS, Finding, TestSession
from workbench.models.work.verdict import Verdict, verdicts_on


@dataclass(frozen=True)
class FindingLine:
    """One finding with what happened to each of the people looked at, in their order."""

    finding: Finding
    results: list[str]

    @property
    def hits(self) -> int:
        return sum(result in ("failed", "helped") for result in self.results)

    @property
    def reached(self) -> int:
        return sum(result != "not_reached" for result in self.results)


@dataclass(frozen=True)
class TestResults:
    """The tests of one version, or of all of them."""

    sessions: list[TestSession]
    findings: list[Finding]
    version: PrototypeVersion | None = None
    lines: list[FindingLine] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        sessions: Iterable[TestSession],
        findings: Iterable[Finding],
        version: PrototypeVersion | None = None,
    ) -> TestResults:
        """Look at the people who tried a version (everybody without one) and at what happened to them.

        A finding that only other versions had is left out, unless it is grave and still undecided.
        """
        people = [each for each in sessions if version is None or each.prototype_version is version]
        known = {person.id for person in people}
        findings = list(findings)
        lines = [
            line_of(finding, people)
            for finding in findings
            if version is None
            or finding.needs_decision
            or not finding.observations
            or any(each.session_id in known for each in finding.observations)
        ]
        lines.sort(key=urgency)
        return cls(people, findings, version, lines)

    @property
    def tried(self) -> int:
        return len(self.sessions)

    @property
    def alone(self) -> int:
        return sum(session.success == "alone" for session in self.sessions)

    @property
    def helped(self) -> int:
        return sum(session.success == "helped" for session in self.sessions)

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdicts on the version looked at; a verdict is never of several versions together."""
        return verdicts_on(self.version) if self.version else []

    @property
    def undecided(self) -> int:
        return sum(line.finding.needs_decision for line in self.lines)


def line_of(finding: Finding, people: list[TestSession]) -> FindingLine:
    seen = {each.session_id: each.result for each in finding.observations}
    return FindingLine(finding, [seen.get(person.id, "not_reached") for person in people])


def urgency(line: FindingLine) -> tuple[bool, int, int, int]:
    """What waits for a decision stands first, then the worst."""
    finding = line.finding
    return (not finding.needs_decision, -finding.severity, -line.hits, finding.number)


def versions_tried(sessions: Iterable[TestSession]) -> list[PrototypeVersion]:
    """Return the versions that somebody tried, the one tried last at the end."""
    found: dict[int, PrototypeVersion] = {}
    for session in sorted(sessions, key=lambda each: (each.held_on or date.min, each.number)):
        version = session.prototype_version
        if version is not None:
            found.pop(version.id, None)
            found[version.id] = version
    return list(found.values())


def most_on_one_version(sessions: Iterable[TestSession]) -> int:
    """Return how many people tried the version that most people tried."""
    versions = Counter(each.prototype_version_id for each in sessions if each.prototype_version_id)
    return max(versions.values(), default=0)


def coverage(sessions: Iterable[TestSession]) -> dict[str, int]:
    """Return for every tag how many people with it have tested, also when nobody has."""
    counts = dict.fromkeys(TAGS, 0)
    for session in sessions:
        for tag in session.tags:
            if tag in counts:
                counts[tag] += 1
    return counts


def small_segments(sessions: Iterable[TestSession]) -> list[str]:
    """Return the tags that so few people have that they could point at one of them."""
    return [tag for tag, count in coverage(sessions).items() if 0 < count < SMALLEST_SEGMENT]


@dataclass(frozen=True)
class ConsentSummary:
    """How many consented, and until when their words are kept."""

    people: int
    agreed: int
    withdrawn: list[TestSession]
    next_day: date | None
    overdue: list[TestSession]
    deleted: list[TestSession]


def consent_summary(sessions: Iterable[TestSession], today: date) -> ConsentSummary:
    """Count consents, and find the words whose day has passed."""
    sessions = list(sessions)
    raw = [each for each in sessions if each.has_words and each.keep_until]
    days = [each.keep_until for each in raw if each.keep_until and each.keep_until >= today]
    return ConsentSummary(
        people=len(sessions),
        agreed=sum(each.consent in ("spoken", "signed", "not_needed") for each in sessions),
        withdrawn=[each for each in sessions if each.is_withdrawn],
        next_day=min(days, default=None),
        overdue=[each for each in raw if each.keep_until and each.keep_until < today],
        deleted=[each for each in sessions if each.words_deleted_on and not each.is_withdrawn],
    )
