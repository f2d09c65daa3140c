"""A redesign's whole work in memory, read in a few statements, for rules and measurements to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from workbench.extensions import db
from workbench.models.programme.programme import THRESHOLDS
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import JourneyStep
from workbench.models.work.launch import Launch
from workbench.models.work.link import Link, links_of
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype, PrototypeVersion
from workbench.models.work.test_session import Finding, TestSession

if TYPE_CHECKING:
    from workbench.models.redesign.redesign import Redesign


@dataclass
class RedesignWork:
    """Everything a team has written, without what was discarded."""

    redesign: Redesign
    # The main map of each kind.
    maps: dict[str, JourneyMap]
    problems: list[Problem] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    prototypes: list[Prototype] = field(default_factory=list)
    sessions: list[TestSession] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    launch: Launch | None = None
    links: list[Link] = field(default_factory=list)
    # Thresholds under which something was declared: lower ones since do not make it good.
    frozen: dict[str, int] = field(default_factory=dict)
    # Whether the usual thresholds are asked, whatever a programme lowered or a reason says for fewer.
    is_usual: bool = False

    @classmethod
    def of(cls, redesign: Redesign) -> RedesignWork:
        """Read the redesign's work; thirteen statements, whatever its size."""
        return cls(
            redesign=redesign,
            problems=Problem.kept_in(redesign),
            evidence=Evidence.kept_in(redesign, joinedload(Evidence.uses)),
            maps=_maps(redesign, *_with_cells()),
            prototypes=Prototype.kept_in(
                redesign,
                selectinload(Prototype.versions).selectinload(PrototypeVersion.attachments),
                selectinload(Prototype.versions).selectinload(PrototypeVersion.tests),
                selectinload(Prototype.hypotheses),
            ),
            sessions=TestSession.kept_in(redesign),
            findings=Finding.kept_in(redesign),
            launch=db.session.scalar(select(Launch).where(Launch.redesign_id == redesign.id)),
            links=links_of(redesign),
        )

    @classmethod
    def of_journeys(cls, redesign: Redesign) -> RedesignWork:
        """Read only the journeys, problems, evidence and links; seven statements, whatever their size."""
        return cls(
            redesign=redesign,
            maps=_maps(redesign, *_with_cells()),
            problems=Problem.kept_in(redesign),
            evidence=Evidence.kept_in(redesign),
            links=links_of(redesign),
        )

    @classmethod
    def of_map(cls, journey: JourneyMap) -> RedesignWork:
        """Read one map with what it is compared with, in place of the main maps; seven statements at most."""
        redesign = journey.redesign
        today = journey.today if journey.is_future else None
        ids = [each.id for each in (journey, today) if each]
        chosen = select(JourneyMap).where(JourneyMap.id.in_(ids)).options(*_with_cells())
        return cls(
            redesign=redesign,
            maps={each.kind: each for each in db.session.scalars(chosen)},
            problems=Problem.kept_in(redesign),
            links=links_of(redesign),
        )

    @classmethod
    def of_steps(cls, redesign: Redesign) -> RedesignWork:
        """Read only the steps of the journeys; two statements, whatever their size."""
        return cls(redesign=redesign, maps=_maps(redesign, selectinload(JourneyMap.steps)))

    def threshold(self, name: str) -> int:
        """Return the programme's threshold, or the frozen or usual one where that asks for more."""
        usual = THRESHOLDS[name] if self.is_usual else 0
        return max(self.redesign.programme.threshold(name), self.frozen.get(name, 0), usual)

    def steps(self, kind: str) -> list[JourneyStep]:
        return list(self.maps[kind].steps) if kind in self.maps else []

    def linked(self, kind: str) -> set[tuple[str, str]]:
        """Return the (from, to) ids of the links of one kind."""
        return {(link.from_id, link.to_id) for link in self.links if link.kind == kind}


def _maps(redesign: Redesign, *options: Any) -> dict[str, JourneyMap]:
    statement = (
        select(JourneyMap)
        .where(
            JourneyMap.redesign_id == redesign.id,
            JourneyMap.discarded_at.is_(None),
            JourneyMap.is_main,
        )
        .options(*options)
    )
    return {journey.kind: journey for journey in db.session.scalars(statement)}


def _with_cells() -> tuple[Any, ...]:
    return (
        selectinload(JourneyMap.steps).options(
            selectinload(JourneyStep.cells), selectinload(JourneyStep.opportunities)
        ),
        selectinload(JourneyMap.phases),
    )
