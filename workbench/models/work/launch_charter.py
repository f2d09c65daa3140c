"""What a verified launch proposes for the charter of its service: the steps of the future journey that a person takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.models.base import DomainError
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.catalogue.step_facts import StepFacts
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import JourneyStep
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.redesign.redesign import Redesign


def launch_proposal(redesign: Redesign) -> CharterProposal:
    """Return what the launch proposes, not stored before it is answered; raise DomainError when it cannot yet."""
    launch = redesign.launch
    if launch is None or launch.launched_on is None or not launch.is_verified:
        why = N_(
            "The launch is not verified yet. What it changes in the charter is proposed after that."
        )
        raise DomainError(why)
    return CharterProposal(
        service=redesign.require_service(),
        redesign=redesign,
        cause="launch",
        valid_from=launch.launched_on,
        steps=[
            proposed(step) for step in JourneyMap.future_steps(redesign) if not is_backstage(step)
        ],
        declared_url=launch.live_url,
        answer="",
    )


def is_backstage(step: JourneyStep) -> bool:
    """Return whether only the office works here: the person spends neither time nor money on it."""
    is_unstated = step.citizen_minutes is None and bool(step.channels)
    return bool(step.office_minutes) and not (
        step.citizen_minutes or step.citizen_cost or is_unstated
    )


def proposed(step: JourneyStep) -> dict[str, Any]:
    """Return the facts of a step of the future journey as a charter states them."""
    cell = step.cell("documents")
    names = [line.strip(" -*•")[:300] for line in (cell.text if cell else "").splitlines()]
    facts = StepFacts(
        title=step.title,
        kind=step.kind,
        channels=list(step.channels),
        in_person_by_law=step.in_person_by_law,
        legal_ground=step.legal_ground,
        minutes=step.citizen_minutes,
        cost=step.citizen_cost,
        documents=[{"name": name, "held": False} for name in names if name],
        actor=step.actor,
        alternative=step.alternative,
    )
    return facts.freeze() | {"origin": step.from_step.title if step.from_step else ""}
