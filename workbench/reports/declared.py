"""What statuses were declared without: the marks that stand beside every count, and the exits with their reasons."""

from collections.abc import Iterable
from typing import Any

from workbench.models.progress.asked import asked_of
from workbench.models.redesign.status import STAGES, STATUSES
from workbench.reports.stuck import Unmet
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
    "lowered": N_("Usual thresholds"),
    "earlier": N_("declared under earlier rules"),
}


def declared_without(services: Iterable[Track], unmet: Unmet) -> list[dict[str, Any]]:
    """Return one row for each service whose status on the day was declared without some of its rules.

    ``rules`` are slugs. Of a status of before statuses asked for them, marked ``earlier_rules``, they are what
    today's rules lack; on an earlier day that is not known, ``unmet`` is empty, and so are they.
    """
    return [row_of(track, unmet) for track in services if is_marked(track)]


def is_marked(track: Track) -> bool:
    return bool(marks_of(track))


def marks_of(track: Track) -> list[str]:
    """Return the stages whose rules the status was declared without; "earlier" for earlier rules."""
    earlier = ["earlier"] if track.changes[-1].is_earlier else []
    return list(dict.fromkeys(each["stage"] for each in track.lacks)) + earlier


def reasons_of(track: Track) -> list[str]:
    """Return the reasons given for what the status was declared without."""
    return list(dict.fromkeys(each["reason"] for each in track.lacks if each["reason"]))


def rules_of(track: Track, unmet: Unmet) -> list[str]:
    """Return the rules that the status was declared without, and under earlier rules what it lacks by today's."""
    rules = [each["rule"] for each in track.lacks]
    if track.changes[-1].is_earlier:
        missing = {each.rule for each in unmet.get(track.id, ())}.difference(rules)
        rules += [rule.slug for rule in asked_of(track.status) if rule.slug in missing]
    return rules


def row_of(track: Track, unmet: Unmet) -> dict[str, Any]:
    change = track.changes[-1]
    return {
        "redesign": track.id,
        "service": track.title,
        "status": change.status,
        "on": change.effective_on,
        "by": change.by,
        "reason": " · ".join(reasons_of(track)) or change.reason,
        "rules": rules_of(track, unmet),
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
