"""Each sign-in is a row: ending it ends it everywhere. Everybody signs in once more."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_shared_computer", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_sign_in_person_id_person"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sign_in"),
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"])
    op.create_index("ix_sign_in_ends_at", "sign_in", ["ends_at"])
    op.create_table(
        "known_network",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_known_network_person_id_person"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_known_network"),
    )
    op.create_index("ix_known_network_person_id", "known_network", ["person_id"])
    op.create_index("ix_known_network_seen_at", "known_network", ["seen_at"])
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_column("session_epoch")
    # The code by which somebody was in who was sent out: it opens nothing to them any more, a new one does.
    with op.batch_alter_table("guest") as batch_op:
        batch_op.add_column(sa.Column("removed_code", sa.String(12), nullable=True))
    code = "SELECT workshop.code FROM workshop WHERE workshop.id = guest.workshop_id"
    op.execute(f"UPDATE guest SET removed_code = ({code}) WHERE removed_at IS NOT NULL")  # noqa: S608


def downgrade() -> None:
    with op.batch_alter_table("guest") as batch_op:
        batch_op.drop_column("removed_code")
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(
            sa.Column("session_epoch", sa.Integer(), server_default="1", nullable=False)
        )
    with op.batch_alter_table("person") as batch_op:
        batch_op.alter_column("session_epoch", server_default=None)
    op.drop_table("known_network")
    op.drop_index("ix_sign_in_ends_at", "sign_in")
    op.drop_index("ix_sign_in_person_id", "sign_in")
    op.drop_table("sign_in")
