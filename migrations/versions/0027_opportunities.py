"""The texts of the lane of opportunities become records; a map says which lines it shows, a step is a moment of truth."""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

from workbench.models.base import Moment

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LANE = "opportunities"
KINDS = ("responds", "tries")
INDEXED = ("redesign_id", "created_by_id", "step_id", "evidence_id")

workspace = sa.table(
    "workspace", *map(sa.column, ("id", "kind", "place_id")), sa.column("numbers", sa.JSON)
)
journey = sa.table("journey_map", sa.column("id"), sa.column("redesign_id"), sa.column("created_at", Moment))
step = sa.table("journey_step", *map(sa.column, ("id", "map_id", "position")))
cell = sa.table(
    "journey_cell", *map(sa.column, ("id", "step_id", "lane", "text", "evidence_id", "version"))
)
note = sa.table("note", *map(sa.column, ("id", "opportunity_id")))
opportunity = sa.table(
    "opportunity",
    *map(sa.column, ("id", "redesign_id", "number", "version", "text", "step_id", "evidence_id")),
    *map(sa.column, ("state", "state_reason")),
    sa.column("created_at", Moment),
    sa.column("discarded_at", Moment),
)


def upgrade() -> None:
    op.create_table(
        "opportunity",
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("step_id", sa.String(length=16), nullable=True),
        sa.Column("evidence_id", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_reason", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("redesign_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["journey_step.id"],
            name="fk_opportunity_step_id_journey_step",
            ondelete="SET NULL",
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{of}_id"], [f"{to}.id"], name=f"fk_opportunity_{of}_id_{to}"
            )
            for of, to in (
                ("evidence", "evidence"),
                ("redesign", "redesign"),
                ("created_by", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name="pk_opportunity"),
    )
    for name in INDEXED:
        op.create_index(f"ix_opportunity_{name}", "opportunity", [name])
    with op.batch_alter_table("note") as batch:
        batch.add_column(sa.Column("opportunity_id", sa.String(length=16), nullable=True))
        batch.create_foreign_key(
            "fk_note_opportunity_id_opportunity", "opportunity", ["opportunity_id"], ["id"]
        )
        batch.create_index("ix_note_opportunity_id", ["opportunity_id"])
    with op.batch_alter_table("journey_map") as batch:
        batch.add_column(sa.Column("chosen_lines", sa.JSON(), nullable=True))
        batch.add_column(_no("is_blueprint"))
    with op.batch_alter_table("journey_step") as batch:
        batch.add_column(_no("is_moment"))
    for table, name in (("journey_map", "is_blueprint"), ("journey_step", "is_moment")):
        with op.batch_alter_table(table) as batch:
            batch.alter_column(name, existing_type=sa.Boolean(), server_default=None)
    _write_opportunities(op.get_bind())


def _no(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _write_opportunities(bind: sa.Connection) -> None:
    """Make each line of a cell a record of its step; the cell itself stays, with nothing in it."""
    asked = (
        sa.select(
            cell.c.id, cell.c.step_id, cell.c.text, cell.c.evidence_id, journey.c.redesign_id, journey.c.created_at
        )
        .join(step, step.c.id == cell.c.step_id)
        .join(journey, journey.c.id == step.c.map_id)
        .where(cell.c.lane == LANE, cell.c.text != "")
        .order_by(journey.c.redesign_id, journey.c.created_at, step.c.position)
    )
    given: dict[int, int] = {}
    for row in bind.execute(asked).mappings().all():
        kept = {name: row[name] for name in ("step_id", "evidence_id", "redesign_id", "created_at")}
        for line in filter(None, map(_one_line, row["text"].splitlines())):
            number = given[row["redesign_id"]] = given.get(row["redesign_id"], 0) + 1
            own = {"id": _new_id(), "number": number, "version": 1, "text": line}
            rest = {"state": "open", "state_reason": ""}
            bind.execute(opportunity.insert().values(**kept, **own, **rest))
        bind.execute(cell.update().where(cell.c.id == row["id"]).values(text=""))
    for redesign_id, number in given.items():
        _count_up(bind, redesign_id, number)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _new_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def _count_up(bind: sa.Connection, redesign_id: int, number: int) -> None:
    its = (workspace.c.kind == "redesign", workspace.c.place_id == redesign_id)
    numbers = bind.execute(sa.select(workspace.c.numbers).where(*its)).scalar_one()
    given = {**(numbers or {})}
    given["O"] = max(number, given.get("O", 0))
    bind.execute(workspace.update().where(*its).values(numbers=given))


def downgrade() -> None:
    bind = op.get_bind()
    _refuse_to_lose(bind)
    _give_texts_back(bind)
    link = sa.table("link", sa.column("kind"))
    bind.execute(link.delete().where(link.c.kind.in_(KINDS)))
    with op.batch_alter_table("journey_step") as batch:
        batch.drop_column("is_moment")
    with op.batch_alter_table("journey_map") as batch:
        batch.drop_column("is_blueprint")
        batch.drop_column("chosen_lines")
    with op.batch_alter_table("note") as batch:
        batch.drop_index("ix_note_opportunity_id")
        batch.drop_constraint("fk_note_opportunity_id_opportunity", type_="foreignkey")
        batch.drop_column("opportunity_id")
    op.drop_table("opportunity")


def _refuse_to_lose(bind: sa.Connection) -> None:
    """Earlier releases know opportunities as cells of a map and as notes: others have no place to go."""
    noted = sa.select(note.c.opportunity_id).where(note.c.opportunity_id.is_not(None))
    homeless = sa.select(sa.func.count()).where(
        opportunity.c.step_id.is_(None),
        opportunity.c.discarded_at.is_(None),
        opportunity.c.id.not_in(noted),
    )
    if count := bind.execute(homeless).scalar_one():
        raise RuntimeError(
            f"Opportunities that stand at no step of a map: {count}. Earlier releases know no such record."
            " Say at which step each stands, or restore the backup of before the upgrade."
        )


def _give_texts_back(bind: sa.Connection) -> None:
    asked = sa.select(opportunity).where(
        opportunity.c.step_id.is_not(None), opportunity.c.discarded_at.is_(None)
    )
    by_step: dict[str, list[Any]] = {}
    for row in bind.execute(asked.order_by(opportunity.c.number)).mappings().all():
        by_step.setdefault(row["step_id"], []).append(row)
    for step_id, rows in by_step.items():
        evidence = next((row["evidence_id"] for row in rows if row["evidence_id"]), None)
        values = {"text": "\n".join(row["text"] for row in rows), "evidence_id": evidence}
        here = (cell.c.step_id == step_id, cell.c.lane == LANE)
        changed = bind.execute(cell.update().where(*here).values(**values))
        if not changed.rowcount:
            bind.execute(cell.insert().values(step_id=step_id, lane=LANE, version=1, **values))
