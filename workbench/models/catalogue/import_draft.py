"""What the files of one source say of a city's catalogue, and the count of what became of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class StepDraft:
    """A step as its source has it; its place among its siblings is one of the values.

    ``words`` are the source's own for its channels.
    """

    source_id: str
    record: int
    values: dict[str, Any]
    words: list[str] = field(default_factory=list)

    @property
    def channels(self) -> list[str]:
        return self.values.get("channels", [])

    @property
    def in_person_by_law(self) -> bool:
        return self.values.get("in_person_by_law", False)

    @property
    def kind(self) -> str:
        return self.values.get("kind", "")


@dataclass(slots=True)
class VolumeDraft:
    """Requests through one channel as the source states them; year None when it states no period."""

    year: int | None
    channel: str
    requests: int


@dataclass(slots=True)
class ServiceDraft:
    """A service as its source has it, with its steps and volumes; organisation is a source id.

    ``spellings`` are ids that differ from its own only in capitals, accents or a final point.
    """

    source_id: str
    record: int
    values: dict[str, Any]
    organisation: str = ""
    steps: list[StepDraft] = field(default_factory=list)
    volumes: dict[tuple[int | None, str], VolumeDraft] = field(default_factory=dict)
    spellings: list[str] = field(default_factory=list)
    # Of a download of this product: the number there, and the source and id that it had come from.
    number: int = 0
    origin: tuple[str, str] = ("", "")


@dataclass(slots=True)
class OrganisationDraft:
    """An organisation as its source has it: the name to show, then its other names."""

    names: list[str]
    kind: str = "secretariat"


@dataclass
class CatalogueDraft:
    """All that the files of one source say; steps and volumes are left alone where no file speaks of them."""

    source: str
    services: list[ServiceDraft]
    organisations: dict[str, OrganisationDraft] = field(default_factory=dict)
    with_steps: bool = False
    with_volumes: bool = False
    exact_ids: bool = False
    is_copy: bool = False

    def source_values(self, service: ServiceDraft, before: dict[str, Any]) -> dict[str, Any]:
        """Return what the source says of a service, with what it said before and does not say now."""
        values = before | service.values
        if self.with_steps:
            values["steps"] = [step.source_id for step in service.steps]
        if self.with_volumes:
            values["requests"] = [[v.year, v.channel, v.requests] for v in service.volumes.values()]
        return values


@dataclass(frozen=True)
class Kept:
    """A value that the team wrote and the source has otherwise; record is that of the source's file."""

    record: int
    name: str
    field: str


@dataclass
class Merged:
    """What an import did, counted."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: int = 0
    steps: int = 0
    steps_vanished: int = 0
    requests: int = 0
    organisations: int = 0
    respelt: int = 0
    kept: list[Kept] = field(default_factory=list)
    # Services whose charter a launch has changed: the source still has the steps before it, or brings others,
    # which wait for an answer; and those whose charter has a later version than the day of the import.
    behind: list[Kept] = field(default_factory=list)
    proposed: list[Kept] = field(default_factory=list)
    later: list[Kept] = field(default_factory=list)
    levels: dict[str, Counter[str]] = field(default_factory=dict)
    contradictions: Counter[str] = field(default_factory=Counter)

    def count_levels(self, levels: dict[str, str], contradiction: str) -> None:
        for scheme, level in levels.items():
            self.levels.setdefault(scheme, Counter())[level] += 1
        if contradiction:
            self.contradictions[contradiction] += 1
