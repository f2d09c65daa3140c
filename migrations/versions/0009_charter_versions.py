"""Each service has a chain of dated charters; what is in the catalogue already begins it with one version."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

REPLACED = "fk_service_replaced_by_id_service"
SCHEMES = {"chile": "2019", "portaria548": "2022"}
COPIED = ("id", "step_count", "declared_digital", "declared_url", "contradiction")
AT_ONCE = 5000

moment = sa.DateTime(timezone=True)
city = sa.table("city", *map(sa.column, ("id", "time_zone", "workspace_id")))
event = sa.table(
    "event",
    *map(sa.column, ("workspace_id", "action", "subject_kind", "subject_id")),
    sa.column("facts", sa.JSON),
    sa.column("at", moment),
)
service = sa.table(
    "service",
    *map(sa.column, (*COPIED, "city_id", "source", "created_by_id")),
    sa.column("levels", sa.JSON),
    sa.column("created_at", moment),
)
version = sa.table(
    "charter_version",
    *map(sa.column, (*COPIED[1:], "city_id", "service_id", "cause", "grades", "created_by_id")),
    sa.column("valid_from", sa.Date),
    sa.column("created_at", moment),
)


def upgrade() -> None:
    # Not in batches: that would write the tables anew without the triggers of the search.
    op.add_column("service", sa.Column("ended_as", sa.String(12), server_default="", nullable=False))
    # In these words, both databases add the column with its reference at once.
    op.execute(f"ALTER TABLE service ADD COLUMN replaced_by_id INTEGER CONSTRAINT {REPLACED} REFERENCES service (id)")
    op.create_index("ix_service_replaced_by_id", "service", ["replaced_by_id"])
    op.create_index("ix_service_requests", "service", ["city_id", "ended_as", "yearly_requests"])
    op.add_column(
        "service_step", sa.Column("alternative", sa.String(300), server_default="", nullable=False)
    )
    op.create_table(
        "charter_version",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("city_id", sa.Integer, sa.ForeignKey("city.id"), nullable=False),
        sa.Column(
            "service_id", sa.Integer, sa.ForeignKey("service.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("cause", sa.String(10), nullable=False),
        sa.Column("redesign_id", sa.Integer, sa.ForeignKey("redesign.id")),
        sa.Column("steps", sa.JSON),
        sa.Column("step_count", sa.Integer, nullable=False),
        sa.Column("declared_digital", sa.Boolean),
        sa.Column("declared_url", sa.String(1000), nullable=False),
        sa.Column("grades", sa.String(200), nullable=False),
        sa.Column("contradiction", sa.String(20), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.UniqueConstraint("service_id", "valid_from"),
    )
    figures = ["city_id", "grades", "contradiction", "valid_from", "valid_to"]
    op.create_index("ix_charter_version_figures", "charter_version", figures)
    op.create_index("ix_charter_version_city_day", "charter_version", ["city_id", "valid_from"])
    for name in ("redesign_id", "created_by_id"):
        op.create_index(f"ix_charter_version_{name}", "charter_version", [name])
    bind = op.get_bind()
    for place in bind.execute(sa.select(city)).all():
        for rows in first_versions(bind, place):
            bind.execute(version.insert(), rows)


def first_versions(bind: Any, place: Any) -> Iterator[list[dict[str, Any]]]:
    """Yield the first version of each service of a city, known from the day of its first event."""
    log = bind.execute(
        sa.select(event.c.action, event.c.subject_id, event.c.facts, event.c.at)
        .where(event.c.workspace_id == place.workspace_id)
        .where(event.c.action.in_(("city.founded", "service.added", "catalogue.imported")))
        .order_by(event.c.at)
    ).all()
    added = {told.subject_id: told.at for told in log if told.action == "service.added"}
    imports = [told for told in log if told.action == "catalogue.imported"]
    founded = min((told.at for told in log), default=None)
    found = bind.execute(sa.select(service).where(service.c.city_id == place.id)).all()
    for start in range(0, len(found), AT_ONCE):
        yield [
            first_version(row, place, added.get(str(row.id)) or imported(row, imports) or founded)
            for row in found[start : start + AT_ONCE]
        ]


def imported(row: Any, imports: list[Any]) -> datetime | None:
    """Return when the import was told that brought a service: the first of its source after it was written."""
    of_source = [told.at for told in imports if facts_of(told).get("source") == row.source]
    return next((at for at in of_source if at >= row.created_at), (of_source or [None])[0])


def facts_of(told: Any) -> dict[str, Any]:
    return json.loads(told.facts) if isinstance(told.facts, str) else told.facts or {}


def first_version(row: Any, place: Any, known: datetime | None) -> dict[str, Any]:
    levels = row.levels or {}
    marks = (f"{slug}={levels.get(slug, '')}@{edition}" for slug, edition in SCHEMES.items())
    return {name: getattr(row, name) for name in COPIED[1:]} | {
        "city_id": place.id,
        "service_id": row.id,
        "valid_from": day_of(known or row.created_at, place.time_zone),
        "cause": "upgrade",
        "grades": f";{';'.join(marks)};",
        "created_by_id": row.created_by_id,
        "created_at": row.created_at,
    }


def day_of(at: datetime, zone: str) -> date:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone)).date()


def downgrade() -> None:
    op.drop_table("charter_version")
    op.drop_column("service_step", "alternative")
    for name in ("ix_service_requests", "ix_service_replaced_by_id"):
        op.drop_index(name, "service")
    op.drop_column("service", "replaced_by_id")
    op.drop_column("service", "ended_as")
