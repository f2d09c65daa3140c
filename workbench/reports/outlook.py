"""What one redesign saves in a year: as the report counts it, frozen with a status, and as its maps stand today."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.extensions import db
from workbench.models.progress.forecast import Forecast
from workbench.models.progress.measurement import Measurement
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.redesign.redesign import Redesign, StatusChange
from workbench.reports.benefits import ServiceBenefit
from workbench.reports.outcomes import NOTHING, Account, stated_of
from workbench.reports.tracks import Change, Track


@dataclass(frozen=True)
class Outlook:
    """The saving with today's maps and parameters beside the one that reports count, if there is any."""

    today: ServiceBenefit
    counted: ServiceBenefit | None
    # The status change that froze what is counted; None for what the maps promise.
    change_id: int | None

    @property
    def agrees(self) -> bool:
        return self.counted is not None and self.counted.ranges == self.today.ranges


def outlook(redesign: Redesign, work: RedesignWork) -> Outlook:
    """Return both savings; three statements."""
    known, frozen = stated_of(redesign), last_frozen(redesign)
    taken = Measurement.take(work, redesign.programme.city.today())
    counted = counted_benefit(redesign, known, frozen, promised_today(redesign))
    is_promised = counted is not None and counted.track.is_promised
    return Outlook(
        today=benefit_of(redesign, taken, known),
        counted=counted,
        change_id=frozen.id if frozen and not is_promised else None,
    )


def counted_today(redesign: Redesign) -> ServiceBenefit | None:
    """Return the saving that reports count today; one statement, and one more where there is any."""
    frozen, promised = last_frozen(redesign), promised_today(redesign)
    known = stated_of(redesign) if frozen or promised else NOTHING
    return counted_benefit(redesign, known, frozen, promised)


def promised_today(redesign: Redesign) -> Forecast | None:
    """Return what the maps promise, None where they promise nothing."""
    return db.session.scalar(Forecast.latest(redesign.id, redesign.programme.city.today()))


def counted_benefit(
    redesign: Redesign, known: Account, frozen: StatusChange | None, promised: Forecast | None
) -> ServiceBenefit | None:
    """Return the saving by what a status froze, else by what the maps promise; None without any of them.

    Reports count nothing of a service that left the line.
    """
    if redesign.group == "other" or (not frozen and promised is None):
        return None
    taken = Measurement.thaw(frozen.measurement) if frozen else None
    return benefit_of(redesign, taken, known, frozen, promised)


def last_frozen(redesign: Redesign) -> StatusChange | None:
    """Return the latest status change that froze a measurement, which reports read."""
    return next((each for each in reversed(redesign.status_changes) if each.measurement), None)


def benefit_of(
    redesign: Redesign,
    taken: Measurement | None,
    known: Account,
    frozen: StatusChange | None = None,
    promised: Forecast | None = None,
) -> ServiceBenefit:
    """Return the saving of one redesign by a measurement, with the take-up that is known today."""
    track = Track(
        id=redesign.id,
        service_id=redesign.require_service().id,
        title=redesign.title,
        organisation_id=None,
        organisation="",
        team_name=redesign.team_name,
        facilitator="",
        changes=(Change(0, redesign.status, redesign.status_since, ""),),
        measurement=taken,
        proof=None,
        day=redesign.programme.city.today(),
        frozen_on=frozen.effective_on if frozen else None,
        promised=Measurement.thaw(promised.measurement)
        if promised and promised.measurement
        else None,
        promised_on=promised.stated_on if promised else None,
    )
    return ServiceBenefit.of(track, known)
