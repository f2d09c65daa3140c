"""What a redesign would save by its two maps, kept from day to day until a status freezes it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from workbench.extensions import db
from workbench.models.progress.measurement import Measurement
from workbench.models.progress.redesign_work import RedesignWork

# Before a launch nothing is measured, and afterwards nothing is promised.
FORESEEN = ("analog", "in_redesign", "in_development")


class Forecast(db.Model):
    """From this day on both maps, today's parameters and volumes promised this; empty when they no longer did."""

    __tablename__ = "forecast"

    redesign_id: Mapped[int] = mapped_column(ForeignKey("redesign.id"), primary_key=True)
    stated_on: Mapped[date] = mapped_column(primary_key=True)
    measurement: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @classmethod
    def latest(cls, redesign_id: Any, day: date, *columns: Any) -> Any:
        """Return the SELECT of what was promised last by a day."""
        known = (cls.redesign_id == redesign_id, cls.stated_on <= day)
        return select(*(columns or (cls,))).where(*known).order_by(cls.stated_on.desc()).limit(1)


def keep_forecast(read: RedesignWork, day: date) -> None:
    """Keep what the maps promise from a day on, where that is new and no status has frozen it."""
    redesign = read.redesign
    if redesign.is_of_programme or redesign.group not in FORESEEN:
        return
    if Measurement.thaw(redesign.measurement).promises:
        return
    last = db.session.scalar(Forecast.latest(redesign.id, day))
    has_both = bool(read.steps("as_is") and read.steps("to_be"))
    if not has_both and last is None:
        return
    taken = Measurement.take(read, day)
    promised = taken.as_dict() if has_both and taken.is_computable else {}
    if promised != (last.measurement if last else {}):
        row = Forecast(redesign_id=redesign.id, stated_on=day, measurement=promised)
        db.session.merge(row)
