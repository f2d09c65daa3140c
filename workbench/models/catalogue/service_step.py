"""A step of a service: one moment in which the person must act or receive something."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Ordered, Scope, Versioned
from workbench.models.catalogue import levels
from workbench.models.log.journaled import Journaled

if TYPE_CHECKING:
    from workbench.models.catalogue.service import Service
    from workbench.models.people.person import Person


class ServiceStep(Ordered, Versioned, Journaled, db.Model):
    """One moment in which the person must act or receive information, with its facts."""

    __tablename__ = "service_step"
    resource = "service_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(1000))
    description: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(String(20), default="")
    channels: Mapped[list[str]] = mapped_column(JSON, default=list, info={"words": levels.CHANNELS})
    in_person_by_law: Mapped[bool] = mapped_column(default=False)
    legal_ground: Mapped[str] = mapped_column(String(300), default="")
    minutes: Mapped[int | None]
    cost: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    documents: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    documents_count: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(200), default="")
    system: Mapped[str] = mapped_column(String(200), default="")
    # who does not use the internet: the way that stays open for them on this step
    alternative: Mapped[str] = mapped_column(String(300), default="", server_default="")
    source_id: Mapped[str | None] = mapped_column(String(100))
    source_values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    service: Mapped[Service] = relationship(back_populates="steps")

    def judged_at(self) -> tuple[str, int] | None:
        return self.service.judged_at() if self.service else None

    def siblings(self) -> list[Any]:
        return list(self.service.steps)

    def delete(self) -> None:
        service = self.service  # which the step loses with its place in the list
        service.steps.remove(self)
        service.restore_charter()

    def after_undo(self) -> None:
        self.service.restore_charter()

    @property
    def scope(self) -> Scope:
        return self.service.scope

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        self.service.edit_step(self, values, by=by)

    @property
    def documents_asked(self) -> str:
        """The documents that the person must bring, one on each line."""
        return "\n".join(one["name"] for one in self.documents if not one.get("held"))

    @property
    def documents_held(self) -> str:
        """The documents that are asked for although the State has them already, one on each line."""
        return "\n".join(one["name"] for one in self.documents if one.get("held"))
