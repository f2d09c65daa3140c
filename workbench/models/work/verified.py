"""What a verification covers: the proof and the digital outcome as the verifier saw them; another one is verified anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from workbench.models.log.journal import mark

if TYPE_CHECKING:
    from workbench.models.work.journey_step import JourneyStep
    from workbench.models.work.launch import Launch

# Everything that a person writes into a launch.
PROOF = (
    *("responsible_unit", "forecast_on", "differences", "built_version_id"),
    *("untested_reason", "live_url", "protocol", "launched_on", "alternative_channel"),
    *("official_act", "official_act_url", "level_reason"),
)


def marks_of(launch: Launch, steps: Iterable[JourneyStep]) -> dict[str, str]:
    """Return the marks by which the proof and the outcome of the future steps are known again."""
    outcome = sorted(
        (sorted(each.channels), each.kind, each.in_person_by_law, each.legal_ground)
        for each in steps
    )
    reasons = sorted((launch.built_reasons or {}).items())
    proof = (getattr(launch, name) for name in PROOF)
    despite = [told[:2] for told in launch.built_despite]
    return {"proof": mark(*proof, reasons, despite), "outcome": mark(outcome)}
