"""How digital a service is, computed from the facts of its steps under named, versioned schemes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from workbench.text.messages import N_

CHANNELS = {
    "web": N_("Website"),
    "app": N_("App"),
    "email": N_("E-mail"),
    "telephone": N_("Telephone"),
    "post": N_("Post"),
    "in_person": N_("In person"),
    "fax": N_("Fax"),
}
DIGITAL = frozenset({"web", "app", "email"})
REMOTE = DIGITAL | {"telephone", "post"}
NOT_STATED = ""
# What a step that is not digital offers online; the lower levels of the ladder rest on it.
STEP_KINDS = {
    "action": N_("Nothing: the step is taken elsewhere"),
    "information": N_("Information only"),
    "download": N_("A form to download"),
}


class Step(Protocol):
    """What a scheme asks of a step, of a service or of a journey alike."""

    @property
    def channels(self) -> Sequence[str]: ...

    @property
    def in_person_by_law(self) -> bool: ...

    @property
    def kind(self) -> str: ...


@dataclass(frozen=True)
class Scheme:
    """A published way to grade services; levels go from least to most digital."""

    slug: str
    title: str
    version: str
    source: str
    levels: dict[str, str]
    level_of: Callable[[Sequence[Step]], str]
    # The levels at which a service counts as digital in the catalogue.
    digital: frozenset[str]

    def rank(self, level: str) -> int:
        """Return the place of a level on the ladder, -1 when it is not stated."""
        return list(self.levels).index(level) if level in self.levels else -1


def is_digital(step: Step) -> bool:
    """Return whether a digital channel is offered on the step."""
    return not DIGITAL.isdisjoint(step.channels)


def is_remote(step: Step) -> bool:
    """Return whether the step can be taken without a visit."""
    return not REMOTE.isdisjoint(step.channels)


def is_strictly_digital(step: Step) -> bool:
    """Return whether digital channels, and no others, are offered on the step."""
    return bool(step.channels) and set(step.channels) <= DIGITAL


def offered_throughout(steps: Sequence[Step], channel: str) -> bool:
    """Return whether the channel is offered on every step, and there is a step."""
    return bool(steps) and all(channel in step.channels for step in steps)


def offered_alone(steps: Sequence[Step], channel: str) -> bool:
    """Return whether every step offers the channel and no other."""
    return bool(steps) and all(set(step.channels) == {channel} for step in steps)


def digital_counts(steps: Sequence[Step]) -> tuple[int, int, int]:
    """Return (steps with a digital channel, steps with only digital channels, all steps)."""
    return sum(map(is_digital, steps)), sum(map(is_strictly_digital, steps)), len(steps)


def chile(steps: Sequence[Step]) -> str:
    """Return Chile's level: 4, 3, 3d, and below them what the steps' own kind says."""
    if not steps or not all(step.channels for step in steps):
        return NOT_STATED
    other = [step for step in steps if not is_digital(step)]
    if not other:
        return "4"
    if len(other) < len(steps) and all(step.in_person_by_law for step in other):
        return "3d"
    if len(other) == 1 and len(steps) > 1:
        return "3"
    kinds = {step.kind for step in steps}
    if "download" in kinds:
        return "2"
    if "information" in kinds:
        return "1"
    if "" in kinds:
        return NOT_STATED
    return "0"


def portaria_548(steps: Sequence[Step]) -> str:
    """Return whether Portaria SGD/ME 548 calls the service digital: no step needs a visit."""
    if not steps or not all(step.channels for step in steps):
        return NOT_STATED
    return "D" if all(is_remote(step) for step in steps) else "N"


SCHEMES = {
    scheme.slug: scheme
    for scheme in (
        Scheme(
            "chile",
            N_("Chile's ladder of digitization, 0 to 4"),
            "2019",
            "División de Gobierno Digital, Chile",
            {
                "0": N_("no information online"),
                "1": N_("information only"),
                "2": N_("forms to download"),
                "3": N_("all online but one step"),
                "3d": N_("all online but what the law keeps in person"),
                "4": N_("everything online"),
            },
            chile,
            frozenset({"3d", "4"}),
        ),
        Scheme(
            "portaria548",
            N_("Portaria SGD/ME 548: digital when no step needs a visit"),
            "2022",
            "Portaria SGD/ME nº 548, Brasil",
            {"N": N_("needs a visit"), "D": N_("digital: no visit needed")},
            portaria_548,
            frozenset({"D"}),
        ),
    )
}


def graded(found: Mapping[str, str]) -> str:
    """Return levels by scheme as one text, with each scheme's version: ";chile=3@2019;portaria548=D@2022;"."""
    marks = [f"{each.slug}={found.get(each.slug, '')}@{each.version}" for each in SCHEMES.values()]
    return f";{';'.join(marks)};"


def levels_in(grades: str) -> dict[str, str]:
    """Return the levels by scheme that a text of `graded` holds."""
    marks = (mark.split("=") for mark in grades.strip(";").split(";") if mark)
    return {scheme: level.partition("@")[0] for scheme, level in marks}


CONTRADICTIONS = {
    "declared_not": N_("Declared digital, and a step still has no digital channel"),
    "is_undeclared": N_("Every step has a digital channel, and it is not declared digital"),
}


def contradiction(steps: Sequence[Step], declared_digital: bool | None) -> str:
    """Return the slug of the contradiction between the declaration and the steps, "" when there is none."""
    if declared_digital is None or not steps or not all(step.channels for step in steps):
        return ""
    computed = all(is_digital(step) for step in steps)
    if declared_digital and not computed:
        return "declared_not"
    if computed and not declared_digital:
        return "is_undeclared"
    return ""
