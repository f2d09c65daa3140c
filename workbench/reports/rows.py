"""A report as flat rows: its records for the pages behind a figure, and all its figures for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from workbench.reports.officials import Participation, Seat
from workbench.reports.tracks import NO_PROOF, Track

# What names an element of a list in the column "item".
NAMES = ("title", "service", "organisation", "level", "date", "id")
FIGURE_COLUMNS = ("section", "item", "figure", "value")
PROOF_COLUMNS = (
    *("live_url", "protocol", "launched_on", "official_act", "verified_by", "verified_on"),
)
SEAT_COLUMNS = ("enrolment_id", "phase", "person_id", "person", "organisation", "from", "until")


@dataclass(frozen=True)
class ServiceRow:
    """One service as a row: where it stood on the day and what proves it."""

    redesign_id: int
    service_id: int
    service: str
    organisation: str
    status: str
    group: str
    since: date
    scheme: str
    level_before: str
    level_now: str
    live_url: str
    protocol: str
    launched_on: date | None
    official_act: str
    verified_by: str
    verified_on: date | None

    @classmethod
    def of(cls, track: Track, scheme: str) -> ServiceRow:
        proof = track.proof or NO_PROOF
        return cls(
            redesign_id=track.id,
            service_id=track.service_id,
            service=track.title,
            organisation=track.organisation,
            status=track.status,
            group=track.group,
            since=track.since,
            scheme=scheme,
            level_before=track.level_before(scheme),
            level_now=track.level_now(scheme),
            **{name: getattr(proof, name) for name in PROOF_COLUMNS},
        )

    def as_row(self) -> dict[str, Any]:
        return asdict(self)


def seat_rows(seats: Iterable[Seat], taking_part: Participation) -> list[dict[str, Any]]:
    """Return enrolments as rows, each with the title of its phase."""
    phases = {phase.id: phase.title for phase in taking_part.phases}
    return [
        {
            "enrolment_id": seat.id,
            "phase": phases[seat.phase_id],
            "person_id": seat.person_id,
            "person": seat.person,
            "organisation": seat.organisation,
            "from": seat.starts_on,
            "until": seat.ends_on,
        }
        for seat in seats
    ]


def figure_rows(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every figure of a report's dictionary as (section, item, figure, value), in its order."""
    rows = []
    for section, content in report.items():
        for path, value in _leaves(content):
            *items, figure = path or ("",)
            cells = (section, " / ".join(items), figure, value)
            rows.append(dict(zip(FIGURE_COLUMNS, cells, strict=True)))
    return rows


def _leaves(content: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from _leaves(value, (*path, str(key)))
    elif isinstance(content, list) and any(isinstance(each, Mapping) for each in content):
        for place, each in enumerate(content, start=1):
            yield from _leaves(each, (*path, _name(each, place)))
    else:
        yield path, content


def _name(element: Mapping[str, Any], place: int) -> str:
    return next((str(element[key]) for key in NAMES if element.get(key) is not None), str(place))
