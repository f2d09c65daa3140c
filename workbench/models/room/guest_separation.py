"""Undoing a joining within a day: what passed and what the seat did since is the guest's again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from workbench.extensions import Base, db
from workbench.models.base import DomainError, Moment, now
from workbench.models.log.edit import Edit
from workbench.models.log.event import Event, Workspace
from workbench.models.log.journal import LASTS, storable
from workbench.models.people.person import Person
from workbench.models.redesign.team_record import TeamRecord
from workbench.models.room.guest import Guest
from workbench.models.room.guest_merge import hold
from workbench.text.messages import N_

TOO_LATE = N_(
    "A guest can be separated again for 24 hours after they were joined, and not any more now."
)
# These change by themselves or with every write: they do not count as a change since.
MEASURED = frozenset({"version", "last_seen_at", "seen_seconds"})


def joining_of(guest: Guest) -> Event | None:
    """Return the event of the guest's joining, as long as it can be undone."""
    told = select(Event).where(
        Event.workspace_id == guest.workshop.workspace_id,
        Event.action == "guest.recognised",
        Event.subject_id == str(guest.id),
        Event.at > now() - LASTS,
    )
    last = db.session.scalars(told.order_by(Event.position.desc())).first()
    return last if guest.is_recognised and last is not None and last.before else None


def separate(guest: Guest, *, by: Person) -> int:
    """Make a guest who was joined a guest again; return how many things have changed since and stay as they are."""
    joined = joining_of(guest)
    if joined is None:
        raise DomainError(TOO_LATE)
    former = guest.person
    person = db.session.get_one(Person, former.joined_to_id)
    hold(former, person)
    if former.joined_to_id != person.id:
        raise DomainError(TOO_LATE)
    left = give_back((joined.before or {})["passed"], former.id, person.id)
    give_back_work_of_seat(former.id, person.id)
    facts = {"name": joined.facts["name"], "person": person.name}
    former.joined_to_id, former.name = None, facts["name"]
    person.forget_grants()
    for workspace in told_in(guest):
        workspace.append("guest.separated", by, guest, facts)
    return left


def told_in(guest: Guest) -> list[Workspace]:
    """Return the workspaces that logged that the guest was joined."""
    told = select(Event.workspace_id).where(
        Event.action == "guest.recognised", Event.subject_id == str(guest.id)
    )
    asked = select(Workspace).where(Workspace.id.in_(told)).order_by(Workspace.id)
    return list(db.session.scalars(asked))


def give_back(passed: dict[str, Any], former_id: int, person_id: int) -> int:
    """Revert the rows of a joining; return how many were changed since and stay."""
    left = 0
    for name, ids in passed["moved"].items():
        table_name, _, column_name = name.partition(".")
        table = Base.metadata.tables[table_name]
        column, [key] = table.c[column_name], table.primary_key
        back = update(table).where(key.in_(ids), column == person_id).values({column: former_id})
        done: Any = db.session.execute(back)
        left += len(ids) - done.rowcount
    for table_name, row_id, before, after in passed["changed"]:
        left += not is_put_back(Base.metadata.tables[table_name], row_id, before, after)
    db.session.expire_all()
    return left


def is_put_back(
    table: Table, row_id: Any, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> bool:
    """Revert one row, unless somebody changed it since; return whether it was reverted."""
    found = db.session.execute(select(table).where(table.c.id == row_id)).mappings().first()
    present = {name: storable(value) for name, value in found.items()} if found else None
    if after is None or before is None or present is None:
        if not is_same(present, after, set(after or ()) - MEASURED):
            return False
        if before is None:
            db.session.execute(delete(table).where(table.c.id == row_id))
        else:
            db.session.execute(insert(table).values(typed(table, before)))
        return True
    changed = {name for name in before if before[name] not in (after[name], present[name])}
    if not is_same(present, after, changed - MEASURED):
        return False
    values = {name: before[name] for name in changed if name != "version"}
    if "version" in present:
        values["version"] = present["version"] + 1
    db.session.execute(update(table).where(table.c.id == row_id).values(typed(table, values)))
    return True


def is_same(one: dict[str, Any] | None, other: dict[str, Any] | None, names: set[str]) -> bool:
    """Return whether two states of a row hold the same under these names, or both are no row."""
    if one is None or other is None:
        return one is other
    return all(one[name] == other[name] for name in names)


def typed(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """Return what JSON could hold of a row as its columns hold it."""
    moments = {each.name for each in table.c if isinstance(each.type, Moment)}
    return {
        name: datetime.fromisoformat(value) if value and name in moments else value
        for name, value in values.items()
    }


def give_back_work_of_seat(former_id: int, person_id: int) -> None:
    """Give the guest what their browser sent since: its answers were stored for the seat."""
    sent = Event.operation.in_(select(Edit.edit_id).where(Edit.person_id == former_id))
    for mapper in Base.registry.mappers:
        kind = mapper.class_
        if issubclass(kind, TeamRecord):
            written = select(Event.subject_id).where(
                sent, Event.subject_kind == kind.resource, Event.action.like("%.written")
            )
            mine = update(kind).where(kind.created_by_id == person_id, kind.id.in_(written))
            db.session.execute(mine.values(created_by_id=former_id))
    db.session.execute(update(Event).where(sent, Event.by_id == person_id).values(by_id=former_id))
    db.session.expire_all()
