"""Today's journey beside the future one, step by step, with the totals of both."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import gettext

from workbench.models.catalogue.levels import is_digital
from workbench.models.progress.certainty import SPREADS
from workbench.models.progress.measurement import GAPS, Burden, Measurement, citizens_burden
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_fate import ENDING_FATES, FATES
from workbench.models.work.journey_step import JourneyStep
from workbench.reports.benefits import TAKE_UP_WORDS
from workbench.reports.outlook import Outlook, outlook
from workbench.text import formats
from workbench.text.messages import N_
from workbench.views.work.journey_tables import (
    channel_words,
    minutes_words,
    phases_of,
    point,
    step_url,
    time_words,
)
from workbench.web.filters import language, ngettext

# What a choice means for the future map.
HINTS = {
    "kept": N_("the same in the future"),
    "changed": N_("it stays, done in another way"),
    "online": N_("with a way for those without the internet"),
    "merged": N_("with a step that you choose"),
    "removed": N_("nobody has to do it any more"),
}
# How the drawing calls a fate: what joins another step or goes away is gone from its place.
DRAWN = {
    "kept": "kept",
    "changed": "changed",
    "online": "online",
    "merged": "gone",
    "removed": "gone",
}


def comparison(redesign: Redesign, work: RedesignWork) -> dict[str, Any]:
    """Return what the comparison page shows: totals of both journeys and the table step by step."""
    today, future = work.maps.get("as_is"), work.maps.get("to_be")
    if today is None or future is None:
        return {"table": None, "figures": [], "added": []}
    # Reports count what the main maps promise.
    is_counted = future.is_main and not redesign.is_of_programme
    found = outlook(redesign, work) if is_counted else None
    table = comparison_table(redesign, today, future, answers(work))
    return {
        "table": table,
        "figures": totals(redesign, work, found),
        "finding": finding(today, future),
        "told": told(table["steps"]),
        "outlook": found,
        "spreads": SPREADS,
        "take_up_words": TAKE_UP_WORDS,
        "gap_words": GAPS,
        "fate_choices": FATES,
        "fate_hints": HINTS,
        "added": [step for step in future.steps if not step.from_step_id],
    }


def finding(today: JourneyMap, future: JourneyMap) -> str:
    """Return in one line what the comparison comes to."""
    was, now = len(today.steps), len(future.steps)
    words = {"was": was, "now": now}
    if all(step.fate for step in today.steps):
        return gettext("From %(was)s steps to %(now)s", **words)
    return gettext("From %(was)s steps to %(now)s, so far", **words)


def told(steps: list[dict[str, Any]]) -> list[str]:
    """Return what is still open, in sentences that are read aloud at each choice."""
    open_steps = [step for step in steps if not step["fate"]]
    first = (
        ngettext(
            "%(num)s of %(total)s steps is to be decided",
            "%(num)s of %(total)s steps are to be decided",
            len(open_steps),
            total=len(steps),
        )
        if open_steps
        else gettext("everything is decided")
    )
    return [first, *lacks(steps)]


def lacks(steps: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what is missing where a step goes online, with the numbers of the steps."""
    without_channel = [str(step["number"]) for step in steps if step["channel"]["lack"]]
    if without_channel:
        yield ngettext(
            "a digital channel is missing at step %(numbers)s",
            "a digital channel is missing at steps %(numbers)s",
            len(without_channel),
            numbers=", ".join(without_channel),
        )
    alone = [str(step["number"]) for step in steps if step["lacks_alternative"]]
    if alone:
        yield ngettext(
            "the alternative is missing at step %(numbers)s",
            "the alternative is missing at steps %(numbers)s",
            len(alone),
            numbers=", ".join(alone),
        )


def answers(work: RedesignWork) -> dict[str, list[str]]:
    """Return the codes of the problems that each future step addresses."""
    codes = {problem.id: problem.code for problem in work.problems}
    found: dict[str, list[str]] = {}
    for step_id, problem_id in work.linked("addresses"):
        if problem_id in codes:
            found.setdefault(step_id, []).append(codes[problem_id])
    return found


def comparison_table(
    redesign: Redesign, today: JourneyMap, future: JourneyMap, answered: dict[str, list[str]]
) -> dict[str, Any]:
    """Return each step of today with what changes and with the steps of the future that come of it."""
    heirs: dict[str, list[JourneyStep]] = {}
    for step in future.steps:
        if step.from_step_id:
            heirs.setdefault(step.from_step_id, []).append(step)
    own = [[] if step.fate in ENDING_FATES else heirs.get(step.id, []) for step in today.steps]
    pairs = list(zip(today.steps, own, strict=True))
    return {
        "title": gettext("Today and the future, step by step"),
        "phases": phases_of(today),
        "steps": [column(redesign, step, its, answered) for step, its in pairs],
        "points": [point(its[0]) if its else (None, "", True) for _step, its in pairs],
        "was": [point(step) for step in today.steps],
    }


