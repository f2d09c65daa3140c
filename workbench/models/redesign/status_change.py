"""A dated status change: what a redesign was from a day on, what was frozen with it, and what it was declared without."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, Moment, now
from workbench.models.redesign.status import STATUSES

# The stage of what only thresholds below the usual ones let pass.
LOWERED = "lowered"

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign


class StatusChange(Authored, db.Model):
    """From this day on the redesign had this status; the measurement is frozen with it."""

    __tablename__ = "status_change"
    __table_args__ = (Index("ix_status_change_redesign_day", "redesign_id", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    redesign_id: Mapped[int] = mapped_column(ForeignKey("redesign.id"))
    status: Mapped[str] = mapped_column(String(30))
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=now)
    reason: Mapped[str] = mapped_column(default="")
    measurement: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # The scheme of levels with its version, the thresholds, and who verified, as they were on that day.
    terms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    # The rules that it was declared without: {"rule", "stage", "reason", "on", "lasts"}. One that lasts
    # belongs to the version that was built, and is never made good; "again_on" is the day on which what
    # was made good was lacking once more.
    lacks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    made_good_on: Mapped[date | None]
    # Declared before statuses asked for the rules of their stations.
    is_earlier: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Of a status that followed from the work: the operation that recorded it, and the one that met its rules.
    operation: Mapped[str | None] = mapped_column(String(40), index=True)
    followed: Mapped[str | None] = mapped_column(String(40), index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    redesign: Mapped[Redesign] = relationship(back_populates="status_changes")
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id])

    @property
    def title(self) -> str:
        return STATUSES[self.status].title

    @property
    def is_recorded(self) -> bool:
        """Whether it followed from the work, and nobody declared it."""
        return self.operation is not None

    @property
    def marked_without(self) -> list[str]:
        """The stages whose rules it was declared without, whether they were met later or not."""
        earlier = ["earlier"] if self.is_earlier else []
        return list(dict.fromkeys(each["stage"] for each in self.lacks)) + earlier

    def lacks_on(self, day: date, *, lasting: bool = True) -> list[dict[str, Any]]:
        """Return what it is without on a day: all of it before the rest was made good, then what lasts."""
        found = lacking_on(self.lacks, self.made_good_on, day)
        return [each for each in found if lasting or not each.get("lasts")]


def lacking_on(
    lacks: list[dict[str, Any]], made_good_on: date | None, day: date
) -> list[dict[str, Any]]:
    """Return what a status was without on a day, from what its row holds."""
    is_mended = made_good_on is not None and made_good_on <= day
    again = {each["again_on"] for each in lacks if "again_on" in each}
    if again and max(again) <= day.isoformat():
        is_mended = False
    return [each for each in lacks if each.get("lasts") or not is_mended]
