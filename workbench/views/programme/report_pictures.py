"""The report's two pictures in the shape that the macros draw: the ladder of levels and the staircase of time."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext

from workbench.models.catalogue.levels import SCHEMES, Scheme
from workbench.models.programme.programme import Programme
from workbench.reports.ladder import shade
from workbench.reports.programme_report import ProgrammeReport
from workbench.reports.timeline import Point, Span, span
from workbench.text import formats
from workbench.web.filters import language, ngettext

To = Callable[..., str]


def level_words(scheme: Scheme, level: str) -> str:
    """Return a level as people read it: its number and what it means."""
    return f"{level} {level_title(scheme, level)}".strip()


def level_title(scheme: Scheme, level: str) -> str:
    return str(gettext(scheme.levels[level]) if level else gettext("not stated"))


def ladder_picture(
    found: ProgrammeReport, scheme_slug: str, is_today: bool, to: To
) -> dict[str, Any]:
    """Return the rows and the key of the ladder under a scheme."""
    ladder = found.ladder(scheme_slug)
    starts = found.programme.starts_on or _span(found.programme, found).first
    moments = (
        ("before", gettext("Start"), formats.month_and_year(starts, language())),
        (
            "now",
            gettext("Now") if is_today else gettext("On this day"),
            formats.short_day(found.as_of, language()),
        ),
    )
    rows = []
    for moment, title, when in moments:
        parts = []
        for count in ladder.counts:
            services = getattr(count, moment)
            label = ngettext(
                "%(title)s, level %(level)s: %(num)s service",
                "%(title)s, level %(level)s: %(num)s services",
                services,
                title=title,
                level=level_words(ladder.scheme, count.level),
            )
            query = {"moment": moment, "level": count.level or "none", "scheme": scheme_slug}
            tint = shade(ladder.scheme, count.level)
            parts.append((tint, services, to("services", **query), label, count.level))
        rows.append({"title": title, "when": when, "parts": parts})
    key = [
        (shade(ladder.scheme, count.level), level_title(ladder.scheme, count.level), count.level)
        for count in ladder.counts
        if count.level or count.before or count.now
    ]
    others = [
        (gettext(scheme.title), to("show", scheme=slug))
        for slug, scheme in SCHEMES.items()
        if slug != scheme_slug
    ]
    return {
        "scheme": gettext(ladder.scheme.title),
        "rows": rows if found.services else [],
        "key": key,
        "others": others,
    }


def time_picture(found: ProgrammeReport) -> dict[str, Any]:
    """Return the staircase of digitized and in-development services, and the same as a table."""
    points, shown = found.over_time, _span(found.programme, found)
    names = (gettext("Digitized"), gettext("In development"))
    is_long = (shown.last - shown.first).days > 366
    later = _stairs(points, shown, "in_development")
    tick = formats.month_and_year if is_long else formats.month
    return {
        "span": shown,
        "series": [
            {"name": names[0], "kind": "main", "points": _stairs(points, shown, "digitized")},
            {"name": names[1], "kind": "second", "points": later},
        ],
        "ticks": [
            (shown.fraction(day), tick(day, language()))
            for day in shown.months(6 if is_long else 12)
        ],
        "summary": _summary(found, points),
        "as_of": formats.short_day(shown.last, language()),
        "end_label": ngettext("%(num)s digitized", "%(num)s digitized", found.counts.digitized),
        "names": names,
        "points": points,
    }


def _span(programme: Programme, found: ProgrammeReport) -> Span:
    return span(found.over_time, found.as_of, programme.starts_on, programme.closed_on)


def _stairs(points: list[Point], shown: Span, name: str) -> list[tuple[float, int]]:
    steps = [(shown.fraction(point.day), getattr(point, name)) for point in points]
    return steps if steps and steps[0][0] == 0 else [(0.0, 0), *steps]


def _summary(found: ProgrammeReport, points: list[Point]) -> str:
    """Return the picture in one sentence: each day on which the number of digitized services changed."""
    said, last = [], 0
    for point in points:
        if point.digitized != last:
            day = formats.short_day(point.day, language())
            said.append(gettext("%(count)s on %(day)s", count=point.digitized, day=day))
            last = point.digitized
    if not said:
        return gettext("No service was digitized up to this day.")
    return gettext("Services digitized: %(steps)s.", steps=", ".join(said))
