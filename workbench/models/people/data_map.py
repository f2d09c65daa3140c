"""The map of personal data: which columns hold something of people, whose it is, what for, and what erasing does."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Numeric,
    Table,
    Time,
    false,
    func,
    or_,
    true,
)

from workbench.extensions import db
from workbench.models.base import Moment

FILE = Path(__file__).resolve().parents[2] / "personal_data.toml"
Erasing = Literal["name", "empty", "secret", "mentions", "others", "stays"]
ERASING = ("name", "empty", "secret", "mentions", "others", "stays")
# A number, a day or a yes says nothing of a person without the text or the id beside it.
PLAIN = (Boolean, Integer, Numeric, Date, DateTime, Time, Moment)


@dataclass(frozen=True)
class Group:
    """Data that are held for one purpose: what for, on what ground and how long, in each language."""

    name: str
    base: str
    words: dict[str, dict[str, str]]


@dataclass(frozen=True)
class PersonalTable:
    """What one table holds of people."""

    name: str
    group: str
    of: list[str] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    columns: dict[str, Erasing] = field(default_factory=dict)
    rows: str = ""
    of_email: str = ""
    private: bool | list[str] = False

    @property
    def table(self) -> Table:
        return db.metadata.tables[self.name]

    def is_about(self, people: list[int], email: str | None) -> ColumnElement[bool]:
        """Return the condition that a row is of one of these people, whoever wrote it."""
        same: list[ColumnElement[bool]] = [self.table.c[name].in_(people) for name in self.of]
        if self.of_email and email:
            same.append(func.lower(self.table.c[self.of_email]) == email.lower())
        return or_(false(), *same)

    def is_by(self, people: list[int]) -> ColumnElement[bool]:
        return or_(false(), *(self.table.c[name].in_(people) for name in self.by))

    @property
    def is_private(self) -> ColumnElement[bool]:
        """The condition that only the person themselves may have a row."""
        if isinstance(self.private, bool):
            return true() if self.private else false()
        return or_(false(), *(self.table.c[name].is_(True) for name in self.private))

    @property
    def exported(self) -> list[str]:
        """The columns that a person gets of their rows: what is theirs, where it was and when."""
        hidden = {name for name, erasing in self.columns.items() if erasing in ("secret", "others")}
        known = [name for name in self.columns if name not in hidden]
        days = [c.key for c in self.table.columns if isinstance(c.type, Date | DateTime | Moment)]
        places = [c.key for c in self.table.columns if c.foreign_keys and not names_person(c)]
        return list(dict.fromkeys([*known, *places, *days]))

    def erased(self, *ways: Erasing) -> list[str]:
        """Return the columns that are erased in one of these ways."""
        return [name for name, erasing in self.columns.items() if erasing in ways]


@dataclass(frozen=True)
class DataMap:
    """The whole file."""

    groups: dict[str, Group]
    tables: dict[str, PersonalTable]
    nothing_personal: dict[str, list[str]]

    def undeclared(self, table: Table) -> list[str]:
        """Return one sentence for each column of which the file does not say whether it is personal."""
        return [
            f"{table.name}.{column.name} is not in workbench/personal_data.toml. {_what_to_do(column)}"
            for column in table.columns
            if not self._knows(table, column)
        ]

    def _knows(self, table: Table, column: Column[Any]) -> bool:
        entry = self.tables.get(table.name)
        named = [*entry.of, *entry.by, *entry.links, *entry.columns] if entry else []
        if column.key in named or column.key in self.nothing_personal.get(table.name, []):
            return True
        is_id = column.primary_key or bool(column.foreign_keys)
        return not names_person(column) and (is_id or isinstance(column.type, PLAIN))


def names_person(column: Column[Any]) -> bool:
    return any(key.column.table.name == "person" for key in column.foreign_keys)


def _what_to_do(column: Column[Any]) -> str:
    if names_person(column):
        return f"Say in [tables.{column.table.name}] whether a row is of this person, by them, or only links them."
    return (
        f"Does it hold something of a person? Then add it to [tables.{column.table.name}] with what erasing does"
        " to it; if not, add it to [nothing_personal]."
    )


@cache
def data_map() -> DataMap:
    """Return what the file says; it is read once."""
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    groups = {name: Group(name, words.pop("base"), words) for name, words in said["groups"].items()}
    tables = {name: PersonalTable(name, **entry) for name, entry in said["tables"].items()}
    return DataMap(groups, tables, said["nothing_personal"])
