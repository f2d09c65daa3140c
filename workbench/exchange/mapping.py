"""Which column of a file goes into which field of the catalogue: built-in mappings and people's own."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from workbench.exchange.numbers import whole_number
from workbench.exchange.unreadable import Unreadable
from workbench.models.catalogue.organisation import KINDS
from workbench.text.likeness import likeness
from workbench.text.messages import N_

FOLDER = Path(__file__).resolve().parent / "mappings"
LARGEST = 100_000  # bytes of a mapping
BOOLEANS = frozenset({"is_free", "declared_digital", "in_person_by_law"})
NUMBERS = frozenset({"minutes", "documents_count"})
LINKS = frozenset({"declared_url"})
SERVICE_FIELDS = frozenset(
    {"name", "short_name", "summary", "requirements", "maximum_time", "delivery", "complaints"}
    | {"audience", "not_covered", "cost_note", "legislation", "theme", "subject", "keywords"}
    | {"is_free", "declared_digital", "declared_url"}
)
STEP_FIELDS = frozenset(
    {"title", "description", "kind", "channels", "in_person_by_law", "legal_ground"}
    | {"minutes", "documents_count", "actor", "system"}
)


@dataclass(frozen=True)
class Columns:
    """What one file of a source holds: how it is recognised and where its fields stand."""

    known_by: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    first: dict[str, tuple[str, ...]] = field(default_factory=dict)
    id: tuple[str, ...] = ()
    id_from: str = "first"
    exact_ids: bool = False
    columns: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    organisation: dict[str, str] = field(default_factory=dict)
    counts_requests: bool = False
    requests: dict[str, str] = field(default_factory=dict)
    steps: str = ""
    steps_mark: str = ""
    channels: str = ""
    service: str = ""
    order: str = ""
    # Of a download of ours: where the services had come from, the source and their id there.
    origin: tuple[str, str] = ("", "")

    def named(self) -> list[str]:
        """Return every column that is read, each once."""
        organisation = [
            self.organisation[key] for key in ("id", "name") if key in self.organisation
        ]
        parts = [*self.fields.values(), *self.first.values(), self.id, organisation]
        parts += [list(self.requests.values()), [self.steps, self.channels]]
        parts += [[self.service, self.order], self.origin]
        return [name for name in dict.fromkeys(name for part in parts for name in part) if name]

    def needed(self) -> list[str]:
        """Return the columns without which a file cannot be read."""
        return [name for name in self.named() if name not in self.optional]


@dataclass(frozen=True)
class Mapping:
    """How the files of one source are read."""

    source: str
    services: Columns
    steps: Columns | None = None
    channels: dict[str, str] = field(default_factory=dict)
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    header_row: int = 0
    list_mark: str = "|"
    # The file is the catalogue as it left this product: its texts are taken as they are.
    is_copy: bool = False


def built_in() -> list[str]:
    """Return the names of the mappings that come with the workbench."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def mapping(name: str) -> Mapping:
    """Return a built-in mapping by its name, or one's own by its file; raise Unreadable when it is none."""
    if name in built_in():
        return known(name)
    path = Path(name)
    if not path.is_file():
        why = N_("There is no mapping %(name)s. Name a file, or one of: %(names)s.")
        raise Unreadable(why, name=name, names=", ".join(built_in()))
    return read(path)


@cache
def known(name: str) -> Mapping:
    return read(FOLDER / f"{name}.toml")


def recognised(rows: Sequence[Sequence[str]]) -> Mapping | None:
    """Return the built-in mapping that fits a file's first rows, by its titles or by shape.

    Titles that lack a few of a mapping's columns still choose it: reading then names what is lacking.
    """
    titles = [{likeness(name) for name in row} for row in rows]
    nearest: tuple[float, Mapping | None] = (0, None)
    for name in built_in():
        each = known(name)
        for columns in filter(None, (each.services, each.steps)):
            if rows and fits_without_header(columns, rows[0]):
                return each
            wanted = {likeness(name) for name in columns.known_by}
            found = max((len(row & wanted) for row in titles), default=0)
            nearest = max(nearest, (found / max(len(wanted), 1), each), key=lambda pair: pair[0])
    return nearest[1] if nearest[0] > 0.5 else None


