"""Figures of a service after its launch, and the visits half a year and a year later."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    work("figure", [
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(precision=16, scale=4), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("method", sa.String(length=500), nullable=False),
        sa.Column("stated_by", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
    ])
    work("follow_up", [
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
    ])


def work(table: str, columns: list[sa.Column]) -> None:
    op.create_table(
        table,
        *columns,
        sa.Column("redesign_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f(f"fk_{table}_created_by_id_person")),
        sa.ForeignKeyConstraint(["redesign_id"], ["redesign.id"], name=op.f(f"fk_{table}_redesign_id_redesign")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    with op.batch_alter_table(table) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{table}_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f(f"ix_{table}_redesign_id"), ["redesign_id"], unique=False)


def downgrade() -> None:
    for table in ("follow_up", "figure"):
        op.drop_table(table)
