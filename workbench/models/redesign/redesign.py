"""A redesign: one team's work on one service in one programme, and its dated status changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, DomainError, Moment, Record, Versioned, now
from workbench.models.log.event import Workspace
from workbench.models.log.journaled import Journaled
from workbench.models.places import Path, Place, PlaceKind
from workbench.models.redesign.membership import Membership
from workbench.models.redesign.status import STATUSES, group_of, working_stage
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.service import Service
    from workbench.models.people.person import Person
    from workbench.models.programme.programme import Programme
    from workbench.models.progress.rule_state import RuleState
    from workbench.models.work.journey import JourneyMap
    from workbench.models.work.launch import Launch


class Redesign(Place, Versioned, Authored, Journaled, Record):
    """One service on its way from analog to digitized; a service may be redesigned again later."""

    __tablename__ = "redesign"
    resource = "redesign"
    # What a team may do is said by the blocks of the rooms.
    place_kind = PlaceKind("redesign", parent="programme", follows=("workshop",))
    noun = N_("Redesign")
    lasting_events = (
        *("begun", "status_changed", "member_added", "member_removed"),
        "facilitator_assigned",
    )
    events = {
        "begun": N_("%(who)s put %(name)s on the programme's list."),
        "edited": N_("%(who)s changed the details of the redesign of %(name)s."),
        "member_added": N_("%(who)s added %(name)s to the team."),
        "member_removed": N_("%(who)s took %(name)s out of the team."),
        "facilitator_assigned": N_("%(who)s named %(name)s as facilitator."),
        "status_changed": N_("%(who)s declared: %(status)s, from %(effective_on)s on."),
        "linked": (N_("%(who)s linked %(kind)s."), "ends"),
        "undone": N_("%(who)s undid a change of the redesign."),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    facilitator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    team_name: Mapped[str] = mapped_column(String(120), default="")
    reason_chosen: Mapped[str] = mapped_column(default="")
    segments: Mapped[str] = mapped_column(default="")
    sessions_reason: Mapped[str] = mapped_column(default="")
    # The status reached last, repeated from the changes so that a list costs one query.
    status: Mapped[str] = mapped_column(String(30), default="candidate")
    status_since: Mapped[date]

    programme: Mapped[Programme] = relationship(
        back_populates="redesigns", lazy="joined", innerjoin=True
    )
    service: Mapped[Service] = relationship(back_populates="redesigns")
    workspace: Mapped[Workspace] = relationship(lazy="joined", innerjoin=True)
    facilitator: Mapped[Person | None] = relationship(foreign_keys=[facilitator_id])
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="redesign", cascade="all, delete-orphan", order_by=Membership.id
    )
    status_changes: Mapped[list[StatusChange]] = relationship(
        back_populates="redesign", order_by="StatusChange.effective_on, StatusChange.id"
    )
    launch: Mapped[Launch | None] = relationship(back_populates="redesign")
    maps: Mapped[list[JourneyMap]] = relationship(back_populates="redesign")
    rule_states: Mapped[list[RuleState]] = relationship(cascade="all, delete-orphan")

    @classmethod
    def write_permission(cls) -> str:
        return "redesign:edit"

    @classmethod
    def begin(
        cls,
        programme: Programme,
        service: Service,
        *,
        by: Person | None,
        starts_on: date | None = None,
        **values: Any,
    ) -> Redesign:
        """Put a service on the programme's list as a candidate, with a workspace for its team."""
        if service.city_id != programme.city_id:
            raise DomainError(N_("This service belongs to another city."))
        day = starts_on or programme.city.today()
        redesign = cls(
            programme=programme,
            service=service,
            workspace=Workspace(kind="redesign", parent_id=programme.workspace_id),
            status_since=day,
            created_by_id=by.id if by else None,
            **values,
        )
        redesign.take_place()
        redesign.log("begun", by=by, name=service.label)
        # Nothing is mapped yet: what is known is where the service starts from.
        start = {
            "levels_before": dict(service.levels or {}),
            "volume": service.yearly_requests,
            "gaps": ["before", "after"],
        }
        redesign.record_status("candidate", effective_on=day, by=by, measurement=start)
        return redesign

    @property
    def above(self) -> Path:
        return self.programme.path

    @property
    def title(self) -> str:
        return self.service.label

    @property
    def people(self) -> list[Person]:
        return [membership.person for membership in self.memberships]

    @property
    def stage(self) -> str | None:
        """The station the team works on now; None when the journey has ended."""
        return working_stage(self.status)

    @property
    def group(self) -> str:
        return group_of(self.status)

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        if self.assign(values):
            self.log("edited", by=by, name=self.title)

    # the team

    def add_member(self, person: Person, *, by: Person | None) -> Membership:
        """Give the person a place in the team; they must be enrolled in the programme."""
        if any(membership.person_id == person.id for membership in self.memberships):
            raise DomainError(N_("%(name)s is in this team already."), name=person.name)
        if not any(
            g.place == "programme" and g.place_id == self.programme_id for g in person.grants
        ):
            raise DomainError(N_("Enrol %(name)s in the programme first."), name=person.name)
        membership = Membership(redesign=self, person=person, created_by_id=by.id if by else None)
        db.session.add(membership)
        person.__dict__.pop("_grants", None)
        self.log("member_added", by=by, name=person.name)
        return membership

    def remove_member(self, person: Person, *, by: Person) -> None:
        """Take the person out of the team; what they wrote stays, with their name."""
        self.memberships = [m for m in self.memberships if m.person_id != person.id]
        self.log("member_removed", by=by, name=person.name)

    def assign_facilitator(self, person: Person | None, *, by: Person | None) -> None:
        self.facilitator = person
        self.log("facilitator_assigned", by=by, name=person.name if person else "")

    # status

    def record_status(
        self,
        status: str,
        *,
        effective_on: date,
        by: Person | None,
        reason: str = "",
        measurement: dict[str, Any] | None = None,
    ) -> StatusChange:
        """Append a dated status change; `models.progress` checks the gates before it calls this."""
        change = StatusChange(
            redesign=self,
            status=status,
            effective_on=effective_on,
            reason=reason,
            measurement=measurement or {},
            created_by_id=by.id if by else None,
        )
        db.session.add(change)
        latest = max(self.status_changes, key=lambda each: (each.effective_on, each.id or 1 << 62))
        self.status, self.status_since = latest.status, latest.effective_on
        # Also when it stays the same: who saw the redesign before this has not seen the declaration.
        self.touch()
        self.log("status_changed", by=by, status=status, effective_on=effective_on.isoformat())
        return change


class StatusChange(Authored, db.Model):
    """From this day on the redesign had this status; the measurement is frozen with it."""

    __tablename__ = "status_change"
    __table_args__ = (Index("ix_status_change_redesign_day", "redesign_id", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    redesign_id: Mapped[int] = mapped_column(ForeignKey("redesign.id"))
    status: Mapped[str] = mapped_column(String(30))
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=now)
    reason: Mapped[str] = mapped_column(default="")
    measurement: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    redesign: Mapped[Redesign] = relationship(back_populates="status_changes")

    @property
    def title(self) -> str:
        return STATUSES[self.status].title
