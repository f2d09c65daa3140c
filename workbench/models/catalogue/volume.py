"""How often a service is asked for, as somebody stated it of a year and a channel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.log.journaled import Journaled

if TYPE_CHECKING:
    from workbench.models.catalogue.service import Service


class Volume(Journaled, db.Model):
    """Requests for a service through one channel; without a year they are shown but never multiplied."""

    __tablename__ = "volume"
    __table_args__ = (UniqueConstraint("service_id", "year", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    year: Mapped[int | None]
    channel: Mapped[str] = mapped_column(String(60), default="")
    requests: Mapped[int]
    source: Mapped[str] = mapped_column(String(300), default="")

    service: Mapped[Service] = relationship(back_populates="volumes")

    def judged_at(self) -> tuple[str, int] | None:
        return self.service.judged_at() if self.service else None

    def delete(self) -> None:
        self.service.volumes.remove(self)
        self.service.restore_charter()

    def after_undo(self) -> None:
        self.service.restore_charter()


class Requests(Protocol):
    """What a yearly total asks of a volume, stored or not yet."""

    @property
    def year(self) -> int | None: ...

    @property
    def requests(self) -> int: ...


def yearly_total(volumes: Sequence[Requests]) -> int | None:
    """Return the requests of the latest stated year over all channels, or None when no year is stated."""
    latest = max((volume.year for volume in volumes if volume.year is not None), default=None)
    of_latest = (volume.requests for volume in volumes if volume.year == latest)
    return None if latest is None else sum(of_latest)
