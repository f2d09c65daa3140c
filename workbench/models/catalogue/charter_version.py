"""A service's charter from a day to a day: what it declared, its steps and its levels, one version after another."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored
from workbench.models.catalogue import levels
from workbench.models.catalogue.step_facts import StepFacts
from workbench.models.log.journaled import Journaled
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.chartered import Chartered
    from workbench.models.catalogue.city import City
    from workbench.models.catalogue.service import Service
    from workbench.models.redesign.redesign import Redesign

CAUSES = {
    "import": N_("imported from its source"),
    "hand": N_("written by hand"),
    "launch": N_("launch of a redesign"),
    "return": N_("return to an earlier charter"),
    "upgrade": N_("the charter when charters began to be dated"),
}


class CharterVersion(Authored, Journaled, db.Model):
    """One link of a service's chain, which has neither gap nor overlap.

    The last one is open: its steps are the service's own, and its figures repeat the service's, so that a
    catalogue of any day is counted in one statement. A closed one holds its steps and never changes.
    """

    __tablename__ = "charter_version"
    __table_args__ = (
        UniqueConstraint("service_id", "valid_from"),
        Index(
            "ix_charter_version_figures",
            *("city_id", "grades", "contradiction", "valid_from", "valid_to"),
        ),
        Index("ix_charter_version_city_day", "city_id", "valid_from"),
    )

    derived = ("grades", "contradiction", "step_count")

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"))
    valid_from: Mapped[date] = mapped_column(Date)
    # The last day; none while it is open.
    valid_to: Mapped[date | None]
    cause: Mapped[str] = mapped_column(String(10), info={"words": CAUSES})
    redesign_id: Mapped[int | None] = mapped_column(ForeignKey("redesign.id"), index=True)
    steps: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    step_count: Mapped[int] = mapped_column(default=0)
    declared_digital: Mapped[bool | None]
    declared_url: Mapped[str] = mapped_column(String(1000), default="")
    # The level under each scheme, with the scheme's version: see `levels.graded`.
    grades: Mapped[str] = mapped_column(String(200), default="")
    contradiction: Mapped[str] = mapped_column(String(20), default="")

    city: Mapped[City] = relationship()
    service: Mapped[Service] = relationship(back_populates="charters")
    redesign: Mapped[Redesign | None] = relationship()

    @classmethod
    def in_force(cls, day: date) -> Any:
        """Return the condition that a version is in force on a day."""
        is_open = or_(cls.valid_to.is_(None), cls.valid_to >= day)
        return (cls.valid_from <= day) & is_open

    def judged_at(self) -> tuple[str, int] | None:
        return self.service.judged_at() if self.service else None

    @property
    def is_open(self) -> bool:
        return self.valid_to is None

    @property
    def levels(self) -> dict[str, str]:
        return levels.levels_in(self.grades)

    @property
    def steps_then(self) -> list[StepFacts]:
        """Its steps: those that it froze, or the service's own while it is open."""
        if self.steps is None:
            return [StepFacts.of(step) for step in self.service.steps]
        return [StepFacts.thaw(step) for step in self.steps]

    def repeat(self, service: Chartered) -> None:
        """Take over what the service says of itself now."""
        self.step_count = service.step_count
        self.declared_digital, self.declared_url = service.declared_digital, service.declared_url
        self.grades, self.contradiction = levels.graded(service.levels), service.contradiction

    def close(self, last_day: date) -> None:
        """End the version on a day, with its steps as they are now."""
        self.steps = [step.freeze() for step in self.steps_then]
        self.valid_to = last_day

    # what undo asks

    def built_upon(self) -> list[Any]:
        """Return the declarations that rest on it: a launch's charter stays once it is digitized."""
        if self.redesign is None or self.cause != "launch":
            return []
        return [each for each in self.redesign.status_changes if each.status == "digitized"]

    def delete(self) -> None:
        self.service.charters.remove(self)

    def after_undo(self) -> None:
        self.service.restore_charter()
