"""A city's catalogue taken from a source: what is new is added, what the team changed is never overwritten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, String, Table, insert, literal, literal_column, select
from sqlalchemy.orm import selectinload

from workbench.extensions import db
from workbench.models.base import DomainError, now
from workbench.models.catalogue.charter_version import CharterVersion
from workbench.models.catalogue.import_changes import Dating, launched_in, update_service
from workbench.models.catalogue.import_draft import (
    CatalogueDraft,
    Merged,
    OrganisationDraft,
    ServiceDraft,
)
from workbench.models.catalogue.levels import graded
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service, weighed
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.catalogue.volume import Volume
from workbench.models.log.event import Workspace
from workbench.models.register import declare_events
from workbench.text.likeness import likeness
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.city import City
    from workbench.models.people.person import Person


# Services that are compared or written at once.
AT_ONCE = 1_000

declare_events(
    "catalogue",
    {
        "imported": (
            N_(
                "%(who)s imported the catalogue from %(source)s: %(added)s services added, %(changed)s changed, %(unchanged)s as they were."
            ),
            "kept",
            "steps",
            "requests",
        ),
    },
)


@dataclass(frozen=True)
class Dates:
    """From which days on an import holds: new services are known, changed steps are valid."""

    known_from: date
    valid_from: date

    @classmethod
    def of(
        cls, city: City, *, known_from: date | None = None, valid_from: date | None = None
    ) -> Dates:
        """Return the days that were asked for, today where none was; raise DomainError for one to come."""
        today = city.today()
        dates = cls(known_from or valid_from or today, valid_from or today)
        if max(dates.known_from, dates.valid_from) > today:
            raise DomainError(N_("This day has not come yet. Choose today or an earlier day."))
        return dates


def merge(
    city: City, draft: CatalogueDraft, *, by: Person | None, dates: Dates | None = None
) -> Merged:
    """Merge what a source says into the city's catalogue and log one event for it.

    Services are found again by source and source id. When nothing changed nothing is written, and
    services and steps that the source no longer has are left alone and counted.
    """
    db.session.flush()
    db.session.execute(
        select(Workspace.id).where(Workspace.id == city.workspace_id).with_for_update()
    )
    merged = Merged()
    organisations = place_organisations(city, draft.organisations, merged)
    for service in draft.services:
        if draft.organisations:
            service.values["organisation_id"] = organisations.get(service.organisation)
        merged.steps += len(service.steps)
        merged.requests += sum(volume.requests for volume in service.volumes.values())
    present = present_ids(city, draft.source)
    merged.respelt = 0 if draft.exact_ids else adopt_ids(draft.services, present)
    dates = dates or Dates.of(city)
    for some in in_parts([each for each in draft.services if each.source_id not in present]):
        add_services(city, draft, some, merged, dates.known_from)
    dating = Dating(dates.valid_from, launched_in(city.id) if present else ())
    for some in in_parts([each for each in draft.services if each.source_id in present]):
        known = present_services(city, draft.source, some)
        for service in some:
            update_service(known[service.source_id], service, draft, merged, dating)
        db.session.flush()
    merged.vanished = len(present - {service.source_id for service in draft.services})
    log_import(city, draft, merged, by=by)
    return merged


def in_parts(services: list[ServiceDraft]) -> Iterator[list[ServiceDraft]]:
    """Yield services in parts: of those that are here, and of rows to be written, one part is in memory at a time."""
    for start in range(0, len(services), AT_ONCE):
        yield services[start : start + AT_ONCE]


def log_import(city: City, draft: CatalogueDraft, merged: Merged, *, by: Person | None) -> None:
    """Log one event for an import that changed something."""
    if merged.added or merged.changed or merged.organisations or merged.proposed:
        facts = {
            "source": draft.source,
            "added": merged.added,
            "changed": merged.changed,
            "unchanged": merged.unchanged,
            "kept": len(merged.kept),
            "steps": merged.steps,
            "requests": merged.requests,
        }
        city.workspace.append("catalogue.imported", by, city, facts)


def present_ids(city: City, source: str) -> set[str | None]:
    """Return the ids in their source of the city's services that came from it."""
    statement = select(Service.source_id).where(
        Service.city_id == city.id, Service.source == source
    )
    return set(db.session.scalars(statement))


def present_services(
    city: City, source: str, drafts: list[ServiceDraft]
) -> dict[str | None, Service]:
    """Return the city's services of which these drafts speak by their id, with their steps and volumes."""
    statement = (
        select(Service)
        .where(
            Service.city_id == city.id,
            Service.source == source,
            Service.source_id.in_([each.source_id for each in drafts]),
        )
        .options(selectinload(Service.steps), selectinload(Service.volumes))
        .execution_options(populate_existing=True)
    )
    return {service.source_id: service for service in db.session.scalars(statement)}


