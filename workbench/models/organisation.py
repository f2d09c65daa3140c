"""An organisation of a city or beside it: a secretariat, an agency, a partner, a funder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Record, Scope, Versioned
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.city import City
    from workbench.models.person import Person

KINDS = {
    "secretariat": N_("Secretariat"),
    "agency": N_("Agency"),
    "company": N_("City company"),
    "district": N_("District office"),
    "partner": N_("Partner organisation"),
    "funder": N_("Funder"),
    "other": N_("Other public body"),
}


class Organisation(Versioned, Record):
    """A body with a name people know, a kind, and the names it had before."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("city_id", "name"),)
    resource = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    short_name: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[str] = mapped_column(String(20), default="secretariat")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    former_names: Mapped[list[str]] = mapped_column(JSON, default=list)
    source_id: Mapped[str | None] = mapped_column(String(300), index=True)

    city: Mapped[City] = relationship()
    parent: Mapped[Organisation | None] = relationship(remote_side=[id])

    @classmethod
    def add(cls, city: City, *, name: str, by: Person | None, **values: object) -> Organisation:
        organisation = cls(city=city, name=name, **values)
        db.session.add(organisation)
        organisation.log("added", by=by, name=name)
        return organisation

    def edit(self, values: dict[str, object], *, by: Person) -> None:
        """Change the organisation; a name it loses is kept among its former names."""
        former = self.name
        if self.assign(values):
            if former != self.name:
                self.former_names = [*self.former_names, former]
            self.log("edited", by=by, name=self.name)

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @property
    def scope(self) -> Scope:
        return Scope(city_id=self.city_id, workspace=self.city.workspace)
