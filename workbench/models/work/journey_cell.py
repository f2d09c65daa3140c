"""A cell of a journey: what one lane says of one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Versioned
from workbench.models.log.journaled import Journaled

if TYPE_CHECKING:
    from workbench.models.work.evidence import Evidence
    from workbench.models.work.journey_step import JourneyStep


class JourneyCell(Versioned, Journaled, db.Model):
    """One lane of one step; text without evidence is a guess until somebody shows otherwise."""

    __tablename__ = "journey_cell"
    __table_args__ = (UniqueConstraint("step_id", "lane"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[str] = mapped_column(
        ForeignKey("journey_step.id", ondelete="CASCADE"), index=True
    )
    lane: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(default="")
    evidence_id: Mapped[str | None] = mapped_column(ForeignKey("evidence.id"))

    step: Mapped[JourneyStep] = relationship(back_populates="cells")
    evidence: Mapped[Evidence | None] = relationship()

    @property
    def is_guess(self) -> bool:
        return self.evidence_id is None and self.evidence is None
