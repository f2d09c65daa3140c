"""What a launch, a return or an import proposes for a charter is kept, with how it was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "charter_proposal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "service_id", sa.Integer, sa.ForeignKey("service.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("redesign_id", sa.Integer, sa.ForeignKey("redesign.id")),
        sa.Column("cause", sa.String(10), nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.Column("declared_url", sa.String(1000), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("answered_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("answered_on", sa.Date),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer, sa.ForeignKey("person.id")),
    )
    for name in ("service_id", "redesign_id", "answered_by_id", "created_by_id"):
        op.create_index(f"ix_charter_proposal_{name}", "charter_proposal", [name])


def downgrade() -> None:
    op.drop_table("charter_proposal")
