"""What is said of contradictions that both sides of which stay."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "explanation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("explained_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name="fk_explanation_city_id_city"),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name="fk_explanation_programme_id_programme"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name="fk_explanation_created_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_explanation"),
        sa.UniqueConstraint(
            *("city_id", "programme_id", "kind", "subject"),
            name="uq_explanation_city_id_programme_id_kind_subject",
        ),
    )
    op.create_index("ix_explanation_programme_id", "explanation", ["programme_id"])
    op.create_index("ix_explanation_created_by_id", "explanation", ["created_by_id"])


def downgrade() -> None:
    op.drop_table("explanation")
