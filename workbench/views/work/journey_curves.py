"""The curves of other segments over a map: their feelings at the steps that both maps have."""

from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import EMOTIONS, JourneyStep
from workbench.text.likeness import folded
from workbench.web.filters import ngettext

# With more than this in one picture nobody tells them apart: the map's own and four others.
MOST_CURVES = 5
READ = (
    *(JourneyStep.id, JourneyStep.map_id, JourneyStep.title, JourneyStep.from_step_id),
    *(JourneyStep.emotion, JourneyStep.emotion_word, JourneyStep.emotion_is_guess),
)


def other_curves(journey: JourneyMap) -> list[dict[str, Any]]:
    """Return the curves of other maps of the kind, in the shape of the macro `curves`; one statement for all."""
    maps = [each for each in journey.kept_of(journey.redesign, journey.kind) if each is not journey]
    shown = maps[: MOST_CURVES - 1]
    if not shown:
        return []
    asked = select(*READ).where(JourneyStep.map_id.in_([each.id for each in shown]))
    lines = db.session.execute(asked.order_by(JourneyStep.position)).all()
    return [
        curve_of(journey, other, [line for line in lines if line.map_id == other.id], number)
        for number, other in enumerate(shown, start=2)
    ]


def curve_of(
    journey: JourneyMap, other: JourneyMap, lines: list[Any], number: int
) -> dict[str, Any]:
    """Return one curve: a point for each step of the map, and how many feelings stand at steps it has not."""
    left, points = list(lines), []
    for step in journey.steps:
        found = next((line for line in left if is_same(step, line)), None)
        if found is not None:
            left.remove(found)
        points.append(point(found))
    felt = [line for line in left if line.emotion is not None]
    return {
        "name": other.called,
        "key": other.key,
        "number": number,
        "points": points,
        "aside": aside(len(felt)),
    }


def is_same(step: JourneyStep, line: Any) -> bool:
    """Return whether both are one step: the one was copied from the other, or they are called the same."""
    origins = {step.id, step.from_step_id} & {line.id, line.from_step_id} - {None}
    return bool(origins) or folded(step.title) == folded(line.title)


def point(line: Any) -> tuple[int | None, str, bool]:
    if line is None or line.emotion is None:
        return None, "", True
    return line.emotion, line.emotion_word or gettext(EMOTIONS[line.emotion]), line.emotion_is_guess


def aside(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(num)s feeling of theirs stands at a step that is not on this map",
        "%(num)s feelings of theirs stand at steps that are not on this map",
        count,
    )