def adopt_ids(services: list[ServiceDraft], present: set[str | None]) -> int:
    """Give services the id under which they are here, where only capitals, accents or a final point differ."""
    new = [service for service in services if service.source_id not in present]
    if not new or not present:
        return 0
    free = present - {service.source_id for service in services}
    near = {likeness(source_id): source_id for source_id in free if source_id}
    adopted = 0
    for service in new:
        if source_id := near.pop(likeness(service.source_id), None):
            service.source_id = source_id
            adopted += 1
    return adopted


def place_organisations(
    city: City, drafts: dict[str, OrganisationDraft], merged: Merged
) -> dict[str, int]:
    """Return the id of each organisation of the source, adding those that are not there by id or name."""
    present = list(db.session.scalars(select(Organisation).where(Organisation.city_id == city.id)))
    by_source = {each.source_id: each for each in present if each.source_id}
    by_name = {name: each for each in present for name in [*each.former_names, each.name]}
    alike = {likeness(name): each for name, each in by_name.items()}
    placed = {}
    for source_id, draft in drafts.items():
        known = [by_source.get(source_id), *map(by_name.get, draft.names)]
        known += [alike.get(likeness(name)) for name in draft.names]
        organisation = next(filter(None, known), None)
        if organisation is None:
            organisation = Organisation(
                city=city,
                name=draft.names[0],
                kind=draft.kind,
                former_names=draft.names[1:],
                source_id=source_id,
            )
            db.session.add(organisation)
            merged.organisations += 1
        elif others := unknown_names(organisation, draft.names):
            # Its present name may be the team's own: a name that the source brings is one more to find it by.
            organisation.former_names = [*organisation.former_names, *others]
            merged.organisations += 1
        by_name |= dict.fromkeys(draft.names, organisation)
        alike |= {likeness(name): organisation for name in draft.names}
        placed[source_id] = organisation
    db.session.flush()
    return {source_id: organisation.id for source_id, organisation in placed.items()}


def unknown_names(organisation: Organisation, names: list[str]) -> list[str]:
    """Return the names by which an organisation is not known, in any spelling."""
    known = {likeness(name) for name in (organisation.name, *organisation.former_names)}
    return [name for name in names if likeness(name) not in known]


# --- what is new: written in bulk, because files hold thousands


def add_services(
    city: City, draft: CatalogueDraft, services: list[ServiceDraft], merged: Merged, known: date
) -> None:
    """Add services with their steps and volumes, weighed as one edited by hand would be."""
    same = {"city_id": city.id, "source": draft.source, "created_at": now()}
    rows = []
    for service in services:
        found = weighed(
            service.values,
            service.steps,
            list(service.volumes.values()),
            declared_digital=service.values.get("declared_digital"),
            scheme=city.level_scheme,
        )
        own = {"source_id": service.source_id, "source_values": draft.source_values(service, {})}
        rows.append(same | service.values | own | found)
        merged.count_levels(found["levels"], found["contradiction"])
    insert_rows(Service.__table__, rows)
    statement = select(Service.source_id, Service.id).where(
        Service.city_id == city.id,
        Service.source == draft.source,
        Service.source_id.in_([service.source_id for service in services]),
    )
    ids = dict(db.session.execute(statement).all())
    steps = [
        step.values
        | {
            "service_id": ids[service.source_id],
            "source_id": step.source_id,
            "source_values": step.values,
        }
        for service in services
        for step in service.steps
    ]
    volumes = [
        {
            "service_id": ids[service.source_id],
            "year": volume.year,
            "channel": volume.channel,
            "requests": volume.requests,
            "source": draft.source,
        }
        for service in services
        for volume in service.volumes.values()
    ]
    insert_rows(ServiceStep.__table__, steps)
    insert_rows(Volume.__table__, volumes)
    insert_rows(CharterVersion.__table__, [first_version(row, ids, known) for row in rows])
    merged.added += len(services)


def first_version(row: dict[str, Any], ids: dict[str | None, int], known: date) -> dict[str, Any]:
    """Return the version that begins the chain of a service which an import brought."""
    return {
        "city_id": row["city_id"],
        "service_id": ids[row["source_id"]],
        "valid_from": known,
        "cause": "import",
        "step_count": row["step_count"],
        "declared_digital": row.get("declared_digital"),
        "declared_url": row.get("declared_url") or "",
        "grades": graded(row["levels"]),
        "contradiction": row["contradiction"],
        "created_at": row["created_at"],
    }


def insert_rows(table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns; the others get what they have when nothing is said of them.

    Those defaults stand in the statement itself: handed over with each of thousands of rows, they
    would take as long as all the rest.
    """
    if not rows:
        return
    connection = db.session.connection()
    defaults = {}
    for column in table.columns:
        if column.name not in rows[0] and column.default is not None:
            given: Any = column.default
            value = given.arg(None) if given.is_callable else given.arg
            is_json = isinstance(column.type, JSON)
            words = literal(json.dumps(value), String()) if is_json else literal(value, column.type)
            sql = words.compile(connection, compile_kwargs={"literal_binds": True})
            defaults[column.name] = literal_column(str(sql), column.type)
    connection.execute(insert(table).values(defaults), rows)
