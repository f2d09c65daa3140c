"""Objectives may state a target, its unit and the day by which it is to be reached."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("objective") as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("target", sa.Numeric(16, 2), nullable=True))
        batch_op.add_column(sa.Column("unit", sa.String(120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("objective") as batch_op:
        for name in ("due_on", "unit", "target", "version"):
            batch_op.drop_column(name)
