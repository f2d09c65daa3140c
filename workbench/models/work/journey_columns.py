"""Steps as columns of a map: one inserted between two, split, copied, or merged with the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, inspect

from workbench.extensions import db
from workbench.models.base import DomainError, new_id, renumber
from workbench.models.work.journey_merge import merge_into, merged_values
from workbench.models.work.journey_step import JourneyCell, JourneyStep
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.journey import JourneyMap

TAKEN = N_(
    "Another text from this form was saved before. Open the page again, and send this one there."
)
# What both halves of a split step have in common; times, feelings and texts stay with the first.
SHARED = ("phase", "kind", "channels", "actor", "in_person_by_law", "legal_ground", "share")
# What a copy begins without: it is another step, that nobody has decided on.
OWN = frozenset({"id", "version", "position", "is_worst", "map_id", "from_step_id"}) | {
    "fate",
    "fate_reason",
    "merged_into_id",
}


def insert_step(
    journey: JourneyMap,
    values: dict[str, Any],
    *,
    before: JourneyStep | None = None,
    after: JourneyStep | None = None,
    by: Person | None,
    id: str | None = None,
) -> JourneyStep:
    """Add a step beside another one, in its phase; at the end of the map when none is named."""
    beside = before or after or (journey.steps[-1] if journey.steps else None)
    values = {"phase": beside.phase if beside else journey.phases[0], **values}
    step = put_beside(journey, values, beside, is_before=before is not None, id=id)
    step.log("written", by=by, **step.log_facts())
    return step


def put_beside(
    journey: JourneyMap,
    values: dict[str, Any],
    beside: JourneyStep | None,
    *,
    is_before: bool = False,
    id: str | None = None,
) -> JourneyStep:
    """Put a new step beside another one, or first of all, unlogged; an id that is taken is refused."""
    if id and db.session.get(JourneyStep, id):
        raise DomainError(TAKEN)
    place = journey.steps.index(beside) + (not is_before) if beside else 0
    step = JourneyStep(**{"id": id or new_id(), **values})
    journey.steps.insert(place, step)
    renumber(journey.steps)
    return step


def split_step(step: JourneyStep, title: str, *, by: Person, id: str | None = None) -> JourneyStep:
    """Add a second half after the step: same way and same actor, its own time still unknown.

    What the step takes and costs stays with the first half, so that no total changes.
    """
    values = {name: getattr(step, name) for name in SHARED}
    values |= {"channels": list(step.channels), "title": title, "from_step": step.from_step}
    second = put_beside(step.map, values, step, id=id)
    step.log("split", by=by, **step.log_facts())
    return second


def copy_step(step: JourneyStep, title: str, *, by: Person, id: str | None = None) -> JourneyStep:
    """Add the same step once more after this one, with its facts, texts and their evidence."""
    names = [attribute.key for attribute in inspect(JourneyStep).column_attrs]
    values = {name: getattr(step, name) for name in names if name not in OWN}
    values |= {"channels": list(step.channels), "title": title, "phase": step.phase}
    copied = put_beside(step.map, values, step, id=id)
    for cell in step.cells:
        own = {"lane": cell.lane, "text": cell.text, "evidence": cell.evidence}
        copied.cells.append(JourneyCell(**own))
    copied.log("copied", by=by, **copied.log_facts())
    return copied


def merge_with_next(step: JourneyStep, *, by: Person) -> JourneyStep:
    """Make one step of this one and the next: both texts, times and costs added, both's links."""
    journey = step.map
    after = next((each for each in journey.steps if each.position == step.position + 1), None)
    if after is None:
        raise DomainError(N_("There is no step after this one that it could be merged with."))
    if (step.share, step.return_share) != (after.share, after.return_share):
        why = N_(
            "Not as many people take one step as the other, so that their times do not add up."
            " Write the same shares on both, then merge them."
        )
        raise DomainError(why)
    values = merged_values(step, after)
    _require_room(values, step, after)
    facts = {**step.log_facts(), "other": after.title}
    merge_into(step, after)
    step.assign(values)
    step.touch()
    step.log("joined", by=by, **facts)
    after.let_go()
    after.delete()
    renumber(journey.steps)
    return step


def _require_room(values: dict[str, Any], step: JourneyStep, after: JourneyStep) -> None:
    """Refuse to cut texts that are too long together."""
    for name, value in values.items():
        kind = inspect(JourneyStep).columns[name].type
        if isinstance(kind, String) and kind.length and len(value) > kind.length:
            why = N_(
                "Together “%(first)s” and “%(second)s” are longer than %(most)s characters."
                " Shorten one of them first."
            )
            first, second = (getattr(each, name)[:60] for each in (step, after))
            raise DomainError(why, first=first, second=second, most=kind.length)
