"""A city's catalogue read from a download of this product: it fills what is empty and adds what is missing, and changes nothing else."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from workbench.extensions import db
from workbench.models.catalogue.import_draft import CatalogueDraft, Kept, Merged, ServiceDraft
from workbench.models.catalogue.importing import Dates, log_import, place_organisations
from workbench.models.catalogue.service import Service
from workbench.text.likeness import likeness

if TYPE_CHECKING:
    from workbench.models.catalogue.city import City
    from workbench.models.people.person import Person

# What nobody has stated; "no" is a statement.
UNSAID: tuple[Any, ...] = (None, "")


def merge_copy(
    city: City, draft: CatalogueDraft, *, by: Person | None, dates: Dates | None = None
) -> Merged:
    """Merge a download into a city's catalogue, that of the same city or of another one, and log one event.

    A download says what stood in the catalogue, not who wrote it last: a value that differs is kept and told.
    """
    city.workspace.hold()
    merged = Merged()
    organisations = place_organisations(city, draft.organisations, merged)
    here = Here(city)
    for given in draft.services:
        if draft.organisations:
            given.values["organisation_id"] = organisations.get(given.organisation)
        if service := here.take(given):
            fill(service, given, merged)
        else:
            add(city, here, given, merged, (dates or Dates.of(city)).known_from)
    merged.vanished = here.untaken
    log_import(city, draft, merged, by=by)
    return merged


class Here:
    """The services of a city by all that a row may know them by; each is taken once."""

    def __init__(self, city: City):
        services = list(db.session.scalars(select(Service).where(Service.city_id == city.id)))
        self.by_origin = {(s.source, s.source_id): s for s in services if s.source_id}
        self.by_number = {service.id: service for service in services}
        self.by_name: dict[str, list[Service]] = defaultdict(list)
        for service in services:
            if not service.source_id:
                self.by_name[key_of(service.name)].append(service)
        self.taken: set[int] = set()
        self.origins = set(self.by_origin)
        self.untaken = len(services)

    def take(self, given: ServiceDraft) -> Service | None:
        """Return the service of a row, None for one that is not here or was taken for another row."""
        for service in self.candidates(given):
            if service.id not in self.taken:
                self.taken.add(service.id)
                self.untaken -= 1
                return service
        return None

    def candidates(self, given: ServiceDraft) -> list[Service]:
        """Return what the row may mean: by its origin, its number with the same name, else by its name."""
        known = [self.by_origin.get(given.origin)]
        numbered = self.by_number.get(given.number)
        if numbered and key_of(numbered.name) == key_of(given.values["name"]):
            known.append(numbered)
        if not given.origin[1]:
            known += self.by_name[key_of(given.values["name"])]
        return [service for service in known if service]

    def free_origin(self, origin: tuple[str, str]) -> tuple[str, str | None]:
        """Return where a new service came from; an origin that is another's already is left out."""
        if not origin[1] or origin in self.origins:
            return "", None
        self.origins.add(origin)
        return origin


def key_of(name: str) -> str:
    return likeness(name) or name


def fill(service: Service, given: ServiceDraft, merged: Merged) -> None:
    """Write what nobody has stated yet; what is stated otherwise stays, and is counted among the kept."""
    stated = {name: value for name, value in given.values.items() if value not in UNSAID}
    empty = {name: value for name, value in stated.items() if getattr(service, name) in UNSAID}
    differs = [n for n in stated if n not in empty and getattr(service, n) != stated[n]]
    merged.kept += [Kept(given.record, service.name, name) for name in differs]
    if service.assign(empty):
        service.weigh()
        merged.changed += 1
    else:
        merged.unchanged += 1
    merged.count_levels(service.levels, service.contradiction)


def add(city: City, here: Here, given: ServiceDraft, merged: Merged, known: date) -> None:
    """Add a service; that its source would state these values is not known, so a later import keeps them."""
    source, source_id = here.free_origin(given.origin)
    service = Service(city=city, source=source, source_id=source_id, **given.values)
    db.session.add(service)
    service.open_charter(known, cause="import", by=None)
    service.weigh()
    merged.added += 1
    merged.count_levels(service.levels, service.contradiction)
