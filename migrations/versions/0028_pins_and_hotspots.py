"""Pictures carry pins, and screens carry areas that lead to other screens."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLES = ("pin", "hotspot")


def upgrade() -> None:
    op.create_table(
        "pin",
        *marks(),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("is_resolved", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "hotspot",
        *marks(),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("target_id", sa.String(16), sa.ForeignKey("attachment.id")),
    )
    for table in TABLES:
        for name in ("attachment_id", "created_by_id", "redesign_id"):
            op.create_index(f"ix_{table}_{name}", table, [name])
    op.create_index("ix_hotspot_target_id", "hotspot", ["target_id"])


def marks() -> list[sa.Column[object]]:
    """Return the columns that both have: what they are, and where on which picture."""
    return [
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), sa.ForeignKey("person.id")),
        sa.Column("discarded_at", sa.DateTime(timezone=True)),
        sa.Column("redesign_id", sa.Integer(), sa.ForeignKey("redesign.id"), nullable=False),
        sa.Column("attachment_id", sa.String(16), sa.ForeignKey("attachment.id"), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
    ]


def downgrade() -> None:
    refuse_to_lose()
    for table in reversed(TABLES):
        op.drop_table(table)


def refuse_to_lose() -> None:
    """Earlier releases know no pins: what people wrote there is not deleted for them."""
    kept = sum(op.get_bind().scalar(sa.text(f"SELECT count(*) FROM {each}")) for each in TABLES)  # noqa: S608
    if kept:
        raise RuntimeError(
            f"Pins and clickable areas on pictures: {kept}. Earlier releases know no such marks."
            " Restore the backup of before the upgrade, or stay with this release."
        )
