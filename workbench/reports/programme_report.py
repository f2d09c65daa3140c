"""The lead's report on a programme as of a day: one question that page, JSON, CSV and command line share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workbench.models.base import DomainError
from workbench.models.catalogue.levels import SCHEMES
from workbench.models.programme.outcome import Outcome
from workbench.models.programme.programme import Programme
from workbench.reports import record_contradictions, work_contradictions  # noqa: F401 - each registers its kinds
from workbench.reports.benefits import Benefits, benefits_of
from workbench.reports.catalogue_day import CatalogueDay, catalogue_on
from workbench.reports.claims import StatedFigure, claims_of
from workbench.reports.contradiction import Contradiction, Looked, found_in
from workbench.reports.declared import declared_without, exits
from workbench.reports.itself import TriedOut
from workbench.reports.kpi_summary import Summary, summaries
from workbench.reports.ladder import Ladder, ladder_of
from workbench.reports.measures import Facts, Figures
from workbench.reports.objectives import Ranges, Target, targets_of
from workbench.reports.officials import Participation, participation
from workbench.reports.outcomes import NOTHING, Account, accounts_of
from workbench.reports.reach import Reach
from workbench.reports.secretariats import Secretariat, secretariats
from workbench.reports.stuck import Standstill, Unmet, stuck, unmet_rules
from workbench.reports.timeline import Point, timeline
from workbench.reports.tracks import Track, by_group, by_status, furthest, tracks_and_itself
from workbench.text.messages import N_


@dataclass(frozen=True)
class ServiceCounts:
    """Services counted on a day.

    ``total`` is every service that the programme had taken up by then, whatever became of it: one that was
    stopped stays in the total, so that giving up never makes the digitized share look better.
    """

    total: int
    digitized: int
    in_development: int
    by_status: dict[str, int]
    by_group: dict[str, int]

    @property
    def digitized_share(self) -> float | None:
        """Return the share of digitized services; a share of nothing is not stated."""
        return round(self.digitized / self.total, 4) if self.total else None

    @classmethod
    def of(cls, services: list[Track]) -> ServiceCounts:
        groups = by_group(services)
        furthest = (groups["digitized"], groups["in_development"])
        return cls(len(services), *furthest, by_status(services), groups)

    def as_dict(self) -> dict[str, Any]:
        counts = (
            "total",
            "digitized",
            "in_development",
            "by_status",
            "digitized_share",
            "by_group",
        )
        return {name: getattr(self, name) for name in counts}


@dataclass(frozen=True)
class ProgrammeReport:
    """Every figure of the report and the records it was counted from."""

    programme: Programme
    as_of: date
    tracks: tuple[Track, ...]
    services: tuple[Track, ...]
    counts: ServiceCounts
    participation: Participation
    benefits: Benefits
    objectives: tuple[Target, ...]
    claims: tuple[StatedFigure, ...]
    stuck: tuple[Standstill, ...]
    contradictions: tuple[Contradiction, ...]
    catalogue: CatalogueDay
    accounts: dict[int, Account]
    unmet: Unmet
    # What was tried out of the programme itself; among the services it is nowhere.
    itself: TriedOut | None

    @property
    def kpis(self) -> list[dict[str, Any]]:
        """Return every figure measured after a launch, service by service."""
        currency = self.programme.city.currency
        return [
            row
            for track in self.services
            for row in self.account(track).kpi_rows(track.title, currency, track.launched_on)
        ]

    @property
    def kpi_summaries(self) -> list[Summary]:
        """Return the four figures over all services that were launched by the day."""
        return summaries(self.services, self.accounts)

    def account(self, track: Track) -> Account:
        """Return what was known on the day of one service after its launch."""
        return self.accounts.get(track.id, NOTHING)

    @property
    def secretariats(self) -> list[Secretariat]:
        return secretariats(self.services, self.participation)

    @property
    def over_time(self) -> list[Point]:
        return timeline(self.tracks)

    @property
    def contradicted(self) -> Counter[int | None]:
        """Return how many contradictions of each redesign are open."""
        return Counter(each.redesign_id for each in self.contradictions if each.is_open)

    @property
    def outcomes(self) -> list[Outcome]:
        """Return what changed besides the services, as far as it was seen by the day."""
        return [
            each
            for each in self.programme.outcomes
            if each.seen_on is None or each.seen_on <= self.as_of
        ]

    @property
    def reach(self) -> Reach:
        return Reach.of(self.services)

    def ladder(self, scheme: str) -> Ladder:
        return ladder_of(self.services, scheme)

    def as_dict(self) -> dict[str, Any]:
        """Return the report in the form that other programs rely on; what is more stands behind it."""
        programme, city, taking_part = self.programme, self.programme.city, self.participation
        return {
            "programme": {"slug": programme.slug, "title": programme.title, "city": city.name},
            "as_of": self.as_of,
            "services": {
                **self.counts.as_dict(),
                "declared_without": declared_without(self.services, self.unmet),
                "exits": exits(self.services),
            },
            "officials": {"enrolments": taking_part.enrolments, "people": taking_part.people},
            "organisations": len(taking_part.organisations),
            "phases": [phase.as_dict() for phase in taking_part.phases],
            "benefits": self.benefits.as_dict(),
            "claims": [claim.as_dict() for claim in self.claims],
            "levels": [self.ladder(slug).as_dict() for slug in SCHEMES],
            "secretariats": [each.as_row() for each in self.secretariats],
            "over_time": [point.as_dict() for point in self.over_time],
            "stuck": [line.as_dict() for line in self.stuck],
            "catalogue": self.catalogue.as_dict(),
            "objectives": [objective.as_dict() for objective in self.objectives],
            "kpis": self.kpis,
            "kpi_summary": [each.as_dict(city.currency) for each in self.kpi_summaries],
            "workshops": {
                "held": len(taking_part.held),
                "remote": taking_part.remote,
                "remote_share": taking_part.remote_share,
            },
            "reach": self.reach.as_dict(),
            "outcomes": [
                {name: getattr(each, name) for name in ("kind", "text", "seen_on", "evidence")}
                for each in self.outcomes
            ],
            "contradictions": [each.as_dict() for each in self.contradictions],
        }


def report(programme: Programme, as_of: date | None = None) -> ProgrammeReport:
    """Return the report on a programme as of a day (today, when none is named), in at most twenty statements.

    It reads dated status changes, seats, workshops and claims; never the log and never a redesign's
    present status. Raise DomainError for a day that has not come.
    """
    today = programme.city.today()
    day = as_of or today
    if day > today:
        raise DomainError(N_("This day has not come yet. Choose today or an earlier day."))
    tracks, itself = tracks_and_itself(programme, day)
    services = furthest(tracks)
    taking_part = participation(programme, day)
    accounts = accounts_of(programme, day)
    benefits = benefits_of(services, programme.city.currency, accounts)
    figures = {**_counted(services, taking_part), "hours_saved": _hours_saved(benefits)}
    most_days = programme.threshold("stuck_days")

    def then(earlier: date) -> Figures:
        return _counted(_services_on(tracks, earlier), taking_part.on(earlier))

    facts = Facts(
        city=programme.city,
        day=day,
        programme=programme,
        taking_part=taking_part,
        tracks=tracks,
        figures=figures,
        then=then,
    )
    claims = tuple(claims_of(facts))
    unmet = unmet_rules(track.id for track in tracks) if day == today else {}
    looked = Looked(programme.city, day, programme, tuple(services), claims, accounts, unmet)
    return ProgrammeReport(
        programme=programme,
        as_of=day,
        tracks=tuple(tracks),
        services=tuple(services),
        counts=ServiceCounts.of(services),
        participation=taking_part,
        benefits=benefits,
        objectives=tuple(targets_of(programme.objectives, figures, _ranges(benefits))),
        claims=claims,
        catalogue=catalogue_on(programme.city, day),
        stuck=tuple(stuck(tracks, programme.last_day(day), threshold=most_days, unmet=unmet)),
        contradictions=tuple(found_in(looked)),
        accounts=accounts,
        unmet=unmet,
        itself=itself,
    )


def day_from(text: str | None, read: Callable[[str], date] = date.fromisoformat) -> date | None:
    """Return the day that is written, None when nothing is; raise DomainError for what is no day.

    It is written as YYYY-MM-DD, unless there is a reader for what people write.
    """
    if not text or not text.strip():
        return None
    try:
        return read(text.strip())
    except ValueError:
        why = N_("“%(text)s” is not a date. Write the year, month and day, as in 2020-12-31.")
        raise DomainError(why, text=text.strip()[:40]) from None


def _services_on(tracks: Iterable[Track], day: date) -> list[Track]:
    return furthest(past for track in tracks if (past := track.on(day)))


def _counted(services: list[Track], taking_part: Participation) -> Figures:
    groups = by_group(services)
    return {
        "services_digitized": groups["digitized"],
        "services_in_development": groups["in_development"],
        "services_total": len(services),
        "enrolments": taking_part.enrolments,
        "people": taking_part.people,
        "organisations": len(taking_part.organisations),
    }


def _hours_saved(benefits: Benefits) -> Decimal | None:
    citizens = benefits.measured.citizens
    return citizens.hours_saved if citizens else None


def _ranges(benefits: Benefits) -> Ranges:
    """Return the least and the most of what is known as a range."""
    span = benefits.measured.ranges["citizens"]
    ends = span.saved("hours") if span else {}
    least, most = ends.get("least"), ends.get("most")
    return {"hours_saved": (least, most)} if least is not None and most is not None else {}
