"""Where the records behind a computed figure are: the page that lists what it counts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from workbench.models.programme.programme import Programme
from workbench.reports.claims import StatedFigure

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


@dataclass(frozen=True)
class Behind:
    """Gives the address behind a stated figure's computed one, "" where there is none; it keeps the report's day."""

    programme: Programme | None
    as_of: str = ""

    def __call__(self, claim: StatedFigure, day: date | None = None) -> str:
        kind, subject_id = claim.subject_kind, claim.subject_id
        if kind == "service":
            return url_for("services.show", service_id=subject_id)
        if kind == "city":
            return url_for("services.index")
        if self.programme is None or not claim.measure:
            return ""
        if kind == "workshop":
            found = {"programme_id": self.programme.id, "workshop_id": subject_id}
            return url_for("workshops.show", **found)
        endpoint, query = RECORDS.get(claim.measure, ("reports.workshops", {}))
        query = {**query, "phase": subject_id} if kind == "phase" else query
        as_of = day.isoformat() if day else self.as_of
        kept = {"as_of": as_of} if as_of else {}
        return url_for(endpoint, **{"programme_id": self.programme.id, **query, **kept})
