"""Writes a city's catalogue as open data: an SQLite file with search, or rows for CSV and JSON."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlite_utils import Database

from workbench.exchange.whole_file import whole_file
from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.city import City
from workbench.models.catalogue.levels import SCHEMES
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.catalogue.volume import Volume
from workbench.text.messages import N_

Rows = list[dict[str, Any]]
MODELS: dict[str, Any] = {
    "organisations": Organisation,
    "services": Service,
    "steps": ServiceStep,
    "volumes": Volume,
}

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


def collected(city: City) -> dict[str, Rows]:
    """Return the rows of each table, with the columns of COLUMNS."""
    services = select(Service.id).where(Service.city_id == city.id)
    data = {
        "organisations": rows("organisations", Organisation.city_id == city.id),
        "services": rows("services", Service.city_id == city.id),
        "steps": rows("steps", ServiceStep.service_id.in_(services)),
        "volumes": rows("volumes", Volume.service_id.in_(services)),
    }
    computed = select(Service.id, Service.levels).where(Service.city_id == city.id)
    data["levels"] = [
        {
            "service_id": service_id,
            "scheme": scheme,
            "scheme_version": SCHEMES[scheme].version if scheme in SCHEMES else "",
            "level": level,
        }
        for service_id, levels in db.session.execute(computed.order_by(Service.id))
        for scheme, level in levels.items()
    ]
    return data


def rows(name: str, condition: Any) -> Rows:
    table: Table = MODELS[name].__table__
    columns = [table.c[column] for column in COLUMNS[name]]
    found = db.session.execute(select(*columns).where(condition).order_by(table.c.id))
    return [dict(row) for row in found.mappings()]


def facts(city: City, licence: str) -> dict[str, str]:
    """Return what the file says of itself."""
    return {
        "city": city.name,
        "slug": city.slug,
        "date": city.today().isoformat(),
        "currency": city.currency,
        "licence": licence or "not stated",
        "schemes": "; ".join(f"{each.slug}: {each.source}" for each in SCHEMES.values()),
    }


def write_database(path: Path, city: City, data: dict[str, Rows], licence: str) -> None:
    """Write an SQLite file in the place of the one that may be there; never over our own database."""
    if path.resolve() == Path(db.engine.url.database or "").resolve():
        raise DomainError(N_("%(file)s is the workbench's own database."), file=str(path))
    with whole_file(path) as unfinished, Database(unfinished) as file:
        for name, columns in COLUMNS.items():
            write_table(file, name, columns, data[name])
        file.table("services").enable_fts(
            ["name", "summary", "keywords", "theme", "subject"],
            tokenize="unicode61 remove_diacritics 2",
        )
        file.table("meta").insert_all(
            [{"key": key, "value": value} for key, value in facts(city, licence).items()],
            pk="key",
        )
        file.table("columns").insert_all(
            {"table": name, "column": column, "meaning": meaning}
            for name, columns in COLUMNS.items()
            for column, meaning in columns.items()
        )


def write_table(file: Database, name: str, columns: dict[str, str], data: Rows) -> None:
    """Write one table, which is there with its columns even when no row is."""
    types: dict[str, Any] = dict.fromkeys(columns, str)
    for column in columns:
        kind = MODELS[name].__table__.c[column].type.python_type if name in MODELS else str
        types[column] = {int: int, bool: int}.get(kind, float if column == "cost" else str)
    types |= {"service_id": int} if name == "levels" else {}
    keys = [("service_id", "services", "id")] if "service_id" in columns else []
    keys += [("organisation_id", "organisations", "id")] if "organisation_id" in columns else []
    table = file.table(name)
    table.create(types, pk="id" if "id" in columns else ("service_id", "scheme"), foreign_keys=keys)
    table.insert_all(row | {"cost": float(row["cost"])} if row.get("cost") else row for row in data)


def nested(city: City, data: dict[str, Rows], licence: str) -> dict[str, Any]:
    """Return the catalogue as one document: services with their organisation, steps, volumes and levels."""
    names = {row["id"]: row["name"] for row in data["organisations"]}
    children: dict[str, dict[int, Rows]] = {}
    for name in ("steps", "volumes"):
        children[name] = defaultdict(list)
        for row in data[name]:
            kept = {key: value for key, value in row.items() if key not in ("id", "service_id")}
            children[name][row["service_id"]].append(kept)
    levels = levels_of(data)
    services = [
        row
        | {"organisation": names.get(row["organisation_id"]), "levels": levels[row["id"]]}
        | {name: each[row["id"]] for name, each in children.items()}
        for row in data["services"]
    ]
    return {**facts(city, licence), "services": services, "organisations": data["organisations"]}


def levels_of(data: dict[str, Rows]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in data["levels"]:
        found[row["service_id"]][row["scheme"]] = row["level"]
    return found
