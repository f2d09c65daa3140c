"""An office: a role that a person holds at a city, whatever programmes it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, Record, Scope
from workbench.models.roles import gives_rights, right

if TYPE_CHECKING:
    from workbench.models.catalogue.city import City
    from workbench.models.people.person import Person


class CityOffice(Authored, Record):
    """An office held at a city: today, that of administrator."""

    __tablename__ = "city_office"
    __table_args__ = (UniqueConstraint("city_id", "person_id", "role"),)
    resource = "city"

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20), default="administrator")

    city: Mapped[City] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @classmethod
    def give(cls, city: City, person: Person, *, by: Person | None) -> CityOffice:
        """Make the person an administrator of the city."""
        office = cls(city=city, person=person, created_by_id=by.id if by else None)
        db.session.add(office)
        office.log("administrator_named", by=by, name=person.name)
        return office

    @property
    def scope(self) -> Scope:
        return self.city.scope


@gives_rights
def office_rights(day: Any) -> list[Select[Any]]:
    """An office counts in its city."""
    return [right(CityOffice.person_id, "city", CityOffice.city_id, CityOffice.role)]
