"""A user problem: who has it, what they need, and how sure we are; the evidence decides its grade."""

from __future__ import annotations

from decimal import Decimal
from math import inf
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import DomainError, Ordered
from workbench.models.redesign.segment import LONGEST, ForSegment
from workbench.models.register import KINDS
from workbench.models.work.cause import GUESS, Cause, carried, causes_in, chain
from workbench.models.work.evidence import Count, Evidence, EvidenceUse, counts_of, grade_of
from workbench.models.work.work import Numbered, Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign
    from workbench.models.work.note import Note

# From guess to certainty; the place in the list is the number of filled marks, counted from 1.
GRADES = {
    "assumption": N_("assumption"),
    "said_once": N_("said once"),
    "observed": N_("observed"),
    "repeated": N_("repeated"),
    "triangulated": N_("triangulated"),
}
STATES = {
    "open": N_("Not solved yet"),
    "in_prototype": N_("Being solved by a prototype"),
    "solved": N_("Solved in a test"),
    "parked": N_("Parked"),
    "rejected": N_("Rejected"),
}
SEVERITIES = {
    0: N_("0, no problem"),
    1: N_("1, a detail"),
    2: N_("2, a nuisance"),
    3: N_("3, a long delay"),
    4: N_("4, blocks"),
}
# What can show that a problem is solved, by the resource words.
SHOWING = ("prototype", "test_session")
SIDES = {"citizen": N_("Citizen"), "office": N_("Office")}


UNSHOWN = N_("Say which prototype or test showed that the problem is solved.")


def showing(redesign: Redesign, named: str) -> Any:
    """Return the team's prototype or test that is named as "<resource>:<id>"; None when it has none such."""
    resource, _, record_id = named.partition(":")
    kind = KINDS.get(resource) if resource in SHOWING else None
    record = db.session.get(kind, record_id) if kind else None
    return record if record is not None and record.redesign_id == redesign.id else None


