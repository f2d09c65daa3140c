"""What lists of teams say of each: the line of its stations and the word for its status."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from workbench.models.redesign.status import STATUSES, stage_states


def redesign_words() -> dict[str, Any]:
    """Return the functions that templates ask about a status."""
    return {"stations": stations, "status_word": status_word}


def stations(status: str) -> list[str]:
    return list(stage_states(status).values())


def status_word(status: str) -> str:
    return gettext(STATUSES[status].title)
