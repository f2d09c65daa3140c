"""Where a text of a team's work stands: the word for its record, and the address of its page."""

from collections.abc import Callable
from typing import Any

from flask import url_for
from flask_babel import gettext

from workbench.models.work.code_search import NamingText
from workbench.text.messages import N_
from workbench.web.places import note_url

# What has no noun of its own.
NOUNS = {
    "journey_cell": N_("Cell of the journey"),
    "prototype_version": N_("Version of a prototype"),
    "status_change": N_("Status"),
}


def place_of(text: NamingText) -> tuple[str, str]:
    """Return (what it is, its address); what has no page of its own is on the redesign's."""
    noun = NOUNS.get(text.table) or getattr(type(text.record), "noun", "")
    find = ADDRESSES.get(text.table)
    address = find(text.record) if find else ""
    return gettext(noun) if noun else "", address


def _of_team(endpoint: str, **names: str) -> Callable[[Any], str]:
    """Return a function that gives the address of a record's page: names of arguments → of its attributes."""

    def address(record: Any) -> str:
        ids = {name: getattr(record, attribute) for name, attribute in names.items()}
        return url_for(endpoint, redesign_id=record.redesign_id, **ids)

    return address


def _step(step: Any) -> str:
    return url_for("journey_steps.show", redesign_id=step.map.redesign_id, step_id=step.id)


def _version(version: Any) -> str:
    owner = version.prototype
    return url_for("prototypes.show", redesign_id=owner.redesign_id, prototype_id=owner.id)


ADDRESSES: dict[str, Callable[[Any], str]] = {
    "note": note_url,
    "note_group": _of_team("problems.index"),
    "problem": _of_team("problems.show", problem_id="id"),
    "evidence": _of_team("problems.show", problem_id="problem_id"),
    "test_session": _of_team("tests.edit_session", session_id="id"),
    "finding": _of_team("tests.finding", finding_id="id"),
    "journey_step": _step,
    "journey_cell": lambda cell: _step(cell.step),
    "opportunity": _of_team("opportunities.show", opportunity_id="id"),
    "prototype": _of_team("prototypes.show", prototype_id="id"),
    "prototype_version": _version,
    "attachment": _of_team("attachments.show", attachment_id="id"),
    "pin": lambda pin: _version(pin.attachment.prototype_version),
    "hotspot": lambda hotspot: _version(hotspot.attachment.prototype_version),
    "launch": _of_team("launches.show"),
    "status_change": _of_team("statuses.show", change_id="id"),
    "redesign": lambda redesign: url_for("redesigns.show", redesign_id=redesign.id),
}
