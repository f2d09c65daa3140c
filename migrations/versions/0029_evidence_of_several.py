"""Evidence serves several problems and has pictures; causes say what they rest on; a problem merges into another."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "evidence_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.String(16), nullable=False),
        sa.Column("problem_id", sa.String(16), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name="fk_evidence_use_evidence_id_evidence"
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name="fk_evidence_use_problem_id_problem"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name="fk_evidence_use_created_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_use"),
        sa.UniqueConstraint(
            "evidence_id", "problem_id", name="uq_evidence_use_evidence_id_problem_id"
        ),
    )
    for name in ("problem_id", "created_by_id"):
        op.create_index(f"ix_evidence_use_{name}", "evidence_use", [name])
    with op.batch_alter_table("problem") as batch:
        batch.add_column(
            sa.Column("cause_grounds", sa.JSON(), server_default="[]", nullable=False)
        )
        batch.add_column(sa.Column("merged_into_id", sa.String(16), nullable=True))
        batch.create_foreign_key(
            "fk_problem_merged_into_id_problem", "problem", ["merged_into_id"], ["id"]
        )
        batch.create_index("ix_problem_merged_into_id", ["merged_into_id"])
    with op.batch_alter_table("attachment") as batch:
        batch.add_column(sa.Column("evidence_id", sa.String(16), nullable=True))
        batch.create_foreign_key(
            "fk_attachment_evidence_id_evidence", "evidence", ["evidence_id"], ["id"]
        )
        batch.create_index("ix_attachment_evidence_id", ["evidence_id"])


def downgrade() -> None:
    refuse_to_lose()
    write_for_each_problem()
    with op.batch_alter_table("attachment") as batch:
        batch.drop_index("ix_attachment_evidence_id")
        batch.drop_constraint("fk_attachment_evidence_id_evidence", type_="foreignkey")
        batch.drop_column("evidence_id")
    with op.batch_alter_table("problem") as batch:
        batch.drop_index("ix_problem_merged_into_id")
        batch.drop_constraint("fk_problem_merged_into_id_problem", type_="foreignkey")
        batch.drop_column("merged_into_id")
        batch.drop_column("cause_grounds")
    op.drop_table("evidence_use")


def write_for_each_problem() -> None:
    """Earlier releases know evidence of one problem: each further one gets a piece of its own that says the same."""
    connection = op.get_bind()
    evidence = sa.Table("evidence", sa.MetaData(), autoload_with=connection)
    uses = sa.text("SELECT evidence_id, problem_id FROM evidence_use ORDER BY id")
    for evidence_id, problem_id in connection.execute(uses).all():
        told = connection.execute(sa.select(evidence).where(evidence.c.id == evidence_id)).mappings()
        own_id = "".join(secrets.choice(ALPHABET) for _ in range(16))
        values = {**told.one(), "id": own_id, "problem_id": problem_id}
        connection.execute(evidence.insert().values(values))


def refuse_to_lose() -> None:
    """Earlier releases know no picture of evidence: what people photographed is not deleted for them."""
    counted = sa.text("SELECT count(*) FROM attachment WHERE evidence_id IS NOT NULL")
    kept = op.get_bind().execute(counted).scalar_one()
    if kept:
        raise RuntimeError(
            f"Pictures and files of evidence: {kept}. Earlier releases know no such files."
            " Restore the backup of before the upgrade, or stay with this release."
        )
