"""An opportunity: a "how might we" question asked at a step, voted on, and answered by a prototype or parked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.models.base import DomainError
from workbench.models.work.work import Numbered, Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.evidence import Evidence
    from workbench.models.work.journey_step import JourneyStep
    from workbench.models.work.note import Note

# The lane of a map whose cells are made of these records.
LANE = "opportunities"
# "Answered" is no state of its own: a prototype that tries it says so.
STATES = {"open": N_("Open"), "parked": N_("Parked")}


class Opportunity(Numbered, Work):
    """A question that opens a solution and names none; at a step of a map, or of the whole service."""

    __tablename__ = "opportunity"
    resource = "opportunity"
    noun = N_("Opportunity")
    events = {
        "written": N_("%(who)s wrote opportunity %(code)s: “%(title)s”"),
        "edited": N_("%(who)s changed opportunity %(code)s: “%(title)s”"),
        "put_to_vote": N_("%(who)s put opportunity %(code)s on the board for a vote: “%(title)s”"),
        "discarded": N_("%(who)s archived opportunity %(code)s: “%(title)s”"),
        "restored": N_("%(who)s restored opportunity %(code)s: “%(title)s”"),
        "undone": N_("%(who)s undid a change of opportunity %(code)s: “%(title)s”"),
    }
    letter = "O"

    text: Mapped[str]
    step_id: Mapped[str | None] = mapped_column(
        ForeignKey("journey_step.id", ondelete="SET NULL"), index=True
    )
    evidence_id: Mapped[str | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="open", info={"words": STATES})
    state_reason: Mapped[str] = mapped_column(default="")

    step: Mapped[JourneyStep | None] = relationship(back_populates="opportunities")
    evidence: Mapped[Evidence | None] = relationship()
    notes: Mapped[list[Note]] = relationship(back_populates="opportunity")

    def prepare(self) -> None:
        super().prepare()
        self.text = one_line(self.text)

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        """Change the opportunity; one that is parked says why."""
        if "text" in values:
            values["text"] = one_line(values["text"])
        state = values.get("state", self.state)
        if state == "parked" and not values.get("state_reason", self.state_reason):
            raise DomainError(N_("Say why this opportunity is parked: the reason stays on record."))
        super().edit(values, by=by)

    def settle(self, by: Person | None) -> None:
        if self.step is not None:
            # Who has the step's page open sees the lane too: it is another version of the step now.
            self.step.touch()


def one_line(text: str) -> str:
    """Return a question as one line: in a cell of a map each line is a question of its own."""
    return " ".join(text.split())


@dataclass(frozen=True)
class OpportunityCell:
    """The cell of a step that its opportunities fill, read as other cells are."""

    step: JourneyStep
    opportunities: tuple[Opportunity, ...]
    lane: str = LANE

    @property
    def text(self) -> str:
        return "\n".join(each.text for each in self.opportunities)

    @property
    def evidence(self) -> Evidence | None:
        """The evidence of the first of them that has some: a form of the whole cell names one."""
        return next((each.evidence for each in self.opportunities if each.evidence), None)

    @property
    def evidence_id(self) -> str | None:
        evidence = self.evidence
        return evidence.id if evidence else None

    @property
    def is_guess(self) -> bool:
        return self.evidence is None


def fill(
    step: JourneyStep, text: str, *, by: Person | None, evidence: Evidence | None = None
) -> None:
    """Let the lines of a cell be the step's opportunities, one a line.

    A line that is there already keeps its record; others change the records that are left, in their order, then
    are written anew. A record that no line is left for is archived, never deleted.
    """
    wanted = list(dict.fromkeys(filter(None, map(one_line, text.splitlines()))))
    left = list(step.kept_opportunities)
    kept = {each.text: each for each in left}
    new = [line for line in wanted if line not in kept]
    spare = [each for each in left if each.text not in wanted]
    for line, record in zip(new, spare, strict=False):
        record.edit({"text": line}, by=by)  # type: ignore[arg-type]
    for line in new[len(spare) :]:
        values = {"text": line, "step": step, "evidence": evidence}
        Opportunity.write(step.map.redesign, values, by=by)
    for record in spare[len(new) :]:
        record.discard(by=by)  # type: ignore[arg-type]
    for record in left:
        if not record.is_discarded and record.evidence is not evidence:
            record.edit({"evidence": evidence}, by=by)  # type: ignore[arg-type]
