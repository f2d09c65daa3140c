"""A step of a journey with its facts, its lanes, its emotion and, on today's map, its fate."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Numeric, String, inspect, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import DomainError, Ordered, PublicId, Record, Scope, Versioned
from workbench.models.catalogue.levels import CHANNELS, is_digital
from workbench.models.log.journaled import CHANGED, Returning
from workbench.models.work import opportunity
from workbench.models.work.cell_by_cell import CellByCell
from workbench.models.work.journey_cell import JourneyCell
from workbench.models.work.journey_fate import Fated
from workbench.models.work.opportunity import Opportunity, OpportunityCell
from workbench.models.work.step_copy import Copied
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.evidence import Evidence
    from workbench.models.work.journey import JourneyMap, JourneyPhase

# The lanes below the facts, in the order of the map; those from "frontstage" on are the office's side.
LANES = {
    "touchpoint": N_("Touchpoint"),
    "thoughts": N_("Thoughts and words"),
    "needs": N_("What the person needs"),
    "pains": N_("Pain points"),
    "opportunities": N_("How might we"),
    "documents": N_("Documents asked"),
    "distance": N_("Distance"),
    "frontstage": N_("Staff the person meets"),
    "backstage": N_("Backstage"),
    "systems": N_("Systems"),
    "support": N_("Support processes"),
    "partners": N_("Partners"),
    "law": N_("Law and policy"),
    "privacy": N_("Personal data used"),
    "harms": N_("Possible harm"),
}
BACKSTAGE = ("backstage", "systems", "support", "partners", "law", "privacy", "harms")
# What a map shows until somebody chooses, beside the lanes in which something is written.
USUAL_LANES = frozenset(
    {"pains", "opportunities", "documents", "frontstage", "backstage", "systems"}
)
BASES = {
    "measured": N_("measured"),
    "estimate": N_("estimate with a source"),
    "guess": N_("guess"),
}
EMOTIONS = {
    -2: N_("very bad"),
    -1: N_("bad"),
    0: N_("neutral"),
    1: N_("good"),
    2: N_("very good"),
}


class JourneyStep(CellByCell, Fated, Copied, PublicId, Versioned, Ordered, Returning, Record):
    """What the person does at one moment, and what it costs them and the office."""

    __tablename__ = "journey_step"
    resource = "journey_step"
    noun = N_("Step of a journey")
    replaceable = ("phase_id",)
    events = {
        "written": N_("%(who)s added the step “%(title)s” to the journey (%(kind)s)."),
        "edited": N_("%(who)s filled in the step “%(title)s” (%(kind)s)."),
        "moved": N_("%(who)s moved the step “%(title)s” (%(kind)s)."),
        "split": N_("%(who)s split the step “%(title)s” in two (%(kind)s)."),
        "copied": N_("%(who)s copied the step “%(title)s” (%(kind)s)."),
        "joined": N_("%(who)s merged the steps “%(title)s” and “%(other)s” (%(kind)s)."),
        "removed": N_("%(who)s removed the step “%(title)s” (%(kind)s)."),
        "restored": N_("%(who)s restored the step “%(title)s” (%(kind)s)."),
        "undone": N_("%(who)s undid a change of the step “%(title)s” (%(kind)s)."),
        "filled": N_("%(who)s wrote “%(lane)s” of the step “%(title)s” (%(kind)s)."),
        "set_aside": (
            N_("%(who)s set aside what stood in “%(lane)s” of the step “%(title)s”: “%(text)s”."),
            "kind",
        ),
        "marked_worst": (N_("%(who)s marked “%(title)s” as the worst step."), "kind"),
        "marked_moment": (N_("%(who)s marked “%(title)s” as a moment of truth."), "kind"),
        "unmarked_moment": (
            N_("%(who)s said that “%(title)s” is no moment of truth after all."),
            "kind",
        ),
        "fate_decided": (N_("%(who)s decided on “%(title)s”: %(fate)s."), "kind"),
    }

    map_id: Mapped[str] = mapped_column(
        ForeignKey("journey_map.id", ondelete="CASCADE"), index=True
    )
    phase_id: Mapped[int] = mapped_column(ForeignKey("journey_phase.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20), default="")
    channels: Mapped[list[str]] = mapped_column(JSON, default=list, info={"words": CHANNELS})
    actor: Mapped[str] = mapped_column(String(120), default="")
    # time and money: the citizen's hands-on minutes, their wait, what they pay; the office's minutes and cost
    citizen_minutes: Mapped[int | None]
    waiting_days: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    citizen_cost: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    office_minutes: Mapped[int | None]
    office_cost: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    time_basis: Mapped[str] = mapped_column(String(20), default="guess", info={"words": BASES})
    time_source: Mapped[str] = mapped_column(String(300), default="")
    # how many take the step (of 100 requests), and how many of these must come back
    share: Mapped[int] = mapped_column(default=100)
    return_share: Mapped[int] = mapped_column(default=0)
    in_person_by_law: Mapped[bool] = mapped_column(default=False)
    legal_ground: Mapped[str] = mapped_column(String(300), default="")
    is_worst: Mapped[bool] = mapped_column(default=False)
    # Where people decide whether they trust the service; a map may have several.
    is_moment: Mapped[bool] = mapped_column(default=False)
    emotion: Mapped[int | None] = mapped_column(info={"words": EMOTIONS})
    emotion_word: Mapped[str] = mapped_column(String(60), default="")
    emotion_is_guess: Mapped[bool] = mapped_column(default=True)
    # the future: on today's step its fate and why; on a future step where it comes from
    fate: Mapped[str] = mapped_column(String(20), default="")
    fate_reason: Mapped[str] = mapped_column(default="")
    merged_into_id: Mapped[str | None] = mapped_column(
        ForeignKey("journey_step.id", ondelete="SET NULL")
    )
    from_step_id: Mapped[str | None] = mapped_column(
        ForeignKey("journey_step.id", ondelete="SET NULL"), index=True
    )
    # who does not use the internet: the way that stays open for them on this step
    alternative: Mapped[str] = mapped_column(String(300), default="")

    map: Mapped[JourneyMap] = relationship(back_populates="steps")
    phase: Mapped[JourneyPhase] = relationship(back_populates="steps")
    cells: Mapped[list[JourneyCell]] = relationship(
        back_populates="step", cascade="all, delete-orphan"
    )
    opportunities: Mapped[list[Opportunity]] = relationship(
        back_populates="step", order_by=Opportunity.number, passive_deletes=True
    )
    from_step: Mapped[JourneyStep | None] = relationship(
        foreign_keys=[from_step_id], remote_side="JourneyStep.id"
    )
    merged_into: Mapped[JourneyStep | None] = relationship(
        foreign_keys=[merged_into_id], remote_side="JourneyStep.id"
    )

    @classmethod
    def write_permission(cls) -> str:
        return "journey:write"

    @classmethod
    def read_permission(cls) -> str:
        return "journey:read"

    @property
    def scope(self) -> Scope:
        return self.map.scope

    def log_facts(self) -> dict[str, Any]:
        return {"kind": self.map.kind, "title": self.title}

    @property
    def heading(self) -> str:
        return self.title

    @property
    def lacks_channel(self) -> bool:
        """Whether it goes online by its fate, and nothing digital is among its channels."""
        is_of_today = self.map is not None and not self.map.is_future
        was = None if is_of_today else self.from_step
        goes_online = was is not None and was.fate == "online"
        return goes_online and bool(self.channels) and not is_digital(self)

    def cell(self, lane: str) -> JourneyCell | OpportunityCell | None:
        """Return what stands in a lane of this step; the step's opportunities are read as one cell."""
        if lane == opportunity.LANE:
            kept = self.kept_opportunities
            return OpportunityCell(self, tuple(kept)) if kept else None
        return next((cell for cell in self.cells if cell.lane == lane), None)

    @property
    def kept_opportunities(self) -> list[Opportunity]:
        return [each for each in self.opportunities if not each.is_discarded]

    @property
    def written_cells(self) -> list[JourneyCell | OpportunityCell]:
        """The cells in which something is written, in the order of the lanes."""
        return [cell for cell in map(self.cell, LANES) if cell is not None and cell.text]

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        """Change the step's facts; shares are percentages of the requests."""
        for name in ("share", "return_share"):
            if not 0 <= values.get(name, 0) <= 100:
                raise DomainError(N_("A share is between 0 and 100 of every 100 requests."))
        if self.assign(values):
            self.log("edited", by=by, **self.log_facts())

    def fill(
        self, lane: str, text: str, *, by: Person | None, evidence: Evidence | None = None
    ) -> JourneyCell | OpportunityCell | None:
        """Write a lane of this step; without evidence the cell is drawn hatched.

        In the lane of opportunities each line is one record.
        """
        if lane not in LANES:
            raise DomainError(N_("There is no such lane on the map."))
        if lane == opportunity.LANE:
            opportunity.fill(self, text, by=by, evidence=evidence)
            return self.cell(lane)
        cell = next((each for each in self.cells if each.lane == lane), None)
        if cell is None:
            cell = JourneyCell(lane=lane, text="")
            self.cells.append(cell)
        if cell.assign({"text": text, "evidence": evidence}):
            # Who has the step's page open sees the lanes too: it is another version of the step now.
            self.touch()
            self.log("filled", by=by, **self.log_facts(), lane=lane)
        return cell

    def built_upon(self) -> list[Any]:
        written = (cell for cell in self.cells if cell.text)
        return [*written, *self.kept_opportunities, *self.heirs]

    def siblings(self) -> list[Any]:
        return list(self.map.steps)

    @classmethod
    def fitted(cls, values: dict[str, Any]) -> dict[str, Any]:
        """A step whose phase was removed meanwhile stands in the last one."""
        phase = inspect(cls).relationships["phase"].entity.class_
        wanted = select(phase.id).where(phase.map_id == values["map_id"])
        ids = db.session.scalars(wanted.order_by(phase.position)).all()
        if not ids:
            raise DomainError(CHANGED)
        return values if values["phase_id"] in ids else {**values, "phase_id": ids[-1]}

    def log_return(self, by: Person) -> None:
        self.log("restored", by=by, **self.log_facts())

    def delete(self) -> None:
        """Delete the step and, explicitly, its lanes, so that the journal records them all.

        Its opportunities stay, without a step.
        """
        for cell in self.cells:
            db.session.delete(cell)
        for each in list(self.opportunities):
            each.step = None
        self.map.steps.remove(self)

    def mark_moment(self, is_moment: bool, *, by: Person) -> None:
        """Say that the step is a moment of truth, or that it is none."""
        if self.assign({"is_moment": is_moment}):
            verb = "marked_moment" if is_moment else "unmarked_moment"
            self.log(verb, by=by, **self.log_facts())

    @property
    def needs_visit(self) -> bool:
        """Whether the person can only do this in person."""
        return self.channels == ["in_person"]

    @property
    def has_time(self) -> bool:
        return self.citizen_minutes is not None or self.waiting_days is not None
