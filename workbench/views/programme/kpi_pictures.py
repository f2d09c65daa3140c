"""The curve of one figure after a launch, in the shape that the macro draws, and its values in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from flask_babel import gettext

from workbench.models.work.figure import KPIS, SHARES
from workbench.models.work.monitoring import POINTS, Due, point_of
from workbench.reports.kpi_summary import MANNERS, Summary, misses
from workbench.reports.outcomes import Account, Known, Visit
from workbench.reports.programme_report import ProgrammeReport
from workbench.reports.tracks import Track
from workbench.text import formats
from workbench.web.filters import language, ngettext

# Where 30, 90, 180 and 365 days after the launch stand, of a width of 72; between them it is even.
PLACES = ((0, 0), (30, 6), (90, 36), (180, 66), (365, 72))
TOP, BASE = 3.0, 36.0


@dataclass(frozen=True)
class Curve:
    """The points of one figure, its target, and what stands beside them."""

    points: tuple[tuple[float, float], ...]
    target: float | None
    ticks: tuple[int, ...]
    value: str
    when: str
    # The target in words, "" where there is none.
    aim: str
    is_missed: bool


def curve_of(
    account: Account, measure: str, launched_on: date | None, currency: str
) -> Curve | None:
    """Return the curve of a measure; None when nothing was measured."""
    known = account.of(measure)
    if not known:
        return None
    last, target = known[-1], account.target(measure)
    most = highest(measure, [each.value for each in known], target)

    def height(value: Decimal) -> float:
        return round(BASE - float(value / most) * (BASE - TOP), 1)

    return Curve(
        points=tuple(
            (place_of(launched_on, each.stated_on, index), height(each.value))
            for index, each in enumerate(known)
        ),
        target=None if target is None else height(target),
        ticks=tuple(x for days, x in PLACES if days in POINTS),
        value=value_words(measure, last.value, currency),
        when=when_words(last, launched_on),
        aim="" if target is None else value_words(measure, target, currency),
        is_missed=target is not None and misses(measure, last.value, target),
    )


def highest(measure: str, values: list[Decimal], target: Decimal | None) -> Decimal:
    if measure in SHARES:
        return Decimal(1)
    if measure == "satisfaction":
        return Decimal(5)
    return max([*values, target or Decimal(0)]) or Decimal(1)


def place_of(launched_on: date | None, day: date, index: int) -> float:
    """Return how far right a day stands; without a launch the figures stand side by side."""
    if launched_on is None:
        return min(6 + 12 * index, 72)
    days = min(max((day - launched_on).days, 0), PLACES[-1][0])
    for (start, left), (end, right) in pairwise(PLACES):
        if days <= end:
            return round(left + (right - left) * (days - start) / (end - start), 1)
    return float(PLACES[-1][1])


def value_words(measure: str, value: Decimal, currency: str) -> str:
    if measure in SHARES:
        return formats.percent(value, language())
    if measure == "satisfaction":
        return formats.number(value, language(), 1)
    return formats.money(value, currency, language())


def when_words(known: Known, launched_on: date | None) -> str:
    """Return "90 days, of 1,284", or the day when it is not known when the launch was."""
    point = point_of(launched_on, known.stated_on) if launched_on else None
    day = formats.short_day(known.stated_on, language())
    told = ngettext("%(num)s day", "%(num)s days", point) if point else day
    if known.n is None:
        return told
    return gettext("%(when)s, of %(count)s", when=told, count=formats.number(known.n, language()))


@dataclass(frozen=True)
class Line:
    """One launched service with its four figures, in words where there is no curve, and what is due."""

    track: Track
    days: int
    curves: dict[str, Curve | None]
    waiting: dict[str, str]
    due: list[Due]
    visits: tuple[Visit, ...]


def lines_of(found: ProgrammeReport) -> list[Line]:
    """Return the services that were launched by the day of the report, the earliest launch first."""
    launched = [track for track in found.services if track.launched_on]
    return [line_of(found, track) for track in sorted(launched, key=lambda one: one.launched_on)]


def line_of(found: ProgrammeReport, track: Track) -> Line:
    known, launched_on = found.account(track), track.launched_on or found.as_of
    last_day = found.programme.last_day(found.as_of)
    due = known.due(launched_on, last_day)
    return Line(
        track=track,
        days=(found.as_of - launched_on).days,
        curves=curves_of(known, launched_on, found.programme.city.currency),
        waiting={measure: waiting(measure, launched_on, due) for measure in KPIS},
        due=due,
        visits=known.visits,
    )


def waiting(measure: str, launched_on: date, due: list[Due]) -> str:
    """Return of a figure that is missing since when, or when the first will be asked."""
    for one in due:
        if measure in one.missing:
            return ngettext("%(num)s day: not measured", "%(num)s days: not measured", one.point)
    first = launched_on + timedelta(days=POINTS[0])
    return gettext("due on %(day)s", day=formats.short_day(first, language()))


def curves_of(account: Account, launched_on: date | None, currency: str) -> dict[str, Curve | None]:
    return {measure: curve_of(account, measure, launched_on, currency) for measure in KPIS}


@dataclass(frozen=True)
class Together:
    """One figure over all services in words: the value, how it was put together and of how many, and the targets."""

    value: str
    manner: str
    targets: str


def together_of(found: ProgrammeReport) -> dict[str, Together | None]:
    """Return each of the four figures over all launched services; None where none was measured."""
    currency = found.programme.city.currency
    return {each.kpi: told_together(each, currency) for each in found.kpi_summaries}


def told_together(one: Summary, currency: str) -> Together | None:
    if one.value is None or one.manner is None:
        return None
    counts = {"measured": one.services, "num": one.launched}
    of = ngettext("%(measured)s of %(num)s service", "%(measured)s of %(num)s services", **counts)
    reached = {"reached": one.reached, "num": one.aimed}
    targets = ngettext(
        "%(reached)s of %(num)s target reached", "%(reached)s of %(num)s targets reached", **reached
    )
    return Together(
        value=value_words(one.kpi, one.value, currency),
        manner=f"{gettext(MANNERS[one.manner])}, {of}",
        targets=targets if one.aimed else gettext("no target stated"),
    )
