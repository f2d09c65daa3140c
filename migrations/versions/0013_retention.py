"""What citizens said is deleted after its day, 30 days from the upgrade on, and backups are remembered."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# So long an administrator can look at what is past its day, before anything is deleted.
GRACE = timedelta(days=30)
CITY = sa.table("city", sa.column("tidies_from", sa.Date))


def upgrade() -> None:
    for table in ("evidence", "test_session"):
        op.add_column(table, sa.Column("words_deleted_on", sa.Date))
    for name in ("tidies_from", "tidied_on"):
        op.add_column("city", sa.Column(name, sa.Date))
    op.execute(CITY.update().values(tidies_from=datetime.now(UTC).date() + GRACE))
    op.create_table(
        "backup",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("backup")
    for name in ("tidies_from", "tidied_on"):
        op.drop_column("city", name)
    for table in ("evidence", "test_session"):
        op.drop_column(table, "words_deleted_on")
