"""A journey as the page draws it: lanes of cells, and the figures on top."""

from typing import Any

from flask import url_for
from flask_babel import gettext

from workbench.models.catalogue import levels
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_fate import FATES
from workbench.models.work.journey_step import BASES, EMOTIONS, LANES, JourneyStep
from workbench.text import columns, formats
from workbench.text.messages import N_
from workbench.web.filters import language, ngettext

_FACTS = (
    columns.whole("position", N_("Place")),
    columns.text("title", N_("Step")),
    columns.text("channels", N_("Channels"), levels.CHANNELS),
    columns.text("actor", N_("Who acts")),
    columns.whole("citizen_minutes", N_("Minutes of the person")),
    columns.amount("waiting_days", N_("Days of waiting")),
    columns.amount("citizen_cost", N_("Cost for the person")),
    columns.whole("office_minutes", N_("Minutes of the office")),
    columns.amount("office_cost", N_("Cost for the office")),
    columns.text("time_basis", N_("How the time is known"), BASES),
    columns.share("share", N_("Share of people who take it")),
    columns.share("return_share", N_("Share of people who come back")),
    columns.yes_no("in_person_by_law", N_("In person by law")),
    columns.yes_no("is_worst", N_("Worst step")),
    columns.yes_no("is_moment", N_("Moment of truth")),
    columns.whole("emotion", N_("Emotion, -2 to 2")),
    columns.text("emotion_word", N_("Emotion in words")),
    columns.text("fate", N_("What becomes of it"), FATES),
    columns.text("fate_reason", N_("Why")),
    columns.text("alternative", N_("Without the internet")),
)
TABLE = columns.Table(
    N_("Journey map"),
    columns.text("phase", N_("Phase")),
    *_FACTS,
    *(columns.text(lane, title) for lane, title in LANES.items()),
)
ICONS = {
    "web": "globe",
    "app": "smartphone",
    "email": "mail",
    "telephone": "phone",
    "post": "mail",
    "in_person": "footprints",
    "fax": "printer",
}


def step_url(redesign: Redesign, step: JourneyStep, anchor: str | None = None) -> str:
    return url_for("journey_steps.show", redesign_id=redesign.id, step_id=step.id, _anchor=anchor)


def channel_words(step: JourneyStep) -> str:
    known = [levels.CHANNELS[code] for code in step.channels if code in levels.CHANNELS]
    return ", ".join(map(gettext, known))


def minutes_words(minutes: int | None) -> str:
    """Return "40 min", "3 h" or "4 h 40 min"."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    if minutes < 120:
        return gettext("%(count)s min", count=minutes)
    if not rest:
        return gettext("%(hours)s h", hours=hours)
    return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)


def days_words(days: Any) -> str:
    """Return "1 day", "52 days" or "1.5 days"."""
    count = formats.number(days, language(), 1)
    return ngettext("%(count)s day", "%(count)s days", 1 if days == 1 else 2, count=count)


def time_words(step: JourneyStep) -> str:
    """Return the person's time and wait at a step, "" when neither is known."""
    words = [minutes_words(step.citizen_minutes)] if step.citizen_minutes is not None else []
    if step.waiting_days is not None:
        days = formats.number(step.waiting_days, language(), 1)
        words.append(
            ngettext(
                "%(count)s day of waiting",
                "%(count)s days of waiting",
                1 if step.waiting_days == 1 else 2,
                count=days,
            )
        )
    return ", ".join(words)


def point(step: JourneyStep) -> tuple[int | None, str, bool]:
    usual = gettext(EMOTIONS[step.emotion]) if step.emotion is not None else ""
    return step.emotion, step.emotion_word or usual, step.emotion_is_guess


def phases_of(journey: JourneyMap) -> list[dict[str, Any]]:
    """Return the phases that have steps, each with how many columns it spans."""
    spans = [
        {"name": phase.title, "span": sum(step.phase_id == phase.id for step in journey.steps)}
        for phase in journey.phases
    ]
    return [phase for phase in spans if phase["span"]]


def rows_of(journey: JourneyMap) -> list[dict[str, Any]]:
    """Return the map as plain rows, one a step, for other programs."""
    return [
        {
            "phase": step.phase.title,
            **{fact.name: getattr(step, fact.name) for fact in _FACTS},
            **{lane: cell.text if (cell := step.cell(lane)) else "" for lane in LANES},
        }
        for step in journey.steps
    ]
