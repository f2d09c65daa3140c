"""Sessions and findings as lines of a table for other programs; nobody's words leave without their consent."""

from typing import Any

from workbench.models.work.test_results import FindingLine
from workbench.models.work.test_session import TestSession

_SAID = ("quote", "notes")
SESSION_COLUMNS = (
    *("code", "held_on", "prototype", "version", "mode", "tags", "task", "success", "minutes"),
    *("errors", "ease", "consent", "is_recorded", "keep_until", *_SAID),
)
FINDING_COLUMNS = (
    *("code", "title", "task", "severity", "hits", "reached", "decision", "decision_note"),
    *("decided_on", "responsible", "needs_decision"),
)


def session_row(session: TestSession) -> dict[str, Any]:
    """Return a session as one line; profile never, quote and notes only when the person agreed."""
    tried = session.prototype_version
    known = {
        "prototype": tried.prototype.code if tried else None,
        "version": tried.label if tried else None,
    }
    silent = {} if session.may_be_quoted else dict.fromkeys(_SAID)
    own = {name: getattr(session, name, None) for name in SESSION_COLUMNS}
    return {**own, **known, **silent}


def finding_row(line: FindingLine) -> dict[str, Any]:
    own = {name: getattr(line.finding, name, None) for name in FINDING_COLUMNS}
    return {**own, "hits": line.hits, "reached": line.reached}
