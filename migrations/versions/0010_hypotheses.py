"""The hypothesis card of a prototype becomes its first hypothesis: several may be put to one prototype.

Undo is kept for what was done to prototypes on the day of the upgrade; taken back, only the first hypothesis of each
prototype has a place to return to.
"""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

from workbench.models.base import Moment
from workbench.models.log.journal import SOFT, mark

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
TEXTS = ("because", "believe", "for_whom", "know_when", "threshold")
CARD = (*TEXTS, "threshold_share")
LENGTHS = {"for_whom": 300, "threshold": 300}

workspace = sa.table(
    "workspace",
    *map(sa.column, ("id", "kind", "place_id")),
    sa.column("numbers", sa.JSON),
)
event = sa.table("event", sa.column("id"), sa.column("before", sa.JSON(none_as_null=True)))
prototype = sa.table(
    "prototype",
    *map(sa.column, ("id", "redesign_id", "number", "version", "created_by_id", "title", "kind")),
    *map(sa.column, ("fidelity", "riskiest", "state", "learned", *CARD)),
    sa.column("created_at", Moment),
    sa.column("discarded_at", Moment),
)
hypothesis = sa.table(
    "hypothesis",
    *map(sa.column, ("prototype_id", "least_people", "least_reason", "taken_back_reason", "task")),
    *map(sa.column, ("id", "redesign_id", "number", "version", "created_by_id", *CARD)),
    sa.column("created_at", Moment),
    sa.column("discarded_at", Moment),
)


def upgrade() -> None:
    op.create_table(
        "hypothesis",
        sa.Column("prototype_id", sa.String(length=16), nullable=False),
        *(_text(name) for name in TEXTS),
        sa.Column("task", sa.String(length=300), nullable=False),
        sa.Column("threshold_share", sa.Integer(), nullable=True),
        sa.Column("least_people", sa.Integer(), nullable=False),
        sa.Column("least_reason", sa.String(), nullable=False),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.Column("taken_back_reason", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("redesign_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([f"{of}_id"], [f"{to}.id"], name=f"fk_hypothesis_{of}_id_{to}")
            for of, to in (
                ("prototype", "prototype"),
                ("redesign", "redesign"),
                ("created_by", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name="pk_hypothesis"),
    )
    for name in ("prototype_id", "redesign_id", "created_by_id"):
        op.create_index(f"ix_hypothesis_{name}", "hypothesis", [name])
    _write_first_hypotheses(op.get_bind())
    _forget_the_card(op.get_bind())
    with op.batch_alter_table("prototype") as batch:
        batch.add_column(_text("state_reason", server_default=""))
        for name in CARD:
            batch.drop_column(name)
    with op.batch_alter_table("prototype") as batch:
        batch.alter_column("state_reason", server_default=None)


def _text(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=LENGTHS.get(name)), nullable=False, **more)


def _write_first_hypotheses(bind: sa.Connection) -> None:
    rows = bind.execute(sa.select(prototype).order_by(prototype.c.redesign_id, prototype.c.number))
    given: dict[int, int] = {}
    for row in rows.mappings().all():
        if not any(row[name] for name in CARD):
            continue
        number = given[row["redesign_id"]] = given.get(row["redesign_id"], 0) + 1
        kept = {name: row[name] for name in (*CARD, "redesign_id", "created_at", "created_by_id")}
        own = {"id": _new_id(), "prototype_id": row["id"], "number": number, "version": 1}
        rest = {"least_people": 5, "least_reason": "", "taken_back_reason": "", "task": ""}
        bind.execute(hypothesis.insert().values(**kept, **own, **rest))
    for redesign_id, number in given.items():
        _count_up(bind, redesign_id, number)


def _new_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def _count_up(bind: sa.Connection, redesign_id: int, number: int) -> None:
    its = (workspace.c.kind == "redesign", workspace.c.place_id == redesign_id)
    numbers = bind.execute(sa.select(workspace.c.numbers).where(*its)).scalar_one()
    bind.execute(workspace.update().where(*its).values(numbers={**(numbers or {}), "H": number}))


def _forget_the_card(bind: sa.Connection) -> None:
    """Let the journal speak only of columns that a prototype still has."""
    told = sa.cast(event.c.before, sa.String).contains('"prototype"')
    for event_id, before in bind.execute(sa.select(event.c.id, event.c.before).where(told)).all():
        rows = [_without_card(bind, row) for row in before.get("rows", [])]
        kept = {**before, "rows": [row for row in rows if row]}
        bind.execute(event.update().where(event.c.id == event_id).values(before=kept))


def _without_card(bind: sa.Connection, row: list[Any]) -> list[Any] | None:
    table, record_id, operation, before, marks = row
    if table != "prototype":
        return row
    held = {name: value for name, value in before.items() if name not in CARD}
    if operation == "changed":
        left = {name: one for name, one in marks.items() if name not in CARD}
        return [table, record_id, operation, held, left] if held else None
    return [table, record_id, operation, held, _marks_anew(bind, record_id, marks)]


def _marks_anew(bind: sa.Connection, record_id: str, marks: dict[str, str]) -> dict[str, str]:
    """Return the mark of what is left of a prototype; one that was changed since is not recognised."""
    row = bind.execute(sa.select(prototype).where(prototype.c.id == record_id)).mappings().first()
    anew = {}
    for names, left in marks.items():
        asked = [name for name in names.split(",") if name not in SOFT]
        kept = [name for name in asked if name not in CARD]
        if kept:
            is_as_left = row is not None and mark(*(row[name] for name in asked)) == left
            anew[",".join(kept)] = mark(*(row[name] for name in kept)) if is_as_left else ""
    return anew


def downgrade() -> None:
    with op.batch_alter_table("prototype") as batch:
        batch.drop_column("state_reason")
        for name in TEXTS:
            batch.add_column(_text(name, server_default=""))
        batch.add_column(sa.Column("threshold_share", sa.Integer(), nullable=True))
    bind = op.get_bind()
    rows = bind.execute(sa.select(hypothesis).order_by(hypothesis.c.number.desc()))
    for row in rows.mappings().all():
        # The lowest number comes last, and stays.
        card = {name: row[name] for name in CARD}
        bind.execute(
            prototype.update().where(prototype.c.id == row["prototype_id"]).values(card)
        )
    with op.batch_alter_table("prototype") as batch:
        for name in TEXTS:
            batch.alter_column(name, server_default=None)
    for name in ("prototype_id", "redesign_id", "created_by_id"):
        op.drop_index(f"ix_hypothesis_{name}", "hypothesis")
    op.drop_table("hypothesis")
