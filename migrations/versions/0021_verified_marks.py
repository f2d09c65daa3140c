"""A verification knows what was verified: another proof or another outcome is verified anew."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was verified before has no marks, and stays verified until it changes.
    with op.batch_alter_table("launch") as batch:
        batch.add_column(
            sa.Column("verified_marks", sa.JSON(), server_default="{}", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("launch") as batch:
        batch.drop_column("verified_marks")
