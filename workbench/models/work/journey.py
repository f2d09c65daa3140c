"""A journey map: phases, steps and lanes, today's and the future one aligned step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import (
    DomainError,
    Ordered,
    Record,
    Scope,
    Versioned,
    move_among,
    new_id,
    renumber,
)
from workbench.models.log.journaled import Returning
from workbench.models.redesign.segment import LONGEST, Segment
from workbench.models.work.journey_fate import ENDING_FATES
from workbench.models.work.journey_step import LANES, USUAL_LANES, JourneyStep
from workbench.models.work.one_of_maps import TAKEN, OneOfMaps
from workbench.models.work.work import Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign

KINDS = {"as_is": N_("Today"), "to_be": N_("Future")}
# The lines of a map that hold a fact of each step; the lanes follow them.
FACT_LINES = {
    "channel": N_("Channel"),
    "time": N_("Time and cost"),
    "emotion": N_("Emotion"),
    "alternative": N_("Without the internet"),
    "actor": N_("Who acts"),
    "share": N_("How many take it"),
    "office": N_("Work of the office"),
    "presence": N_("In person by law"),
}
# Those that a map shows until somebody chooses; the others once they hold something.
USUAL_FACTS = frozenset({"channel", "time", "emotion", "actor"})
LINES = {**FACT_LINES, **LANES}
FIRST_PHASES = (N_("Find out"), N_("Ask"), N_("Wait"), N_("Receive"))


class JourneyMap(OneOfMaps, Work):
    """The way one segment of people goes through a service, today or in future."""

    __tablename__ = "journey_map"
    resource = "journey"
    noun = N_("Journey")
    lasting_events = ("written",)
    events = {
        "written": N_("%(who)s began a journey map (%(kind)s)."),
        "edited": N_("%(who)s changed a journey map (%(kind)s)."),
        "lines_chosen": N_(
            "%(who)s chose which lines the journey (%(kind)s) shows: %(shown)s of %(total)s."
        ),
        "blueprint_drawn": N_("%(who)s drew the blueprint lines in the journey (%(kind)s)."),
        "blueprint_hidden": N_("%(who)s hid the blueprint lines in the journey (%(kind)s)."),
        "made_main": N_("%(who)s made “%(segment)s” the main journey map (%(kind)s)."),
        "discarded": N_("%(who)s archived the journey map (%(kind)s) of “%(segment)s”."),
        "restored": N_("%(who)s restored the journey map (%(kind)s) of “%(segment)s”."),
        "phase_added": N_("%(who)s added the phase “%(title)s” to the journey (%(kind)s)."),
        "phase_renamed": N_("%(who)s renamed a phase of the journey (%(kind)s) to “%(title)s”."),
        "phase_removed": N_("%(who)s removed the phase “%(title)s” of the journey (%(kind)s)."),
        "steps_pasted": N_(
            "%(who)s pasted rows into the journey (%(kind)s); steps added: %(steps)s."
        ),
        "steps_brought": N_(
            "%(who)s brought the steps of the service charter into the journey (%(kind)s); steps added: %(steps)s."
        ),
        "phase_restored": N_("%(who)s restored the phase “%(title)s” of the journey (%(kind)s)."),
        "undone": N_("%(who)s undid a change of the journey (%(kind)s)."),
    }

    kind: Mapped[str] = mapped_column(String(10))
    segment: Mapped[str] = mapped_column(String(LONGEST), default="")
    # The lines that people chose to see, in no order; None until somebody chooses.
    chosen_lines: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    # Whether the lines of interaction, visibility and internal interaction are drawn.
    is_blueprint: Mapped[bool] = mapped_column(default=False)

    phases: Mapped[list[JourneyPhase]] = relationship(
        back_populates="map", order_by="JourneyPhase.position", cascade="all, delete-orphan"
    )
    steps: Mapped[list[JourneyStep]] = relationship(
        back_populates="map", order_by=JourneyStep.position, cascade="all, delete-orphan"
    )

    @classmethod
    def future_steps(cls, redesign: Redesign) -> list[JourneyStep]:
        """Return the steps of the main future journey; none while there is no such map."""
        journey = cls.of(redesign, "to_be")
        return list(journey.steps) if journey else []

    @classmethod
    def begin(
        cls,
        redesign: Redesign,
        kind: str,
        *,
        by: Person | None,
        segment: str = "",
        phases: Any = (),
        copied: JourneyMap | None = None,
    ) -> JourneyMap:
        """Begin a map: today's with named phases, a future one from today's steps, any as a copy of another.

        The first of a kind is the main one; each other is for a segment that has none yet.
        """
        main = cls.of(redesign, kind)
        if main and not segment:
            raise DomainError(N_("This map has been begun already."))
        if cls.for_segment(redesign, kind, Segment.called_so(redesign, segment)):
            raise DomainError(TAKEN)
        source = copied or cls._today_for(redesign, segment) if kind == "to_be" else copied
        if kind == "to_be" and (source is None or not source.steps):
            why = N_("Map today's journey first: the future one starts from its steps.")
            raise DomainError(why)
        words = segment or (source.segment if source else "")
        values = {"kind": kind, "segment": words, "is_main": main is None}
        journey = cls.write(redesign, values, by=by)
        redesign.maps.append(journey)
        if source:
            journey.copy_from(source)
        else:
            for position, title in enumerate(phases, start=1):
                journey.phases.append(JourneyPhase(title=str(title), position=position))
        return journey

    @classmethod
    def _today_for(cls, redesign: Redesign, segment: str) -> JourneyMap | None:
        named = Segment.called_so(redesign, segment)
        return cls.for_segment(redesign, "as_is", named) or cls.of(redesign, "as_is")

    def copy_from(self, source: JourneyMap) -> None:
        """Take over phases and steps: what ends does not go on, and what is felt is this segment's own."""
        self.chosen_lines, self.is_blueprint = source.chosen_lines, source.is_blueprint
        for phase in source.phases:
            self.phases.append(JourneyPhase(title=phase.title, position=phase.position))
        for step in source.steps:
            if not self.is_future or step.fate not in ENDING_FATES:
                self.steps.append(step.copy_into(self))
        renumber(self.steps)
        self._take_over_futures()

    def _take_over_futures(self) -> None:
        """Let future maps that are compared with this copy of today come from its steps."""
        copies = {step.from_step: step for step in self.steps if step.from_step}
        for future in self.futures:
            for step in future.steps:
                if step.from_step in copies:
                    step.from_step = copies[step.from_step]

    def log_facts(self) -> dict[str, Any]:
        return {"kind": self.kind}

    @property
    def lines(self) -> list[str]:
        """The lines that a map of its kind can show."""
        return [line for line in LINES if self.is_future or line != "alternative"]

    def holds(self, line: str) -> int:
        """Return at how many steps a line of the map holds something."""
        return sum(_holds(step, line) for step in self.steps)

    @property
    def shown_lines(self) -> list[str]:
        """The lines that the map shows, from top to bottom; unchosen, the usual ones and whatever is written."""
        if self.chosen_lines is not None:
            return [line for line in self.lines if line in self.chosen_lines]
        usual = {*USUAL_FACTS, *USUAL_LANES, "alternative"}
        return [line for line in self.lines if line in usual or self.holds(line)]

    def choose_lines(self, lines: list[str], *, by: Person) -> None:
        """Show these lines and no others; what stands in a hidden one stays."""
        chosen = [line for line in self.lines if line in lines]
        if not chosen:
            raise DomainError(N_("Choose at least one line: a map without lines shows nothing."))
        if self.assign({"chosen_lines": chosen}):
            self.log(
                "lines_chosen", by=by, kind=self.kind, shown=len(chosen), total=len(self.lines)
            )

    def draw_blueprint(self, is_drawn: bool, *, by: Person) -> None:
        """Draw the three lines of a blueprint between the lanes, or hide them."""
        if self.assign({"is_blueprint": is_drawn}):
            self.log("blueprint_drawn" if is_drawn else "blueprint_hidden", by=by, kind=self.kind)

    def add_phase(self, title: str, *, by: Person | None) -> JourneyPhase:
        phase = JourneyPhase(title=title, position=len(self.phases) + 1)
        self.phases.append(phase)
        self.log("phase_added", by=by, kind=self.kind, title=title)
        return phase

    def rename_phase(self, phase: JourneyPhase, title: str, *, by: Person) -> None:
        phase.title = title
        self.log("phase_renamed", by=by, kind=self.kind, title=title)

    def remove_phase(self, phase: JourneyPhase, *, by: Person) -> None:
        """Remove an empty phase; a phase with steps is refused, so that no step is lost with it."""
        if any(step.phase_id == phase.id for step in self.steps):
            raise DomainError(N_("Move or remove the steps of this phase first."))
        self.phases.remove(phase)
        renumber(self.phases)
        self.log("phase_removed", by=by, kind=self.kind, title=phase.title)

    def add_step(
        self, values: dict[str, Any], *, by: Person | None, id: str | None = None
    ) -> JourneyStep:
        """Add a step at the end of its phase."""
        if id and db.session.get(JourneyStep, id):
            why = N_(
                "Another text from this form was saved before. Open the page again, and send this one there."
            )
            raise DomainError(why)
        phase = values.get("phase") or self.phases[-1]
        earlier = [s for s in self.steps if s.phase.position <= phase.position]
        step = JourneyStep(**{"id": id or new_id(), **values, "phase": phase})
        self.steps.insert(len(earlier), step)
        renumber(self.steps)
        step.log("written", by=by, **step.log_facts())
        return step

    def move_step(self, step: JourneyStep, position: int, *, by: Person) -> None:
        """Put the step at a position counted from 1; it joins the phase of the step it lands on."""
        position = min(max(1, position), len(self.steps))
        step.phase = self.steps[position - 1].phase
        move_among(self.steps, step, position)
        self.steps.sort(key=lambda each: each.position)
        step.log("moved", by=by, **step.log_facts())

    def remove_step(self, step: JourneyStep, *, by: Person) -> None:
        """Remove the step from the map; the journal keeps it, so that it can be restored."""
        step.let_go()
        step.log("removed", by=by, **step.log_facts())
        step.delete()
        renumber(self.steps)

    def guesswork(self) -> tuple[list[tuple[JourneyStep, str]], int]:
        """Return the cells that are guesses, as (step, name of the cell), and how many cells say anything."""
        told = [each for step in self.steps for each in step.told()]
        return [(step, name) for step, name, is_guess in told if is_guess], len(told)

    @property
    def worst(self) -> JourneyStep | None:
        """The step that was marked as the worst."""
        return next((step for step in self.steps if step.is_worst), None)

    def mark_worst(self, step: JourneyStep, *, by: Person) -> None:
        """Mark the worst step of the journey; there is one."""
        for other in self.steps:
            other.is_worst = other is step
        step.log("marked_worst", by=by, **step.log_facts())


