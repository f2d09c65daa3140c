"""`workbench import-services` and `workbench export`: a city's catalogue from files and into them."""

import sqlite3
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click
from flask_babel import gettext
from sqlalchemy import select

from workbench.cli.context import with_application
from workbench.cli.figures import a_form, as_of, show
from workbench.exchange import catalogue_export
from workbench.exchange.catalogue_export import Contents
from workbench.exchange.catalogue_table import TABLE, service_rows
from workbench.exchange.file_facts import FileFacts
from workbench.exchange.input_file import Options
from workbench.exchange.mapping import built_in, mapping
from workbench.exchange.reading import Reading
from workbench.exchange.service_import import Outcome, locale_of, read_files
from workbench.exchange.spreadsheet import Reader, workbook
from workbench.exchange.whole_file import whole_file
from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.city import City
from workbench.models.catalogue.importing import Dates
from workbench.models.catalogue.levels import SCHEMES
from workbench.models.commit import commit
from workbench.reports.catalogue_day import SERIES, CatalogueDay, catalogue_on, known_from, past_day
from workbench.reports.programme_report import day_from
from workbench.text.messages import N_
from workbench.web.filters import language
from workbench.web.formats import csv_lines
from workbench.web.streaming import pieces

a_city = click.option(
    "--city", "slug", required=True, metavar="SLUG", help="The city's short name."
)


MARKS = {"\t": "tab"}


