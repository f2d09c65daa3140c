"""Recognises the catalogue as it leaves this product: by the names of its columns, or by their headings in each language."""

from collections.abc import Iterator, Sequence
from functools import cache

from babel.support import Translations

from workbench.exchange.catalogue_table import LISTED, TABLE
from workbench.exchange.mapping import SERVICE_FIELDS, Columns, Mapping
from workbench.folders import PACKAGE
from workbench.text.likeness import likeness

SOURCE = "workbench"
LANGUAGES = ("en", "pt_BR", "es")
# Fewer of the headings may be some other list that says "Service" and "Theme".
LEAST = 6
OTHER_NAMES = {"url": "declared_url"}


def own_mapping(rows: Sequence[Sequence[str]]) -> Mapping | None:
    """Return how to read a download of ours whose titles are among these rows; None for any other file."""
    titles = [{likeness(name) for name in row} for row in rows]
    best: tuple[int, Mapping | None] = (LEAST - 1, None)
    for mapping in own_mappings():
        columns = mapping.services
        for row in titles:
            if {likeness(name) for name in columns.needed()} <= row:
                found = sum(likeness(name) in row for name in columns.known_by)
                best = max(best, (found, mapping), key=lambda pair: pair[0])
    return best[1]


@cache
def own_mappings() -> tuple[Mapping, ...]:
    return tuple(mapping_of(titles) for titles in headings())


def headings() -> Iterator[dict[str, str]]:
    """Return the titles by field: the names that programs read, then the headings in each language."""
    for table in (TABLE, LISTED):
        yield {OTHER_NAMES.get(column.name, column.name): column.name for column in table}
    columns = {OTHER_NAMES.get(each.name, each.name): each for each in (*LISTED, *TABLE)}
    for language in LANGUAGES:
        catalogue = Translations.load(PACKAGE / "translations", [language])
        yield {name: catalogue.gettext(each.heading) for name, each in columns.items()}


def mapping_of(titles: dict[str, str]) -> Mapping:
    fields: dict[str, tuple[str, ...]] = {
        name: (titles[name],) for name in titles if name in SERVICE_FIELDS
    }
    origin = (titles.get("source", ""), titles.get("source_id", ""))
    optional = {*titles.values()} - {titles["id"], titles["name"]}
    columns = Columns(
        known_by=tuple(titles.values()),
        fields=fields,
        id=(titles["id"],),
        exact_ids=True,
        optional=tuple(optional),
        organisation={"name": titles["organisation"]},
        origin=origin,
    )
    return Mapping(source=SOURCE, services=columns, list_mark="", is_copy=True)
