"""Why, and why again: the causes of a problem as a chain, each known from evidence, marked as a guess, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.models.work.evidence import Evidence

# What a cause rests on: the id of evidence, this word, or nothing that anybody has said.
GUESS = "guess"


@dataclass(frozen=True)
class Cause:
    """One answer to "why"; the next one answers why of this one."""

    text: str
    ground: str = ""
    evidence: Evidence | None = None

    @property
    def is_guess(self) -> bool:
        return self.ground == GUESS


def causes_in(text: str) -> list[str]:
    """Return the causes of a text, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def chain(text: str, grounds: Sequence[str], evidence: Sequence[Evidence]) -> list[Cause]:
    """Return the causes of a text with what each rests on; evidence that is not there (any more) is nothing."""
    known = {item.id: item for item in evidence}
    found = []
    for number, cause in enumerate(causes_in(text)):
        ground = grounds[number] if number < len(grounds) else ""
        stands = ground == GUESS or ground in known
        found.append(Cause(cause, ground if stands else "", known.get(ground)))
    return found


def carried(former: Sequence[Cause], text: str) -> list[str]:
    """Return what the causes of a new text rest on: a line that is still there keeps its ground."""
    kept = {cause.text: cause.ground for cause in former}
    return [kept.get(cause, "") for cause in causes_in(text)]
