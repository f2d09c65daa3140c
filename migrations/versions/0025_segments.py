"""Segments are records: texts that are equal but for capitals, accents and spaces name one; several maps of a kind."""

import re
import secrets
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ACCENTS = re.compile(
    "[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
# Where the words stand; what a test says of its participant names a segment only when other work does too.
WORDS = {"problem": "segment", "journey_map": "segment", "hypothesis": "for_whom", "test_session": "profile"}
NAMING = ("journey_map", "problem", "hypothesis")

moment = sa.DateTime(timezone=True)
tables = {
    name: sa.table(
        name,
        *map(sa.column, ("id", "redesign_id", words, "segment_id", "created_by_id")),
        sa.column("created_at", moment),
        sa.column("discarded_at", moment),
    )
    for name, words in WORDS.items()
}
segment = sa.table(
    "segment",
    *map(sa.column, ("id", "redesign_id", "name", "about", "version", "created_by_id")),
    sa.column("created_at", moment),
)


def upgrade() -> None:
    op.create_table(
        "segment",
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("redesign_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("discarded_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["redesign_id"], ["redesign.id"], name="fk_segment_redesign_id_redesign"),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name="fk_segment_created_by_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_segment"),
    )
    for name in ("redesign_id", "created_by_id"):
        op.create_index(f"ix_segment_{name}", "segment", [name])
    for name in WORDS:
        with op.batch_alter_table(name) as batch:
            batch.add_column(sa.Column("segment_id", sa.String(16), nullable=True))
            batch.create_foreign_key(f"fk_{name}_segment_id_segment", "segment", ["segment_id"], ["id"])
            batch.create_index(f"ix_{name}_segment_id", ["segment_id"])
            if WORDS[name] == "segment":
                batch.alter_column("segment", existing_type=sa.String(200), type_=sa.String(300))
    with op.batch_alter_table("test_session") as batch:
        batch.add_column(sa.Column("segment", sa.String(300), server_default="", nullable=False))
    with op.batch_alter_table("test_session") as batch:
        batch.alter_column("segment", existing_type=sa.String(300), server_default=None)
    with op.batch_alter_table("journey_map") as batch:
        batch.add_column(sa.Column("is_main", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch.drop_constraint("uq_journey_map_redesign_id_kind", type_="unique")
    with op.batch_alter_table("journey_map") as batch:
        batch.alter_column("is_main", existing_type=sa.Boolean(), server_default=None)
    _name_segments(op.get_bind())


def _name_segments(bind: sa.Connection) -> None:
    """Make a segment of what is said of one group of people, and link all that says it; no word is changed."""
    made: dict[tuple[int, str], str] = {}
    for name in NAMING:
        for row in _rows(bind, name):
            key = (row["redesign_id"], _alike(row[WORDS[name]]))
            if key[1] and row["discarded_at"] is None and key not in made:
                made[key] = _make(bind, row, row[WORDS[name]].strip())
    for name, table in tables.items():
        for row in _rows(bind, name):
            found = made.get((row["redesign_id"], _alike(row[WORDS[name]])))
            if found:
                bind.execute(table.update().where(table.c.id == row["id"]).values(segment_id=found))
    said = "UPDATE test_session SET segment = profile WHERE segment_id IS NOT NULL"
    bind.execute(sa.text(said))


def _rows(bind: sa.Connection, name: str) -> list[Any]:
    table = tables[name]
    return list(bind.execute(sa.select(table).order_by(table.c.created_at, table.c.id)).mappings())


def _alike(words: str | None) -> str:
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", (words or "").casefold()))
    return " ".join(bare.casefold().split())


def _make(bind: sa.Connection, row: Any, name: str) -> str:
    made = "".join(secrets.choice(ALPHABET) for _ in range(16))
    kept = {one: row[one] for one in ("redesign_id", "created_at", "created_by_id")}
    bind.execute(segment.insert().values(id=made, name=name, about="", version=1, **kept))
    return made


def downgrade() -> None:
    refuse_to_lose()
    with op.batch_alter_table("journey_map") as batch:
        batch.drop_column("is_main")
        batch.create_unique_constraint("uq_journey_map_redesign_id_kind", ["redesign_id", "kind"])
    # The words of problems and maps stay as long as they may have become: none is cut.
    for name in WORDS:
        with op.batch_alter_table(name) as batch:
            batch.drop_index(f"ix_{name}_segment_id")
            batch.drop_constraint(f"fk_{name}_segment_id_segment", type_="foreignkey")
            batch.drop_column("segment_id")
    with op.batch_alter_table("test_session") as batch:
        batch.drop_column("segment")
    op.drop_table("segment")


def refuse_to_lose() -> None:
    """Earlier releases know one map of a kind: what people drew on others is not deleted for them."""
    counted = "SELECT count(*) FROM journey_map GROUP BY redesign_id, kind HAVING count(*) > 1"
    kept = len(op.get_bind().execute(sa.text(counted)).all())
    if kept:
        raise RuntimeError(
            f"Redesigns with several journey maps of one kind: {kept}. Earlier releases know one."
            " Restore the backup of before the upgrade, or stay with this release."
        )
