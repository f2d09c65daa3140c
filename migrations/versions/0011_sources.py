"""Stated figures are about any subject, may be days, and name the record of their source."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WITHIN = "SELECT programme.city_id FROM programme WHERE programme.id = claim.programme_id"
# Earlier releases compare figures of a programme with these alone.
MEASURES = (
    "('services_digitized', 'services_in_development', 'services_total', 'enrolments', 'people',"
    " 'organisations', 'hours_saved')"
)


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(1000), nullable=False),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("accessed_on", sa.Date(), nullable=True),
        sa.Column("interviewee", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name="fk_source_city_id_city"),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name="fk_source_created_by_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
    )
    op.create_index("ix_source_city_id", "source", ["city_id"])
    op.create_index("ix_source_created_by_id", "source", ["created_by_id"])
    with op.batch_alter_table("claim") as batch_op:
        for column in (
            sa.Column("city_id", sa.Integer(), nullable=True),
            sa.Column("subject_kind", sa.String(20), server_default="programme", nullable=False),
            sa.Column("subject_id", sa.String(16), server_default="", nullable=False),
            sa.Column("figure_day", sa.Date(), nullable=True),
            sa.Column("figure_day_to", sa.Date(), nullable=True),
            sa.Column("period_from", sa.Date(), nullable=True),
            sa.Column("period_to", sa.Date(), nullable=True),
            sa.Column("breakdown", sa.JSON(), server_default="{}", nullable=False),
            sa.Column("source_id", sa.Integer(), nullable=True),
        ):
            batch_op.add_column(column)
    op.execute(f"UPDATE claim SET city_id = ({WITHIN}), subject_id = CAST(programme_id AS VARCHAR(16))")  # noqa: S608
    # Equal words at one address within a programme are one source, kept by whoever wrote them first.
    op.execute(
        "INSERT INTO source (city_id, kind, title, url, number, interviewee, version, created_at, created_by_id)"
        " SELECT city_id, '', source, source_url, '', '', 1, created_at, created_by_id FROM claim"
        " WHERE id IN (SELECT MIN(id) FROM claim WHERE source <> '' OR source_url <> ''"
        " GROUP BY programme_id, source, source_url)"
    )
    op.execute(
        "UPDATE claim SET source_id = (SELECT MIN(source.id) FROM source WHERE source.city_id = claim.city_id"
        " AND source.title = claim.source AND source.url = claim.source_url)"
        " WHERE source <> '' OR source_url <> ''"
    )
    with op.batch_alter_table("claim") as batch_op:
        batch_op.alter_column("city_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("programme_id", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("figure", existing_type=sa.Numeric(16, 2), nullable=True)
        for name, kind in (("subject_kind", sa.String(20)), ("subject_id", sa.String(16))):
            batch_op.alter_column(name, existing_type=kind, server_default=None)
        batch_op.drop_column("source")
        batch_op.drop_column("source_url")
        batch_op.create_index("ix_claim_city_id", ["city_id"])
        batch_op.create_index("ix_claim_source_id", ["source_id"])
        batch_op.create_index("ix_claim_subject", ["subject_kind", "subject_id"])
        batch_op.create_foreign_key("fk_claim_city_id_city", "city", ["city_id"], ["id"])
        batch_op.create_foreign_key("fk_claim_source_id_source", "source", ["source_id"], ["id"])


def downgrade() -> None:
    keep_for_earlier_releases()
    with op.batch_alter_table("claim") as batch_op:
        batch_op.add_column(sa.Column("source", sa.String(), server_default="", nullable=False))
        # An address of a source may be longer than those of earlier releases: none is cut.
        batch_op.add_column(
            sa.Column("source_url", sa.String(1000), server_default="", nullable=False)
        )
    for name, column in (("source", "title"), ("source_url", "url")):
        op.execute(
            f"UPDATE claim SET {name} = (SELECT {column} FROM source WHERE source.id = claim.source_id)"  # noqa: S608
            " WHERE source_id IS NOT NULL"
        )
    with op.batch_alter_table("claim") as batch_op:
        for name in ("source", "source_url"):
            batch_op.alter_column(name, existing_type=sa.String(), server_default=None)
        for name in ("fk_claim_city_id_city", "fk_claim_source_id_source"):
            batch_op.drop_constraint(name, type_="foreignkey")
        for name in ("ix_claim_city_id", "ix_claim_source_id", "ix_claim_subject"):
            batch_op.drop_index(name)
        for name in (
            *("city_id", "subject_kind", "subject_id", "figure_day", "figure_day_to"),
            *("period_from", "period_to", "breakdown", "source_id"),
        ):
            batch_op.drop_column(name)
        batch_op.alter_column("programme_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("figure", existing_type=sa.Numeric(16, 2), nullable=False)
    op.drop_table("source")


def keep_for_earlier_releases() -> None:
    """Say what earlier releases have no place for in words that they have."""
    day = "SUBSTR(CAST(figure_day AS VARCHAR(10)), 1, 10)"
    op.execute(
        f"UPDATE claim SET figure = CAST(SUBSTR({day}, 1, 4) AS INTEGER), measure = '',"  # noqa: S608
        f" note = {day} || ' ' || note WHERE figure IS NULL"
    )
    op.execute(
        "UPDATE claim SET measure = '' WHERE subject_kind <> 'programme' OR measure NOT IN "  # noqa: S608
        + MEASURES
    )
    op.execute("UPDATE claim SET qualifier = '~' WHERE qualifier = 'almost'")
    # A figure of the city itself goes to its first programme; without one nothing can hold it.
    op.execute(
        "UPDATE claim SET programme_id = (SELECT MIN(programme.id) FROM programme"
        " WHERE programme.city_id = claim.city_id) WHERE programme_id IS NULL"
    )
    op.execute("DELETE FROM claim WHERE programme_id IS NULL")
