"""A public service of a city: its charter, its steps with their facts, and how often it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.alphabet import SortKey, sort_key
from workbench.models.base import Authored, Record, Versioned, move_among, renumber
from workbench.models.catalogue import levels
from workbench.models.catalogue.charter_version import CharterVersion
from workbench.models.catalogue.chartered import Chartered
from workbench.models.catalogue.search import search_text
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.catalogue.volume import Requests, Volume, yearly_total
from workbench.models.places import Path, Place, PlaceKind
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.city import City
    from workbench.models.catalogue.organisation import Organisation
    from workbench.models.log.event import Workspace
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign

# The six fields that Lei 13.460, article 7, asks of a service charter, in its order; "steps" are records.
CHARTER_FIELDS = ("summary", "requirements", "steps", "maximum_time", "delivery", "complaints")
# The longest texts where the column sets no bound of its own.
LONGEST_PARAGRAPH, LONGEST_KEYWORDS = 10_000, 1_000
# The columns whose words are found by the search of the catalogue.
SEARCHED = ("name", "short_name", "theme", "subject", "keywords", "summary")


class Service(Chartered, Place, Versioned, Authored, Record):
    """One entry of a city's catalogue; it exists before and without any programme."""

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("city_id", "source", "source_id"),
        Index("ix_service_sort_key", "city_id", "sort_key"),
        Index("ix_service_requests", "city_id", "ended_as", "yearly_requests"),
    )
    resource = "service"
    place_kind = PlaceKind("service", parent="city", has_log=False)
    events = {
        "added": N_("%(who)s added the service %(name)s."),
        "edited": N_("%(who)s changed the service %(name)s."),
        "step_added": N_("%(who)s added the step “%(title)s” to %(name)s."),
        "step_edited": N_("%(who)s changed the step “%(title)s” of %(name)s."),
        "step_moved": N_("%(who)s moved the step “%(title)s” of %(name)s."),
        "step_removed": N_("%(who)s removed the step “%(title)s” of %(name)s."),
        "volume_stated": (N_("%(who)s stated %(requests)s requests for %(name)s."), "year"),
        "volume_removed": (N_("%(who)s took back a figure of requests for %(name)s."), "year"),
        "charter_changed": (
            N_("%(who)s put a new charter of %(name)s into force from %(on)s on."),
            "on",
        ),
        "charter_kept": N_("%(who)s left the charter of %(name)s as it was, with a reason."),
        "charter_proposed": N_("%(who)s proposed a change of the charter of %(name)s."),
        "retired": (N_("%(who)s took %(name)s out of the catalogue from %(on)s on."), "on"),
        "reinstated": N_("%(who)s brought %(name)s back into the catalogue."),
        "replaced": (N_("%(who)s said that %(other)s takes the place of %(name)s."), "other"),
        "undone": N_("%(who)s undid a change of the service %(name)s."),
    }
    lasting_events = frozenset(events) - {
        *("step_removed", "volume_removed", "charter_changed", "charter_kept", "undone"),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(400))
    short_name: Mapped[str] = mapped_column(String(120), default="")
    # the charter
    summary: Mapped[str] = mapped_column(default="")
    requirements: Mapped[str] = mapped_column(default="")
    maximum_time: Mapped[str] = mapped_column(String(300), default="")
    delivery: Mapped[str] = mapped_column(default="")
    complaints: Mapped[str] = mapped_column(default="")
    audience: Mapped[str] = mapped_column(default="")
    not_covered: Mapped[str] = mapped_column(default="")
    cost_note: Mapped[str] = mapped_column(String(300), default="")
    is_free: Mapped[bool | None]
    legislation: Mapped[str] = mapped_column(default="")
    # how it is filed and found
    theme: Mapped[str] = mapped_column(String(300), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    keywords: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    # what the source declared, beside what the steps say
    declared_digital: Mapped[bool | None]
    declared_url: Mapped[str] = mapped_column(String(1000), default="")
    # where it came from, and the values it came with: what a team changed since is never overwritten
    source: Mapped[str] = mapped_column(String(40), default="")
    source_id: Mapped[str | None] = mapped_column(String(400))
    source_values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # computed from the steps by `weigh`, stored so that ten thousand services are listed in one query
    levels: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    level: Mapped[str] = mapped_column(String(4), default="", index=True)
    contradiction: Mapped[str] = mapped_column(String(20), default="", index=True)
    step_count: Mapped[int] = mapped_column(default=0)
    sort_key: Mapped[str] = mapped_column(SortKey, default="", server_default="")
    yearly_requests: Mapped[int | None]
    # what became of it when it left the catalogue, and the service that is asked for in its place
    ended_as: Mapped[str] = mapped_column(String(12), default="", server_default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)

    city: Mapped[City] = relationship()
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    steps: Mapped[list[ServiceStep]] = relationship(
        back_populates="service", order_by="ServiceStep.position", cascade="all, delete-orphan"
    )
    volumes: Mapped[list[Volume]] = relationship(
        back_populates="service", order_by="Volume.year", cascade="all, delete-orphan"
    )
    charters: Mapped[list[CharterVersion]] = relationship(
        back_populates="service",
        order_by="CharterVersion.valid_from",
        cascade="all, delete-orphan",
    )
    replaced_by: Mapped[Service | None] = relationship(remote_side=[id])
    redesigns: Mapped[list[Redesign]] = relationship(back_populates="service")

    @classmethod
    def in_alphabet(cls) -> tuple[Any, ...]:
        """Return what lists services in the order of the alphabet."""
        return cls.sort_key, cls.name, cls.id

    @classmethod
    def add(
        cls,
        city: City,
        *,
        name: str,
        by: Person | None,
        known_from: date | None = None,
        **values: Any,
    ) -> Service:
        """Add one service by hand; its charter is known from a day on, today when none is named."""
        service = cls(city=city, name=name, created_by_id=by.id if by else None, **values)
        db.session.add(service)
        service.open_charter(known_from or city.today(), cause="hand", by=by)
        service.weigh()
        service.log("added", by=by, name=service.name)
        return service

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        if self.assign(values):
            self.weigh()
            self.log("edited", by=by, name=self.name)

    def judged_at(self) -> tuple[str, int] | None:
        return ("service", self.id) if self.id else None

    @property
    def above(self) -> Path:
        return (("city", self.city_id),)

    def find_workspace(self) -> Workspace:
        return self.city.workspace

    @property
    def label(self) -> str:
        return self.short_name or self.name

    def weigh(self) -> None:
        """Store what follows from the steps, the volumes and the words: see `weighed`."""
        words = {name: getattr(self, name) for name in SEARCHED}
        scheme = self.city.level_scheme if self.city else "chile"
        for name, value in weighed(
            words, self.steps, self.volumes, declared_digital=self.declared_digital, scheme=scheme
        ).items():
            setattr(self, name, value)
        if not self.charters:
            self.open_charter(self.city.today(), cause="import" if self.source else "hand", by=None)
        if self.charters[-1].is_open:
            self.charters[-1].repeat(self)

    def charter_gaps(self) -> list[str]:
        """Return the charter fields that are still empty, in the order of the law."""
        return [
            name
            for name in CHARTER_FIELDS
            if not (self.steps if name == "steps" else getattr(self, name, "").strip())
        ]

    # steps and volumes

    def add_step(self, values: dict[str, Any], *, by: Person | None) -> ServiceStep:
        """Add a step at the end."""
        step = ServiceStep(position=len(self.steps) + 1, **values)
        self.steps.append(step)
        self.weigh()
        self.log("step_added", by=by, name=self.name, title=step.title)
        return step

    def edit_step(self, step: ServiceStep, values: dict[str, Any], *, by: Person) -> None:
        if step.assign(values):
            self.weigh()
            self.log("step_edited", by=by, name=self.name, title=step.title)

    def remove_step(self, step: ServiceStep, *, by: Person) -> None:
        self.steps.remove(step)
        renumber(self.steps)
        self.weigh()
        self.log("step_removed", by=by, name=self.name, title=step.title)

    def move_step(self, step: ServiceStep, position: int, *, by: Person) -> None:
        """Put the step at a position counted from 1."""
        move_among(self.steps, step, position)
        self.log("step_moved", by=by, name=self.name, title=step.title)

    def volume_of(self, year: int | None, channel: str) -> Volume | None:
        """Return what was stated of a year and a channel."""
        return next((v for v in self.volumes if (v.year, v.channel) == (year, channel)), None)

    def state_volume(
        self, *, year: int | None, channel: str, requests: int, source: str, by: Person | None
    ) -> Volume:
        """State how many requests came through a channel in a year; a later statement replaces it."""
        volume = self.volume_of(year, channel)
        if volume is None:
            volume = Volume(year=year, channel=channel, requests=requests)
            self.volumes.append(volume)
        volume.requests, volume.source = requests, source
        self.weigh()
        self.log("volume_stated", by=by, name=self.name, year=year, requests=requests)
        return volume

    def remove_volume(self, volume: Volume, *, by: Person) -> None:
        """Delete a stated number of requests."""
        self.volumes.remove(volume)
        self.weigh()
        self.log("volume_removed", by=by, name=self.name, year=volume.year)


def weighed(
    words: Mapping[str, Any],
    steps: Sequence[levels.Step],
    volumes: Sequence[Requests],
    *,
    declared_digital: bool | None,
    scheme: str,
) -> dict[str, Any]:
    """Return the columns that follow from a service's steps, volumes and words, SEARCHED among them.

    A service edited by hand and thousands that come in a file are weighed alike: levels under every
    scheme, the contradiction with what was declared, yearly requests, and the text that is searched.
    """
    by_scheme = {each.slug: each.level_of(steps) for each in levels.SCHEMES.values()}
    return {
        "step_count": len(steps),
        "levels": by_scheme,
        "level": by_scheme[scheme],
        "contradiction": levels.contradiction(steps, declared_digital),
        "yearly_requests": yearly_total(volumes),
        "sort_key": sort_key(words["name"]),
        "search_text": search_text(words.get(name) or "" for name in SEARCHED),
    }


def regrade(city: City) -> None:
    """Store for every service of a city its level under the scheme that the city has chosen."""
    table = Service.__table__
    rows = db.session.execute(select(Service.id, Service.levels).where(Service.city_id == city.id))
    grades = [{"row": row_id, "grade": found.get(city.level_scheme, "")} for row_id, found in rows]
    if grades:
        change = update(table).where(table.c.id == bindparam("row"))
        db.session.connection().execute(change.values(level=bindparam("grade")), grades)
