"""The catalogue in figures, and the services that a search or a filter finds."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.catalogue.levels import SCHEMES
from workbench.models.catalogue.search import search
from workbench.models.catalogue.service import Service
from workbench.reports.ladder import shade

NOT_STATED = "none"
# What a row tells of a service beside what the page lists: all that makes it the same elsewhere.
CHARTER_AND_ORIGIN = (
    *("short_name", "summary", "audience", "requirements", "is_free", "cost_note"),
    *("maximum_time", "delivery", "complaints", "not_covered", "legislation"),
    *("subject", "keywords", "source", "source_id"),
)


@dataclass(frozen=True)
class Question:
    """What somebody looks for in the catalogue; empty means everything."""

    words: str = ""
    organisation: int | None = None
    level: str = ""
    contradiction: str = ""
    requests: str = ""

    def select(self, city: City) -> Select[tuple[Service]]:
        """Return the SELECT of the services found, by name."""
        found = select(Service).where(Service.city_id == city.id)
        if self.organisation:
            found = found.where(Service.organisation_id == self.organisation)
        if self.level:
            found = found.where(Service.level == ("" if self.level == NOT_STATED else self.level))
        if self.contradiction == "any":
            found = found.where(Service.contradiction != "")
        elif self.contradiction:
            found = found.where(Service.contradiction == self.contradiction)
        if self.requests == NOT_STATED:
            found = found.where(Service.yearly_requests.is_(None))
        return search(found, self.words)

    def as_query(self) -> dict[str, Any]:
        """Return the question as it stands in an address."""
        return {
            "q": self.words or None,
            "organisation": self.organisation,
            "level": self.level or None,
            "contradiction": self.contradiction or None,
            "requests": self.requests or None,
        }


def listed(found: Select[tuple[Service]], *, page: int = 1, size: int = 0) -> list[Service]:
    """Return one page of the services found with their organisations, or all of them."""
    statement = found.options(joinedload(Service.organisation)).order_by(*Service.in_alphabet())
    if size:
        statement = statement.limit(size).offset((page - 1) * size)
    return list(db.session.scalars(statement))


def counted(found: Select[tuple[Service]]) -> int:
    ids = found.with_only_columns(Service.id).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(ids)) or 0


@dataclass(frozen=True)
class CatalogueFigures:
    """How many services the catalogue has, at which level, and how many contradict their declaration."""

    total: int
    by_level: dict[str, int]
    by_contradiction: dict[str, int]
    without_volume: int

    @property
    def contradictions(self) -> int:
        return sum(self.by_contradiction.values())

    @property
    def not_stated(self) -> int:
        return self.by_level.get("", 0)


def catalogue_figures(city: City) -> CatalogueFigures:
    """Count the whole catalogue in one statement."""
    statement = (
        select(
            Service.level,
            Service.contradiction,
            func.count(),
            func.count().filter(Service.yearly_requests.is_(None)),
        )
        .where(Service.city_id == city.id)
        .group_by(Service.level, Service.contradiction)
    )
    by_level: dict[str, int] = {}
    by_contradiction: dict[str, int] = {}
    unknown = 0
    for level, contradiction, count, without in db.session.execute(statement):
        by_level[level] = by_level.get(level, 0) + count
        unknown += without
        if contradiction:
            by_contradiction[contradiction] = by_contradiction.get(contradiction, 0) + count
    return CatalogueFigures(sum(by_level.values()), by_level, by_contradiction, unknown)


def level_shades(scheme_slug: str) -> dict[str, int | None]:
    """Return the place on the ladder's scale of colours for every level of a scheme, "" included."""
    scheme = SCHEMES[scheme_slug]
    return {level: shade(scheme, level) for level in [*scheme.levels, ""]}


def as_row(service: Service) -> dict[str, Any]:
    """Return a service as one flat row."""
    return {
        "id": service.id,
        "name": service.name,
        "organisation": service.organisation.name if service.organisation else None,
        "theme": service.theme or None,
        "level": service.level or None,
        **{f"level_{slug}": level or None for slug, level in (service.levels or {}).items()},
        "declared_digital": service.declared_digital,
        "contradiction": service.contradiction or None,
        "steps": service.step_count,
        "yearly_requests": service.yearly_requests,
        "url": service.declared_url or None,
        **{name: getattr(service, name) for name in CHARTER_AND_ORIGIN},
    }
