"""What becomes of two steps of a map that are made one: their texts, figures, links, fates and heirs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, String, inspect

from workbench.extensions import db
from workbench.models.work.journey_step import BASES, JourneyCell, JourneyStep
from workbench.models.work.link import links_of

ADDED = ("citizen_minutes", "waiting_days", "citizen_cost", "office_minutes", "office_cost")
# These are no texts to be joined, although they are kept in columns of text.
CODES = frozenset({"id", "map_id", "kind", "time_basis", "fate", "merged_into_id", "from_step_id"})


def merged_values(one: JourneyStep, other: JourneyStep) -> dict[str, Any]:
    """Return the columns of the step that both become, but for its fate.

    Texts are joined, times and money added, what is true of one is true of both; an unknown time makes the
    sum a guess, and of two feelings the worse one stays.
    """
    values: dict[str, Any] = {}
    for column in inspect(JourneyStep).columns:
        join = _way(column.key, column.type)
        if join is not None:
            values[column.key] = join(getattr(one, column.key), getattr(other, column.key))
    values["kind"] = (
        one.kind or other.kind if one.kind in (other.kind, "") or not other.kind else ""
    )
    values["channels"] = list(dict.fromkeys([*one.channels, *other.channels]))
    values["time_basis"] = _basis(one, other)
    return values | _feeling(one, other)


def _way(name: str, kind: Any) -> Callable[[Any, Any], Any] | None:
    if name in ADDED:
        return _sum
    if isinstance(kind, Boolean):
        return lambda one, other: bool(one or other)
    if isinstance(kind, String) and name not in CODES:
        return joined
    return None


def joined(one: str, other: str, between: str = "; ") -> str:
    """Return both texts; one that is said twice is said once."""
    return between.join(dict.fromkeys(filter(None, (one, other))))


def _sum(one: Decimal | int | None, other: Decimal | int | None) -> Decimal | int | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _basis(one: JourneyStep, other: JourneyStep) -> str:
    """Return the weaker of how well both times are known; a guess when only one is known at all."""
    if one.has_time != other.has_time:
        return "guess"
    return max((one.time_basis, other.time_basis), key=list(BASES).index)


def _feeling(one: JourneyStep, other: JourneyStep) -> dict[str, Any]:
    known = [step for step in (one, other) if step.emotion is not None]
    worst = min(known, key=lambda step: step.emotion or 0, default=one)
    alike = [step for step in known if step.emotion == worst.emotion] or [one]
    return {
        "emotion": worst.emotion,
        "emotion_word": joined(one.emotion_word, other.emotion_word, ", "),
        "emotion_is_guess": all(step.emotion_is_guess for step in alike),
    }


def merge_into(step: JourneyStep, after: JourneyStep) -> None:
    """Give the step what belongs to the next one: its lanes, its links, its fate and its heirs."""
    _merge_cells(step, after)
    _merge_links(step, after)
    if step.map.is_future:
        _merge_origins(step, after)
    else:
        _merge_fates(step, after)
    # Who points at whom is read by ids from here on.
    db.session.flush()


def _merge_cells(step: JourneyStep, after: JourneyStep) -> None:
    """Join the lanes; evidence for one half of a text stays with it when the other half is empty or shares it."""
    present = {cell.lane: cell for cell in step.cells}
    for theirs in after.cells:
        own = present.get(theirs.lane)
        if own is None:
            own = JourneyCell(lane=theirs.lane, text="")
            step.cells.append(own)
        evidence = _shared_evidence(own, theirs)
        own.assign({"text": joined(own.text, theirs.text, "\n"), "evidence": evidence})

    for opportunity in list(after.opportunities):
        opportunity.step = step


def _shared_evidence(own: JourneyCell, theirs: JourneyCell) -> Any:
    said = [cell.evidence for cell in (own, theirs) if cell.text]
    return said[0] if said and all(each is said[0] for each in said) else None


def _merge_links(step: JourneyStep, after: JourneyStep) -> None:
    links = links_of(step.map.redesign)
    there = {(link.kind, link.from_id, link.to_id) for link in links}
    for link in links:
        if after.id not in (link.from_id, link.to_id):
            continue
        ends = [step.id if end == after.id else end for end in (link.from_id, link.to_id)]
        if (link.kind, *ends) in there:
            db.session.delete(link)
        else:
            link.from_id, link.to_id = ends


def _merge_fates(step: JourneyStep, after: JourneyStep) -> None:
    """Keep a fate that both share; where they differ, it is open again, and the heirs of both stay."""
    fates = _own_fates(step, after)
    for heir in after.heirs:
        heir.from_step = step
    for other in step.map.steps:
        if other.merged_into is after and other is not step:
            other.merged_into = step
    kept = fates[0] if len(set(fates)) == 1 else ("", None)
    step.fate, step.merged_into = kept


def _own_fates(step: JourneyStep, after: JourneyStep) -> list[tuple[str, JourneyStep | None]]:
    """Return the fates that remain to be compared: that one joins the other has just come true."""
    pairs = ((step, after), (after, step))
    return [(each.fate, each.merged_into) for each, other in pairs if each.merged_into is not other]


def _merge_origins(step: JourneyStep, after: JourneyStep) -> None:
    """Let today's step of the second half follow: it joins that of the first."""
    origin = after.from_step
    if origin is None or origin is step.from_step:
        return
    if step.from_step is None:
        step.from_step = origin
    elif origin.heirs == [after]:
        origin.fate, origin.merged_into = "merged", step.from_step