def fits_without_header(columns: Columns, first: Sequence[str]) -> bool:
    """Return whether the record has the columns' number of cells, and a number where one belongs."""
    if not columns.columns or len(first) != len(columns.columns):
        return False
    number = columns.requests.get("number", "")
    return number in columns.columns and is_number(first[columns.columns.index(number)])


def is_number(cell: str) -> bool:
    try:
        return bool(cell.strip()) and whole_number(cell, "pt_BR") >= 0
    except (ValueError, ArithmeticError):
        return False


def read(path: Path) -> Mapping:
    """Read a mapping from its file; raise Unreadable with what is wrong in it."""
    try:
        with path.open("rb") as file:
            given = tomllib.loads(file.read(LARGEST).decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = N_("The mapping %(file)s cannot be read: %(reason)s.")
        raise Unreadable(why, file=path.name, reason=error) from error
    return parsed(given, path.name)


def parsed(given: dict[str, Any], file: str = "") -> Mapping:
    """Return the mapping that these tables say; raise Unreadable with what is wrong in them."""
    try:
        if len(given.get("delimiter", "")) > 1:
            raise ValueError("the delimiter is more than one sign")
        return Mapping(
            source=str(given["source"]),
            services=columns_of(given["services"], SERVICE_FIELDS, "name"),
            steps=columns_of(given["steps"], STEP_FIELDS, "title") if "steps" in given else None,
            channels={word.lower(): code for word, code in given.get("channels", {}).items()},
            delimiter=str(given.get("delimiter", "")),
            encoding=str(given.get("encoding", "")),
            sheet=str(given.get("sheet", "")),
            header_row=int(given.get("header_row", 0)),
            list_mark=str(given.get("list_mark", "|")),
        )
    except KeyError as error:
        why = N_("The mapping %(file)s does not say %(key)s.")
        raise Unreadable(why, file=file, key=error.args[0]) from error
    except (TypeError, ValueError, AttributeError) as error:
        why = N_("The mapping %(file)s cannot be read: %(reason)s.")
        raise Unreadable(why, file=file, reason=error) from error


def columns_of(given: dict[str, Any], allowed: frozenset[str], needed: str) -> Columns:
    """Return one section as it was given; raise KeyError or ValueError with the key that is wrong."""
    fields = {name: listed(column) for name, column in given.get("fields", {}).items()}
    first = {name: listed(column) for name, column in given.get("first", {}).items()}
    if unknown := sorted((set(fields) | set(first)) - allowed):
        raise ValueError(f"there is no field {', '.join(unknown)}")
    if needed not in fields:
        raise KeyError(f"fields.{needed}")
    organisation = dict(given.get("organisation", {}))
    if organisation and organisation.get("kind", "secretariat") not in KINDS:
        raise ValueError(f"there is no kind of organisation {organisation['kind']}")
    if given.get("id_from", "first") not in ("first", "all"):
        raise ValueError('id_from is neither "first" nor "all"')
    if organisation and "name" not in organisation:
        raise KeyError("services.organisation.name")
    columns = Columns(
        known_by=tuple(given.get("known_by", ())),
        fields=fields,
        first=first,
        id=listed(given["id"]),
        id_from=given.get("id_from", "first"),
        exact_ids=bool(given.get("exact_ids", False)),
        columns=tuple(given.get("columns", ())),
        optional=tuple(given.get("optional", ())),
        organisation=organisation,
        counts_requests="requests" in given,
        requests=dict(given.get("requests", {})),
        steps=given.get("steps", ""),
        steps_mark=given.get("steps_mark", ""),
        channels=given.get("channels", ""),
        service=given["service"] if needed == "title" else "",
        order=given.get("order", ""),
    )
    if not all(isinstance(name, str) for name in columns.named()):
        raise ValueError("a column is no text")
    return columns


def listed(columns: str | list[str]) -> tuple[str, ...]:
    return (columns,) if isinstance(columns, str) else tuple(columns)
