"""The verdict on a hypothesis: what the people who tried one version of its prototype say of it, by counting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.work.hypothesis import Hypothesis
    from workbench.models.work.prototype import Prototype, PrototypeVersion

RESULTS = {
    "held": N_("Holds"),
    "not_held": N_("Does not hold"),
    "not_decided": N_("Not decided"),
}

# What else a version that was built may lack.
UNTESTED = {
    "no_hypothesis": N_("Built without a hypothesis"),
    "no_prototype": N_("Built without a prototype"),
}


def result_of(alone: int, tried: int, *, share: int | None, least: int) -> str:
    """Return "held", "not_held" or, when fewer than ``least`` people tried, "not_decided".

    ``share`` is of 100 who tried, whole: a threshold of none or of 0 can fail nothing, so it decides nothing.
    """
    if not share or tried < max(least, 1):
        return "not_decided"
    return "held" if alone * 100 >= share * tried else "not_held"


@dataclass(frozen=True)
class Verdict:
    """How many of the people who tried a version did the hypothesis's task alone, and what follows from it."""

    hypothesis: Hypothesis
    version: PrototypeVersion
    alone: int
    tried: int

    @classmethod
    def of(cls, hypothesis: Hypothesis, version: PrototypeVersion) -> Verdict:
        """Count everybody who tried the version, also who withdrew since; archived tests never count."""
        people = version.tried_by
        alone = sum(person.success == "alone" for person in people)
        return cls(hypothesis, version, alone, len(people))

    @property
    def result(self) -> str:
        if self.hypothesis.is_late_back:
            return "not_held"
        asked = self.hypothesis
        return result_of(
            self.alone, self.tried, share=asked.threshold_share, least=asked.least_people
        )

    @property
    def is_held(self) -> bool:
        return self.result == "held"

    @property
    def is_decided(self) -> bool:
        return self.result != "not_decided"


def verdicts_on(version: PrototypeVersion) -> list[Verdict]:
    """Return the verdict of every hypothesis put to the version."""
    return [Verdict.of(hypothesis, version) for hypothesis in version.prototype.in_force]


def held_by(prototype: Prototype) -> PrototypeVersion | None:
    """Return the latest version on which every hypothesis held; None when there is none, or no hypothesis."""
    for version in reversed(prototype.versions):
        verdicts = verdicts_on(version)
        if verdicts and all(verdict.is_held for verdict in verdicts):
            return version
    return None
