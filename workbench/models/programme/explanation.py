"""An explanation: why two records that do not agree both stay, in the words of whoever answers for them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, DomainError, Record, Scope
from workbench.models.catalogue.city import City
from workbench.models.log.journaled import Journaled
from workbench.models.programme.programme import Programme
from workbench.models.roles import ADMINISTRATORS, IN_PROGRAMME
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person


class Explanation(Authored, Journaled, Record):
    """What was said of one contradiction; it holds while both sides say what they said on that day."""

    __tablename__ = "explanation"
    __table_args__ = (UniqueConstraint("city_id", "programme_id", "kind", "subject"),)
    resource = "explanation"
    permissions = {
        "read": IN_PROGRAMME | ADMINISTRATORS,
        "write": frozenset({"lead", "facilitator"}) | ADMINISTRATORS,
    }
    events = {
        "given": N_("%(who)s explained a contradiction: “%(text)s”"),
        "withdrawn": N_("%(who)s took back the explanation “%(text)s”"),
        "undone": N_("%(who)s undid an explanation."),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    # The kind of contradiction, and the key that names its subject and what both sides said.
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(120))
    text: Mapped[str]
    explained_on: Mapped[date]

    city: Mapped[City] = relationship()
    programme: Mapped[Programme | None] = relationship()

    @classmethod
    def give(
        cls, place: Programme | City, kind: str, subject: str, text: str, *, by: Person
    ) -> Explanation:
        """Keep an explanation; raise DomainError without words, and for a contradiction that has one."""
        if not text.strip():
            raise DomainError(N_("Say why both may stand."))
        programme = place if isinstance(place, Programme) else None
        city = programme.city if programme else place
        asked = db.select(cls).filter_by(
            city_id=city.id,
            programme_id=programme.id if programme else None,
            kind=kind,
            subject=subject,
        )
        if db.session.scalar(asked):
            raise DomainError(N_("This is explained already."))
        explanation = cls(
            city=city,
            programme=programme,
            kind=kind,
            subject=subject,
            text=text.strip(),
            explained_on=city.today(),
            created_by_id=by.id,
        )
        db.session.add(explanation)
        db.session.flush()
        explanation.log("given", by=by, text=explanation.heading)
        return explanation

    def withdraw(self, *, by: Person) -> None:
        self.log("withdrawn", by=by, text=self.heading)
        db.session.delete(self)

    @property
    def heading(self) -> str:
        return self.text if len(self.text) <= 80 else self.text[:79].rstrip() + "…"

    @property
    def scope(self) -> Scope:
        return self.programme.scope if self.programme else self.city.scope

    @classmethod
    def write_permission(cls) -> str:
        return "explanation:write"

    def log_facts(self) -> dict[str, Any]:
        return {"text": self.heading}
