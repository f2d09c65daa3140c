"""What the link of a launch answered when somebody asked for a look is kept, each time anew."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "launch_look",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("launch_id", sa.String(16), sa.ForeignKey("launch.id"), nullable=False),
        sa.Column("url", sa.String(1000), nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("problem", sa.String(20), nullable=False),
        sa.Column("is_reachable", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer, sa.ForeignKey("person.id")),
    )
    for name in ("launch_id", "created_by_id"):
        op.create_index(f"ix_launch_look_{name}", "launch_look", [name])


def downgrade() -> None:
    op.drop_table("launch_look")
