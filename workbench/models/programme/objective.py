"""An objective: what a programme set out to reach, the figure that measures it, its target and its day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Ordered, Scope, Versioned
from workbench.models.log.journaled import Journaled

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.programme.programme import Programme


class Objective(Versioned, Ordered, Journaled, db.Model):
    """One objective; without a target nobody can say whether it was reached."""

    __tablename__ = "objective"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    title: Mapped[str] = mapped_column(String(300))
    # The slug of the measure that tells the actual figure.
    indicator: Mapped[str] = mapped_column(String(40), default="services_digitized")
    target: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    unit: Mapped[str] = mapped_column(String(120), default="", server_default="")
    due_on: Mapped[date | None]

    programme: Mapped[Programme] = relationship(back_populates="objectives")

    def siblings(self) -> list[Any]:
        return list(self.programme.objectives)

    @property
    def scope(self) -> Scope:
        return self.programme.scope

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        if self.assign(values):
            self.programme.log("objective_edited", by=by, title=self.title)
