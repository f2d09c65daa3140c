"""What the workbench holds of one person, read from every table that the map of personal data names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select

from workbench.extensions import db
from workbench.models.log.event import Event
from workbench.models.people.data_map import Group, PersonalTable, data_map
from workbench.models.people.person import Person
from workbench.models.register import secret_actions

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Holding:
    """The rows of one table that are of the person or by them."""

    table: PersonalTable
    rows: Rows


def seat_ids(person: Person) -> list[int]:
    """Return the ids of the guests that the person turned out to be."""
    return list(
        db.session.scalars(select(Person.id).where(Person.joined_to_id == person.id).order_by("id"))
    )


def own_data(person: Person, *, reader: Person) -> dict[str, list[Holding]]:
    """Return by group what is held of a person.

    Votes, hidden and anonymous notes are nobody's business but their author's: whoever reads for somebody else does
    not get them, and those of a guest's seat stay with its browser, as everywhere.
    """
    held: dict[str, list[Holding]] = {name: [] for name in data_map().groups}
    for table in data_map().tables.values():
        rows = _rows(table, person, is_own=reader.id == person.id)
        if rows:
            held[table.group].append(Holding(table, rows))
    return held


def groups_of(held: dict[str, list[Holding]]) -> Iterator[tuple[Group, list[Holding], int]]:
    """Yield each group with its holdings and how many rows they are."""
    for name, holdings in held.items():
        yield data_map().groups[name], holdings, sum(len(each.rows) for each in holdings)


def _rows(table: PersonalTable, person: Person, *, is_own: bool) -> Rows:
    own, seats = _is_of(table, [person.id], person.email), _is_of(table, seat_ids(person), None)
    shown = not_(_is_private(table))
    wanted = or_(own, and_(seats, shown)) if is_own else and_(or_(own, seats), shown)
    columns = [table.table.c[name] for name in table.exported]
    if not columns:
        return []
    statement = select(*columns).where(wanted).order_by(*table.table.primary_key)
    names = [column.key for column in columns]
    return [dict(zip(names, row, strict=True)) for row in db.session.execute(statement)]


def _is_of(table: PersonalTable, people: list[int], email: str | None) -> ColumnElement[bool]:
    return or_(table.is_about(people, email), table.is_by(people))


def _is_private(table: PersonalTable) -> ColumnElement[bool]:
    if table.name != Event.__tablename__:
        return table.is_private
    # What the log keeps to itself, too: who voted, and what was done to notes that are hidden.
    code = Event.facts["code"].as_string()
    return or_(Event.action.in_(secret_actions()), and_(code.is_not(None), code == ""))
