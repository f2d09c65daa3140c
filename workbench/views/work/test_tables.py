"""Sessions and findings as lines of a table for other programs; nobody's words leave without their consent.

Nor what could point at somebody: a tag that fewer than three people have, and the words of whoever has one.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from workbench.models.work.evidence import CONSENTS
from workbench.models.work.test_results import FindingLine, small_segments
from workbench.models.work.test_session import (
    DECISIONS,
    MODES,
    SMALLEST_SEGMENT,
    SUCCESSES,
    TAGS,
    TestSession,
)
from workbench.text import columns
from workbench.text.messages import N_

_SAID = ("quote", "notes")
LEFT_OUT = {"tags": N_("Who was there"), "quote": N_("In their words"), "notes": N_("Notes")}
SESSIONS = columns.Table(
    N_("Tests"),
    columns.text("code", N_("Code")),
    columns.day("held_on", N_("Date")),
    columns.text("prototype", N_("Prototype")),
    columns.text("version", N_("Version")),
    columns.text("mode", N_("How it was held"), MODES),
    columns.text("tags", N_("Who was there"), TAGS),
    columns.text("task", N_("Task")),
    columns.text("success", N_("How it ended"), SUCCESSES),
    columns.whole("minutes", N_("Minutes")),
    columns.whole("errors", N_("Errors")),
    columns.whole("ease", N_("Ease, 1 to 7")),
    columns.text("consent", N_("Consent"), CONSENTS),
    columns.yes_no("is_recorded", N_("Recorded")),
    columns.day("keep_until", N_("Keep until")),
    columns.text("quote", N_("In their words")),
    columns.text("notes", N_("Notes")),
    columns.text("left_out", N_("Left out, too few are alike"), LEFT_OUT),
    columns.whole("tags_left_out", N_("Tags left out")),
)
FINDINGS = columns.Table(
    N_("Findings"),
    columns.text("code", N_("Code")),
    columns.text("title", N_("Finding")),
    columns.text("task", N_("Task")),
    columns.whole("severity", N_("Severity, 0 to 4")),
    columns.whole("hits", N_("People it hit")),
    columns.whole("reached", N_("People who got there")),
    columns.text("decision", N_("Decision"), DECISIONS),
    columns.text("decision_note", N_("Why")),
    columns.day("decided_on", N_("Decided on")),
    columns.text("responsible", N_("Who does it")),
    columns.text("answered_by", N_("Changed in")),
    columns.yes_no("needs_decision", N_("Decision is missing")),
)


def session_rows(sessions: Iterable[TestSession]) -> Iterator[dict[str, Any]]:
    """Yield the sessions as lines, each with what was left out because so few people are like this one."""
    people = list(sessions)
    small = small_segments(people)
    return (session_row(each, small, is_few=len(people) < SMALLEST_SEGMENT) for each in people)


def session_row(session: TestSession, small: Iterable[str], *, is_few: bool) -> dict[str, Any]:
    """Return a session as one line; profile never, quote and notes only when the person agreed."""
    tried = session.prototype_version
    known = {
        "prototype": tried.prototype.code if tried else None,
        "version": tried.label if tried else None,
    }
    own = {name: getattr(session, name, None) for name in SESSIONS.names}
    if not session.may_be_quoted:
        own |= dict.fromkeys(_SAID)
    return {**own, **known, **without_small(own, set(small), is_few)}


def without_small(own: dict[str, Any], small: set[str], is_few: bool) -> dict[str, Any]:
    """Return what replaces the tags and the words of somebody who is one of few."""
    tags = [tag for tag in own["tags"] if tag in small]
    hidden = [name for name in _SAID if own[name] and (tags or is_few)]
    return {
        **dict.fromkeys(hidden),
        "tags": [tag for tag in own["tags"] if tag not in small],
        "left_out": ["tags"] * bool(tags) + hidden,
        "tags_left_out": len(tags),
    }


def finding_row(line: FindingLine) -> dict[str, Any]:
    own = {name: getattr(line.finding, name, None) for name in FINDINGS.names}
    version = line.finding.answered_by
    answer = f"{version.prototype.code} {version.label}" if version else ""
    return {**own, "answered_by": answer, "hits": line.hits, "reached": line.reached}
