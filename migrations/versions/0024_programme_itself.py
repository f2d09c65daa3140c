"""A redesign may be of the programme itself: it has no service then, and there is one in a programme."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

WITHOUT = sa.text("service_id IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("redesign") as batch:
        batch.alter_column("service_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("own_title", sa.String(200), server_default="", nullable=False))
    with op.batch_alter_table("redesign") as batch:
        batch.alter_column("own_title", existing_type=sa.String(200), server_default=None)
    op.create_index(
        "ix_redesign_itself",
        "redesign",
        ["programme_id"],
        unique=True,
        sqlite_where=WITHOUT,
        postgresql_where=WITHOUT,
    )


def downgrade() -> None:
    refuse_to_lose()
    op.drop_index("ix_redesign_itself", table_name="redesign")
    with op.batch_alter_table("redesign") as batch:
        batch.drop_column("own_title")
        batch.alter_column("service_id", existing_type=sa.Integer(), nullable=False)


def refuse_to_lose() -> None:
    """Earlier releases know no redesign without a service: what people wrote there is not deleted for them."""
    counted = sa.text("SELECT count(*) FROM redesign WHERE service_id IS NULL")
    kept = op.get_bind().execute(counted).scalar_one()
    if kept:
        raise RuntimeError(
            f"Programmes that are prototyped themselves: {kept}. Earlier releases know no such work."
            " Restore the backup of before the upgrade, or stay with this release."
        )
