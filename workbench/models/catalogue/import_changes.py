"""What a later import of the same source changes in services that are there: only what no one touched since."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import select, update

from workbench.extensions import db
from workbench.models.base import DomainError, renumber
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.catalogue.charter_version import CharterVersion
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
from workbench.models.catalogue.step_facts import StepFacts
from workbench.models.catalogue.volume import Volume

EMPTY: tuple[Any, ...] = (None, "", [], False)


@dataclass(frozen=True)
class Dating:
    """From which day on changed steps hold, and of which services a launch has replaced the source's."""

    valid_from: date
    launched: Collection[int]

    def admits(self, service: Service, given: ServiceDraft, merged: Merged) -> bool:
        """Return whether the steps may be written, with the version of that day open; else say what becomes of them."""
        told = Kept(given.record, service.name, "steps")
        if service.id in self.launched:
            self.propose(service, given, merged, told)
            return False
        if not would_change(service, given):
            return True
        try:
            service.change_from(self.valid_from, cause="import", by=None)
        except DomainError:
            merged.later.append(told)
            return False
        return True

    def propose(self, service: Service, given: ServiceDraft, merged: Merged, told: Kept) -> None:
        """Leave a charter that a launch wrote: the old steps are told, others wait for an answer."""
        if said(step.values for step in given.steps) == said(before_launch(service)):
            merged.behind.append(told)
            return
        proposal = CharterProposal(
            service=service,
            cause="import",
            valid_from=self.valid_from,
            steps=[proposed(step) for step in given.steps],
        )
        waiting = [each.steps for each in CharterProposal.of(service)]
        if proposal.ticks and proposal.steps not in waiting:
            db.session.add(proposal)
            merged.proposed.append(told)


def update_service(
    service: Service, given: ServiceDraft, draft: CatalogueDraft, merged: Merged, dating: Dating
) -> None:
    """Bring one service up to its source; what the team changed stays, and is counted among the kept."""
    before = service.source_values
    changes, kept = settle(service, before, given.values)
    changed = bool(service.assign(changes))
    if draft.with_steps and dating.admits(service, given, merged):
        changed = update_steps(service, given, kept, merged) or changed
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


def launched_in(city_id: int) -> set[int]:
    """Return the services whose latest charter from outside came of a launch, and of no import since."""
    version = CharterVersion
    rows = (
        select(version.service_id, version.cause)
        .where(version.city_id == city_id, version.cause.in_(("launch", "import")))
        .order_by(version.valid_from)
    )
    latest = {service_id: cause for service_id, cause in db.session.execute(rows)}  # noqa: C416
    return {service_id for service_id, cause in latest.items() if cause == "launch"}


def before_launch(service: Service) -> Iterator[dict[str, Any]]:
    """Yield what the source had said of each step of the charter before the latest launch."""
    for earlier, later in reversed(list(pairwise(service.charters))):
        if later.cause == "launch":
            yield from (step.source_values for step in earlier.steps_then if step.source_id)
            return


def said(steps: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what is said of each step in an order of its own; what nobody states makes no difference."""
    stated = [{name: value for name, value in each.items() if value not in EMPTY} for each in steps]
    return sorted(stated, key=lambda each: (each.get("position") or 0, each.get("title") or ""))


def proposed(step: StepDraft) -> dict[str, Any]:
    known = {name: value for name, value in step.values.items() if name != "position"}
    return StepFacts(**known, source_id=step.source_id, source_values=step.values).freeze()


def would_change(service: Service, given: ServiceDraft) -> bool:
    """Return whether the source changes a step or adds one, beside what the team wrote."""
    present = {step.source_id: step for step in service.steps if step.source_id}
    removed = set(service.source_values.get("steps", ())) - present.keys()
    return any(
        settle(present[draft.source_id], present[draft.source_id].source_values, draft.values)[0]
        if draft.source_id in present
        else draft.source_id not in removed
        for draft in given.steps
    )


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
