"""A note may have a picture: a part of it, named by the hash of its file."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TEXTS = {"media_type": 100, "sha256": 64, "alternative_text": None}


def upgrade() -> None:
    with op.batch_alter_table("note") as batch:
        for name, length in TEXTS.items():
            batch.add_column(
                sa.Column(name, sa.String(length), server_default="", nullable=False)
            )
        batch.add_column(sa.Column("size", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("note") as batch:
        for name in (*TEXTS, "size"):
            batch.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("note") as batch:
        for name in ("size", *reversed(TEXTS)):
            batch.drop_column(name)
