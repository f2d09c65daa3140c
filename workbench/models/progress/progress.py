"""Moving a redesign along: which status may follow, who must say it, and the gate before "digitized"."""

from datetime import date

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.people.person import Person
from workbench.models.progress.measurement import Measurement
from workbench.models.progress.problem_rules import hard_rules
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.progress.rule import Rule
from workbench.models.redesign.redesign import Redesign, StatusChange
from workbench.models.redesign.status import STATUSES
from workbench.text.messages import N_


class GateClosed(DomainError):
    """The service cannot be called digitized yet; ``missing`` are the hard rules not met."""

    def __init__(self, missing: list[Rule]):
        super().__init__(
            N_("The service cannot be called digitized yet: the proof is not complete.")
        )
        self.missing = missing


def permission_for(status: str) -> str:
    """Return the permission that declaring a status needs."""
    return "status:approve" if status == "approved" else "status:change"


def advance(
    redesign: Redesign, status: str, *, on: date, by: Person | None, reason: str = ""
) -> StatusChange:
    """Declare a status from a day on, freezing a measurement; raise DomainError or GateClosed otherwise."""
    db.session.flush()
    work = RedesignWork.of(redesign)
    _check_day(redesign, on)
    _check_reason(redesign, status, reason)
    if status == "monitored" and redesign.group != "digitized":
        raise DomainError(N_("Only a digitized service can be monitored."))
    if status == "digitized":
        _check_gate(work, on)
    measurement = Measurement.take(work, on)
    return redesign.record_status(
        status, effective_on=on, by=by, reason=reason, measurement=measurement.as_dict()
    )


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
    order = list(STATUSES)
    goes_back = order.index(status) < order.index(redesign.status)
    if (STATUSES[status].is_exit or goes_back) and not reason.strip():
        raise DomainError(
            N_(
                "Give the reason: it stays on record when the service leaves the programme or goes back."
            )
        )


def _check_gate(work: RedesignWork, on: date) -> None:
    missing = [rule for rule in hard_rules() if not rule.ask(work).ok]
    if missing:
        raise GateClosed(missing)
    launched_on = work.launch.launched_on if work.launch else None
    if launched_on and on < launched_on:
        raise DomainError(N_("The service cannot be digitized before its launch."))
