"""What a version of a prototype covers: problems, steps of the main future map, and the findings that led to it.

What the prototype as a whole covers holds for every version of which nobody has said anything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.models.work.link import Link, links_of, tie

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign
    from workbench.models.work.prototype import PrototypeVersion

# kind of link → what it names; a finding leads to a version, the others go out from it.
KINDS = {"version_covers": "problems", "version_shows": "steps", "led_to": "findings"}


@dataclass
class Coverage:
    """The ids of what one version covers."""

    problems: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.problems or self.steps or self.findings)


def coverage_of(links: list[Link]) -> dict[int, Coverage]:
    """Return what each version covers, by its id, from the links of a redesign."""
    found: dict[int, Coverage] = {}
    for link in links:
        if link.kind in KINDS:
            version, other = ends(link)
            getattr(found.setdefault(int(version), Coverage()), KINDS[link.kind]).append(other)
    return found


def ends(link: Link) -> tuple[str, str]:
    """Return the version of a link, and what is linked to it."""
    both = (link.from_id, link.to_id)
    return both[::-1] if link.kind == "led_to" else both


def cover(version: PrototypeVersion, coverage: Coverage, *, by: Person) -> None:
    """Say what a version covers; the prototype covers at least what one of its versions does."""
    prototype, redesign = version.prototype, version.prototype.redesign
    for kind, name in KINDS.items():
        ids = getattr(coverage, name)
        tie(redesign, kind, str(version.id), ids, by=by, from_here=kind != "led_to")
    whole = whole_of(redesign, prototype.id)
    tie(redesign, "covers", prototype.id, [*whole, *coverage.problems], by=by)


def whole_of(redesign: Redesign, prototype_id: str) -> list[str]:
    """Return the problems that a prototype as a whole covers."""
    links = links_of(redesign)
    return [each.to_id for each in links if (each.kind, each.from_id) == ("covers", prototype_id)]


def links_at(version: PrototypeVersion) -> list[Link]:
    """Return the links that go with a version when it is deleted: its number may be another's one day."""
    links = links_of(version.prototype.redesign)
    return [each for each in links if each.kind in KINDS and ends(each)[0] == str(version.id)]
