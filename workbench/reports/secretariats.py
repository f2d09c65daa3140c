"""The programme's figures by the organisation that owns the service or sent the officials."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workbench.models.redesign.status import GROUPS
from workbench.reports.officials import Participation, Seat
from workbench.reports.tracks import Track, by_group
from workbench.text import columns
from workbench.text.messages import N_

TABLE = columns.Table(
    N_("Organisations"),
    columns.whole("organisation_id", N_("Organisation no.")),
    columns.text("organisation", N_("Organisation")),
    columns.whole("services", N_("Services")),
    *(columns.whole(group, title) for group, title in GROUPS.items()),
    columns.whole("enrolments", N_("Enrolments")),
    columns.whole("people", N_("Officials")),
)


@dataclass(frozen=True)
class Secretariat:
    """One organisation's services and officials; without an id, the services that nobody owns yet."""

    id: int | None
    name: str
    services: tuple[Track, ...]
    seats: tuple[Seat, ...]

    @property
    def groups(self) -> dict[str, int]:
        return by_group(self.services)

    @property
    def people(self) -> int:
        return len({seat.person_id for seat in self.seats})

    def as_row(self) -> dict[str, Any]:
        return {
            "organisation_id": self.id,
            "organisation": self.name or None,
            "services": len(self.services),
            **{group: self.groups[group] for group in GROUPS},
            "enrolments": len(self.seats),
            "people": self.people,
        }


def secretariats(services: Iterable[Track], taking_part: Participation) -> list[Secretariat]:
    """Return every organisation with a service or an official in the programme, by name."""
    services = list(services)
    names: dict[int | None, str] = dict(taking_part.organisations.items())
    names.update({track.organisation_id: track.organisation for track in services})
    ordered = sorted(names.items(), key=lambda each: (each[0] is None, each[1]))
    return [
        Secretariat(
            key,
            name,
            tuple(track for track in services if track.organisation_id == key),
            tuple(seat for seat in taking_part.seats if key and seat.organisation_id == key),
        )
        for key, name in ordered
    ]
