"""A launch names the version that was built, and why it was built where a hypothesis does not hold."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("launch") as batch:
        batch.add_column(sa.Column("built_version_id", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("built_reasons", sa.JSON(), server_default="{}", nullable=False)
        )
        batch.add_column(
            sa.Column("untested_reason", sa.String(), server_default="", nullable=False)
        )
        batch.create_index("ix_launch_built_version_id", ["built_version_id"])
        batch.create_foreign_key(
            "fk_launch_built_version_id_prototype_version",
            "prototype_version",
            ["built_version_id"],
            ["id"],
        )
    with op.batch_alter_table("launch") as batch:
        batch.alter_column("built_reasons", server_default=None)
        batch.alter_column("untested_reason", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("launch") as batch:
        batch.drop_constraint("fk_launch_built_version_id_prototype_version", type_="foreignkey")
        batch.drop_index("ix_launch_built_version_id")
        for name in ("untested_reason", "built_reasons", "built_version_id"):
            batch.drop_column(name)
