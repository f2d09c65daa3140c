"""A workspace is a place: its kind, its record, the place above, and the path from the city down."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# In PostgreSQL, too, a path is compared sign by sign.
PATH = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
IDS = ("city_id", "programme_id", "redesign_id", "workshop_id")


def upgrade() -> None:
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.add_column(sa.Column("place_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("path", PATH, server_default="", nullable=False))

    city = "'city.' || city_id || '/'"
    programme = f"{city} || 'programme.' || programme_id || '/'"
    place("city", city, "NULL")
    place("programme", programme, "SELECT city.workspace_id FROM city WHERE city.id = workspace.city_id")
    above = (
        "SELECT programme.workspace_id FROM programme WHERE programme.id = workspace.programme_id"
    )
    for kind in ("redesign", "workshop"):
        place(kind, f"{programme} || '{kind}.' || {kind}_id || '/'", above)

    with op.batch_alter_table("workspace") as batch_op:
        for name in IDS:
            batch_op.drop_index(f"ix_workspace_{name}")
            batch_op.drop_column(name)
        batch_op.create_index("ix_workspace_parent_id", ["parent_id"])
        batch_op.create_index("ix_workspace_path", ["path"])
        batch_op.create_unique_constraint("uq_workspace_kind_place_id", ["kind", "place_id"])
        batch_op.create_foreign_key(
            "fk_workspace_parent_id_workspace", "workspace", ["parent_id"], ["id"]
        )


def place(kind: str, path: str, parent: str) -> None:
    """Say of the workspaces of a kind what their four ids said."""
    op.execute(
        f"UPDATE workspace SET place_id = {kind}_id, path = {path}, parent_id = ({parent})"  # noqa: S608
        f" WHERE kind = '{kind}' AND {kind}_id IS NOT NULL"
    )


def downgrade() -> None:
    with op.batch_alter_table("workspace") as batch_op:
        for name in IDS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))

    for kind in ("city", "programme", "redesign", "workshop"):
        op.execute(f"UPDATE workspace SET {kind}_id = place_id WHERE kind = '{kind}'")  # noqa: S608
    # The city is passed down to the programmes first, then from them.
    for kinds, names in (
        ("'programme'", ("city_id",)),
        ("'redesign', 'workshop'", ("city_id", "programme_id")),
    ):
        for name in names:
            op.execute(
                f"UPDATE workspace SET {name} = (SELECT above.{name} FROM workspace AS above"  # noqa: S608
                f" WHERE above.id = workspace.parent_id) WHERE kind IN ({kinds})"
            )

    with op.batch_alter_table("workspace") as batch_op:
        batch_op.drop_constraint("fk_workspace_parent_id_workspace", type_="foreignkey")
        batch_op.drop_constraint("uq_workspace_kind_place_id", type_="unique")
        batch_op.drop_index("ix_workspace_path")
        batch_op.drop_index("ix_workspace_parent_id")
        for name in ("path", "parent_id", "place_id"):
            batch_op.drop_column(name)
        for name in IDS:
            batch_op.create_index(f"ix_workspace_{name}", [name])