class Problem(ForSegment, Numbered, Ordered, Work):
    """A problem of the people who use or run the service, without a solution in its words."""

    __tablename__ = "problem"
    resource = "problem"
    noun = N_("Problem")
    events = {
        "written": N_("%(who)s wrote problem %(code)s: “%(title)s”"),
        "edited": N_("%(who)s worked on problem %(code)s: “%(title)s”"),
        "graded": (N_("Problem %(code)s went from “%(former)s” to “%(grade)s”."), "title"),
        "merged": N_("%(who)s merged problem %(code)s into %(into)s: “%(title)s”"),
        "discarded": N_("%(who)s archived problem %(code)s: “%(title)s”"),
        "restored": N_("%(who)s restored problem %(code)s: “%(title)s”"),
        "undone": N_("%(who)s undid a change of problem %(code)s: “%(title)s”"),
    }

    title: Mapped[str] = mapped_column(String(300))
    side: Mapped[str] = mapped_column(String(20), default="citizen", info={"words": SIDES})
    segment: Mapped[str] = mapped_column(String(LONGEST), default="")
    need: Mapped[str] = mapped_column(default="")
    so_that: Mapped[str] = mapped_column(default="")
    met_when: Mapped[str] = mapped_column(default="")
    situation: Mapped[str] = mapped_column(default="")
    life_event: Mapped[str] = mapped_column(String(200), default="")
    hardest_for: Mapped[str] = mapped_column(String(300), default="")
    excluded: Mapped[str] = mapped_column(String(300), default="")
    # One a line, each the cause of the one above it; and what each line rests on, see cause.py.
    causes: Mapped[str] = mapped_column(default="")
    cause_grounds: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    severity: Mapped[int | None] = mapped_column(info={"words": SEVERITIES})
    citizen_hours: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    citizen_money: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    citizen_trips: Mapped[int | None]
    office_cost: Mapped[str] = mapped_column(String(300), default="")
    grade: Mapped[str] = mapped_column(String(20), default="assumption")
    state: Mapped[str] = mapped_column(String(20), default="open", info={"words": STATES})
    state_reason: Mapped[str] = mapped_column(default="")
    # Which prototype or test showed that it is solved, as "prototype:<id>"; earlier releases did not ask.
    solved_by: Mapped[str] = mapped_column(String(40), default="")
    # The problem that says the same and goes on for both.
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("problem.id"), index=True)

    evidence: Mapped[list[Evidence]] = relationship(
        back_populates="problem", order_by="Evidence.created_at"
    )
    uses: Mapped[list[EvidenceUse]] = relationship(back_populates="problem")
    notes: Mapped[list[Note]] = relationship(back_populates="problem")
    merged_into: Mapped[Problem | None] = relationship(
        remote_side="Problem.id", back_populates="merged"
    )
    merged: Mapped[list[Problem]] = relationship(
        back_populates="merged_into", order_by="Problem.number"
    )

    def prepare(self) -> None:
        super().prepare()
        self.position = self.number
        if self.state == "solved" and not self.shown_by:
            raise DomainError(UNSHOWN)

    @classmethod
    def with_evidence(cls) -> tuple[Any, ...]:
        """Return how to read the evidence of many problems with the problems themselves."""
        return joinedload(cls.evidence), joinedload(cls.uses).joinedload(EvidenceUse.evidence)

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        if values.get("state") in ("parked", "rejected") and not values.get("state_reason"):
            raise DomainError(N_("Say why this problem is put aside: the reason stays on record."))
        self._check_solution(values)
        if "causes" in values:
            values["cause_grounds"] = carried(self.chain, values["causes"])
        super().edit(values, by=by)

    def restore(self, by: Person) -> None:
        """Restore it for itself: what was linked to it stays where it was merged."""
        self.merged_into = None
        super().restore(by)

    @property
    def chain(self) -> list[Cause]:
        """Its causes in order: each answers why of the one before."""
        return chain(self.causes, self.cause_grounds or [], self.kept_evidence)

    def add_cause(self, text: str, *, by: Person) -> None:
        """Answer why of the last cause; several lines are several causes."""
        self.edit({"causes": "\n".join([*causes_in(self.causes), *causes_in(text)])}, by=by)

    def ground_cause(self, text: str, was: str, ground: str, *, by: Person) -> None:
        """Say what a cause rests on: a guess, evidence of this problem, or "" for neither; ``was`` is what one saw."""
        causes = self.chain
        number = next((at for at, cause in enumerate(causes) if cause.text == text), None)
        known = ("", GUESS, *(item.id for item in self.kept_evidence))
        if number is None or ground not in known or causes[number].ground not in (was, ground):
            raise DomainError(N_("The causes have changed meanwhile: look at them again."))
        grounds = [ground if at == number else cause.ground for at, cause in enumerate(causes)]
        super().edit({"cause_grounds": grounds}, by=by)

    def _check_solution(self, values: dict[str, Any]) -> None:
        """Refuse to call it solved when nothing is named that showed it; what was solved before stays."""
        is_solved = values.get("state", self.state) == "solved"
        was_unasked = self.state == "solved" and not self.solved_by
        named = values.get("solved_by", self.solved_by) if is_solved else ""
        if is_solved and not was_unasked and not showing(self.redesign, named):
            raise DomainError(UNSHOWN)
        if "solved_by" in values:
            values["solved_by"] = named

    @property
    def shown_by(self) -> Any:
        """The prototype or the test that showed that it is solved; None when nobody said."""
        return showing(self.redesign, self.solved_by)

    @property
    def kept_evidence(self) -> list[Evidence]:
        """What shows it, each piece once: written for it, or for another problem that it serves too."""
        further = (use.evidence for use in self.uses if use.evidence is not None)
        found = dict.fromkeys(item for item in (*self.evidence, *further) if not item.is_discarded)
        return sorted(
            found, key=lambda item: item.created_at.timestamp() if item.created_at else inf
        )

    @property
    def grade_step(self) -> int:
        """The grade as a number from 1 (assumption) to 5 (triangulated)."""
        return list(GRADES).index(self.grade) + 1

    @property
    def counts(self) -> dict[str, Count]:
        """In how many cases the problem was met, and of how many, by unit: unlike things are not added."""
        return counts_of(self.kept_evidence)

    def grade_now(self, *, by: Person | None) -> None:
        """Compute the grade from the evidence, and log it when it changed."""
        former, self.grade = self.grade, grade_of(self.kept_evidence)
        if former != self.grade:
            self.log("graded", by=by, **self.log_facts(), former=former, grade=self.grade)