def mark_of(word: str) -> str:
    """Return the delimiter that somebody typed: one sign, or the word "tab"."""
    mark = {"tab": "\t", "\\t": "\t"}.get(word.lower(), word)
    if len(mark) > 1:
        raise DomainError(N_("The delimiter is one sign, or the word tab."))
    return mark


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
@click.option(
    "--encoding", default="", help="The encoding of text files, when it is taken wrongly."
)
@click.option(
    "--delimiter", default="", help="What parts the cells of a CSV, when it is taken wrongly."
)
@click.option(
    "--sheet", default="", help="The sheet of a workbook, when it is not the first that fits."
)
@click.option(
    "--strict", is_flag=True, help="Import nothing when a cell or a row would be left out."
)
@click.option(
    "--valid-from",
    metavar="DATE",
    help="From which day on changed steps hold; today when left out.",
)
@click.option(
    "--known-from",
    metavar="DATE",
    help="From which day on new services are known; as --valid-from.",
)
@click.option("--dry-run", is_flag=True, help="Do all the same, then take it back.")
@with_application
def import_services(
    files: tuple[Path, ...],
    slug: str,
    mapping_name: str,
    encoding: str,
    delimiter: str,
    sheet: str,
    strict: bool,
    valid_from: str | None,
    known_from: str | None,
    dry_run: bool,
) -> None:
    """Import public services from CSV, XLSX or JSON files into a city's catalogue.

    Services that are there already are found by their source: what the source changed is changed,
    what the team changed since is kept. A cell that cannot be read is left out and listed with its
    place; a file that cannot be used changes nothing.
    """
    city = city_of(slug)
    days = {"valid_from": day_from(valid_from), "known_from": day_from(known_from)}
    dates = Dates.of(city, **days)
    options = Options(
        encoding=encoding,
        delimiter=mark_of(delimiter),
        sheet=sheet,
        locale=locale_of(city),
    )
    size = sum(path.stat().st_size for path in files if path.is_file())
    with click.progressbar(
        length=size,
        label="Reading",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
        update_min_steps=max(1, size // 100),
    ) as bar:
        chosen = mapping(mapping_name) if mapping_name else None
        reading = read_files(files, chosen, options=options, advance=bar.update)
    if strict and reading.faults:
        for line in odd_lines(reading):
            click.echo(line, err=True)
    if strict:
        reading.check_strictly()
    outcome = Outcome(reading, reading.merge(city, by=None, dates=dates))
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
    if merged.respelt:
        lines.append(f"services found here under another spelling: {merged.respelt}")
    lines += [file_line(facts, outcome.reading) for facts in outcome.reading.files]
    lines += odd_lines(outcome.reading)
    lines += [
        f"record {kept.record}: {kept.field} of “{kept.name}” was edited here and is kept."
        for kept in merged.kept
    ]
    for found, why in (
        (merged.behind, "the source is behind the launch: its steps are those before it."),
        (merged.proposed, "a launch wrote the charter: the source's steps wait for an answer."),
        (merged.later, "the charter has a later version: the steps were left as they are."),
    ):
        lines += [f"record {each.record}: “{each.name}”: {why}" for each in found]
    return lines


def file_line(facts: FileFacts, reading: Reading) -> str:
    """Return how a file is written: what was found out, and names by which people see whether it is right."""
    parts = [facts.form]
    if facts.encoding:
        samples = ", ".join(f"“{name}”" for name in reading.samples())
        is_told = samples and facts.encoding != "UTF-8"
        parts.append(f"{facts.encoding} ({samples})" if is_told else facts.encoding)
    if facts.delimiter:
        parts.append(f"delimiter {MARKS.get(facts.delimiter, facts.delimiter)}")
    if facts.sheet:
        parts.append(f"sheet {facts.sheet}")
    if facts.header_row and facts.form != "JSON":
        parts.append(f"titles in record {facts.header_row}")
    return f"{facts.file}: {', '.join(parts)}"


def odd_lines(reading: Reading) -> list[str]:
    """Return what is odd, one a line: the place, and a sentence with the text and the reason."""
    lines = []
    for odd in reading.oddities:
        place = f", column {odd.column}" if odd.column else ""
        lines.append(f"{odd.file}, record {odd.record}{place}: {gettext(odd.message, **odd.facts)}")
    if reading.unlisted:
        lines.append(f"more of the kind that are not listed: {reading.unlisted}")
    return lines


@click.command("catalogue")
@a_city
@as_of
@a_form
@with_application
def catalogue(slug: str, as_of: str | None, form: str) -> None:
    """Say how many services a city's catalogue has on a day, how many digital, and at which level."""
    day = catalogue_on(city_of(slug), day_from(as_of))
    show(form, day.as_dict(), SERIES, lambda: [day.as_row()], lambda: day_lines(day))


def day_lines(day: CatalogueDay) -> list[str]:
    """Return the figures of a day, one a line."""
    if not day.is_known:
        since = f"not known before {day.known_from}" if day.known_from else "the catalogue is empty"
        return [f"as of {day.as_of}: {since}"]
    share = "not stated" if day.share is None else f"{day.share:.1%}"
    lines = [f"as of: {day.as_of}", f"services: {day.total}"]
    lines += [f"digital: {day.digital}, share {share}, by {day.scheme.slug}"]
    for slug, levels in day.as_dict()["by_level"].items():
        found = ", ".join(f"{level} {count}" for level, count in levels.items() if count)
        lines.append(f"levels by {slug}: {found.replace('not_stated', 'not stated') or 'none'}")
    return [*lines, f"contradictions: {day.contradictions}"]


@click.group("export")
def export() -> None:
    """Write open data to files."""


@export.command("catalogue")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@a_city
@as_of
@click.option("--licence", default="", help="Under which licence the data may be used.")
@with_application
def export_catalogue(file: Path, slug: str, as_of: str | None, licence: str) -> None:
    """Write a city's catalogue to FILE: .db (SQLite with search), .xlsx, .csv or .json. No personal data."""
    contents = contents_of(city_of(slug), day_from(as_of))
    kind = file.suffix.lower()
    try:
        if kind == ".db":
            catalogue_export.write_database(file, contents, licence)
        elif kind == ".csv":
            write_whole(file, pieces(csv_lines(TABLE, service_rows(contents))))
        elif kind == ".xlsx":
            reader = Reader(language(), contents.city.time_zone)
            with workbook(TABLE, service_rows(contents), reader) as book:
                write_whole(file, book)
        elif kind == ".json":
            write_whole(file, pieces(catalogue_export.whole_json(contents, licence)))
        else:
            raise DomainError(N_("%(file)s must end in .db, .xlsx, .csv or .json."), file=file.name)
    except (OSError, sqlite3.Error) as error:
        why = N_("%(file)s cannot be written: %(reason)s.")
        reason = getattr(error, "strerror", None) or error
        raise DomainError(why, file=str(file), reason=reason) from error
    click.echo(f"{contents.count} services written to {file}")


def contents_of(city: City, day: date | None) -> Contents:
    """Return the catalogue on a day; raise DomainError when nothing is known of it, or it is still to come."""
    first = known_from(city)
    if past_day(city, day) and day and first and day < first:
        raise DomainError(N_("The catalogue is not known before %(day)s."), day=first)
    return Contents(city, day)


def write_whole(path: Path, content: Iterable[bytes]) -> None:
    with whole_file(path) as unfinished, unfinished.open("wb") as file:
        file.writelines(content)
