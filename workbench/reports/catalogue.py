"""The catalogue in figures, and the services that a search or a filter finds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import defer, joinedload

from workbench.extensions import db
from workbench.models.catalogue.charter_version import CharterVersion
from workbench.models.catalogue.city import City
from workbench.models.catalogue.levels import SCHEMES
from workbench.models.catalogue.search import search
from workbench.models.catalogue.service import Service
from workbench.reports.ladder import shade
from workbench.reports.remembered import remembered

NOT_STATED = "none"
DIGITAL = "digital"
AT_ONCE = 500
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
    # "any" asks for those that were merged or eliminated, instead of the catalogue
    ended: str = ""
    # The day that is asked about; None is today, of which the services themselves tell.
    as_of: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for: the whole catalogue is found."""
        return not any(
            (
                *(self.words, self.organisation, self.level, self.contradiction),
                *(self.requests, self.ended),
            )
        )

    def select(self, city: City) -> Select[Any]:
        """Return the SELECT of the services found, each with its charter of the day where one is asked about."""
        charter: Any = CharterVersion if self.as_of else Service
        found: Select[Any] = self.on_day(city)
        if self.organisation:
            found = found.where(Service.organisation_id == self.organisation)
        if self.level:
            found = found.where(or_(*(self.at_level(level, city) for level in self.levels(city))))
        if self.contradiction == "any":
            found = found.where(charter.contradiction != "")
        elif self.contradiction:
            found = found.where(charter.contradiction == self.contradiction)
        if self.requests == NOT_STATED:
            found = found.where(Service.yearly_requests.is_(None))
        return search(found, self.words)

    def on_day(self, city: City) -> Any:
        if self.ended:
            return select(Service).where(Service.city_id == city.id, Service.ended_as != "")
        if self.as_of is None:
            return select(Service).where(Service.city_id == city.id, Service.ended_as == "")
        return (
            select(Service, CharterVersion)
            .join(CharterVersion, CharterVersion.service_id == Service.id)
            .where(CharterVersion.city_id == city.id, CharterVersion.in_force(self.as_of))
        )

    def levels(self, city: City) -> list[str]:
        """Return the levels that are asked for: one, none stated, or all that count as digital."""
        if self.level == DIGITAL:
            return sorted(SCHEMES[city.level_scheme].digital)
        return ["" if self.level == NOT_STATED else self.level]

    def at_level(self, level: str, city: City) -> Any:
        if self.as_of is None:
            return Service.level == level
        return CharterVersion.grades.contains(f";{city.level_scheme}={level}@", autoescape=True)

    def as_query(self) -> dict[str, Any]:
        """Return the question as it stands in an address."""
        return {
            "q": self.words or None,
            "organisation": self.organisation,
            "level": self.level or None,
            "contradiction": self.contradiction or None,
            "requests": self.requests or None,
            "ended": self.ended or None,
            "as_of": self.as_of.isoformat() if self.as_of else None,
        }


@dataclass(frozen=True)
class Entry:
    """A service as the catalogue lists it: what its charter said on the day, else what it says itself."""

    service: Service
    charter: CharterVersion | None = None

    @property
    def told(self) -> CharterVersion | Service:
        return self.charter or self.service

    @property
    def level(self) -> str:
        return self.told.levels.get(self.service.city.level_scheme, "")

    @property
    def steps(self) -> list[Any]:
        return self.charter.steps_then if self.charter else list(self.service.steps)

    @property
    def yearly_requests(self) -> int | None:
        """Requests are stated for years, not from day to day: an earlier day has none."""
        return None if self.charter else self.service.yearly_requests


def listed(found: Select[Any], *options: Any, page: int = 1, size: int = 0) -> list[Entry]:
    """Return one page of the services found with their organisations, or all of them."""
    if size:
        found = found.limit(size).offset((page - 1) * size)
    return list(entries(found, *options))


def entries(found: Select[Any], *options: Any) -> Iterator[Entry]:
    """Yield the services found by name, a few hundred in memory at a time."""
    # A search text and a source's values are long, and a successor is named and no more.
    unread = (defer(Service.source_values), defer(Service.search_text))
    named = (Service.name, Service.short_name, Service.replaced_by_id)
    successor = joinedload(Service.replaced_by).load_only(*named)
    beside = (joinedload(Service.organisation), successor)
    statement = found.options(*unread, *beside, *options)
    statement = statement.order_by(*Service.in_alphabet()).execution_options(yield_per=AT_ONCE)
    return (Entry(*row) for row in db.session.execute(statement))


def counted(question: Question, city: City) -> int:
    """Count the services that a question finds."""
    ids = question.select(city).with_only_columns(Service.id).order_by(None).subquery()
    statement = select(func.count()).select_from(ids)
    return remembered(city, question, lambda: db.session.scalar(statement) or 0)


def without_requests(city: City) -> int:
    """Count the services of today's catalogue of which nobody has stated how often they are asked for."""
    return counted(Question(requests=NOT_STATED), city)


def ended_services(city: City) -> int:
    """Count the services that were merged or eliminated."""
    return counted(Question(ended="any"), city)


def level_shades(scheme_slug: str) -> dict[str, int | None]:
    """Return the place on the ladder's scale of colours for every level of a scheme, "" included."""
    scheme = SCHEMES[scheme_slug]
    return {level: shade(scheme, level) for level in [*scheme.levels, ""]}


def as_row(entry: Entry) -> dict[str, Any]:
    """Return a service as one flat row."""
    service, told = entry.service, entry.told
    return {
        "id": service.id,
        "name": service.name,
        "organisation": service.organisation.name if service.organisation else None,
        "theme": service.theme or None,
        "level": entry.level or None,
        **{f"level_{slug}": level or None for slug, level in (told.levels or {}).items()},
        "declared_digital": told.declared_digital,
        "contradiction": told.contradiction or None,
        "steps": told.step_count,
        "yearly_requests": entry.yearly_requests,
        "url": told.declared_url or None,
        "ended_as": service.ended_as or None,
        "replaced_by": service.replaced_by_id,
        **{name: getattr(service, name) for name in CHARTER_AND_ORIGIN},
    }
