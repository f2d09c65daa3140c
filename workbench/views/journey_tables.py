"""A journey as the page draws it: lanes of cells, the figures on top, and today beside the future."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from workbench.models import levels
from workbench.models.dossier import Dossier
from workbench.models.journey import JourneyMap
from workbench.models.journey_step import (
    BACKSTAGE,
    EMOTIONS,
    ENDING_FATES,
    FATES,
    LANES,
    JourneyStep,
)
from workbench.models.measurement import Burden, Measurement, citizens_burden
from workbench.models.redesign import Redesign
from workbench.text import formats
from workbench.views.filters import language

ICONS = {
    "web": "globe",
    "app": "smartphone",
    "email": "mail",
    "telephone": "phone",
    "post": "mail",
    "in_person": "footprints",
    "fax": "printer",
}
# How the drawing calls a fate: what joins another step or goes away is gone from its place.
DRAWN = {
    "kept": "kept",
    "changed": "changed",
    "online": "online",
    "merged": "gone",
    "removed": "gone",
}


def step_url(redesign: Redesign, step: JourneyStep, anchor: str | None = None) -> str:
    return url_for("journey_steps.show", redesign_id=redesign.id, step_id=step.id, _anchor=anchor)


def channel_words(step: JourneyStep) -> str:
    return ", ".join(
        gettext(levels.CHANNELS[code]) for code in step.channels if code in levels.CHANNELS
    )


def minutes_words(minutes: int | None) -> str:
    """Return "40 min" or "4 h 40"."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    if minutes < 120:
        return gettext("%(count)s min", count=minutes)
    return gettext("%(hours)s h %(minutes)02d", hours=hours, minutes=rest)


def time_words(step: JourneyStep) -> str:
    """Return the person's time and wait at a step, "" when neither is known."""
    words = [minutes_words(step.citizen_minutes)] if step.citizen_minutes is not None else []
    if step.waiting_days is not None:
        days = formats.number(step.waiting_days, language(), 1)
        words.append(gettext("%(count)s days of waiting", count=days))
    return ", ".join(words)


def time_cell(redesign: Redesign, step: JourneyStep) -> dict[str, Any]:
    currency = redesign.programme.city.currency
    words = [time_words(step)] if step.has_time else []
    if step.citizen_cost:
        words.append(formats.money(step.citizen_cost, currency, language()))
    if not words:
        return unknown(redesign, step, gettext("No time yet"))
    guess = "" if step.time_basis == "measured" else f" ({gettext('estimate')})"
    return {"text": ", ".join(words) + guess}


def unknown(
    redesign: Redesign, step: JourneyStep, text: str, anchor: str = "facts"
) -> dict[str, Any]:
    return {"unknown": True, "text": text, "url": step_url(redesign, step, anchor)}


def channel_cell(redesign: Redesign, step: JourneyStep) -> dict[str, Any]:
    if not step.channels:
        return unknown(redesign, step, gettext("No channel yet"))
    return {"icon": ICONS.get(step.channels[0]), "text": channel_words(step)}


def lane_cell(redesign: Redesign, step: JourneyStep, lane: str) -> dict[str, Any]:
    """Return a lane's cell; text that no evidence supports is drawn hatched."""
    cell = step.cell(lane)
    if cell is None or not cell.text:
        return {"text": "–"}
    if cell.is_guess:
        return unknown(redesign, step, cell.text, "lanes")
    return {"text": cell.text}


def point(step: JourneyStep) -> tuple[int | None, str, bool]:
    word = step.emotion_word or (
        gettext(EMOTIONS[step.emotion]) if step.emotion is not None else ""
    )
    return step.emotion, word, step.emotion_is_guess


def phases_of(journey: JourneyMap) -> list[dict[str, Any]]:
    """Return the phases that have steps, each with how many columns it spans."""
    spans = [
        {"name": phase.title, "span": sum(step.phase_id == phase.id for step in journey.steps)}
        for phase in journey.phases
    ]
    return [phase for phase in spans if phase["span"]]


def map_table(redesign: Redesign, journey: JourneyMap) -> dict[str, Any]:
    """Return one map in the shape of the journey_table macro."""
    steps = journey.steps
    lanes: list[dict[str, Any]] = [
        {"name": gettext("Channel"), "cells": [channel_cell(redesign, s) for s in steps]},
        {
            "name": gettext("Time and cost"),
            "note": gettext("of the person"),
            "cells": [time_cell(redesign, s) for s in steps],
        },
        {"name": gettext("Emotion"), "note": journey.segment, "points": [point(s) for s in steps]},
    ]
    lanes += [
        {
            "name": gettext(title),
            "back": lane in BACKSTAGE,
            "cells": [lane_cell(redesign, s, lane) for s in steps],
        }
        for lane, title in LANES.items()
        if any(cell.lane == lane and cell.text for s in steps for cell in s.cells)
    ]
    if journey.is_future:
        alternative = {
            "name": gettext("Without the internet"),
            "cells": [{"text": s.alternative or "–"} for s in steps],
        }
        lanes.insert(3, alternative)
    title = gettext("Future journey") if journey.is_future else gettext("Today's journey")
    return {
        "title": title,
        "phases": phases_of(journey),
        "steps": [
            {
                "name": s.title,
                "number": s.position,
                "url": step_url(redesign, s),
                "worst": s.is_worst,
            }
            for s in steps
        ],
        "lanes": lanes,
    }


