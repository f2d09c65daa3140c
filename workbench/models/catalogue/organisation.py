"""An organisation of a city or beside it: a secretariat, an agency, a partner, a funder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.alphabet import alphabetical
from workbench.models.base import DomainError, Record, Versioned
from workbench.models.places import Path, Place, PlaceKind
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.city import City
    from workbench.models.log.event import Workspace
    from workbench.models.people.person import Person

KINDS = {
    "secretariat": N_("Secretariat"),
    "agency": N_("Agency"),
    "company": N_("City company"),
    "district": N_("District office"),
    "partner": N_("Partner organisation"),
    "funder": N_("Funder"),
    "other": N_("Other public body"),
}


class Organisation(Place, Versioned, Record):
    """A body with a name people know, a kind, and the names it had before."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("city_id", "name"),)
    resource = "organisation"
    place_kind = PlaceKind("organisation", parent="city", has_log=False)
    events = {
        "added": N_("%(who)s added the organisation %(name)s."),
        "edited": N_("%(who)s changed the organisation %(name)s."),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    short_name: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[str] = mapped_column(String(20), default="secretariat", info={"words": KINDS})
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    former_names: Mapped[list[str]] = mapped_column(JSON, default=list)
    source_id: Mapped[str | None] = mapped_column(String(300), index=True)

    city: Mapped[City] = relationship()
    parent: Mapped[Organisation | None] = relationship(remote_side=[id])

    @classmethod
    def add(cls, city: City, *, name: str, by: Person | None, **values: object) -> Organisation:
        cls._check_name(city, name)
        organisation = cls(city=city, name=name, **values)
        db.session.add(organisation)
        organisation.log("added", by=by, name=name)
        return organisation

    @classmethod
    def of(cls, city: City) -> list[Organisation]:
        """Return the organisations of a city by name."""
        return list(
            db.session.scalars(
                select(cls).where(cls.city_id == city.id).order_by(alphabetical(cls.name))
            )
        )

    def edit(self, values: dict[str, object], *, by: Person) -> None:
        """Change the organisation; a replaced name joins its former names."""
        former = self.name
        self._check_name(self.city, str(values.get("name", former)), self)
        self._check_parent(values.get("parent_id", self.parent_id))
        if self.assign(values):
            if former != self.name:
                self.former_names = [*self.former_names, former]
            self.log("edited", by=by, name=self.name)

    @classmethod
    def _check_name(cls, city: City, name: str, itself: Organisation | None = None) -> None:
        other = db.session.scalar(select(cls).where(cls.city_id == city.id, cls.name == name))
        if other is not None and other is not itself:
            why = N_("There is an organisation of this name already: %(name)s.")
            raise DomainError(why, name=name)

    def _check_parent(self, parent_id: object) -> None:
        """Refuse an organisation above itself, however many stand between."""
        seen = {self.id}
        while parent_id is not None:
            if parent_id in seen:
                raise DomainError(N_("An organisation cannot belong to itself or to one below it."))
            seen.add(parent_id)  # type: ignore[arg-type]
            parent = db.session.get(Organisation, parent_id)
            parent_id = parent.parent_id if parent else None

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @property
    def above(self) -> Path:
        return (("city", self.city_id),)

    def find_workspace(self) -> Workspace:
        return self.city.workspace
