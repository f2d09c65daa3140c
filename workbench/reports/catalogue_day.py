"""The catalogue of a city on a day: how many services, how many digital, at which level; and its series over the days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.charter_version import CharterVersion
from workbench.models.catalogue.city import City
from workbench.models.catalogue.levels import SCHEMES, Scheme, levels_in
from workbench.models.catalogue.service import Service
from workbench.reports.remembered import remembered
from workbench.text import columns
from workbench.text.messages import N_

SERIES = columns.Table(
    N_("The catalogue over time"),
    columns.day("as_of", N_("Day")),
    columns.whole("total", N_("Services")),
    columns.whole("digital", N_("Digital")),
    columns.share("share", N_("Digital, of every 100")),
    columns.text("scheme", N_("Scheme")),
    columns.whole("contradictions", N_("Contradictions")),
    *(
        columns.whole(f"{slug}_{level or 'not_stated'}", word)
        for slug, scheme in SCHEMES.items()
        for level, word in (*scheme.levels.items(), ("", N_("not stated")))
    ),
    columns.day("not_known_before", N_("Not known before")),
)
# How many of the days on which something changed a series names, before it names ends of months only.
MOST_DAYS = 24


@dataclass(frozen=True)
class CatalogueDay:
    """The catalogue as it was on a day; before the first day that is known, every figure is None.

    ``counts`` says how many services have the same levels and the same contradiction.
    """

    as_of: date
    scheme: Scheme
    known_from: date | None
    counts: tuple[tuple[str, str, int], ...]

    @property
    def is_known(self) -> bool:
        return self.known_from is not None and self.known_from <= self.as_of

    @property
    def total(self) -> int | None:
        return sum(count for *_, count in self.counts) if self.is_known else None

    @property
    def by_level(self) -> dict[str, int]:
        """How many services are at each level of the city's scheme, "" is "not stated"."""
        return self.levels_by(self.scheme.slug)

    def levels_by(self, scheme: str) -> dict[str, int]:
        found: Counter[str] = Counter()
        for grades, _, count in self.counts:
            found[levels_in(grades).get(scheme, "")] += count
        return dict(found)

    @property
    def by_contradiction(self) -> dict[str, int]:
        found: Counter[str] = Counter()
        for _, contradiction, count in self.counts:
            if contradiction:
                found[contradiction] += count
        return dict(found)

    @property
    def contradictions(self) -> int:
        return sum(self.by_contradiction.values())

    @property
    def not_stated(self) -> int:
        return self.by_level.get("", 0)

    @property
    def digital(self) -> int | None:
        return self.digital_by(self.scheme)

    def digital_by(self, scheme: Scheme) -> int | None:
        found = self.levels_by(scheme.slug)
        return sum(found.get(level, 0) for level in scheme.digital) if self.is_known else None

    @property
    def share(self) -> float | None:
        return self.share_by(self.scheme)

    def share_by(self, scheme: Scheme) -> float | None:
        """Return the share of digital services under a scheme, 0 to 1; a share of nothing is not stated."""
        return round((self.digital_by(scheme) or 0) / self.total, 4) if self.total else None

    def as_dict(self) -> dict[str, Any]:
        """Return the figures in the form that other programs rely on."""
        levels = {
            slug: {
                level or "not_stated": self.levels_by(slug).get(level, 0)
                for level in (*scheme.levels, "")
            }
            for slug, scheme in SCHEMES.items()
        }
        return {
            "total": self.total,
            "digital": self.digital,
            "share": self.share,
            "by_level": levels if self.is_known else None,
            "as_of": self.as_of,
        }

    def as_row(self) -> dict[str, Any]:
        """Return the day as one row of SERIES."""
        told = self.as_dict()
        by_level = told.pop("by_level") or {}
        flat = {
            f"{slug}_{level}": count for slug, of in by_level.items() for level, count in of.items()
        }
        return {
            **told,
            **flat,
            "share": None if self.share is None else round(self.share * 100, 2),
            "scheme": self.scheme.slug,
            "contradictions": self.contradictions if self.is_known else None,
            "not_known_before": None if self.is_known else self.known_from,
        }


def catalogue_on(city: City, day: date | None = None) -> CatalogueDay:
    """Count the catalogue as it was on a day, today when none is named, in at most two statements."""
    day = past_day(city, day)
    known, counts = remembered(city, ("day", day), lambda: counts_of(city, day))
    return CatalogueDay(day, SCHEMES[city.level_scheme], known, counts)


