"""What was made for each segment of a redesign: its problems, maps, prototypes and tests, without what is archived."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.models.redesign.segment import Segment
from workbench.models.work.hypothesis import Hypothesis
from workbench.models.work.journey import JourneyMap
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import TestSession
from workbench.text.likeness import likeness

if TYPE_CHECKING:
    from workbench.models.redesign.redesign import Redesign

# How like two names must be to be shown as likely the same, from 0 to 1, and how many pairs at most.
LIKE = 0.8
MOST_PAIRS = 6
# Shorter words join others, and name nobody.
SHORTEST_WORD = 4
WORD = re.compile(r"\w+")


@dataclass
class MadeFor:
    """The work for one segment."""

    problems: list[Problem] = field(default_factory=list)
    maps: list[JourneyMap] = field(default_factory=list)
    prototypes: list[Prototype] = field(default_factory=list)
    tests: list[TestSession] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return not (self.problems or self.maps or self.prototypes or self.tests)


def made_for(redesign: Redesign) -> dict[str | None, MadeFor]:
    """Return the work for each segment by its id, under None what names none; four statements, whatever its size."""
    found: dict[str | None, MadeFor] = {None: MadeFor()}
    for name, kind in (("problems", Problem), ("maps", JourneyMap), ("tests", TestSession)):
        for record in kind.kept_in(redesign):
            getattr(found.setdefault(record.segment_id, MadeFor()), name).append(record)
    for hypothesis in _hypotheses(redesign):
        tried = found.setdefault(hypothesis.segment_id, MadeFor()).prototypes
        if hypothesis.prototype not in tried:
            tried.append(hypothesis.prototype)
    return found


def _hypotheses(redesign: Redesign) -> list[Hypothesis]:
    kept = (
        Hypothesis.at(redesign),
        Hypothesis.discarded_at.is_(None),
        Prototype.discarded_at.is_(None),
    )
    asked = select(Hypothesis).join(Hypothesis.prototype).where(*kept).order_by(Hypothesis.number)
    return list(db.session.scalars(asked.options(joinedload(Hypothesis.prototype))))


def likely_pairs(segments: list[Segment]) -> list[tuple[Segment, Segment]]:
    """Return the pairs that may be the same people, the likeliest first: a person decides."""
    rated = [(_alike(one.name, other.name), one, other) for one, other in combinations(segments, 2)]
    rated.sort(key=lambda each: -each[0])
    return [(one, other) for rate, one, other in rated if rate >= LIKE][:MOST_PAIRS]


def _alike(one: str, other: str) -> float:
    first, second = likeness(one), likeness(other)
    words = [
        {word for word in WORD.findall(each) if len(word) >= SHORTEST_WORD}
        for each in (first, second)
    ]
    if all(words) and (words[0] <= words[1] or words[1] <= words[0]):
        return 1.0
    return SequenceMatcher(None, first, second).ratio()
