"""What an exit rule is: one question about a redesign's work, its sentence when unmet, and where to go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.models.progress.redesign_work import RedesignWork

Message = str | tuple[str, str]
# The status for which the rules of a stage are asked first. Not every stage is a station of the line: a service is
# chosen and approved beside it, and monitored after it.
ASKED_FROM = {
    "problems": "problem_evidence",
    "as_is": "as_is_mapped",
    "to_be": "to_be_mapped",
    "prototype": "prototyped",
    "tests": "tested",
    "chosen": "chosen",
    "approval": "approved",
    "digitized": "digitized",
    "monitored": "monitored",
    "simplified": "simplified",
    "stays_in_person": "stays_in_person",
}


@dataclass(frozen=True)
class Outcome:
    """The answer to a rule: how many of how many, and what the sentence and the link need to name."""

    done: int
    total: int
    ok: bool
    facts: dict[str, Any] = field(default_factory=dict)
    target: str = ""

    @classmethod
    def yes_or_no(cls, ok: bool, **facts: Any) -> Outcome:
        return cls(int(ok), 1, ok, facts)

    @classmethod
    def at_least(cls, count: int, wanted: int, **facts: Any) -> Outcome:
        return cls(min(count, wanted), wanted, count >= wanted, {"num": wanted - count, **facts})

    @classmethod
    def every(cls, things: Sequence[Any], good: Callable[[Any], Any], **facts: Any) -> Outcome:
        """All of the things must be good, and there must be some; the first bad one is the target."""
        bad = [thing for thing in things if not good(thing)]
        named = {"code": getattr(bad[0], "code", ""), "title": bad[0].heading} if bad else {}
        return cls(
            len(things) - len(bad),
            max(len(things), 1),
            bool(things) and not bad,
            {"num": len(bad), "total": len(things), **named, **facts},
            str(bad[0].id) if bad else "",
        )


@dataclass(frozen=True)
class Rule:
    """One line of a stage's checklist. ``place`` names the page where the missing thing is added."""

    slug: str
    stage: str
    ask: Callable[[RedesignWork], Outcome]
    missing: Message
    met: str
    place: str
    action: str
    why: str = ""
    # The field of that page in which it is written.
    field: str = ""
    is_hard: bool = False
    # The status that asks for it first, where it is not the one that closes the stage.
    status: str = ""

    @property
    def asked_from(self) -> str:
        """The first status that asks for it; those after it ask for it too."""
        return self.status or ASKED_FROM[self.stage]
