"""Services keep what puts them in the order of the alphabet, so that a long catalogue is read from an index."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
ACCENTS = dict.fromkeys(range(0x300, 0x370))
service = sa.table(
    "service", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("sort_key", sa.String)
)


def upgrade() -> None:
    # Not in a batch: that would write the table anew without the triggers of the search.
    op.add_column("service", sa.Column("sort_key", KEY, server_default="", nullable=False))
    bind = op.get_bind()
    rows = bind.execute(sa.select(service.c.id, service.c.name)).all()
    if rows:
        change = service.update().where(service.c.id == sa.bindparam("row"))
        keys = [{"row": row_id, "key": sort_key(name)} for row_id, name in rows]
        bind.execute(change.values(sort_key=sa.bindparam("key")), keys)
    op.drop_index("ix_service_city_name", "service")
    op.create_index("ix_service_sort_key", "service", ["city_id", "sort_key"])


def sort_key(name: str) -> str:
    """Return the name without capitals, accents and outer points; ñ is a letter after n."""
    text = unicodedata.normalize("NFC", name).casefold().replace("ñ", "n~")
    plain = unicodedata.normalize("NFKD", text).translate(ACCENTS)
    return " ".join(plain.casefold().split()).strip(" .")[:200]


def downgrade() -> None:
    op.drop_index("ix_service_sort_key", "service")
    op.create_index("ix_service_city_name", "service", ["city_id", "name"])
    op.drop_column("service", "sort_key")
