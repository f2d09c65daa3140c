"""A file may come before what it belongs to, and stands at a place among the screens of its version."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attachment") as batch:
        batch.add_column(sa.Column("position", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(
            sa.Column("is_waiting", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """What nothing has claimed goes: earlier releases would show it to nobody, and never delete it."""
    op.execute(sa.text("DELETE FROM attachment WHERE is_waiting"))
    with op.batch_alter_table("attachment") as batch:
        batch.drop_column("is_waiting")
        batch.drop_column("position")
