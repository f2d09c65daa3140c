"""Statuses keep their terms and what they were declared without, and can be withdrawn; a launch asks for its verifier."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CHOSEN = ("owner", "facilitator", "volume", "baseline_level", "charter")
STATIONS = ("problems", "as_is", "to_be", "prototype", "tests", "digitized")
rule_state = sa.table(
    "rule_state",
    *(sa.column(name) for name in ("redesign_id", "rule", "stage")),
    sa.column("ok", sa.Boolean),
)
redesign = sa.table("redesign", sa.column("id"), sa.column("full_stations", sa.JSON))
status_change = sa.table(
    "status_change",
    *(sa.column(name) for name in ("status", "withdrawn_at")),
    sa.column("is_earlier", sa.Boolean),
)


def upgrade() -> None:
    with op.batch_alter_table("status_change") as batch:
        batch.add_column(sa.Column("terms", sa.JSON(), server_default="{}", nullable=False))
        batch.add_column(sa.Column("lacks", sa.JSON(), server_default="[]", nullable=False))
        batch.add_column(sa.Column("made_good_on", sa.Date()))
        batch.add_column(
            sa.Column("is_earlier", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch.add_column(sa.Column("operation", sa.String(40)))
        batch.add_column(sa.Column("followed", sa.String(40)))
        batch.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("withdrawn_by_id", sa.Integer()))
        batch.create_foreign_key(
            "fk_status_change_withdrawn_by_id_person", "person", ["withdrawn_by_id"], ["id"]
        )
        batch.create_index("ix_status_change_operation", ["operation"])
        batch.create_index("ix_status_change_followed", ["followed"])
    with op.batch_alter_table("redesign") as batch:
        batch.add_column(sa.Column("full_stations", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("launch") as batch:
        batch.add_column(sa.Column("level_reason", sa.String(), server_default="", nullable=False))
        batch.add_column(sa.Column("verified_as", sa.JSON(), server_default="[]", nullable=False))
        batch.add_column(
            sa.Column("verified_doubts", sa.JSON(), server_default="[]", nullable=False)
        )
        batch.add_column(sa.Column("verifier_id", sa.Integer()))
        batch.add_column(sa.Column("verifier_asked_by_id", sa.Integer()))
        batch.add_column(sa.Column("verifier_asked_on", sa.Date()))
        for name in ("verifier_id", "verifier_asked_by_id"):
            batch.create_foreign_key(f"fk_launch_{name}_person", "person", [name], ["id"])
        batch.create_index("ix_launch_verifier_id", ["verifier_id"])
    # What was declared before is kept, and told as declared under the rules of its time.
    op.execute(
        status_change.update().where(status_change.c.status != "candidate").values(is_earlier=True)
    )
    op.execute(
        rule_state.update().where(rule_state.c.rule.in_(CHOSEN)).values(stage="chosen")
    )
    keep_full_stations()


def keep_full_stations() -> None:
    bind = op.get_bind()
    met: dict[int, dict[str, bool]] = {}
    wanted = sa.select(rule_state.c.redesign_id, rule_state.c.stage, rule_state.c.ok)
    for redesign_id, stage, ok in bind.execute(wanted):
        stages = met.setdefault(redesign_id, {})
        stages[stage] = stages.get(stage, True) and ok
    for redesign_id, stages in met.items():
        full = [stage for stage in STATIONS if stages.get(stage)]
        change = redesign.update().where(redesign.c.id == redesign_id)
        bind.execute(change.values(full_stations=full))


def downgrade() -> None:
    # Withdrawn statuses would count again.
    op.execute(status_change.delete().where(status_change.c.withdrawn_at.is_not(None)))
    op.execute(
        rule_state.update().where(rule_state.c.rule.in_(CHOSEN)).values(stage="problems")
    )
    with op.batch_alter_table("launch") as batch:
        batch.drop_index("ix_launch_verifier_id")
        for name in ("verifier_id", "verifier_asked_by_id"):
            batch.drop_constraint(f"fk_launch_{name}_person", type_="foreignkey")
        for name in ("verifier_asked_on", "verifier_asked_by_id", "verifier_id"):
            batch.drop_column(name)
        for name in ("verified_doubts", "verified_as", "level_reason"):
            batch.drop_column(name)
    with op.batch_alter_table("redesign") as batch:
        batch.drop_column("full_stations")
    with op.batch_alter_table("status_change") as batch:
        batch.drop_index("ix_status_change_followed")
        batch.drop_index("ix_status_change_operation")
        batch.drop_constraint("fk_status_change_withdrawn_by_id_person", type_="foreignkey")
        for name in ("withdrawn_by_id", "withdrawn_at", "followed", "operation", "is_earlier"):
            batch.drop_column(name)
        for name in ("made_good_on", "lacks", "terms"):
            batch.drop_column(name)
