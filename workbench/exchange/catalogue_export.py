"""Writes a city's catalogue as open data: an SQLite file with search, or rows for CSV and JSON."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Select, Table, null, select
from sqlalchemy.orm import joinedload, load_only, selectinload
from sqlite_utils import Database

from workbench.exchange.whole_file import whole_file
from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.charter_version import CharterVersion
from workbench.models.catalogue.city import City
from workbench.models.catalogue.levels import SCHEMES, levels_in
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.catalogue.volume import Volume
from workbench.text.json_values import json_value
from workbench.text.messages import N_

Row = dict[str, Any]
Rows = list[Row]
# Rows that are in memory at a time.
AT_ONCE = 500
MODELS: dict[str, Any] = {
    "organisations": Organisation,
    "services": Service,
    "steps": ServiceStep,
    "volumes": Volume,
}

# What a service says otherwise on an earlier day.
OF_A_DAY = ("declared_digital", "declared_url", "contradiction", "step_count")

# What goes out, with the sentence that the file itself says of each column. People are in none of them.
COLUMNS: dict[str, dict[str, str]] = {
    "organisations": {
        "id": "number of the organisation in this file",
        "name": "its name",
        "short_name": "its name in short",
        "kind": "secretariat, agency, company, district, partner, funder or other",
        "former_names": "names it had or has elsewhere, a JSON list",
        "source_id": "its id in the source that it came from",
    },
    "services": {
        "id": "number of the service in this file",
        "organisation_id": "the organisation that owns it",
        "name": "its name",
        "short_name": "its name in short",
        "summary": "what it offers",
        "requirements": "what is asked of people",
        "maximum_time": "the longest it may take",
        "delivery": "how it is delivered",
        "complaints": "where and how to complain",
        "audience": "who it is for",
        "not_covered": "what it does not cover",
        "cost_note": "what it costs, in words",
        "is_free": "1 free, 0 not, empty when not stated",
        "legislation": "its legal ground",
        "theme": "its theme",
        "subject": "its subject within the theme",
        "keywords": "words by which it is found",
        "declared_digital": "1 declared digital, 0 declared not digital, empty when not declared",
        "declared_url": "the address that was declared for it",
        "contradiction": "declared_not: declared digital, and a step has no digital channel;"
        " is_undeclared: every step has one, and it is declared not digital",
        "step_count": "how many steps it has",
        "yearly_requests": "requests in the latest year that is stated",
        "source": "where the record came from",
        "source_id": "its id there",
    },
    "steps": {
        "id": "number of the step in this file",
        "service_id": "the service it belongs to",
        "position": "its place in the service, from 1",
        "title": "what is done",
        "description": "how",
        "kind": "what kind of step it is",
        "channels": "web, app, email, telephone, post, in_person, fax or the source's own word, a JSON list",
        "in_person_by_law": "1 when the law asks for a visit",
        "legal_ground": "which law",
        "minutes": "the minutes it takes",
        "cost": "what it costs, in the city's money",
        "documents_count": "how many documents are asked for",
        "actor": "who acts",
        "system": "the system that is used",
        "source_id": "its id in the source",
    },
    "volumes": {
        "id": "number of the statement in this file",
        "service_id": "the service that was asked for",
        "year": "the year, empty when no period is stated",
        "channel": "the channel, empty when it is not informed",
        "requests": "how many requests",
        "source": "who states it",
    },
    "levels": {
        "service_id": "the service",
        "scheme": "the named scheme",
        "scheme_version": "its version",
        "level": "the level computed from the steps, empty when they do not tell",
    },
}


class Contents:
    """What of a city's catalogue goes out: as it is now, or as it was on an earlier day.

    Rows are read as they are asked for, some hundreds in memory at a time. Requests are stated for years, not
    from day to day: an earlier day has none.
    """

    def __init__(self, city: City, day: date | None = None):
        self.city = city
        self.day = None if day in (None, city.today()) else day
        self.organisations = list(
            rows_of(Organisation, COLUMNS["organisations"], Organisation.city_id == city.id)
        )
        self.count = 0

    def services(self) -> Iterator[Row]:
        """Yield the services with their levels, ordered by number; ``count`` says how many there were."""
        told: dict[str, Any] = {name: getattr(Service, name) for name in COLUMNS["services"]}
        told["levels"] = Service.levels
        if self.day:
            told |= {name: getattr(CharterVersion, name) for name in OF_A_DAY}
            told |= {"levels": CharterVersion.grades, "yearly_requests": null()}
        statement = self._chosen(select(*(column.label(name) for name, column in told.items())))
        self.count = 0
        for self.count, row in enumerate(in_parts(statement.order_by(Service.id)), start=1):
            yield {**row, "levels": levels_in(row["levels"])} if self.day else dict(row)

    def _chosen(self, found: Select[Any]) -> Select[Any]:
        found = found.where(Service.city_id == self.city.id)
        if self.day is None:
            return found.where(Service.ended_as == "")
        version = CharterVersion
        return found.where(
            version.service_id == Service.id,
            version.city_id == self.city.id,
            version.in_force(self.day),
        )

    def steps(self) -> Iterator[Row]:
        """Yield the steps ordered by service; those that a closed charter keeps have no number of their own."""
        if self.day is None:
            yield from self._of_services(ServiceStep, "steps", ServiceStep.position)
            return
        statement = self._chosen(select(CharterVersion)).order_by(Service.id)
        statement = statement.options(
            joinedload(CharterVersion.service).options(
                load_only(Service.id), selectinload(Service.steps)
            )
        )
        for version in db.session.scalars(statement.execution_options(yield_per=AT_ONCE)):
            for position, step in enumerate(version.steps_then, start=1):
                known = {name: getattr(step, name, None) for name in COLUMNS["steps"]}
                yield known | {"service_id": version.service_id, "position": position}

    def volumes(self) -> Iterator[Row]:
        return iter(()) if self.day else self._of_services(Volume, "volumes", Volume.id)

    def _of_services(self, model: Any, name: str, *order: Any) -> Iterator[Row]:
        ids = self._chosen(select(Service.id))
        condition = model.service_id.in_(ids)
        return rows_of(model, COLUMNS[name], condition, model.service_id, *order)

    def levels(self) -> Iterator[Row]:
        for service in self.services():
            for scheme, level in service["levels"].items():
                version = SCHEMES[scheme].version if scheme in SCHEMES else ""
                yield {
                    "service_id": service["id"],
                    "scheme": scheme,
                    "scheme_version": version,
                    "level": level,
                }


def rows_of(model: Any, columns: Iterable[str], condition: Any, *order: Any) -> Iterator[Row]:
    table: Table = model.__table__
    statement = select(*(table.c[column] for column in columns)).where(condition)
    return map(dict, in_parts(statement.order_by(*(order or (table.c.id,)))))


def in_parts(statement: Select[Any]) -> Iterator[Any]:
    found = db.session.execute(statement.execution_options(yield_per=AT_ONCE))
    return iter(found.mappings())


def facts(contents: Contents, licence: str) -> dict[str, str]:
    """Return what the file says of itself."""
    city = contents.city
    return {
        "city": city.name,
        "slug": city.slug,
        "date": (contents.day or city.today()).isoformat(),
        "currency": city.currency,
        "licence": licence or "not stated",
        "schemes": "; ".join(f"{each.slug}: {each.source}" for each in SCHEMES.values()),
    }


def write_database(path: Path, contents: Contents, licence: str) -> None:
    """Write an SQLite file in the place of the one that may be there; never over our own database."""
    if path.resolve() == Path(db.engine.url.database or "").resolve():
        raise DomainError(N_("%(file)s is the workbench's own database."), file=str(path))
    with whole_file(path) as unfinished, Database(unfinished) as file:
        write_table(file, "organisations", contents.organisations)
        write_table(file, "services", map(without_levels, contents.services()))
        for name in ("steps", "volumes", "levels"):
            write_table(file, name, getattr(contents, name)())
        file.table("services").enable_fts(
            ["name", "summary", "keywords", "theme", "subject"],
            tokenize="unicode61 remove_diacritics 2",
        )
        file.table("meta").insert_all(
            [{"key": key, "value": value} for key, value in facts(contents, licence).items()],
            pk="key",
        )
        file.table("columns").insert_all(
            {"table": name, "column": column, "meaning": meaning}
            for name, columns in COLUMNS.items()
            for column, meaning in columns.items()
        )


def without_levels(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "levels"}


def write_table(file: Database, name: str, rows: Iterable[Row]) -> None:
    """Write one table, which is there with its columns even when no row is."""
    columns = COLUMNS[name]
    types: dict[str, Any] = dict.fromkeys(columns, str)
    for column in columns:
        kind = MODELS[name].__table__.c[column].type.python_type if name in MODELS else str
        types[column] = {int: int, bool: int}.get(kind, float if column == "cost" else str)
    types |= {"service_id": int} if name == "levels" else {}
    keys = [("service_id", "services", "id")] if "service_id" in columns else []
    keys += [("organisation_id", "organisations", "id")] if "organisation_id" in columns else []
    table = file.table(name)
    table.create(types, pk="id" if "id" in columns else ("service_id", "scheme"), foreign_keys=keys)
    table.insert_all(row | {"cost": float(row["cost"])} if row.get("cost") else row for row in rows)


def whole_json(contents: Contents, licence: str) -> Iterator[str]:
    """Yield the catalogue as one document: services with their organisation, steps, volumes and levels."""
    head = json.dumps(facts(contents, licence), ensure_ascii=False, indent=2)
    yield head.removesuffix("\n}") + ',\n  "services": ['
    mark = "\n    "
    for service in nested(contents):
        yield mark + indented(service, "    ")
        mark = ",\n    "
    yield "\n  ],\n" if contents.count else "],\n"
    yield f'  "organisations": {indented(contents.organisations, "  ")}\n}}\n'


def indented(value: Any, margin: str) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2, default=json_value)
    return text.replace("\n", "\n" + margin)


def nested(contents: Contents) -> Iterator[Row]:
    """Yield the services, each with what belongs to it."""
    names = {row["id"]: row["name"] for row in contents.organisations}
    parts = {name: Parts(getattr(contents, name)()) for name in ("steps", "volumes")}
    for row in contents.services():
        levels = row.pop("levels")
        row |= {"organisation": names.get(row["organisation_id"]), "levels": levels}
        yield row | {name: part.of(row["id"]) for name, part in parts.items()}


class Parts:
    """Rows ordered by service, handed out service by service."""

    def __init__(self, rows: Iterator[Row]):
        self.rows = rows
        self.next: Row | None = next(rows, None)

    def of(self, service_id: int) -> Rows:
        """Return the rows of a service; it is asked in the order of the services."""
        found = []
        while self.next and self.next["service_id"] == service_id:
            own = ("id", "service_id")
            found.append({key: value for key, value in self.next.items() if key not in own})
            self.next = next(self.rows, None)
        return found
