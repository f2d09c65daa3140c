"""Today's journey beside the future one, step by step, with the totals of both."""

from typing import Any

from flask import url_for
from flask_babel import gettext

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
from workbench.views.work.journey_tables import (
    channel_words,
    minutes_words,
    phases_of,
    point,
    step_url,
    time_words,
    unknown,
)
from workbench.web.filters import language

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
        return {"table": None, "figures": [], "added": [], "undecided": []}
    # Reports count what the main maps promise.
    is_counted = future.is_main and not redesign.is_of_programme
    found = outlook(redesign, work) if is_counted else None
    heirs = {step.from_step_id: step for step in future.steps if step.from_step_id}
    return {
        "table": comparison_table(redesign, today, heirs, answers(work)),
        "figures": totals(redesign, work, found),
        "outlook": found,
        "spreads": SPREADS,
        "take_up_words": TAKE_UP_WORDS,
        "gap_words": GAPS,
        "added": [step for step in future.steps if not step.from_step_id],
        "undecided": [step for step in today.steps if not step.fate],
    }


def answers(work: RedesignWork) -> dict[str, list[str]]:
    """Return the codes of the problems that each future step addresses."""
    codes = {problem.id: problem.code for problem in work.problems}
    found: dict[str, list[str]] = {}
    for step_id, problem_id in work.linked("addresses"):
        if problem_id in codes:
            found.setdefault(step_id, []).append(codes[problem_id])
    return found


def comparison_table(
    redesign: Redesign,
    today: JourneyMap,
    heirs: dict[str, JourneyStep],
    answered: dict[str, list[str]],
) -> dict[str, Any]:
    steps = today.steps
    pairs = [(step, None if step.fate in ENDING_FATES else heirs.get(step.id)) for step in steps]

    reasons = [{"text": reason(was, now, answered)} for was, now in pairs]
    alternatives = [{"text": now.alternative if now else ""} for _was, now in pairs]

    def both(name: str, words: Any) -> dict[str, Any]:
        return {
            "name": name,
            "cells": [{"was": words(was), "now": words(now) if now else ""} for was, now in pairs],
        }

    return {
        "title": gettext("Today and the future, step by step"),
        "first_lane": gettext("Today"),
        "phases": phases_of(today),
        "steps": [
            {
                "name": step.title,
                "number": step.position,
                "url": step_url(redesign, step, "fate"),
                "gone": step.fate in ENDING_FATES,
            }
            for step in steps
        ],
        "lanes": [
            {
                "name": gettext("What changes"),
                "cells": [fate_cell(redesign, step) for step in steps],
            },
            {
                "name": gettext("Future"),
                "written": True,
                "cells": [
                    {"text": now.title, "url": step_url(redesign, now)} if now else {"text": ""}
                    for _was, now in pairs
                ],
            },
            both(gettext("Channel"), channel_words),
            both(gettext("Time"), time_words),
            {
                "name": gettext("Emotion"),
                "points": [point(now) if now else (None, "", True) for _was, now in pairs],
                "was": [point(was) for was, _now in pairs],
            },
            {"name": gettext("Why"), "cells": reasons},
            {"name": gettext("Without the internet"), "written": True, "cells": alternatives},
        ],
    }


def fate_cell(redesign: Redesign, step: JourneyStep) -> dict[str, Any]:
    if not step.fate:
        return unknown(redesign, step, gettext("Not decided yet"), "fate")
    word = gettext(FATES[step.fate])
    if step.fate == "merged" and step.merged_into:
        word = gettext("joins step %(number)s", number=step.merged_into.position)
    return {"fate": DRAWN[step.fate], "fate_word": word}


def reason(was: JourneyStep, now: JourneyStep | None, answered: dict[str, list[str]]) -> str:
    codes = ", ".join(sorted(answered.get(now.id, []))) if now else ""
    return ": ".join(part for part in (codes, was.fate_reason) if part)


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
