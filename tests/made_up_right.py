"""A right that the workbench does not know: whoever facilitates a team is one of its members, wherever they come from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from workbench.models.redesign.redesign import Redesign
from workbench.models.roles import right


def facilitator_rights(day: Any) -> list[Select[Any]]:
    """Whoever facilitates a redesign counts as a member there."""
    return [right(Redesign.facilitator_id, "redesign", Redesign.id, "member")]
