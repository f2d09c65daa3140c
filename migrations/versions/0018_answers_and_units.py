"""A finding names the version that answers it, a problem what showed that it is solved, evidence its unit."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("finding") as batch:
        batch.add_column(sa.Column("answered_by_id", sa.Integer(), nullable=True))
        batch.create_index("ix_finding_answered_by_id", ["answered_by_id"])
        batch.create_foreign_key(
            "fk_finding_answered_by_id_prototype_version",
            "prototype_version",
            ["answered_by_id"],
            ["id"],
        )
    for table, name, length in (("problem", "solved_by", 40), ("evidence", "unit", 20)):
        with op.batch_alter_table(table) as batch:
            batch.add_column(
                sa.Column(name, sa.String(length), server_default="", nullable=False)
            )
        with op.batch_alter_table(table) as batch:
            batch.alter_column(name, server_default=None)


def downgrade() -> None:
    for table, name in (("evidence", "unit"), ("problem", "solved_by")):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(name)
    with op.batch_alter_table("finding") as batch:
        batch.drop_constraint("fk_finding_answered_by_id_prototype_version", type_="foreignkey")
        batch.drop_index("ix_finding_answered_by_id")
        batch.drop_column("answered_by_id")
