"""Amounts that were typed before they were read as people here write them, noted once for somebody to look at."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TYPED = (
    ("city_parameters", "hourly_income"),
    ("city_parameters", "hourly_office_cost"),
    ("claim", "figure"),
    ("claim", "figure_to"),
    ("journey_step", "waiting_days"),
    ("journey_step", "citizen_cost"),
    ("journey_step", "office_cost"),
    ("problem", "citizen_hours"),
    ("problem", "citizen_money"),
    ("service_step", "cost"),
)


def upgrade() -> None:
    op.create_table(
        "doubtful_amount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("amount", sa.Numeric(16, 2), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name="fk_doubtful_amount_settled_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_doubtful_amount"),
    )
    for table, column in TYPED:
        # "12.000" has one to three digits before its point: below 1, and from 1000 on, nothing was misread.
        op.execute(
            "INSERT INTO doubtful_amount (subject_kind, subject_id, name, amount, noted_at)"  # noqa: S608
            f" SELECT '{table}', CAST(id AS VARCHAR(16)), '{column}', {column}, CURRENT_TIMESTAMP"
            f" FROM {table} WHERE {column} >= 1 AND {column} < 1000"
        )


def downgrade() -> None:
    op.drop_table("doubtful_amount")
