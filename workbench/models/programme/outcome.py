"""An outcome: what a programme changed besides its services, of which kind, and what shows it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Ordered, Scope, Versioned
from workbench.models.log.journaled import Journaled
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.programme.programme import Programme

KINDS = {
    "organisational": N_("Organisational: how the city hall works"),
    "capacity": N_("Capacity: what people can do now"),
    "legal": N_("Legal: a rule that changed"),
    "qualitative": N_("Qualitative: how something is felt or said"),
}


class Outcome(Versioned, Ordered, Journaled, db.Model):
    """One outcome; it is told apart from the services, and never counted with them."""

    __tablename__ = "outcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(20), info={"words": KINDS})
    text: Mapped[str]
    seen_on: Mapped[date | None]
    # What shows it: a document, a count, who said it.
    evidence: Mapped[str] = mapped_column(default="")

    programme: Mapped[Programme] = relationship(back_populates="outcomes")

    def siblings(self) -> list[Any]:
        return list(self.programme.outcomes)

    @property
    def scope(self) -> Scope:
        return self.programme.scope

    @property
    def heading(self) -> str:
        return self.text if len(self.text) <= 80 else self.text[:79].rstrip() + "…"

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        if self.assign(values):
            self.programme.log("outcome_edited", by=by, title=self.heading)
