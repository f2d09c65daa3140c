"""What templates may ask of dates, numbers, money and prose, in the reader's language."""

from typing import Any

from flask import Flask
from flask_babel import get_domain, get_locale, gettext
from flask_login import current_user

from workbench.models.redesign.status import STATUSES
from workbench.models.work.evidence import SOURCES, Count, Evidence
from workbench.models.work.problem import GRADES, Problem
from workbench.models.work.verdict import Verdict
from workbench.reports.declared import WITHOUT_WORDS
from workbench.text import formats
from workbench.text.days import order_of, written
from workbench.text.markdown import prose
from workbench.text.messages import N_, NP_
from workbench.web.languages import content_language, spoken_in, written_in

# unit → how many of how many of it; one of it, several of it
COUNTED: dict[str, tuple[str, str, str]] = {
    "people": (N_("%(seen)s of %(asked)s people"), *NP_("%(num)s person", "%(num)s people")),
    "requests": (
        N_("%(seen)s of %(asked)s requests"),
        *NP_("%(num)s request", "%(num)s requests"),
    ),
    "visits": (N_("%(seen)s of %(asked)s visits"), *NP_("%(num)s visit", "%(num)s visits")),
    "": (N_("%(seen)s of %(asked)s (unit not stated)"), *NP_("%(num)s case", "%(num)s cases")),
}


def language() -> str:
    return str(get_locale() or "pt_BR")


def ngettext(one: str, many: str, num: int, **facts: Any) -> str:
    """Return the message for this many, the number written as the reader's language writes it."""
    told = get_domain().get_translations().ungettext(one, many, num)
    return str(told % {"num": formats.number(num, language()), **facts})


def translated(message: Any, **facts: Any) -> str:
    """Return a message id (or a pair of them, chosen by ``num``) in the reader's language, with its facts."""
    if not message:
        return ""
    if isinstance(message, tuple | list):
        return ngettext(message[0], message[1], facts.pop("num", 1), **facts)
    return gettext(message, **facts)


def amount_of(value: formats.Number | None, unit: str) -> str:
    """Return "12.000 habitantes" or "11 milhões de habitantes"."""
    if millions := formats.in_millions(value, language()):
        return gettext("%(millions)s %(unit)s", millions=millions, unit=unit)
    return f"{formats.number(value, language(), 2)} {unit}"


def grade_words(problem: Problem) -> str:
    """Return how sure the team is of a problem: "repeated: 7 of 9 people; 12 of 40 requests"."""
    word = gettext(GRADES[problem.grade])
    if problem.grade in ("repeated", "triangulated"):
        counted = (count_words(unit, count) for unit, count in problem.counts.items())
        return f"{word}: {'; '.join(counted)}"
    return word


def count_words(unit: str, count: Count) -> str:
    """Return "7 of 9 people", or "7 people" when not all evidence says of how many."""
    of_many, one, many = COUNTED[unit]
    if not count.asked:
        return ngettext(one, many, count.seen)
    seen, asked = (formats.number(cases, language()) for cases in (count.seen, count.asked))
    return gettext(of_many, seen=seen, asked=asked)


def verdict_words(verdict: Verdict) -> str:
    """Return what a verdict was counted from: "5 of 6 people alone; at least 80% of at least 5 were asked"."""
    asked, own = verdict.hypothesis, language()
    if asked.is_late_back:
        return gettext("Taken back after the first test: it counts as one that does not hold.")
    facts = {"alone": formats.number(verdict.alone, own), "least": asked.least_people}
    share = formats.percent((asked.threshold_share or 0) / 100, own)
    if not asked.threshold_share:
        words = ngettext(
            "%(alone)s of %(num)s person alone. No threshold says when it fails.",
            "%(alone)s of %(num)s people alone. No threshold says when it fails.",
            verdict.tried,
            **facts,
        )
    else:
        words = ngettext(
            "%(alone)s of %(num)s person alone; asked: %(share)s of at least %(least)s people.",
            "%(alone)s of %(num)s people alone; asked: %(share)s of at least %(least)s people.",
            verdict.tried,
            share=share,
            **facts,
        )
    return words


def evidence_words(evidence: Evidence) -> str:
    """Return the first words of a piece of evidence, or what is known of it once they were deleted."""
    if evidence.text:
        return evidence.text if len(evidence.text) <= 60 else evidence.text[:59].rstrip() + "…"
    day = formats.short_day(evidence.gathered_on, language()) if evidence.gathered_on else ""
    return " · ".join(filter(None, (gettext(SOURCES[evidence.source]), day)))


def _zone() -> str:
    return current_user.city.time_zone if current_user.is_authenticated else "UTC"


def zone_told(workshop: Any) -> str:
    """Return whose hour a workshop's is, where the reader may take it for another; else nothing."""
    zone = workshop.zone.key
    if zone == _zone() and not workshop.is_elsewhere:
        return ""
    return gettext("%(city)s time", city=formats.zone_city(zone, language()))


def hours_of(workshop: Any) -> str:
    """Return the hours of a workshop, with their zone where the reader may take it for another."""
    told = formats.hours_between(workshop.starts_at, workshop.ends_at, language())
    zone = zone_told(workshop) if told else ""
    return f"{told} ({zone})" if zone else told


def init_app(app: Flask) -> None:
    """Register the filters, and plurals that write numbers as the reader does."""
    app.jinja_env.globals["ngettext"] = ngettext
    app.jinja_env.globals.update(
        written_in=written_in, spoken_in=spoken_in, content_language=content_language
    )
    app.jinja_env.globals["day_order"] = lambda: order_of(language())
    app.jinja_env.filters.update(
        day=lambda value: formats.day(value, language()),
        day_typed=lambda value: written(value, language()) if value else "",
        short_day=lambda value: formats.short_day(value, language()),
        weekday=lambda value: formats.weekday(value, language()),
        month=lambda value: formats.month(value, language()),
        month_and_year=lambda value: formats.month_and_year(value, language()),
        hours_of=hours_of,
        zone_told=zone_told,
        clock=lambda value: formats.clock(value, language()),
        moment=lambda value: formats.moment(value, language(), _zone()),
        number=lambda value, digits=0: formats.number(value, language(), digits),
        hours=lambda value: formats.hours(value, language()),
        money=lambda value, currency="BRL": formats.money(value, currency, language()),
        amount_of=amount_of,
        percent=lambda value: formats.percent(value, language()),
        prose=prose,
        grade_words=grade_words,
        evidence_count=lambda item: count_words(item.unit, Count(item.seen, item.asked)),
        verdict_words=verdict_words,
        stage_line=lambda redesign: redesign.subject.line(redesign.status, redesign.full_stations),
        without_words=lambda stages: [gettext(WITHOUT_WORDS[stage]) for stage in stages],
        evidence_words=evidence_words,
        status_title=lambda status: gettext(STATUSES[status].title),
        translated=translated,
    )
