"""Many steps at once: rows of a pasted table, or the steps that the charter of the service states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.models.base import DomainError
from workbench.models.work import opportunity
from workbench.models.work.journey import JourneyPhase
from workbench.models.work.journey_columns import put_beside
from workbench.models.work.journey_step import JourneyCell, JourneyStep
from workbench.text.likeness import likeness
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.service_step import ServiceStep
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign
    from workbench.models.work.journey import JourneyMap

LONGEST_TITLE = 200
LONGEST_SHORT = 120


@dataclass
class StepRow:
    """What a row says of one step: its columns, its lanes, and the name of its phase ("" where none is named)."""

    values: dict[str, Any]
    lanes: dict[str, str] = field(default_factory=dict)
    phase: str = ""


def paste_rows(
    journey: JourneyMap, rows: list[StepRow], *, after: JourneyStep | None = None, by: Person
) -> list[JourneyStep]:
    """Add a step for each row, after the one that is named or at the end of the phase that its row names."""
    steps = _add(journey, rows, after, by)
    journey.log("steps_pasted", by=by, **journey.log_facts(), steps=len(steps))
    return steps


def bring_service_steps(journey: JourneyMap, source: str, *, by: Person) -> list[JourneyStep]:
    """Begin the map with the steps of the service's charter, which is named as the source of their times.

    Everything arrives as a guess: a charter says what is promised, not what people live through.
    """
    if journey.steps:
        raise DomainError(N_("The map has steps already. The charter's come into an empty one."))
    rows = [_row_of(step, source) for step in charter_steps(journey.redesign)]
    if not rows:
        raise DomainError(N_("The charter of the service states no steps."))
    steps = _add(journey, rows, None, by)
    journey.log("steps_brought", by=by, **journey.log_facts(), steps=len(steps))
    return steps


def charter_steps(redesign: Redesign) -> list[ServiceStep]:
    """Return the steps that the service of the redesign states now; none for the programme itself."""
    service = redesign.service
    return list(service.steps) if service else []


def _add(
    journey: JourneyMap, rows: Iterable[StepRow], after: JourneyStep | None, by: Person
) -> list[JourneyStep]:
    steps = []
    for row in rows:
        phase = _phase(journey, row.phase)
        beside = after if after and phase in (None, after.phase) else _last_of(journey, phase)
        found = phase or (beside.phase if beside else journey.phases[0])
        step = put_beside(journey, {**row.values, "phase": found}, beside)
        written = {lane: text for lane, text in row.lanes.items() if text}
        if questions := written.pop(opportunity.LANE, ""):
            step.fill(opportunity.LANE, questions, by=by)
        step.cells.extend(JourneyCell(lane=lane, text=text) for lane, text in written.items())
        steps.append(step)
        after = step if after else None
    return steps


def _phase(journey: JourneyMap, name: str) -> JourneyPhase | None:
    """Return the phase of that name, made when there is none; None when no phase is named."""
    if not name:
        return None
    alike = (phase for phase in journey.phases if likeness(phase.title) == likeness(name))
    found = next(alike, None)
    if found is None:
        found = JourneyPhase(title=name[:LONGEST_SHORT], position=len(journey.phases) + 1)
        journey.phases.append(found)
    return found


def _last_of(journey: JourneyMap, phase: JourneyPhase | None) -> JourneyStep | None:
    """Return the step after which one of a phase goes: the last of it, or of the phases before it."""
    if phase is None:
        return journey.steps[-1] if journey.steps else None
    before = [step for step in journey.steps if step.phase.position <= phase.position]
    return before[-1] if before else None


def _row_of(step: ServiceStep, source: str) -> StepRow:
    values = {
        "title": _cut(step.title, LONGEST_TITLE),
        "kind": step.kind,
        "channels": list(step.channels),
        "actor": _cut(step.actor, LONGEST_SHORT),
        "citizen_minutes": step.minutes,
        "citizen_cost": step.cost,
        "in_person_by_law": step.in_person_by_law,
        "legal_ground": step.legal_ground,
        "alternative": step.alternative,
        "time_basis": "guess",
        "time_source": source,
    }
    names = "\n".join(document["name"] for document in step.documents)
    return StepRow(values, {"documents": names, "law": step.legal_ground, "systems": step.system})


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
