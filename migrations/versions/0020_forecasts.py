"""What both maps of a redesign promise is kept from day to day, until a status freezes it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forecast",
        sa.Column("redesign_id", sa.Integer, sa.ForeignKey("redesign.id"), primary_key=True),
        sa.Column("stated_on", sa.Date, primary_key=True),
        sa.Column("measurement", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("forecast")
