"""Moving a redesign along: which status may follow, who must say it, and the gate before "digitized"."""

from dataclasses import replace
from datetime import date
from typing import Any

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.catalogue.chartered import ENDINGS
from workbench.models.people.person import Person
from workbench.models.progress import asked
from workbench.models.progress.measurement import Measurement
from workbench.models.progress.problem_rules import hard_rules
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.progress.rule_state import RuleState, unmet
from workbench.models.progress.terms import terms_of
from workbench.models.redesign.redesign import Redesign, StatusChange
from workbench.models.redesign.status import STATUSES, group_of
from workbench.models.redesign.status_change import LOWERED
from workbench.text.messages import N_


class Unmet(DomainError):
    """A status was refused, or wants a reason; ``missing`` are the answers of the rules that are not met."""

    def __init__(self, message: str, missing: list[RuleState]):
        super().__init__(message)
        self.missing = missing


class GateClosed(Unmet):
    """The service cannot be called digitized yet; ``missing`` are the hard rules not met."""

    def __init__(self, missing: list[RuleState]):
        why = N_("The service cannot be called digitized yet: the proof is not complete.")
        super().__init__(why, missing)


class ReasonWanted(Unmet):
    """The status may be declared without what is missing, with a reason that stays beside it."""

    def __init__(self, missing: list[RuleState]):
        why = N_(
            "Rules of this status are not met yet. Meet them, or give the reason for declaring it all"
            " the same: it stands beside the status everywhere."
        )
        super().__init__(why, missing)


def permission_for(status: str) -> str:
    """Return the permission that declaring a status needs."""
    return "status:approve" if status == "approved" else "status:change"


def advance(
    redesign: Redesign, status: str, *, on: date, by: Person | None, reason: str = ""
) -> StatusChange:
    """Declare a status from a day on; raise DomainError or Unmet otherwise."""
    db.session.flush()
    redesign.workspace.hold()
    work = RedesignWork.of(redesign)
    _check_day(redesign, on)
    _check_reason(redesign, status, reason)
    if status == "monitored" and redesign.group != "digitized":
        raise DomainError(N_("Only a digitized service can be monitored."))
    if status == "digitized":
        _check_gate(work, on)
    lacks = _lacks(work, status, on, reason)
    follow_in_catalogue(redesign, status, on=on, by=by)
    return redesign.record_status(
        status,
        effective_on=on,
        by=by,
        reason=reason,
        measurement=Measurement.freeze(work, status, on),
        terms=terms_of(work),
        lacks=lacks,
    )


def follow_in_catalogue(redesign: Redesign, status: str, *, on: date, by: Person | None) -> None:
    """Take a service that was merged or eliminated out of the catalogue from that day, and bring it back with it."""
    if status in ENDINGS:
        redesign.require_service().retire(status, on=on, by=by)
    elif redesign.status in ENDINGS:
        redesign.require_service().reinstate(on=on, by=by)
    if redesign.group == "digitized" and group_of(status) != "digitized":
        propose_return(redesign, on=on, by=by)


def would_return(redesign: Redesign) -> bool:
    """Return whether there is a charter to go back to: the present one came with this launch."""
    chain = redesign.require_service().charters
    is_its_own = chain[-1].cause == "launch" and chain[-1].redesign_id == redesign.id
    return is_its_own and len(chain) > 1 and chain[-1].is_open


def propose_return(redesign: Redesign, *, on: date, by: Person | None) -> CharterProposal | None:
    """Propose the charter before a launch from the day on which its service is no longer digitized."""
    if not would_return(redesign):
        return None
    service = redesign.require_service()
    chain = service.charters
    proposal = CharterProposal(
        service=service,
        redesign=redesign,
        cause="return",
        valid_from=on,
        steps=chain[-2].steps,
        created_by_id=by.id if by else None,
    )
    db.session.add(proposal)
    service.log("charter_proposed", by=by, name=service.label)
    return proposal


