"""What one redesign saves in a year: as the report counts it, frozen with a status, and as its maps stand today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, select

from workbench.extensions import db
from workbench.models.progress.measurement import Measurement
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.redesign.redesign import Redesign, StatusChange
from workbench.reports.benefits import ServiceBenefit
from workbench.reports.outcomes import Account, account_of
from workbench.reports.tracks import Change, Track


@dataclass(frozen=True)
class Outlook:
    """The saving with today's maps and parameters beside the one that reports count, if a status froze any."""

    today: ServiceBenefit
    counted: ServiceBenefit | None
    # The status change that froze what is counted.
    change_id: int | None

    @property
    def agrees(self) -> bool:
        return self.counted is not None and self.counted.ranges == self.today.ranges


def outlook(redesign: Redesign, work: RedesignWork) -> Outlook:
    """Return both savings; four statements."""
    known = account_of(redesign)
    taken = Measurement.take(work, redesign.programme.city.today())
    frozen = last_frozen(redesign)
    return Outlook(
        today=benefit_of(redesign, taken, known),
        counted=benefit_of(redesign, Measurement.thaw(frozen.measurement), known, frozen)
        if frozen
        else None,
        change_id=frozen.id if frozen else None,
    )


def last_frozen(redesign: Redesign) -> Any:
    """Return the latest status change that froze a measurement, which reports read."""
    statement = (
        select(StatusChange.id, StatusChange.effective_on, StatusChange.measurement)
        .where(
            StatusChange.redesign_id == redesign.id,
            StatusChange.withdrawn_at.is_(None),
            cast(StatusChange.measurement, String) != "{}",
        )
        .order_by(StatusChange.effective_on.desc(), StatusChange.id.desc())
        .limit(1)
    )
    return db.session.execute(statement).first()


def benefit_of(
    redesign: Redesign, taken: Measurement, known: Account, frozen: Any = None
) -> ServiceBenefit:
    """Return the saving of one redesign by a measurement, with the take-up that is known today."""
    track = Track(
        id=redesign.id,
        service_id=redesign.service_id,
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
    )
    return ServiceBenefit.of(track, known)
