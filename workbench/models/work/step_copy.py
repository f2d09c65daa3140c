"""How a step goes into another map: what it brings along, and where it then comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from workbench.extensions import db

if TYPE_CHECKING:
    from workbench.models.work.journey import JourneyMap
    from workbench.models.work.journey_step import JourneyStep

KEPT = ("title", "kind", "channels", "actor", "in_person_by_law", "legal_ground", "share")
TIMES = ("citizen_minutes", "waiting_days", "citizen_cost", "office_minutes", "office_cost")


class Copied:
    """A step that can start one of another map."""

    def copy_into(self, journey: JourneyMap) -> JourneyStep:
        """Return a step of another map that starts from this one: same facts, times to be estimated anew."""
        step = cast("JourneyStep", self)
        values: dict[str, Any] = {name: getattr(step, name) for name in (*KEPT, *TIMES)}
        phases = (each for each in journey.phases if each.position == step.phase.position)
        copy = type(step)(
            phase=next(phases, journey.phases[-1]),
            position=step.position,
            from_step=_origin(step, journey),
            time_basis="guess",
            **values,
        )
        if journey.kind == step.map.kind:
            copy.alternative = step.alternative
            with db.session.no_autoflush:
                # What is written comes along without its evidence: of these people it is a guess.
                copy.cells = [type(each)(lane=each.lane, text=each.text) for each in step.cells]
        return copy


def _origin(step: JourneyStep, journey: JourneyMap) -> JourneyStep | None:
    """Return the step from which the copy comes: of a future step the one of today, while both maps are compared with it."""
    if not step.map.is_future:
        return step
    return step.from_step if journey.today is step.map.today else None
