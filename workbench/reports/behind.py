"""Where the records behind a computed figure are: the page, as an endpoint and its values, that lists what it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from workbench.models.programme.programme import Programme
from workbench.reports.claims import StatedFigure

# Of the catalogue's measures.
CATALOGUE: dict[str, dict[str, Any]] = {"catalogue_digital": {"level": "digital"}}
# Of a programme's measures.
RECORDS: dict[str, tuple[str, dict[str, Any]]] = {
    "services_digitized": ("reports.services", {"group": "digitized"}),
    "services_in_development": ("reports.services", {"group": "in_development"}),
    "services_total": ("reports.services", {}),
    "enrolments": ("reports.people", {}),
    "people": ("reports.people", {}),
    "organisations": ("reports.organisations", {}),
    "workshops_held": ("reports.workshops", {}),
    "hours_saved": ("reports.benefits", {}),
}
Page = tuple[str, dict[str, Any]]


def records_behind(
    claim: StatedFigure, programme: Programme | None, day: date | None = None
) -> Page | None:
    """Return the page behind a stated figure's computed one, as of a day when one is named; None where there is none.

    What is judged by the day that it was stated for opens that day.
    """
    kind, subject_id = claim.subject_kind, claim.subject_id
    if kind == "service":
        return "services.show", {"service_id": subject_id}
    day = claim.as_of if claim.is_judged_then else day
    as_of = {"as_of": day.isoformat()} if day else {}
    if kind == "city":
        return "services.index", {**CATALOGUE.get(claim.measure, {}), **as_of}
    if programme is None or not claim.measure:
        return None
    if kind == "workshop":
        return "workshops.show", {"programme_id": programme.id, "workshop_id": subject_id}
    endpoint, query = RECORDS.get(claim.measure, ("reports.workshops", {}))
    of_phase = {"phase": subject_id} if kind == "phase" else {}
    return endpoint, {"programme_id": programme.id, **query, **of_phase, **as_of}
