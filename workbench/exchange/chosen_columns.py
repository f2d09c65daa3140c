"""What somebody says of each column of a file, made into a mapping; and what its title suggests that it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.exchange import words
from workbench.exchange.catalogue_table import TABLE
from workbench.exchange.mapping import SERVICE_FIELDS
from workbench.exchange.unreadable import Unreadable
from workbench.text.likeness import likeness
from workbench.text.messages import N_

LONGEST_SOURCE = 40
NAMELESS = N_("Say which column holds the name of the service.")
# What a column may be, beside the fields of a service.
BESIDE = {
    "organisation": N_("Organisation"),
    "id": N_("Id in the source"),
    "steps": N_("Steps"),
    "channels": N_("Channels"),
    "requests.number": N_("Number of requests"),
    "requests.channel": N_("Channel of the requests"),
    "requests.year": N_("Year or day of the requests"),
}
KINDS = {column.name: column.heading for column in TABLE if column.name in SERVICE_FIELDS} | BESIDE


def suggested(titles: Sequence[str]) -> list[str]:
    """Return what each column seems to be; "" where its title does not tell, or tells what another one is."""
    known = {likeness(heading): kind for kind, heading in KINDS.items()} | titles_in_words()
    found: list[str] = []
    for title in titles:
        kind = known.get(likeness(title), "")
        found.append("" if kind in found else kind)
    return found


def titles_in_words() -> dict[str, str]:
    return {
        likeness(title): kind
        for table in words.tables()
        for kind, titles in table.get("columns", {}).items()
        for title in titles
    }


def tables_of(source: str, titles: Sequence[str], kinds: Sequence[str]) -> dict[str, Any]:
    """Return the mapping as tables that ``parsed`` reads; raise Unreadable where no column is the name."""
    chosen: dict[str, list[str]] = {}
    for title, kind in zip(titles, kinds, strict=True):
        if kind:
            chosen.setdefault(kind, []).append(title)
    if "name" not in chosen:
        raise Unreadable(NAMELESS)
    fields = {kind: columns for kind, columns in chosen.items() if kind in SERVICE_FIELDS}
    requests = part(chosen, "requests.")
    services: dict[str, Any] = {
        "known_by": [title for columns in chosen.values() for title in columns],
        "id": chosen.get("id") or chosen["name"],
        "id_from": "all" if requests or len(chosen.get("id", ())) > 1 else "first",
        "fields": fields,
        **{kind: chosen[kind][0] for kind in ("steps", "channels") if kind in chosen},
    }
    if "organisation" in chosen:
        services["organisation"] = {"name": chosen["organisation"][0]}
    if requests:
        services["requests"] = requests
    return {"source": source[:LONGEST_SOURCE], "services": services}


def part(chosen: Mapping[str, list[str]], prefix: str) -> dict[str, str]:
    return {
        kind.removeprefix(prefix): columns[0]
        for kind, columns in chosen.items()
        if kind.startswith(prefix)
    }
