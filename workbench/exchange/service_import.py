"""Imports a city's services from a source's files: reads them all, then merges them in one transaction."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from babel.languages import get_official_languages

from workbench.exchange.drafting import Drafting
from workbench.exchange.figures import figures_of
from workbench.exchange.file_facts import facts_of
from workbench.exchange.headers import folded
from workbench.exchange.input_file import DEFAULTS, Advance, InputFile, Options
from workbench.exchange.mapping import Mapping, fits_without_header, mapping, recognised
from workbench.exchange.oddities import Oddities, Oddity
from workbench.exchange.own_catalogue import own_mapping
from workbench.exchange.reading import Reading
from workbench.exchange.tables import Table
from workbench.exchange.unreadable import Unreadable, Unrecognised
from workbench.models.catalogue.city import City
from workbench.models.catalogue.import_draft import Merged
from workbench.models.catalogue.importing import Dates
from workbench.models.people.person import Person
from workbench.text.messages import N_
from workbench.text.tamed import untamed

LANGUAGES = ("pt", "es", "en")


@dataclass
class Outcome:
    """What an import read and did."""

    reading: Reading
    merged: Merged

    @property
    def source(self) -> str:
        return self.reading.source

    @property
    def figures(self) -> dict[str, int]:
        return self.reading.figures

    @property
    def steps_left_out(self) -> int:
        return self.reading.steps_left_out

    @property
    def with_steps(self) -> bool:
        return self.reading.with_steps

    @property
    def oddities(self) -> list[Oddity]:
        return self.reading.oddities


def import_services(
    files: Sequence[Path | InputFile],
    city: City,
    *,
    mapping_name: str = "",
    options: Options | None = None,
    by: Person | None = None,
    advance: Callable[[int], object] = id,
    strict: bool = False,
    dates: Dates | None = None,
) -> Outcome:
    """Bring the services of these files into the city's catalogue and return what became of them.

    The files are recognised by their titles when no mapping is named, and may come in any order.
    Nothing is committed. Raises Unreadable, before anything is written, when a file cannot be used.
    ``advance`` gets the bytes read, for a progress bar.
    """
    chosen = mapping(mapping_name) if mapping_name else None
    options = options or Options(locale=locale_of(city))
    reading = read_files(files, chosen, options=options, advance=advance)
    if strict:
        reading.check_strictly()
    return Outcome(reading, reading.merge(city, by=by, dates=dates))


def read_files(
    files: Sequence[Path | InputFile],
    chosen: Mapping | None = None,
    *,
    options: Options = DEFAULTS,
    advance: Advance = id,
) -> Reading:
    """Read files as a mapping says, or the built-in one that fits; raise Unreadable when one cannot be used.

    No database is asked: this is the dry run of the files. What cannot be taken is among the oddities.
    """
    named = [each if isinstance(each, InputFile) else InputFile(each) for each in files]
    found = {file.name: Oddities(file.name) for file in named}
    if len(found) < len(named):
        why = N_(
            "%(file)s and %(other)s hold the same kind of records. Import them one after the other."
        )
        raise Unreadable(why, file=named[0].name, other=named[-1].name)
    options = completed(options, chosen)
    tables = [Table(file, options, advance, found[file.name].add) for file in named]
    chosen = chosen or mapping_of(tables)
    services, steps = sorted_out(tables, chosen)
    drafting = Drafting(chosen, options.locale)
    services.begin_with(chosen.services)
    if chosen.is_copy and services.form == "CSV":
        services.restore = partial(untamed, at_commas=services.delimiter != ",")
    if steps and chosen.steps:
        steps.begin_with(chosen.steps)
    facts = [facts_of(table) for table in (services, steps) if table]
    drafting.read_services(services, found[services.name].add)
    if steps:
        drafting.read_steps(steps, found[steps.name].add)
    return Reading(
        mapping=chosen,
        draft=drafting.draft(),
        files=facts,
        figures=figures_of(drafting),
        steps_left_out=drafting.steps_left_out,
        with_steps=drafting.with_steps,
        found=[found[table.name] for table in (services, steps) if table],
    )


def completed(options: Options, chosen: Mapping | None) -> Options:
    """Return the options with what the mapping says where nothing was asked for."""
    if chosen is None:
        return options
    return replace(
        options,
        encoding=options.encoding or chosen.encoding,
        delimiter=options.delimiter or chosen.delimiter,
        sheet=options.sheet or chosen.sheet,
        header_row=options.header_row or chosen.header_row,
        list_mark=chosen.list_mark,
    )


def locale_of(city: City) -> str:
    """Return how numbers and days are written where the city is: "pt_BR", "es_MX"."""
    spoken = get_official_languages(city.country, de_facto=True)
    language = next((each for each in LANGUAGES if each in spoken), "pt")
    return f"{language}_{city.country}" if language in spoken else "pt_BR"


def mapping_of(tables: Sequence[Table]) -> Mapping:
    """Return the built-in mapping that fits all the files."""
    found = {table.name: known_mapping(list(first_rows(table))) for table in tables}
    for name, each in found.items():
        if each is None:
            why = N_("%(file)s: its columns belong to no built-in mapping. Name one of yours.")
            raise Unrecognised(why, file=name)
    mappings = [each for each in found.values() if each is not None]
    if len({each.source for each in mappings}) > 1:
        why = N_(
            "The files come from different sources (%(sources)s). Import them one after the other."
        )
        raise Unreadable(why, sources=", ".join(sorted({each.source for each in mappings})))
    return mappings[0]


def fitting(
    files: Sequence[InputFile], mappings: Sequence[Mapping], options: Options
) -> Mapping | None:
    """Return the one of these mappings all of whose columns a single file has; None where none fits."""
    if len(files) > 1 or not mappings:
        return None
    table = Table(files[0], options)
    for each in mappings:
        found = table.best(each.services.needed())
        if found and found[1].is_whole:
            return each
    return None


def known_mapping(rows: list[list[str]]) -> Mapping | None:
    return own_mapping(rows) or recognised(rows)


def first_rows(table: Table) -> Iterator[list[str]]:
    for _, head in table.heads():
        yield from (cells for _, cells in head)


def sorted_out(tables: Sequence[Table], chosen: Mapping) -> tuple[Table, Table | None]:
    """Return the file of services and the file of steps, whatever their order."""
    steps = [table for table in tables if holds_steps(table, chosen)]
    services = [table for table in tables if table not in steps]
    for kind in (services, steps):
        if len(kind) > 1:
            why = N_(
                "%(file)s and %(other)s hold the same kind of records. Import them one after the other."
            )
            raise Unreadable(why, file=kind[0].name, other=kind[1].name)
    if not services:
        why = N_("%(file)s holds steps only. Name the file of their services beside it.")
        raise Unreadable(why, file=steps[0].name)
    return services[0], steps[0] if steps else None


def holds_steps(table: Table, chosen: Mapping) -> bool:
    """Return whether the file is the one of the steps: it has their columns and not those of services."""
    if chosen.steps is None or fits_without_header(chosen.services, table.first):
        return False
    if (found := table.best(chosen.services.needed())) and not found[1].missing:
        return False
    wanted = set(map(folded, chosen.steps.known_by or chosen.steps.needed()))
    return any(wanted <= set(map(folded, row)) for row in first_rows(table))
