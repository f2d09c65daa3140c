"""What becomes of a step of today's journey, and how the future map follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.models.base import DomainError, renumber
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.journey import JourneyMap
    from workbench.models.work.journey_step import JourneyStep

FATES = {
    "kept": N_("kept"),
    "changed": N_("changed"),
    "online": N_("moved online"),
    "merged": N_("joins another step"),
    "removed": N_("removed"),
}
ENDING_FATES = frozenset({"merged", "removed"})


class Fated:
    """A step with its fate: on today's map what becomes of it, on the future one where it comes from."""

    if TYPE_CHECKING:
        id: Any
        map: Any
        map_id: Any
        position: Any
        fate: Any
        fate_reason: Any
        merged_into: Any

        def copy_into(self, journey: JourneyMap) -> Any: ...
        def log(self, verb: str, by: Person | None, **facts: Any) -> None: ...
        def log_facts(self) -> dict[str, Any]: ...

    def decide(
        self, fate: str, *, by: Person, reason: str = "", into: JourneyStep | None = None
    ) -> None:
        """Decide what becomes of a step of today; the future map follows."""
        if self.map.is_future:
            raise DomainError(N_("What changes is decided only for a step of today's journey."))
        if fate == "merged" and (into is None or into is self or into.map_id != self.map_id):
            raise DomainError(N_("Choose the step that this one joins."))
        if fate in ENDING_FATES:
            self._spare_work()
        self.fate, self.fate_reason = fate, reason
        self.merged_into = into if fate == "merged" else None
        self._carry_over()
        self.log("fate_decided", by=by, **self.log_facts(), fate=fate)

    @property
    def heirs(self) -> list[JourneyStep]:
        """The steps of the future that come from this one of today."""
        steps = (step for future in self.map.futures for step in future.steps)
        return [step for step in steps if step.from_step_id == self.id]

    def let_go(self) -> None:
        """Unlink steps that point at this one, before it goes."""
        for other in self.map.steps:
            if other.merged_into_id == self.id:
                other.merged_into = None
        for heir in self.heirs:
            heir.from_step = None

    def _spare_work(self) -> None:
        """Refuse to remove a future step on which somebody has worked."""
        for heir in self.heirs:
            written = heir.written_cells or heir.alternative or heir.emotion_word
            if written or heir.time_basis != "guess":
                why = N_(
                    "Somebody has worked on the future step “%(title)s”. Remove it from the future"
                    " map first, if that is what you want."
                )
                raise DomainError(why, title=heir.title)

    def _carry_over(self) -> None:
        for future in self.map.futures:
            self._carry_into(future)

    def _carry_into(self, future: JourneyMap) -> None:
        heirs = [step for step in future.steps if step.from_step_id == self.id]
        if self.fate in ENDING_FATES:
            for heir in heirs:
                heir.let_go()
                heir.delete()
        elif not heirs:
            future.steps.append(self.copy_into(future))
        order = {step.id: step.position for step in self.map.steps}
        future.steps.sort(
            key=lambda step: (order.get(step.from_step_id or "", step.position), step.position)
        )
        renumber(future.steps)