def column(
    redesign: Redesign, step: JourneyStep, heirs: list[JourneyStep], answered: dict[str, list[str]]
) -> dict[str, Any]:
    codes = sorted({code for heir in heirs for code in answered.get(heir.id, [])})
    lacks_channel = any(heir.lacks_channel for heir in heirs)
    return {
        "id": step.id,
        "number": step.position,
        "name": step.title,
        "url": step_url(redesign, step),
        "decide_url": url_for("journey_steps.decide", redesign_id=redesign.id, step_id=step.id),
        "gone": step.fate in ENDING_FATES,
        "fate": step.fate,
        "drawn": DRAWN.get(step.fate, ""),
        "fate_word": fate_word(step),
        "into": step.merged_into_id or "",
        "reason": step.fate_reason,
        "codes": ", ".join(codes),
        "heirs": [heir_facts(redesign, step, heir) for heir in heirs],
        "future_url": step_url(redesign, heirs[0]) if heirs else "",
        "channel": both(step, heirs, channel_words)
        | {"lack": gettext("a digital channel is missing") if lacks_channel else ""},
        "time": both(step, heirs, time_words),
        "alternative": "; ".join(heir.alternative for heir in heirs if heir.alternative),
        "lacks_alternative": any(is_digital(heir) and not heir.alternative for heir in heirs),
    }


def heir_facts(redesign: Redesign, step: JourneyStep, heir: JourneyStep) -> dict[str, Any]:
    """Return a future step; the name that came with a change is a draft until somebody writes another."""
    is_draft = step.fate in ("changed", "online") and heir.title == step.title
    return {"title": heir.title, "url": step_url(redesign, heir), "is_draft": is_draft}


def both(step: JourneyStep, heirs: list[JourneyStep], words: Any) -> dict[str, Any]:
    return {"was": words(step), "now": [text for heir in heirs if (text := words(heir))]}


def fate_word(step: JourneyStep) -> str:
    if step.fate == "merged" and step.merged_into:
        return gettext("joins step %(number)s", number=step.merged_into.position)
    return gettext(FATES[step.fate]) if step.fate else ""


def totals(redesign: Redesign, work: RedesignWork, found: Outlook | None) -> list[dict[str, Any]]:
    """Return the figures before and after; each leads to what it counts. Only a service's are told in money."""
    today, future = work.steps("as_is"), work.steps("to_be")
    before, after = citizens_burden(today), citizens_burden(future)
    times = [minutes_words(round(each.minutes)) for each in (before, after)]
    trips = [sum(step.needs_visit for step in steps) for steps in (today, future)]

    def on_map(name: str, was: Any, value: Any) -> dict[str, Any]:
        return {"name": name, "was": was, "value": value, "url": "#map"}

    of_maps = [
        on_map(gettext("Steps of the person"), len(today), len(future)),
        on_map(gettext("In-person visits"), *trips),
        on_map(gettext("Time of the person"), times[0], times[1] or "–"),
    ]
    if found is None:
        return of_maps
    cost = request_cost(redesign, before, after, found.today.measurement or Measurement())
    return [*of_maps, cost, saved(redesign, found)]


def request_cost(
    redesign: Redesign, before: Burden, after: Burden, taken: Measurement
) -> dict[str, Any]:
    lang, currency = language(), redesign.programme.city.currency
    return {
        "name": gettext("Cost of a request"),
        "was": formats.money(per_request(before, taken), currency, lang),
        "value": formats.money(per_request(after, taken), currency, lang),
        "url": "#saving",
        "note": gettext("time of the person in money, and what is paid"),
    }


def saved(redesign: Redesign, found: Outlook) -> dict[str, Any]:
    """Return the figure that reports count where a status froze one, else that of today's maps."""
    lang, currency = language(), redesign.programme.city.currency
    name = gettext("Saved by people in a year")
    counted = found.counted
    if counted and counted.citizens and found.change_id:
        where = {"redesign_id": redesign.id, "change_id": found.change_id}
        since = formats.short_day(counted.track.valued_on, lang)
        return {
            "name": name,
            "value": formats.money(counted.citizens.money_saved, currency, lang),
            "url": url_for("statuses.show", **where),
            "note": gettext("as the report counts it, frozen on %(day)s", day=since),
        }
    citizens = (counted and counted.citizens) or found.today.citizens
    value = formats.money(citizens.money_saved, currency, lang) if citizens else "–"
    note = gettext("forecast with today's maps and parameters")
    return {"name": name, "value": value, "url": "#saving", "note": note}


def per_request(burden: Burden, taken: Measurement) -> float | None:
    if taken.hourly_income is None:
        return None
    return burden.minutes / 60 * taken.hourly_income + burden.money
