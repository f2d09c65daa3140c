"""The status follows the work: what a transaction's acts have reached is recorded, by who met the last rule."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.log.transaction import Transaction, transaction
from workbench.models.people.person import Person
from workbench.models.progress import asked
from workbench.models.progress.forecast import keep_forecast
from workbench.models.progress.measurement import Measurement
from workbench.models.progress.problem_rules import RULES
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.progress.rule_state import assess, redesigns_at, unmet
from workbench.models.progress.terms import terms_of
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import LINE
from workbench.models.redesign.status_change import LOWERED, StatusChange


def follow(work: Transaction, *, is_shared: bool = True) -> None:
    """Ask the exit rules of each redesign that was touched, and record the statuses that its acts have reached.

    Where others write too (``is_shared``), everything is read anew: their rows are locked or committed by now,
    as each act has advanced its workspace.
    """
    touched, acts = work.touched, work.acts
    work.touched, work.acts = set(), {}
    ids = {place_id for kind, place_id in touched if kind == "redesign"}
    if above := {place for place in touched if place[0] != "redesign"}:
        ids |= redesigns_at(above)
    if ids and is_shared:
        # Others may have saved between our reading and our turn to write: look at what is there now.
        db.session.expire_all()
    for redesign_id in sorted(ids):
        redesign = db.session.get(Redesign, redesign_id)
        if redesign is not None:
            _follow(redesign, acts.get(redesign_id), work)


def _follow(redesign: Redesign, act: dict[str, Any] | None, work: Transaction) -> None:
    before = asked.reached(met(redesign))
    read = RedesignWork.of(redesign)
    if read.launch and not read.launch.is_as_verified(read.steps("to_be")):
        read.launch.void_verification()
    assess(redesign, read)
    made_good(read, work)
    # Only what this act has met for the first time: what was met before it, by an import or by work whose status
    # somebody took back, is offered.
    if act is not None and redesign.status in LINE:
        new = [status for status in asked.reached(met(redesign)) if status not in before]
        record(read, [each for each in new if asked.is_beyond(each, redesign.status)], act, work)
    keep_forecast(read, redesign.programme.city.today(work.moment))


def met(redesign: Redesign) -> set[str]:
    """Return the rules that were met when they were asked last."""
    return {state.rule for state in redesign.rule_states if state.ok}


def record(read: RedesignWork, statuses: list[str], act: dict[str, Any], work: Transaction) -> None:
    """Record the statuses in order, as one operation of its own, which an undo withdraws as a whole."""
    redesign = read.redesign
    by = db.session.get(Person, act["by_id"]) if act["by_id"] else None
    day = day_of(redesign, work)
    with own_operation(work) as operation:
        for status in statuses:
            redesign.record_status(
                status,
                effective_on=day,
                by=by,
                verb="status_recorded",
                measurement=Measurement.freeze(read, status, day),
                terms=terms_of(read),
                operation=operation,
                followed=act["operation"],
            )


def day_of(redesign: Redesign, work: Transaction) -> date:
    """Return the day on which it happened, never one before the latest status."""
    return max(redesign.programme.city.today(work.moment), redesign.status_since)


@contextmanager
def own_operation(work: Transaction) -> Iterator[str]:
    """Log what follows under another operation than the act's, which keeps its own undo."""
    work.operation, operation = new_id(), work.operation
    try:
        yield work.operation
    finally:
        work.operation = operation


def made_good(read: RedesignWork, work: Transaction) -> None:
    """Note the day on which the last rule was met that a status had been declared without, under its own terms."""
    today = read.redesign.programme.city.today(work.moment)
    for change in read.redesign.status_changes:
        lacks = [each for each in change.lacks if not each["lasts"] and each["rule"] in RULES]
        if not lacks:
            continue
        is_usual = any(each["stage"] == LOWERED for each in lacks)
        then = replace(read, frozen=change.terms.get("thresholds", {}), is_usual=is_usual)
        is_lacking = bool(unmet([RULES[each["rule"]] for each in lacks], then))
        if is_lacking != bool(change.lacks_on(today, lasting=False)):
            lack_from(change, today) if is_lacking else make_good(change, today)


def make_good(change: StatusChange, day: date) -> None:
    change.made_good_on = day
    change.lacks = [{key: each[key] for key in each if key != "again_on"} for each in change.lacks]


def lack_from(change: StatusChange, day: date) -> None:
    """Note that what was made good is lacking once more; on the same day it never was."""
    if change.made_good_on == day:
        change.made_good_on = None
        return
    change.lacks = [
        each if each["lasts"] else {**each, "again_on": day.isoformat()} for each in change.lacks
    ]


def recorded_by(redesign: Redesign, operation: str) -> list[StatusChange]:
    """Return the statuses that one operation recorded, or that followed one, while the last of them stands."""
    latest = redesign.latest_change
    if latest is None or operation not in (latest.operation, latest.followed):
        return []
    return [each for each in redesign.status_changes if each.operation == latest.operation]


def withdraw_followers(operation: str, *, by: Person) -> None:
    """Take back the statuses that followed an operation which is being undone, while they stand last."""
    wanted = select(StatusChange.redesign_id).where(
        StatusChange.followed == operation, StatusChange.withdrawn_at.is_(None)
    )
    for redesign_id in set(db.session.scalars(wanted)):
        redesign = db.session.get_one(Redesign, redesign_id)
        with own_operation(transaction()):
            redesign.withdraw_statuses(recorded_by(redesign, operation), by=by)
