"""What a step of a service says, apart from its record: kept as JSON where a charter is closed or proposed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from typing import Any


@dataclass
class StepFacts:
    """A step as it was, or as it may become; ``source_values`` are those that an import brought."""

    title: str = ""
    description: str = ""
    kind: str = ""
    channels: list[str] = field(default_factory=list)
    in_person_by_law: bool = False
    legal_ground: str = ""
    minutes: int | None = None
    cost: Decimal | None = None
    documents: list[dict[str, Any]] = field(default_factory=list)
    documents_count: int | None = None
    actor: str = ""
    system: str = ""
    alternative: str = ""
    source_id: str | None = None
    source_values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, step: Any) -> StepFacts:
        return cls(**{each.name: getattr(step, each.name) for each in fields(cls)})

    @classmethod
    def thaw(cls, frozen: dict[str, Any]) -> StepFacts:
        """Return a step from JSON; what a later release added to it is left out."""
        known = {each.name: frozen[each.name] for each in fields(cls) if each.name in frozen}
        facts = cls(**known)
        facts.cost = None if facts.cost is None else Decimal(facts.cost)
        return facts

    def freeze(self) -> dict[str, Any]:
        """Return the step as JSON can hold it."""
        return asdict(self) | {"cost": None if self.cost is None else str(self.cost)}

    @property
    def documents_asked(self) -> str:
        return "\n".join(one["name"] for one in self.documents if not one.get("held"))

    @property
    def documents_held(self) -> str:
        return "\n".join(one["name"] for one in self.documents if one.get("held"))
