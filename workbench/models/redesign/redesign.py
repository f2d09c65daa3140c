"""A redesign: one team's work on one service in one programme, or on the programme itself, and its dated statuses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, DomainError, Record, Versioned, now
from workbench.models.log.event import Workspace
from workbench.models.log.journaled import Journaled
from workbench.models.places import Path, Place, PlaceKind
from workbench.models.redesign.membership import Membership
from workbench.models.redesign.status import Subject, group_of, stands_at, subject_of
from workbench.models.redesign.status_change import StatusChange
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
    __table_args__ = (
        Index(
            "ix_redesign_itself",
            "programme_id",
            unique=True,
            sqlite_where=text("service_id IS NULL"),
            postgresql_where=text("service_id IS NULL"),
        ),
    )
    resource = "redesign"
    # What a team may do is said by the blocks of the rooms.
    place_kind = PlaceKind("redesign", parent="programme", follows=("workshop",))
    noun = N_("Redesign")
    lasting_events = (
        *("begun", "itself_begun", "status_changed", "member_added", "member_removed"),
        *("facilitator_assigned", "status_recorded", "status_withdrawn"),
    )
    # They follow the status changes and the exit rules.
    derived = ("status", "status_since", "full_stations")
    events = {
        "begun": N_("%(who)s put %(name)s on the programme's list."),
        "itself_begun": N_("%(who)s began to prototype the programme itself."),
        "edited": N_("%(who)s changed the details of the redesign of %(name)s."),
        "member_added": N_("%(who)s added %(name)s to the team."),
        "member_removed": N_("%(who)s took %(name)s out of the team."),
        "facilitator_assigned": N_("%(who)s named %(name)s as facilitator."),
        "status_changed": N_("%(who)s declared: %(status)s, from %(effective_on)s on."),
        "status_recorded": (
            N_("%(who)s met the last rule of “%(status)s”: the status was recorded."),
            "effective_on",
        ),
        "status_withdrawn": N_("%(who)s undid the status “%(status)s”."),
        "linked": (N_("%(who)s linked %(kind)s."), "ends"),
        "undone": N_("%(who)s undid a change of the redesign."),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    # Without a service, the programme itself is redesigned: once in a programme.
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    # What the programme is called as the subject of its own redesign; a service has its name.
    own_title: Mapped[str] = mapped_column(String(200), default="")
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    facilitator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    team_name: Mapped[str] = mapped_column(String(120), default="")
    reason_chosen: Mapped[str] = mapped_column(default="")
    segments: Mapped[str] = mapped_column(default="")
    sessions_reason: Mapped[str] = mapped_column(default="")
    # The status reached last, repeated from the changes so that a list costs one query.
    status: Mapped[str] = mapped_column(String(30), default="candidate")
    status_since: Mapped[date]
    # The stations whose rules are all met, as the rules answered last; for lists, like the status.
    full_stations: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")

    programme: Mapped[Programme] = relationship(
        back_populates="redesigns", lazy="joined", innerjoin=True
    )
    service: Mapped[Service | None] = relationship(back_populates="redesigns")
    workspace: Mapped[Workspace] = relationship(lazy="joined", innerjoin=True)
    facilitator: Mapped[Person | None] = relationship(foreign_keys=[facilitator_id])
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="redesign", cascade="all, delete-orphan", order_by=Membership.id
    )
    # Those in force; withdrawn ones stay on record, and nothing counts them.
    status_changes: Mapped[list[StatusChange]] = relationship(
        back_populates="redesign",
        order_by="StatusChange.effective_on, StatusChange.id",
        primaryjoin="and_(Redesign.id == StatusChange.redesign_id, StatusChange.withdrawn_at.is_(None))",
    )
    launch: Mapped[Launch | None] = relationship(back_populates="redesign")
    maps: Mapped[list[JourneyMap]] = relationship(
        back_populates="redesign", order_by="JourneyMap.created_at"
    )
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
        redesign = cls._placed(programme, by, starts_on, service=service, **values)
        redesign.log("begun", by=by, name=service.label)
        # Nothing is mapped yet: what is known is where the service starts from.
        start = {
            "levels_before": dict(service.levels or {}),
            "volume": service.yearly_requests,
            "gaps": ["before", "after"],
        }
        return redesign._as_candidate(by, measurement=start)

    @classmethod
    def begin_itself(
        cls,
        programme: Programme,
        *,
        own_title: str,
        by: Person | None,
        starts_on: date | None = None,
        **values: Any,
    ) -> Redesign:
        """Begin to prototype the programme itself as one does a service; refused the second time."""
        programme.workspace.hold()
        if cls.of_programme(programme):
            raise DomainError(N_("This programme is prototyped already: open it from its page."))
        redesign = cls._placed(programme, by, starts_on, own_title=own_title, **values)
        redesign.log("itself_begun", by=by)
        return redesign._as_candidate(by)

    @classmethod
    def of_programme(cls, programme: Programme) -> Redesign | None:
        """Return the redesign of the programme itself, if there is one."""
        own = select(cls).where(cls.programme_id == programme.id, cls.service_id.is_(None))
        return db.session.scalar(own)

    @classmethod
    def _placed(
        cls, programme: Programme, by: Person | None, starts_on: date | None, **values: Any
    ) -> Redesign:
        """Store a redesign with a workspace for its team."""
        redesign = cls(
            programme=programme,
            workspace=Workspace(kind="redesign", parent_id=programme.workspace_id),
            status_since=starts_on or programme.city.today(),
            created_by_id=by.id if by else None,
            **values,
        )
        redesign.take_place()
        return redesign

    def _as_candidate(self, by: Person | None, **frozen: Any) -> Redesign:
        self.record_status("candidate", effective_on=self.status_since, by=by, **frozen)
        return self

    @property
    def above(self) -> Path:
        return self.programme.path

    @property
    def subject(self) -> Subject:
        """What is redesigned, and so which statuses it may have and which rules it is asked."""
        return subject_of(self.service_id)

    @property
    def is_of_programme(self) -> bool:
        """Whether the programme itself is redesigned, and no service."""
        return self.service_id is None

    @property
    def title(self) -> str:
        return self.service.label if self.service else self.own_title

    def require_service(self) -> Service:
        """Return the service, where there must be one: nothing of it is asked of the programme itself."""
        if self.service is None:
            raise LookupError("the programme itself is no service")
        return self.service

    @property
    def people(self) -> list[Person]:
        return [membership.person for membership in self.memberships]

    @property
    def stage(self) -> str | None:
        """The station the team works on now; None when the journey has ended."""
        return self.subject.working_stage(self.status)

    @property
    def station(self) -> str | None:
        """The station at which the service stands; None before the first and off the line."""
        return stands_at(self.status)

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
        verb: str = "status_changed",
        **values: Any,
    ) -> StatusChange:
        """Append a dated status change; `models.progress` checks the gates before it calls this."""
        change = StatusChange(
            redesign=self,
            status=status,
            effective_on=effective_on,
            created_by_id=by.id if by else None,
            **values,
        )
        db.session.add(change)
        db.session.flush()
        self.take_status()
        self.log(verb, by=by, status=status, effective_on=effective_on.isoformat())
        return change

    def withdraw_statuses(self, changes: Iterable[StatusChange], *, by: Person) -> None:
        """Take back statuses that followed from the work; their rows stay, with who took them back and when."""
        for change in list(changes):
            change.withdrawn_at, change.withdrawn_by_id = now(), by.id
            self.log("status_withdrawn", by=by, status=change.status)
        db.session.flush()
        db.session.expire(self, ["status_changes"])
        self.take_status()

    def take_status(self) -> None:
        """Repeat the status reached last, from the changes in force."""
        latest = max(self.status_changes, key=lambda each: (each.effective_on, each.id))
        self.status, self.status_since = latest.status, latest.effective_on
        # Also when it stays the same: who saw the redesign before this has not seen the declaration.
        self.touch()

    @property
    def measurement(self) -> dict[str, Any]:
        """What was frozen last: "monitored" freezes nothing."""
        frozen = (change.measurement for change in reversed(self.status_changes))
        return next((taken for taken in frozen if taken), {})

    @property
    def latest_change(self) -> StatusChange | None:
        return self.status_changes[-1] if self.status_changes else None
