"""What statuses were declared without: the marks that stand beside every count, and the exits with their reasons."""

from collections.abc import Iterable
from typing import Any

from workbench.models.redesign.status import STAGES, STATUSES
from workbench.reports.tracks import Track
from workbench.text.messages import N_

# The stages beside the stations, as a mark names them.
WITHOUT_WORDS = {
    **STAGES,
    "chosen": N_("Data of the service"),
    "approval": N_("Verdict"),
    "digitized": N_("Development and proof"),
    "monitored": N_("First figures"),
    "simplified": N_("What was simplified"),
    "stays_in_person": N_("The law that keeps it in person"),
    "earlier": N_("declared under earlier rules"),
}


def declared_without(services: Iterable[Track]) -> list[dict[str, Any]]:
    """Return one row for each service whose status on the day was declared without some of its rules.

    ``rules`` are slugs; a status of before statuses asked for them has none, and is marked ``earlier_rules``.
    """
    return [row_of(track) for track in services if is_marked(track)]


def is_marked(track: Track) -> bool:
    return bool(marks_of(track))


def marks_of(track: Track) -> list[str]:
    """Return the stages whose rules the status was declared without; "earlier" for earlier rules."""
    earlier = ["earlier"] if track.changes[-1].is_earlier else []
    return list(dict.fromkeys(each["stage"] for each in track.lacks)) + earlier


def reasons_of(track: Track) -> list[str]:
    """Return the reasons given for what the status was declared without."""
    return list(dict.fromkeys(each["reason"] for each in track.lacks if each["reason"]))


def row_of(track: Track) -> dict[str, Any]:
    change, lacks = track.changes[-1], track.lacks
    return {
        "redesign": track.id,
        "service": track.title,
        "status": change.status,
        "on": change.effective_on,
        "by": change.by,
        "reason": " · ".join(reasons_of(track)) or change.reason,
        "rules": [each["rule"] for each in lacks],
        "stages": marks_of(track),
        "made_good_on": change.made_good_on,
        "earlier_rules": change.is_earlier,
    }


def exits(services: Iterable[Track]) -> dict[str, int]:
    """Return the number of services that left the line by each exit."""
    counts = {slug: 0 for slug, status in STATUSES.items() if status.is_exit}
    for track in services:
        if track.status in counts:
            counts[track.status] += 1
    return counts