def counts_of(city: City, day: date) -> tuple[date | None, tuple[tuple[str, str, int], ...]]:
    """Return a day on which the catalogue is known, and how many services were alike on the day asked about."""
    statement = (
        select(CharterVersion.grades, CharterVersion.contradiction, func.count())
        .where(CharterVersion.city_id == city.id, CharterVersion.in_force(day))
        .group_by(CharterVersion.grades, CharterVersion.contradiction)
    )
    counts = tuple((*row,) for row in db.session.execute(statement))
    return (day if counts else known_from(city)), counts


def past_day(city: City, day: date | None) -> date:
    """Return the day, today when none is named; raise DomainError for one that has not come."""
    today = city.today()
    if day and day > today:
        raise DomainError(N_("This day has not come yet. Choose today or an earlier day."))
    return day or today


def known_from(city: City) -> date | None:
    """Return the first day from which anything is known of the city's catalogue."""
    first = func.min(CharterVersion.valid_from)
    return db.session.scalar(select(first).where(CharterVersion.city_id == city.id))


# --- over the days

# from, to, levels, contradiction, how many services
Stretch = tuple[date, date | None, str, str, int]


@dataclass(frozen=True)
class Point:
    """A day of the series, with the day before it in the series, against which it grew."""

    day: CatalogueDay
    before: CatalogueDay | None

    @property
    def growth(self) -> float | None:
        """Return (digital now − digital then) ÷ digital then; from nothing there is no growth to state."""
        then = self.before.digital if self.before else None
        return None if not then else round(((self.day.digital or 0) - then) / then, 4)


def series_of(city: City) -> list[Point]:
    """Return the catalogue on the days on which it changed, and today; in one statement."""
    stretches = stretches_of(city)
    if not stretches:
        return []
    scheme, first = SCHEMES[city.level_scheme], min(start for start, *_ in stretches)
    days = [
        CatalogueDay(day, scheme, first, counted_on(stretches, day))
        for day in days_of(stretches, city.today())
    ]
    return [Point(day, before) for day, before in zip(days, [None, *days], strict=False)]


def stretches_of(city: City) -> list[Stretch]:
    """Return how many services had the same levels from the same day to the same day."""
    return remembered(city, "stretches", lambda: read_stretches(city))


def read_stretches(city: City) -> list[Stretch]:
    version = CharterVersion
    alike = (version.valid_from, version.valid_to, version.grades, version.contradiction)
    statement = select(*alike, func.count()).where(version.city_id == city.id).group_by(*alike)
    return [(*row,) for row in db.session.execute(statement)]


def counted_on(stretches: Iterable[Stretch], day: date) -> tuple[tuple[str, str, int], ...]:
    found: Counter[tuple[str, str]] = Counter()
    for start, end, grades, contradiction, count in stretches:
        if start <= day and (end is None or end >= day):
            found[grades, contradiction] += count
    return tuple((*alike, count) for alike, count in found.items())


def days_of(stretches: Sequence[Stretch], today: date) -> list[date]:
    """Return the days on which something changed, and today; of many, the last day of each month or year."""
    days = {start for start, *_ in stretches}
    days |= {end + timedelta(days=1) for _, end, *_ in stretches if end}
    days = {day for day in days if day <= today} | {today}
    for form in ("%Y-%m", "%Y"):
        if len(days) > MOST_DAYS:
            days = {max(group) for group in grouped(days, form)}
    return sorted(days)


def grouped(days: Iterable[date], form: str) -> Iterable[list[date]]:
    found: dict[str, list[date]] = {}
    for day in days:
        found.setdefault(day.strftime(form), []).append(day)
    return found.values()


@dataclass(frozen=True)
class OrganisationShare:
    """The services of one organisation on a day; None is those of nobody."""

    organisation_id: int | None
    day: CatalogueDay


def by_organisation(city: City, day: date) -> list[OrganisationShare]:
    """Count the catalogue of a day for each organisation that owns services now; the largest first."""
    version = CharterVersion
    alike = (Service.organisation_id, version.grades, version.contradiction)
    statement = (
        select(*alike, func.count())
        .join(Service, Service.id == version.service_id)
        .where(version.city_id == city.id, version.in_force(day))
        .group_by(*alike)
    )
    found: dict[int | None, list[tuple[str, str, int]]] = {}
    for organisation, *counts in db.session.execute(statement):
        found.setdefault(organisation, []).append((*counts,))  # type: ignore[arg-type]
    scheme = SCHEMES[city.level_scheme]
    shares = [
        OrganisationShare(organisation, CatalogueDay(day, scheme, day, tuple(counts)))
        for organisation, counts in found.items()
    ]
    return sorted(shares, key=lambda each: -(each.day.total or 0))
