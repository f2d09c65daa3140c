"""Deletes a demo world: its city and all that refers to it, unless others' records do so too."""

from collections import Counter
from typing import Any

from sqlalchemy import Table, delete, or_, select, true, tuple_

from workbench.demo.world import World
from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.log import append_only
from workbench.models.log.event import Workspace
from workbench.models.places import below, path_text
from workbench.text.messages import N_

Rows = dict[Table, set[tuple[Any, ...]]]
# How many keys one statement names at most; SQLite allows 32,766 values in one.
AT_ONCE = 500


def remove(world: World) -> None:
    """Delete the world's rows in this transaction; refuse when others' records depend on its city.

    What the demo's own people wrote since goes with them. Files stay in the uploads folder: they are
    named by their content, and another record may hold the same one.
    """
    city = world.city
    if city is None:
        return
    db.session.flush()
    rows = _hanging_on(city.id)
    _refuse_what_is_not_ours(world, rows)
    db.session.expire_all()
    with append_only.unguarded(db.session.connection()):
        for table in reversed(db.metadata.sorted_tables):
            for keys in _portions(rows.get(table, set())):
                db.session.execute(delete(table).where(_is_one_of(table, keys)))
    db.session.expunge_all()


def _hanging_on(city_id: int) -> Rows:
    """Return the keys of every row that belongs to the city, directly or through another row."""
    city, workspace = db.metadata.tables["city"], db.metadata.tables[Workspace.__tablename__]
    within = below(workspace.c.path, path_text((("city", city_id),)))
    rooms = db.session.execute(select(workspace.c.id).where(within))
    rows: Rows = {city: {(city_id,)}, workspace: {tuple(row) for row in rooms}}
    for table in db.metadata.sorted_tables:
        if table not in (city, workspace):
            rows[table] = _pointing_to(table, rows)
    return rows


def _pointing_to(table: Table, rows: Rows) -> set[tuple[Any, ...]]:
    found: set[tuple[Any, ...]] = set()
    for foreign_key in table.foreign_keys:
        if foreign_key.column.table is table:
            continue
        for keys in _portions(rows.get(foreign_key.column.table, set())):
            statement = select(*table.primary_key.columns).where(
                foreign_key.parent.in_([key[0] for key in keys])
            )
            found |= {tuple(row) for row in db.session.execute(statement)}
    return found


def _refuse_what_is_not_ours(world: World, rows: Rows) -> None:
    told = world.place
    ours = {
        "programme": {told["programme"]["slug"]},
        "organisation": {each["name"] for each in told["organisations"].values()},
        "person": {each["name"] for each in told["people"].values()},
        "service": {each["name"] for each in world.services}
        | {each["service"]["name"] for each in world.redesigns.values() if "service" in each},
    }
    others: Counter[str] = Counter()
    for name, known in ours.items():
        table = db.metadata.tables[name]
        label = table.c.slug if name == "programme" else table.c.name
        # Guests came in by the code of a workshop and leave with it.
        counted = table.c.is_guest.is_(False) if name == "person" else true()
        for keys in _portions(rows[table]):
            labels = db.session.scalars(select(label).where(counted, _is_one_of(table, keys)))
            others[name] += sum(each not in known for each in labels)
    others["event"] = _events_elsewhere(rows)
    if foreign := others.total():
        raise DomainError(
            N_(
                "%(count)s records that the demo did not bring depend on the city %(city)s "
                "(%(kinds)s). Nothing was removed."
            ),
            count=foreign,
            city=told["city"]["name"],
            kinds=", ".join(f"{name}: {number}" for name, number in others.items() if number),
        )


def _events_elsewhere(rows: Rows) -> int:
    """Count what the world's people did in other cities: that is not the world's to delete."""
    event = db.metadata.tables["event"]
    rooms = {key[0] for key in rows[db.metadata.tables["workspace"]]}
    found = 0
    for keys in _portions(rows[event]):
        places = db.session.scalars(select(event.c.workspace_id).where(_is_one_of(event, keys)))
        found += sum(each not in rooms for each in places)
    return found


def _portions(keys: set[tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
    # The newest first: what stands below another of its kind came later.
    every = sorted(keys, reverse=True)
    return [every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE)]


def _is_one_of(table: Table, keys: list[tuple[Any, ...]]) -> Any:
    columns = list(table.primary_key.columns)
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return or_(False, tuple_(*columns).in_(keys))
