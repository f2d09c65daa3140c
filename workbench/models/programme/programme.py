"""A programme: who pays, leads and hosts it, its objectives, what people said of it, and its phases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Select, String, UniqueConstraint, inspect, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import (
    DomainError,
    Record,
    Slugged,
    Versioned,
    move_among,
    renumber,
)
from workbench.models.log.event import Workspace
from workbench.models.log.journaled import Journaled
from workbench.models.places import Path, Place, PlaceKind
from workbench.models.programme.objective import Objective
from workbench.models.programme.outcome import Outcome
from workbench.models.programme.phase import Phase
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.city import City
    from workbench.models.catalogue.organisation import Organisation
    from workbench.models.people.person import Person
    from workbench.models.programme.claim import Claim
    from workbench.models.redesign.redesign import Redesign

PARTY_ROLES = {
    "funder": N_("Funder"),
    "lead": N_("Lead"),
    "partner": N_("Partner"),
    "host": N_("Host"),
}

# Thresholds of the exit rules and of attendance; a programme may hold its own for any of them.
THRESHOLDS = {
    "charter_share": 60,
    "problems": 3,
    "sessions": 5,
    "stuck_days": 14,
    # Of attendance: the share of a workshop that counts as present, and the minutes before one is late.
    "attendance_share": 75,
    "late_minutes": 15,
}


class Programme(Place, Slugged, Versioned, Record):
    """A stretch of common work in a city that must be reported and proved."""

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("city_id", "slug"),)
    resource = "programme"
    place_kind = PlaceKind("programme", parent="city")
    events = {
        "founded": N_("%(who)s opened the programme %(title)s."),
        "edited": N_("%(who)s changed the programme %(title)s."),
        "party_named": N_("%(who)s named %(name)s as %(role)s."),
        "party_removed": N_("%(who)s took back that %(name)s is %(role)s."),
        "objective_added": N_("%(who)s added the objective “%(title)s”."),
        "objective_edited": N_("%(who)s changed the objective “%(title)s”."),
        "objective_removed": N_("%(who)s removed the objective “%(title)s”."),
        "outcome_added": N_("%(who)s added the outcome “%(title)s”."),
        "outcome_edited": N_("%(who)s changed the outcome “%(title)s”."),
        "outcome_removed": N_("%(who)s removed the outcome “%(title)s”."),
        "testimonial_added": N_("%(who)s kept what %(name)s said."),
        "testimonial_removed": N_("%(who)s deleted what somebody had said."),
        "undone": N_("%(who)s undid a change of the programme’s parties, objectives or outcomes."),
    }
    # What somebody said is deleted for good: they may withdraw their consent.
    lasting_events = frozenset(events) - {
        *("party_removed", "objective_edited", "objective_removed", "outcome_edited"),
        *("outcome_removed", "undone"),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"), index=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(default="")
    trigger: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    service_line: Mapped[str] = mapped_column(String(200), default="")
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    thresholds: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)

    city: Mapped[City] = relationship()
    workspace: Mapped[Workspace] = relationship()
    phases: Mapped[list[Phase]] = relationship(back_populates="programme", order_by=Phase.position)
    parties: Mapped[list[Party]] = relationship(back_populates="programme")
    objectives: Mapped[list[Objective]] = relationship(
        back_populates="programme", order_by=Objective.position
    )
    outcomes: Mapped[list[Outcome]] = relationship(
        back_populates="programme", order_by=Outcome.position
    )
    testimonials: Mapped[list[Testimonial]] = relationship(back_populates="programme")
    claims: Mapped[list[Claim]] = relationship(back_populates="programme", order_by="Claim.id")
    redesigns: Mapped[list[Redesign]] = relationship(
        back_populates="programme", order_by="Redesign.id"
    )

    @classmethod
    def found(
        cls, city: City, *, slug: str, title: str, by: Person | None, **values: Any
    ) -> Programme:
        """Add a programme with its workspace; refuse a slug that is taken."""
        if cls.by_slug(slug):
            why = N_("The short name %(slug)s is taken by another programme.")
            raise DomainError(why, slug=slug)
        programme = cls(
            city=city,
            slug=slug,
            title=title,
            workspace=Workspace(kind="programme", parent_id=city.workspace_id),
            **values,
        )
        programme.take_place()
        programme.log("founded", by=by, title=title)
        return programme

    def judged_at(self) -> tuple[str, int] | None:
        is_asked: bool = inspect(self).attrs.thresholds.history.has_changes()
        return ("programme", self.id) if self.id and is_asked else None

    @property
    def above(self) -> Path:
        return (("city", self.city_id),)

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None

    @property
    def until(self) -> date | None:
        """The day on which it was closed, else the one on which it is to end."""
        return self.closed_on or self.ends_on

    def last_day(self, day: date) -> date:
        """Return up to which day time counts: a programme that is closed keeps nobody waiting any more."""
        return min(day, self.closed_on) if self.closed_on else day

    def threshold(self, name: str) -> int:
        """Return this programme's threshold, or the usual one."""
        return self.thresholds.get(name, THRESHOLDS[name])

    @classmethod
    def seen_by(cls, person: Person) -> Select[tuple[Programme]]:
        """Return the SELECT of the programmes that this person may see."""
        cities = {
            g.place_id for g in person.grants if g.place == "city" and g.role == "administrator"
        }
        programmes = {grant.place_id for grant in person.grants if grant.place == "programme"}
        return select(cls).where(or_(cls.city_id.in_(cities), cls.id.in_(programmes)))

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        if self.assign(values):
            self.log("edited", by=by, title=self.title)

    def move_phase(self, phase: Phase, position: int, *, by: Person) -> None:
        """Put the phase at a position counted from 1."""
        move_among(self.phases, phase, position)
        phase.log("edited", by=by, title=phase.title)

    def add_phase(self, *, title: str, by: Person | None, **values: Any) -> Phase:
        """Add a phase after the last one."""
        phase = Phase(programme=self, title=title, position=len(self.phases) + 1, **values)
        db.session.add(phase)
        phase.log("added", by=by, title=title)
        return phase

    def add_party(self, organisation: Organisation, role: str, *, by: Person | None) -> Party:
        """Name an organisation as funder, lead, partner or host."""
        if any(p.organisation is organisation and p.role == role for p in self.parties):
            raise DomainError(N_("%(name)s has this role already."), name=organisation.name)
        party = Party(programme=self, organisation=organisation, role=role)
        db.session.add(party)
        self.log("party_named", by=by, name=organisation.name, role=role)
        return party

    def remove_party(self, party: Party, *, by: Person) -> None:
        self.log("party_removed", by=by, name=party.organisation.name, role=party.role)
        db.session.delete(party)

    def add_objective(self, *, title: str, by: Person | None, **values: Any) -> Objective:
        objective = Objective(
            programme=self, title=title, position=len(self.objectives) + 1, **values
        )
        db.session.add(objective)
        self.log("objective_added", by=by, title=title)
        return objective

    def remove_objective(self, objective: Objective, *, by: Person) -> None:
        self.log("objective_removed", by=by, title=objective.title)
        db.session.delete(objective)
        renumber(other for other in self.objectives if other is not objective)

    def add_outcome(self, *, by: Person | None, **values: Any) -> Outcome:
        outcome = Outcome(programme=self, position=len(self.outcomes) + 1, **values)
        db.session.add(outcome)
        self.log("outcome_added", by=by, title=outcome.heading)
        return outcome

    def remove_outcome(self, outcome: Outcome, *, by: Person) -> None:
        self.log("outcome_removed", by=by, title=outcome.heading)
        db.session.delete(outcome)
        renumber(other for other in self.outcomes if other is not outcome)

    def add_testimonial(self, *, by: Person | None, **values: Any) -> Testimonial:
        """Add a quotation; refuse it without consent."""
        if not values.get("consent"):
            raise DomainError(N_("Ask for consent before you quote somebody by name."))
        testimonial = Testimonial(programme=self, **values)
        db.session.add(testimonial)
        self.log("testimonial_added", by=by, name=testimonial.person_name)
        return testimonial

    def remove_testimonial(self, testimonial: Testimonial, *, by: Person) -> None:
        """Delete what somebody said: they may withdraw their consent at any time."""
        self.log("testimonial_removed", by=by)
        db.session.delete(testimonial)


class Party(Journaled, db.Model):
    """An organisation's part in a programme; one organisation may have several."""

    __tablename__ = "party"
    __table_args__ = (UniqueConstraint("programme_id", "organisation_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str] = mapped_column(String(20))

    programme: Mapped[Programme] = relationship(back_populates="parties")
    organisation: Mapped[Organisation] = relationship()


class Testimonial(db.Model):
    """What somebody said of the programme, in their words and with their consent."""

    __tablename__ = "testimonial"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    text: Mapped[str]
    person_name: Mapped[str] = mapped_column(String(200))
    position: Mapped[str] = mapped_column(String(200), default="")
    organisation_name: Mapped[str] = mapped_column(String(200), default="")
    consent: Mapped[bool] = mapped_column(default=False)

    programme: Mapped[Programme] = relationship(back_populates="testimonials")
