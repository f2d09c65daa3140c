"""The proof of a launch, as far as it existed on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Proof:
    """What shows that a service is in use, as far as it existed on the day."""

    live_url: str
    protocol: str
    launched_on: date | None
    official_act: str
    official_act_url: str
    verified_by: str
    verified_on: date | None
    # From which version it was built, and why although a hypothesis does not hold on it, by hypothesis.
    built_version_id: int | None = None
    built_reasons: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Any, day: date) -> Proof | None:
        """Return the proof that the columns of a launch give; None before the launch day."""
        if row.launched_on is None or row.launched_on > day:
            return None
        verified = row.verified_on is not None and row.verified_on <= day
        return cls(
            live_url=row.live_url,
            protocol=row.protocol,
            launched_on=row.launched_on,
            official_act=row.official_act,
            official_act_url=row.official_act_url,
            verified_by=(row.verified_by or "") if verified else "",
            verified_on=row.verified_on if verified else None,
            built_version_id=row.built_version_id,
            built_reasons=row.built_reasons or {},
        )


NO_PROOF = Proof("", "", None, "", "", "", None)
