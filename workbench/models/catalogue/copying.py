"""A city's catalogue read from a download of this product: it fills what is empty and adds what is missing, and changes nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from workbench.extensions import db
from workbench.models.catalogue.import_draft import CatalogueDraft, Kept, Merged, ServiceDraft
from workbench.models.catalogue.importing import Dates, in_parts, log_import, place_organisations
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
    here, known_from = Here(city), (dates or Dates.of(city)).known_from
    for some in in_parts(draft.services):
        taken = [here.take(given) for given in some]
        found = services_of(filter(None, taken))
        for given, number in zip(some, taken, strict=True):
            if draft.organisations:
                given.values["organisation_id"] = organisations.get(given.organisation)
            if number is None:
                add(city, here, given, merged, known_from)
            else:
                fill(found[number], given, merged)
        db.session.flush()
    merged.vanished = here.untaken
    log_import(city, draft, merged, by=by)
    return merged


def services_of(numbers: Iterable[int]) -> dict[int, Service]:
    statement = select(Service).where(Service.id.in_(list(numbers)))
    return {service.id: service for service in db.session.scalars(statement)}


class Here:
    """The numbers of a city's services by all that a row may know them by; each is taken once."""

    def __init__(self, city: City):
        told = (Service.id, Service.source, Service.source_id, Service.name)
        rows = db.session.execute(select(*told).where(Service.city_id == city.id)).all()
        self.by_origin = {(source, known_as): n for n, source, known_as, _ in rows if known_as}
        self.names = {number: key_of(name) for number, *_, name in rows}
        self.by_name: dict[str, list[int]] = defaultdict(list)
        for number, _, known_as, _ in rows:
            if not known_as:
                self.by_name[self.names[number]].append(number)
        self.taken: set[int] = set()
        self.origins = set(self.by_origin)
        self.untaken = len(rows)

    def take(self, given: ServiceDraft) -> int | None:
        """Return the service of a row, None for one that is not here or was taken for another row."""
        for number in self.candidates(given):
            if number not in self.taken:
                self.taken.add(number)
                self.untaken -= 1
                return number
        return None

    def candidates(self, given: ServiceDraft) -> list[int]:
        """Return what the row may mean: by its origin, its number with the same name, else by its name."""
        name = key_of(given.values["name"])
        known = [self.by_origin.get(given.origin)]
        if self.names.get(given.number) == name:
            known.append(given.number)
        if not given.origin[1]:
            known += self.by_name.get(name, ())
        return [number for number in known if number is not None]

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
