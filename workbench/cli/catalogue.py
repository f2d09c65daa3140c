"""`workbench import-services` and `workbench export`: a city's catalogue from files and into them."""

import json
import sqlite3
import sys
from pathlib import Path

import click
from flask_babel import gettext
from sqlalchemy import select

from workbench.cli.context import with_application
from workbench.exchange import catalogue_export
from workbench.exchange.mapping import built_in
from workbench.exchange.service_import import Outcome
from workbench.exchange.service_import import import_services as import_files
from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.city import City
from workbench.models.catalogue.levels import SCHEMES
from workbench.models.commit import commit
from workbench.text.messages import N_
from workbench.web.formats import csv_text, json_value

a_city = click.option(
    "--city", "slug", required=True, metavar="SLUG", help="The city's short name."
)


def city_of(slug: str) -> City:
    """Return the city of this short name; raise DomainError with the names there are."""
    if city := City.by_slug(slug):
        return city
    there = ", ".join(db.session.scalars(select(City.slug).order_by(City.slug)))
    why = N_("There is no city %(slug)s. There are: %(cities)s.")
    raise DomainError(why, slug=slug, cities=there or "–")


@click.command("import-services")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@a_city
@click.option(
    "--mapping",
    "mapping_name",
    default="",
    metavar="NAME|FILE",
    help=f"How columns become fields: {', '.join(built_in())}, or a file of your own;"
    " known headers choose by themselves.",
)
@click.option("--dry-run", is_flag=True, help="Do all the same, then take it back.")
@with_application
def import_services(files: tuple[Path, ...], slug: str, mapping_name: str, dry_run: bool) -> None:
    """Import public services from CSV or XLSX files into a city's catalogue.

    Services that are there already are found by their source: what the source changed is changed,
    what the team changed since is kept. A file that cannot be used changes nothing.
    """
    city = city_of(slug)
    size = sum(path.stat().st_size for path in files if path.is_file())
    with click.progressbar(
        length=size,
        label="Reading",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
        update_min_steps=max(1, size // 100),
    ) as bar:
        outcome = import_files(files, city, mapping_name=mapping_name, advance=bar.update)
    if dry_run:
        db.session.rollback()
    else:
        commit()
    for line in told(outcome):
        click.echo(line)
    if dry_run:
        click.echo("This was a dry run: nothing was changed.")


def told(outcome: Outcome) -> list[str]:
    """Return the counts, one a line and without thousands separators, then what is odd by record."""
    merged = outcome.merged
    counts = {
        "source": outcome.source,
        **outcome.figures,
        "services added": merged.added,
        "services changed": merged.changed,
        "services unchanged": merged.unchanged,
        "services no longer in the source, left alone": merged.vanished,
        "organisations added or completed": merged.organisations,
        "values kept because they were edited here": len(merged.kept),
    }
    if outcome.with_steps:
        counts["steps no longer in the source, left alone"] = merged.steps_vanished
    lines = [f"{name}: {count}" for name, count in counts.items()]
    for slug, levels in merged.levels.items():
        order = [level for level in (*SCHEMES[slug].levels, "") if levels[level]]
        found = ", ".join(f"{level or 'not stated'} {levels[level]}" for level in order)
        lines.append(f"levels by {slug}: {found}")
    lines.append(f"contradictions: {sum(merged.contradictions.values())}")
    lines += [f"contradictions, {kind}: {n}" for kind, n in sorted(merged.contradictions.items())]
    lines += [
        f"{odd.file}, record {odd.record}: {gettext(odd.message, **odd.facts)}"
        for odd in outcome.oddities
    ]
    lines += [
        f"record {kept.record}: {kept.field} of “{kept.name}” was edited here and is kept."
        for kept in merged.kept
    ]
    return lines


@click.group("export")
def export() -> None:
    """Write open data to files."""


@export.command("catalogue")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@a_city
@click.option("--licence", default="", help="Under which licence the data may be used.")
@with_application
def export_catalogue(file: Path, slug: str, licence: str) -> None:
    """Write a city's catalogue to FILE: .db (SQLite with search), .csv or .json. No personal data."""
    city = city_of(slug)
    data = catalogue_export.collected(city)
    kind = file.suffix.lower()
    try:
        if kind == ".db":
            catalogue_export.write_database(file, city, data, licence)
        elif kind == ".csv":
            columns, rows = catalogue_export.flat(data)
            file.write_text(csv_text(columns, rows), encoding="utf-8", newline="")
        elif kind == ".json":
            whole = catalogue_export.nested(city, data, licence)
            text = json.dumps(whole, ensure_ascii=False, indent=2, default=json_value)
            file.write_text(text + "\n", encoding="utf-8")
        else:
            raise DomainError(N_("%(file)s must end in .db, .csv or .json."), file=file.name)
    except (OSError, sqlite3.Error) as error:
        why = N_("%(file)s cannot be written: %(reason)s.")
        reason = getattr(error, "strerror", None) or error
        raise DomainError(why, file=str(file), reason=reason) from error
    click.echo(f"{len(data['services'])} services written to {file}")