def figures_of(redesign: Redesign, journey: JourneyMap) -> list[dict[str, Any]]:
    """Return the figures above a map; what is not known makes a sum "or more", never a 0."""
    steps, burden = journey.steps, citizens_burden(journey.steps)
    without_time = [step for step in steps if not step.has_time]
    cells = [cell for step in steps for cell in step.cells if cell.text]
    guesses = [cell for cell in cells if cell.is_guess]
    waits = [step.waiting_days for step in steps if step.waiting_days is not None]
    return [
        {"name": gettext("Steps of the person"), "value": str(len(steps)), "url": "#map"},
        {
            "name": gettext("Trips"),
            "value": str(sum(step.needs_visit for step in steps)),
            "url": "#map",
            "note": gettext("steps that can only be taken in person"),
        },
        {
            "name": gettext("Time of the person"),
            "value": minutes_words(round(burden.minutes)),
            "url": "#map",
            "qualifier": gettext("or more") if without_time else None,
            "note": ngettext(
                "%(num)s step has no time yet", "%(num)s steps have no time yet", len(without_time)
            )
            if without_time
            else None,
        },
        {
            "name": gettext("Waiting"),
            "value": gettext("%(count)s days", count=formats.number(sum(waits), language(), 1))
            if waits
            else "–",
            "url": "#map",
        },
        {
            "name": gettext("How much of the map is a guess"),
            "value": gettext("%(count)s of %(total)s cells", count=len(guesses), total=len(cells)),
            "url": "#map",
            "note": gettext("text without evidence is drawn hatched"),
        },
    ]


def rows_of(journey: JourneyMap) -> list[dict[str, Any]]:
    """Return the map as plain rows, one a step, for other programs."""
    facts = (
        *("position", "title", "channels", "actor", "citizen_minutes", "waiting_days"),
        *("citizen_cost", "office_minutes", "office_cost", "time_basis", "share", "return_share"),
        *("in_person_by_law", "is_worst", "emotion", "emotion_word", "fate", "fate_reason"),
        "alternative",
    )
    return [
        {
            "phase": step.phase.title,
            **{name: getattr(step, name) for name in facts},
            **{lane: cell.text if (cell := step.cell(lane)) else "" for lane in LANES},
        }
        for step in journey.steps
    ]


# today beside the future


def comparison(redesign: Redesign, work: Dossier) -> dict[str, Any]:
    """Return what the comparison page shows: totals of both journeys and the table step by step."""
    today, future = work.maps.get("as_is"), work.maps.get("to_be")
    if today is None or future is None:
        return {"table": None, "figures": [], "added": [], "undecided": []}
    heirs = {step.from_step_id: step for step in future.steps if step.from_step_id}
    return {
        "table": comparison_table(redesign, today, heirs, answers(work)),
        "figures": totals(redesign, work),
        "added": [step for step in future.steps if not step.from_step_id],
        "undecided": [step for step in today.steps if not step.fate],
    }


def answers(work: Dossier) -> dict[str, list[str]]:
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
            {"name": gettext("Fate"), "cells": [fate_cell(redesign, step) for step in steps]},
            {
                "name": gettext("Future"),
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
            {
                "name": gettext("Why"),
                "cells": [{"text": reason(was, now, answered)} for was, now in pairs],
            },
            {
                "name": gettext("Without the internet"),
                "cells": [{"text": now.alternative if now else ""} for _was, now in pairs],
            },
        ],
    }


def fate_cell(redesign: Redesign, step: JourneyStep) -> dict[str, Any]:
    if not step.fate:
        return unknown(redesign, step, gettext("No fate yet"), "fate")
    word = gettext(FATES[step.fate])
    if step.fate == "merged" and step.merged_into:
        word = gettext("joins step %(number)s", number=step.merged_into.position)
    return {"fate": DRAWN[step.fate], "fate_word": word}


def reason(was: JourneyStep, now: JourneyStep | None, answered: dict[str, list[str]]) -> str:
    codes = ", ".join(sorted(answered.get(now.id, []))) if now else ""
    return ": ".join(part for part in (codes, was.fate_reason) if part)


def totals(redesign: Redesign, work: Dossier) -> list[dict[str, Any]]:
    """Return the figures before and after, with the formula's inputs a click away."""
    today, future = work.steps("as_is"), work.steps("to_be")
    lang, currency = language(), redesign.programme.city.currency
    taken = Measurement.take(work, redesign.programme.city.today())
    before, after = citizens_burden(today), citizens_burden(future)
    saved_money = taken.yearly("citizens", "before").money - taken.yearly("citizens", "after").money
    formula = url_for("statuses.index", redesign_id=redesign.id)
    return [
        {
            "name": gettext("Steps of the person"),
            "was": len(today),
            "value": len(future),
            "url": "#map",
        },
        {
            "name": gettext("Trips"),
            "was": sum(step.needs_visit for step in today),
            "value": sum(step.needs_visit for step in future),
            "url": "#map",
        },
        {
            "name": gettext("Time of the person"),
            "was": minutes_words(round(before.minutes)),
            "value": minutes_words(round(after.minutes)) or "–",
            "url": "#map",
        },
        {
            "name": gettext("Cost of a request"),
            "was": formats.money(per_request(before, taken), currency, lang),
            "value": formats.money(per_request(after, taken), currency, lang),
            "url": formula,
            "note": gettext("time of the person in money, and what is paid"),
        },
        {
            "name": gettext("Saved by people in a year"),
            "value": formats.money(saved_money, currency, lang) if taken.is_computable else "–",
            "url": formula,
            "note": ngettext("%(num)s request a year", "%(num)s requests a year", taken.volume)
            if taken.volume is not None
            else gettext("requests a year are not stated"),
        },
    ]


def per_request(burden: Burden, taken: Measurement) -> float | None:
    if taken.hourly_income is None:
        return None
    return burden.minutes / 60 * taken.hourly_income + burden.money
