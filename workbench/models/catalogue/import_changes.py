"""What a later import of the same source changes in services that are there: only what no one touched since."""

from typing import Any

from sqlalchemy import update

from workbench.extensions import db
from workbench.models.base import renumber
from workbench.models.catalogue.import_draft import (
    CatalogueDraft,
    Kept,
    Merged,
    ServiceDraft,
    StepDraft,
    VolumeDraft,
)
from workbench.models.catalogue.service import Service
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.catalogue.volume import Volume

EMPTY: tuple[Any, ...] = (None, "", [], False)


def update_service(
    service: Service, given: ServiceDraft, draft: CatalogueDraft, merged: Merged
) -> None:
    """Bring one service up to its source; what the team changed stays, and is counted among the kept."""
    before = service.source_values
    changes, kept = settle(service, before, given.values)
    changed = bool(service.assign(changes))
    if draft.with_steps and update_steps(service, given, kept, merged):
        changed = True
    if draft.with_volumes and update_volumes(service, given, kept, draft.source):
        changed = True
    merged.kept += [Kept(given.record, service.name, field) for field in kept]
    after = draft.source_values(given, before)
    if changed:
        merged.changed += 1
        service.source_values = after
        service.weigh()
    else:
        merged.unchanged += 1
        if after != before:
            remember(service, after)
    merged.count_levels(service.levels, service.contradiction)


def settle(
    record: Any, before: dict[str, Any], values: dict[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Return (values to set, names kept) for a record whose source said ``before`` and says ``values``."""
    changes, kept = {}, []
    for name, value in values.items():
        present = getattr(record, name)
        if present == value:
            continue
        if present == before[name] if name in before else present in EMPTY:
            changes[name] = value
        elif name != "position" or value != before.get(name):
            kept.append(name)
    return changes, kept


def update_steps(service: Service, given: ServiceDraft, kept: list[str], merged: Merged) -> bool:
    """Change and add steps as the source has them; a step the team removed does not come back."""
    present = {step.source_id: step for step in service.steps if step.source_id}
    removed = set(service.source_values.get("steps", ())) - present.keys()
    merged.steps_vanished += len(present.keys() - {step.source_id for step in given.steps})
    changed = moved = False
    for draft in given.steps:
        step = present.get(draft.source_id)
        if step is None:
            if draft.source_id in removed:
                kept.append("steps")
                continue
            service.steps.append(new_step(draft))
            changed = moved = True
            continue
        changes, others = settle(step, step.source_values, draft.values)
        kept += [f"steps.{name}" for name in others]
        if step.assign(changes):
            step.source_values = step.source_values | draft.values
            changed, moved = True, moved or "position" in changes
        elif step.source_values != (after := step.source_values | draft.values):
            remember(step, after)
    if moved:
        service.steps.sort(key=lambda step: step.position)
        renumber(service.steps)
    return changed


def new_step(draft: StepDraft) -> ServiceStep:
    return ServiceStep(**draft.values, source_id=draft.source_id, source_values=draft.values)


def update_volumes(service: Service, given: ServiceDraft, kept: list[str], source: str) -> bool:
    """Change and add volumes as the source has them; one whose period the team stated stays as it is."""
    present = {(volume.year, volume.channel): volume for volume in service.volumes}
    before = {
        (year, channel): requests
        for year, channel, requests in service.source_values.get("requests", ())
    }
    changed = False
    for key, draft in given.volumes.items():
        volume = present.get(key)
        if volume is None and key not in before:
            service.volumes.append(new_volume(draft, source))
            changed = True
        elif volume is None or volume.requests not in (draft.requests, before.get(key)):
            kept.append("requests")
        elif volume.requests != draft.requests:
            volume.requests = draft.requests
            changed = True
    return changed


def new_volume(draft: VolumeDraft, source: str) -> Volume:
    return Volume(year=draft.year, channel=draft.channel, requests=draft.requests, source=source)


def remember(record: Service | ServiceStep, values: dict[str, Any]) -> None:
    """Store what the source says now without a new version: nothing that people see has changed."""
    table = type(record).__table__
    statement = update(table).where(table.c.id == record.id).values(source_values=values)
    db.session.connection().execute(statement)
    db.session.expire(record, ["source_values"])
