"""A city: its place in the world, its money, and the parameters with which benefits are computed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, DomainError, Record, Scope, Slugged, Versioned, now
from workbench.models.catalogue.service import regrade
from workbench.models.log.event import Event, Workspace
from workbench.models.log.transaction import transaction
from workbench.models.places import Place, PlaceKind
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person


class City(Place, Slugged, Versioned, Record):
    """A município: the owner of a catalogue, organisations and programmes."""

    __tablename__ = "city"
    resource = "city"
    place_kind = PlaceKind("city", passes_down=frozenset({"administrator"}))
    events = {
        "founded": N_("%(who)s set up %(name)s."),
        "edited": N_("%(who)s changed the details of %(name)s."),
        "parameters_stated": N_("%(who)s stated what an hour is worth from %(valid_from)s on."),
        "parameters_corrected": N_(
            "%(who)s corrected what an hour is worth from %(valid_from)s on."
        ),
        "mapping_kept": (
            N_("%(who)s said what the columns of the list %(title)s are, for later imports."),
            "tables",
        ),
        "tidying_begun": N_(
            "%(who)s began the deletion of what citizens said, when its day is past."
        ),
        "administrator_named": N_("%(who)s made %(name)s a city administrator."),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2), default="BR")
    time_zone: Mapped[str] = mapped_column(String(60), default="America/Sao_Paulo")
    currency: Mapped[str] = mapped_column(String(3), default="BRL")
    level_scheme: Mapped[str] = mapped_column(String(40), default="chile")
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    # From this day on, what is past its day is deleted: an upgrade sets it, so that somebody looks before.
    tidies_from: Mapped[date | None]
    # The day on which that was done last.
    tidied_on: Mapped[date | None]

    # Read with the city: its position says whether figures of the catalogue still hold.
    workspace: Mapped[Workspace] = relationship(lazy="joined")
    parameters: Mapped[list[CityParameters]] = relationship(
        back_populates="city", order_by="CityParameters.valid_from"
    )

    @classmethod
    def found(cls, *, slug: str, name: str, by: Person | None = None, **values: str) -> City:
        """Add a city with its workspace and return it."""
        city = cls(slug=slug, name=name, workspace=Workspace(kind="city"), **values)
        city.take_place()
        city.log("founded", by=by, name=name)
        return city

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        """Change the city; another scheme of levels grades the whole catalogue anew."""
        changed = self.assign(values)
        if "level_scheme" in changed:
            regrade(self)
        if changed:
            self.log("edited", by=by, name=self.name)

    def keep_mapping(self, tables: dict[str, Any], *, by: Person) -> None:
        """Keep what the columns of a list are, in place of what was said of a list of the same name."""
        if self.import_mappings.get(tables["source"]) != tables:
            self.log("mapping_kept", by=by, title=tables["source"], tables=tables)

    @property
    def import_mappings(self) -> dict[str, Any]:
        """What people said last of the columns of each list, by its name: the log keeps it."""
        told = select(Event.facts).where(
            Event.workspace_id == self.workspace_id, Event.action == "city.mapping_kept"
        )
        found = db.session.scalars(told.order_by(Event.position))
        return {facts["title"]: facts["tables"] for facts in found}

    def judged_at(self) -> tuple[str, int] | None:
        is_asked: bool = inspect(self).attrs.level_scheme.history.has_changes()
        return ("city", self.id) if self.id and is_asked else None

    def today(self, moment: datetime | None = None) -> date:
        """Return the date it is in this city; while a demo world is told, that of the story."""
        return (moment or transaction().moment or now()).astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def is_waiting_to_tidy(self) -> bool:
        """Whether nothing that is past its day is deleted yet."""
        return self.tidies_from is not None and self.today() < self.tidies_from

    def begin_tidying(self, *, by: Person) -> None:
        """Wait no longer with the deletion of what is past its day."""
        if self.is_waiting_to_tidy:
            self.tidies_from = None
            self.log("tidying_begun", by=by)

    def parameters_on(self, day: date) -> CityParameters | None:
        """Return the parameters in force on a day, or None when none had been stated yet."""
        in_force = [version for version in self.parameters if version.valid_from <= day]
        return in_force[-1] if in_force else None

    def state_parameters(
        self,
        *,
        valid_from: date,
        hourly_income: Decimal,
        hourly_office_cost: Decimal,
        source: str,
        by: Person,
    ) -> CityParameters:
        """Add the parameters in force from a day on; earlier measurements keep the ones they froze."""
        if any(version.valid_from == valid_from for version in self.parameters):
            raise DomainError(N_("There are parameters from this day already. Choose another day."))
        version = CityParameters(
            city=self,
            valid_from=valid_from,
            hourly_income=hourly_income,
            hourly_office_cost=hourly_office_cost,
            source=source,
            created_by_id=by.id if by else None,
        )
        db.session.add(version)
        self.parameters.sort(key=lambda each: each.valid_from)
        self.log("parameters_stated", by=by, valid_from=valid_from.isoformat())
        return version


class CityParameters(Authored, Record):
    """What an hour is worth to citizens and to city hall, from a day on, with its source."""

    __tablename__ = "city_parameters"
    __table_args__ = (UniqueConstraint("city_id", "valid_from"),)
    resource = "city"

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    valid_from: Mapped[date]
    hourly_income: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    hourly_office_cost: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    source: Mapped[str] = mapped_column(default="")

    city: Mapped[City] = relationship(back_populates="parameters")

    def edit(self, values: dict[str, Decimal], *, by: Person) -> None:
        """Correct what was written wrong; what has been measured with it keeps its numbers."""
        for name, value in values.items():
            setattr(self, name, value)
        self.city.log("parameters_corrected", by=by, valid_from=self.valid_from.isoformat())

    @property
    def scope(self) -> Scope:
        return self.city.scope