def _check_day(redesign: Redesign, on: date) -> None:
    if on > redesign.programme.city.today():
        why = N_("A status cannot begin in the future. Choose today or an earlier day.")
        raise DomainError(why)
    latest = redesign.status_since
    if on < latest:
        why = N_("There is a later change already, from %(day)s. Choose that day or a later one.")
        raise DomainError(why, day=latest)


def _check_reason(redesign: Redesign, status: str, reason: str) -> None:
    if status not in STATUSES:
        raise DomainError(N_("Choose one of the statuses."))
    if status not in redesign.subject.statuses:
        why = N_(
            "The programme itself is prototyped and tested, never digitized: it goes as far as “Tested”."
        )
        raise DomainError(why)
    order = list(STATUSES)
    goes_back = order.index(status) < order.index(redesign.status)
    if (STATUSES[status].is_exit or goes_back) and not reason.strip():
        raise DomainError(
            N_(
                "Give the reason: it stays on record when the service leaves the programme or goes back."
            )
        )
    if status == "approved" and not reason.strip():
        raise DomainError(N_("Say on what grounds it is approved: who looked at it, and at what."))


def _check_gate(work: RedesignWork, on: date) -> None:
    if missing := unmet(hard_rules(), work):
        raise GateClosed(missing)
    launched_on = work.launch.launched_on if work.launch else None
    if launched_on and on < launched_on:
        raise DomainError(N_("The service cannot be digitized before its launch."))
    service = work.redesign.require_service()
    if service.ended_as and work.redesign.status not in ENDINGS:
        why = N_("%(name)s is not in the catalogue any more: it cannot be called digitized.")
        raise DomainError(why, name=service.label)


def _lacks(work: RedesignWork, status: str, on: date, reason: str) -> list[dict[str, Any]]:
    """Return what the status is declared without; raise ReasonWanted where nobody has given a reason for it.

    What a status before it was declared without, and still is, has its reason already. What only lower
    thresholds than the usual ones let pass asks for no reason, and is told all the same.
    """
    rules = asked.asked_of(status)
    missing = {state.rule for state in unmet(rules, work)}
    short = unmet(rules, replace(work, is_usual=True))
    standing = {each["rule"]: each for each in _standing(work.redesign, on)}
    new = [state for state in short if state.rule not in standing]
    if (wanted := [state for state in new if state.rule in missing]) and not reason.strip():
        raise ReasonWanted(wanted)
    kept = [standing[state.rule] for state in short if state.rule in standing]
    own = {"on": on.isoformat(), "lasts": False}
    lacks = [
        {"rule": state.rule, "stage": state.stage, "reason": reason, **own}
        if state.rule in missing
        else {"rule": state.rule, "stage": LOWERED, "reason": work.redesign.sessions_reason, **own}
        for state in new
    ]
    return [*kept, *lacks, *_built_despite(work, status, on)]


def _standing(redesign: Redesign, on: date) -> list[dict[str, Any]]:
    """Return what earlier statuses were declared without and still are, each with the reason given for it."""
    told = (each for change in redesign.status_changes for each in change.lacks_on(on))
    return [each for each in told if not each["lasts"]]


def _built_despite(work: RedesignWork, status: str, on: date) -> list[dict[str, Any]]:
    """Return why the version was built although a hypothesis put to it did not hold: it stands for good.

    What an earlier declaration of the same launch said stays, whatever is named or archived since.
    """
    launch = work.launch
    if STATUSES[status].group != "digitized" or launch is None:
        return []
    told = [
        each
        for change in work.redesign.status_changes
        if launch.launched_on is None or launch.launched_on <= change.effective_on
        for each in change.lacks
        if each["lasts"]
    ]
    own = {"rule": "built_verdict", "on": on.isoformat(), "lasts": True}
    told += [
        {**own, "stage": _stage_of(title, verdict), "verdict": verdict, "reason": reason}
        for title, verdict, reason in launch.built_despite
    ]
    return list({(each["verdict"], each["reason"]): each for each in reversed(told)}.values())[::-1]


def _stage_of(hypothesis: str, verdict: str) -> str:
    if verdict == "few":
        return LOWERED
    return "approval" if hypothesis else "tests"
