"""Imports a city's services from a source's files: reads them all, then merges them in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.exchange.drafting import Drafting, Oddity
from workbench.exchange.mapping import Mapping, fits_without_header, mapping, recognised
from workbench.exchange.tables import Table
from workbench.exchange.unreadable import Unreadable
from workbench.models.catalogue import importing
from workbench.models.catalogue.city import City
from workbench.models.catalogue.import_draft import Merged
from workbench.models.people.person import Person
from workbench.text.messages import N_


@dataclass
class Outcome:
    """What an import read and did."""

    source: str
    merged: Merged
    figures: dict[str, int]
    steps_left_out: int
    with_steps: bool
    oddities: list[Oddity] = field(default_factory=list)


def import_services(
    files: Sequence[Path],
    city: City,
    *,
    mapping_name: str = "",
    by: Person | None = None,
    advance: Callable[[int], object] = id,
) -> Outcome:
    """Bring the services of these files into the city's catalogue and return what became of them.

    The files are recognised by their headers when no mapping is named, and may come in any order.
    Nothing is committed. Raises Unreadable, before anything is written, when a file cannot be used.
    ``advance`` gets the bytes read, for a progress bar.
    """
    chosen = mapping(mapping_name) if mapping_name else None
    tables = [Table(path, chosen.delimiter if chosen else "", advance) for path in files]
    chosen = chosen or mapping_of(tables)
    services, steps = sorted_out(tables, chosen)
    drafting = Drafting(chosen)
    drafting.read_services(services)
    if steps:
        drafting.read_steps(steps)
    merged = importing.merge(city, drafting.draft(), by=by)
    return Outcome(
        source=chosen.source,
        merged=merged,
        figures=drafting.figures(),
        steps_left_out=drafting.steps_left_out,
        with_steps=drafting.with_steps,
        oddities=sorted(drafting.oddities, key=lambda odd: (odd.file != services.name, odd.record)),
    )


def mapping_of(tables: Sequence[Table]) -> Mapping:
    """Return the built-in mapping that fits all the files."""
    found = {table.name: recognised(table.first) for table in tables}
    for name, each in found.items():
        if each is None:
            why = N_(
                "%(file)s, record 1: these columns belong to no built-in mapping. Name one of yours."
            )
            raise Unreadable(why, file=name)
    mappings = [each for each in found.values() if each is not None]
    if len({each.source for each in mappings}) > 1:
        why = N_(
            "The files come from different sources (%(sources)s). Import them one after the other."
        )
        raise Unreadable(why, sources=", ".join(sorted({each.source for each in mappings})))
    return mappings[0]


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
    if chosen.steps is None:
        return False
    header = {name.strip() for name in table.first}
    if header.issuperset(chosen.services.named()) or fits_without_header(
        chosen.services, table.first
    ):
        return False
    if chosen.steps.known_by:
        return header.issuperset(chosen.steps.known_by)
    return header.issuperset(chosen.steps.named())