def _holds(step: JourneyStep, line: str) -> bool:
    if line in LANES:
        cell = step.cell(line)
        return bool(cell and cell.text)
    facts = {
        "channel": bool(step.channels),
        "time": step.has_time or step.citizen_cost is not None,
        "emotion": step.emotion is not None,
        "alternative": bool(step.alternative),
        "actor": bool(step.actor),
        "share": step.share not in (None, 100) or bool(step.return_share),
        "office": step.office_minutes is not None or step.office_cost is not None,
        "presence": step.in_person_by_law,
    }
    return facts[line]


class JourneyPhase(Versioned, Ordered, Returning, Record):
    """A named stretch of a journey."""

    __tablename__ = "journey_phase"
    resource = "journey_phase"
    noun = N_("Phase of a journey")

    id: Mapped[int] = mapped_column(primary_key=True)
    map_id: Mapped[str] = mapped_column(
        ForeignKey("journey_map.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(120))

    map: Mapped[JourneyMap] = relationship(back_populates="phases")
    steps: Mapped[list[JourneyStep]] = relationship(
        back_populates="phase", order_by=JourneyStep.position
    )

    @classmethod
    def read_permission(cls) -> str:
        return JourneyMap.read_permission()

    @classmethod
    def write_permission(cls) -> str:
        return JourneyMap.write_permission()

    @property
    def scope(self) -> Scope:
        return self.map.scope

    def built_upon(self) -> list[Any]:
        return list(self.steps)

    def siblings(self) -> list[Any]:
        return list(self.map.phases)

    def log_return(self, by: Person) -> None:
        self.map.log("phase_restored", by=by, kind=self.map.kind, title=self.title)
