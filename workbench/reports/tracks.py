"""Where each redesign of a programme stood on a day: its dated status changes, read in two statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, null, select, true
from sqlalchemy.orm import aliased

from workbench.extensions import db
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.people.person import Person
from workbench.models.programme.programme import Programme
from workbench.models.progress.forecast import FORESEEN, Forecast
from workbench.models.progress.measurement import Measurement
from workbench.models.redesign.redesign import Redesign, StatusChange
from workbench.models.redesign.status import (
    GROUPS,
    STAGES,
    STATUSES,
    group_of,
    stands_at,
    station_states,
    working_stage,
)
from workbench.models.redesign.status_change import lacking_on
from workbench.models.work.launch import Launch
from workbench.reports.itself import TriedOut, tried_out_by
from workbench.reports.proof import Proof

# How far a service is: of several redesigns of one service, the one furthest along stands for it.
_FURTHEST = ("other", "analog", "in_redesign", "in_development", "digitized")


@dataclass(frozen=True)
class Change:
    """From this day on the redesign had this status."""

    id: int
    status: str
    effective_on: date
    reason: str
    by: str = ""
    recorded_on: date | None = None
    is_earlier: bool = False
    made_good_on: date | None = None
    lacks: tuple[dict[str, Any], ...] = ()

    def lacks_on(self, day: date) -> list[dict[str, Any]]:
        """Return what the status was without on a day."""
        return lacking_on(list(self.lacks), self.made_good_on, day)

    @property
    def group(self) -> str:
        return group_of(self.status)


@dataclass(frozen=True)
class Track:
    """One redesign with its status changes up to a day; the last one is where it stood on that day."""

    id: int
    service_id: int
    title: str
    organisation_id: int | None
    organisation: str
    team_name: str
    facilitator: str
    changes: tuple[Change, ...]
    measurement: Measurement | None
    proof: Proof | None
    # The day of the question.
    day: date
    # The day of the status that froze the measurement.
    frozen_on: date | None = None
    # What the maps promised on the day, for a redesign of which no status has frozen it, and since when.
    promised: Measurement | None = None
    promised_on: date | None = None
    # Whose service it is, in the words of the team.
    segments: str = ""

    @property
    def valued(self) -> Measurement | None:
        """Return what benefits count: what a status froze, else what the maps promised."""
        return self.promised if self.is_promised else self.measurement

    @property
    def valued_on(self) -> date | None:
        return self.promised_on if self.is_promised else self.frozen_on

    @property
    def is_promised(self) -> bool:
        frozen = self.measurement and self.measurement.promises
        return bool(self.promised and self.group in FORESEEN and not frozen)

    @property
    def status(self) -> str:
        return self.changes[-1].status

    @property
    def since(self) -> date:
        return self.changes[-1].effective_on

    @property
    def group(self) -> str:
        return group_of(self.status)

    @property
    def stage(self) -> str | None:
        return working_stage(self.status)

    @property
    def stages(self) -> list[str]:
        """Return "done", "here" or "ahead" for each station of the line, as the status was declared.

        What the rules answered on a past day is not known; what a status was declared without is.
        """
        here = stands_at(self.status)
        stages = list(STAGES)
        without = {each["stage"] for each in self.lacks}
        passed = stages[: stages.index(here) + 1] if here else []
        full = {stage for stage in passed if stage not in without}
        if self.group != "digitized":
            full.discard("digitized")
        return list(station_states(self.status, full).values())

    @property
    def lacks(self) -> list[dict[str, Any]]:
        """Return what the status in force was declared without, as of the day of the question."""
        return self.changes[-1].lacks_on(self.day)

    @property
    def launched_on(self) -> date | None:
        return self.proof.launched_on if self.proof else None

    @property
    def reason(self) -> str:
        """Return the reason that was given for the status in force."""
        return self.changes[-1].reason

    def change_on(self, day: date) -> Change | None:
        """Return the change in force on a day, or None before the first."""
        return next((c for c in reversed(self.changes) if c.effective_on <= day), None)

    def on(self, day: date) -> Track | None:
        """Return the same redesign as it was on an earlier day, without a measurement; None before it began."""
        earlier = tuple(change for change in self.changes if change.effective_on <= day)
        if not earlier:
            return None
        return replace(
            self,
            changes=earlier,
            measurement=None,
            proof=None,
            frozen_on=None,
            day=day,
            promised=None,
        )

    def level_before(self, scheme: str) -> str:
        """Return the level the service started from, "" when it is not stated."""
        return self.measurement.levels_before.get(scheme, "") if self.measurement else ""

    def level_now(self, scheme: str) -> str:
        """Return the level people met on the day: the future one counts from "digitized" on."""
        if self.measurement and self.group == "digitized":
            return self.measurement.levels_after.get(scheme, "")
        return self.level_before(scheme)


def tracks_of(programme: Programme, day: date, only: int | None = None) -> list[Track]:
    """Return every redesign of a service begun by a day, or one of them, in the order in which they were begun."""
    return tracks_and_itself(programme, day, only)[0]


def tracks_and_itself(
    programme: Programme, day: date, only: int | None = None
) -> tuple[list[Track], TriedOut | None]:
    """Return the tracks of services, and apart from them what was tried out of the programme itself by a day."""
    asked = (Redesign.programme_id == programme.id) & (Redesign.id == only if only else true())
    changes, measurements = _changes(programme, day, asked)
    rows = [row for row in _redesigns(asked, programme, day) if row.id in changes]
    itself = next((TriedOut.of(row) for row in rows if row.service_id is None), None)
    tracks = [
        Track(
            id=row.id,
            service_id=row.service_id,
            title=row.short_name or row.name,
            organisation_id=row.organisation_id,
            organisation=row.organisation_name or "",
            team_name=row.team_name,
            segments=row.segments,
            facilitator=row.facilitator or "",
            changes=changes[row.id],
            proof=Proof.of(row, day),
            promised=Measurement.thaw(row.promised) if row.promised else None,
            promised_on=row.promised_on,
            day=day,
            **measurements.get(row.id, {"measurement": None}),
        )
        for row in rows
        if row.service_id is not None
    ]
    return tracks, itself


def furthest(tracks: Iterable[Track]) -> list[Track]:
    """Return one track for each service: a service redesigned twice in a programme counts once."""
    best: dict[int, Track] = {}
    for track in tracks:
        other = best.get(track.service_id)
        if other is None or _rank(track.group) >= _rank(other.group):
            best[track.service_id] = track
    return list(best.values())


def furthest_group(groups: Iterable[str]) -> str:
    """Return the report group that stands for a service whose redesigns are in these groups."""
    return max(groups, key=_rank)


def by_status(services: Iterable[Track]) -> dict[str, int]:
    """Return the number of services for every status; they add up to the services worked on."""
    counts = dict.fromkeys(STATUSES, 0)
    for track in services:
        counts[track.status] += 1
    return counts


def by_group(services: Iterable[Track]) -> dict[str, int]:
    """Return the number of services for every report group."""
    counts = dict.fromkeys(GROUPS, 0)
    for track in services:
        counts[track.group] += 1
    return counts


def _rank(group: str) -> int:
    return _FURTHEST.index(group)


def _redesigns(asked: ColumnElement[bool], programme: Programme, day: date) -> list[Any]:
    facilitator, verifier = aliased(Person), aliased(Person)
    promised, promised_on = (
        Forecast.latest(Redesign.id, day, column).scalar_subquery().label(name)
        for column, name in (
            (Forecast.measurement, "promised"),
            (Forecast.stated_on, "promised_on"),
        )
    )
    statement = (
        select(
            *(Redesign.id, Redesign.service_id, Redesign.team_name, Redesign.segments),
            *(Service.name, Service.short_name, Service.organisation_id),
            *(Redesign.own_title, *tried_out_by(day, programme.city)),
            Organisation.name.label("organisation_name"),
            facilitator.name.label("facilitator"),
            *(Launch.live_url, Launch.protocol, Launch.launched_on, Launch.official_act),
            *(Launch.official_act_url, Launch.verified_on),
            *(Launch.built_version_id, Launch.built_reasons),
            verifier.name.label("verified_by"),
            *(promised, promised_on),
        )
        .outerjoin(Service, Redesign.service_id == Service.id)
        .outerjoin(Organisation, Service.organisation_id == Organisation.id)
        .outerjoin(facilitator, Redesign.facilitator_id == facilitator.id)
        .outerjoin(Launch, Launch.redesign_id == Redesign.id)
        .outerjoin(verifier, Launch.verified_by_id == verifier.id)
        .where(asked)
        .order_by(Redesign.id)
    )
    return list(db.session.execute(statement))


def _changes(
    programme: Programme, day: date, asked: ColumnElement[bool]
) -> tuple[dict[int, tuple[Change, ...]], dict[int, dict[str, Any]]]:
    froze_nothing = case((cast(StatusChange.measurement, String) == "{}", 1), else_=0)
    latest_first = func.row_number().over(
        partition_by=StatusChange.redesign_id,
        order_by=(froze_nothing, StatusChange.effective_on.desc(), StatusChange.id.desc()),
    )
    # Only the latest measurement is read, that of the last status which froze one: the earlier ones are
    # large and no question asks for them.
    statement = (
        select(
            *(StatusChange.redesign_id, StatusChange.id, StatusChange.status),
            *(StatusChange.effective_on, StatusChange.reason, StatusChange.recorded_at),
            *(StatusChange.is_earlier, StatusChange.made_good_on, StatusChange.lacks),
            Person.name.label("declared_by"),
            case((latest_first == 1, StatusChange.measurement), else_=null()).label("measurement"),
        )
        .join(Redesign, StatusChange.redesign_id == Redesign.id)
        .outerjoin(Person, StatusChange.created_by_id == Person.id)
        .where(asked, StatusChange.effective_on <= day)
        .where(StatusChange.withdrawn_at.is_(None))
        .order_by(StatusChange.redesign_id, StatusChange.effective_on, StatusChange.id)
    )
    changes: dict[int, tuple[Change, ...]] = {}
    measurements: dict[int, dict[str, Any]] = {}
    found = db.session.execute(statement)
    for redesign_id, rows in groupby(found, key=lambda row: row.redesign_id):
        together = list(rows)
        changes[redesign_id] = tuple(
            Change(
                *(row.id, row.status, row.effective_on, row.reason, row.declared_by or ""),
                programme.city.today(row.recorded_at),
                *(row.is_earlier, row.made_good_on, tuple(row.lacks)),
            )
            for row in together
        )
        if frozen := next((row for row in together if row.measurement), None):
            taken = Measurement.thaw(frozen.measurement)
            measurements[redesign_id] = {"measurement": taken, "frozen_on": frozen.effective_on}
    return changes, measurements
