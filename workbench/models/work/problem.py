"""A user problem: who has it, what they need, and how sure we are; the evidence decides its grade."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Numeric, String, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import DomainError, Ordered
from workbench.models.redesign.segment import LONGEST, ForSegment
from workbench.models.register import KINDS
from workbench.models.work.citizen_words import CitizenWords
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
SOURCES = {
    "interview": N_("Interview"),
    "observation": N_("Observation"),
    "counter": N_("Counter records"),
    "complaint": N_("Complaint"),
    "analytics": N_("Usage figures"),
    "frontline": N_("Frontline staff"),
    "desk": N_("Documents and law"),
}
# What "seen in 5 of 6" counts; evidence of earlier releases says nothing of it.
UNITS = {
    "people": N_("People"),
    "requests": N_("Requests"),
    "visits": N_("Visits"),
}
# What somebody told us; the other sources are things seen or counted.
TOLD = frozenset({"interview", "complaint", "frontline"})
CONSENTS = {
    "not_needed": N_("Not needed: no personal data"),
    "spoken": N_("Spoken"),
    "signed": N_("Signed"),
    "missing": N_("Still missing"),
}


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
    causes: Mapped[str] = mapped_column(default="")
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

    evidence: Mapped[list[Evidence]] = relationship(
        back_populates="problem", order_by="Evidence.created_at"
    )
    notes: Mapped[list[Note]] = relationship(back_populates="problem")

    def prepare(self) -> None:
        super().prepare()
        self.position = self.number
        if self.state == "solved" and not self.shown_by:
            raise DomainError(UNSHOWN)

    @classmethod
    def segments_of(cls, redesign: Redesign) -> list[str]:
        """Return the groups of people that the team has named, those with most problems first."""
        named = select(cls.segment).where(cls.at(redesign), cls.discarded_at.is_(None))
        said = named.where(cls.segment != "").group_by(cls.segment)
        return list(db.session.scalars(said.order_by(func.count().desc(), cls.segment)))

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        if values.get("state") in ("parked", "rejected") and not values.get("state_reason"):
            raise DomainError(N_("Say why this problem is put aside: the reason stays on record."))
        self._check_solution(values)
        super().edit(values, by=by)

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
        return [item for item in self.evidence if not item.is_discarded]

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


class Evidence(CitizenWords, Work):
    """One thing heard, seen or counted that supports a problem, with its source and consent."""

    __tablename__ = "evidence"
    resource = "evidence"
    noun = N_("Evidence")
    lasting_events = ("withdrawn",)
    events = {
        "written": (N_("%(who)s linked evidence (%(source)s) to problem %(code)s."), "title"),
        "edited": (N_("%(who)s changed evidence (%(source)s) of problem %(code)s."), "title"),
        "withdrawn": (
            N_(
                "What a person had said was deleted at their wish: evidence (%(source)s) of problem %(code)s."
            ),
            "title",
        ),
        "discarded": (N_("%(who)s archived evidence (%(source)s) of problem %(code)s."), "title"),
        "restored": (
            N_("%(who)s restored evidence (%(source)s) of problem %(code)s."),
            "title",
        ),
        "undone": (
            N_("%(who)s undid a change of evidence (%(source)s) of problem %(code)s."),
            "title",
        ),
    }

    problem_id: Mapped[str | None] = mapped_column(ForeignKey("problem.id"), index=True)
    source: Mapped[str] = mapped_column(String(20), default="interview", info={"words": SOURCES})
    text: Mapped[str]
    quote: Mapped[str] = mapped_column(default="")
    gathered_on: Mapped[date | None]
    participant_code: Mapped[str] = mapped_column(String(20), default="")
    url: Mapped[str] = mapped_column(String(1000), default="")
    unit: Mapped[str] = mapped_column(String(20), default="", info={"words": {"": "", **UNITS}})
    seen: Mapped[int | None]
    asked: Mapped[int | None]
    # One of the words, or "withdrawn".
    consent: Mapped[str] = mapped_column(String(20), default="not_needed", info={"words": CONSENTS})
    keep_until: Mapped[date | None]

    problem: Mapped[Problem | None] = relationship(back_populates="evidence")

    def prepare(self) -> None:
        if self.seen and self.asked and self.seen > self.asked:
            raise DomainError(N_("The cases seen cannot be more than the cases looked at."))

    def log_facts(self) -> dict[str, Any]:
        return {
            "code": self.problem.code if self.problem else "",
            "title": self.problem.heading if self.problem else "",
            "source": self.source,
        }

    @property
    def called(self) -> str:
        return self.text[:80] or "–"

    def withdraw(self, *, by: Person) -> None:
        """Delete what the person said, at their wish; source, day, count and grade stay."""
        if not self.is_withdrawn:
            self.delete_words(self.redesign.programme.city.today())
            self.consent = "withdrawn"
            self.log("withdrawn", by=by, **self.log_facts())

    def after_undo(self) -> None:
        self.settle(by=None)

    def settle(self, by: Person | None) -> None:
        """Let the problem's grade follow its evidence."""
        if self.problem:
            self.problem.grade_now(by=by)


@dataclass(frozen=True)
class Count:
    """Cases of one unit: in how many something was seen, and of how many when every piece says so."""

    seen: int
    asked: int | None


def counts_of(evidence: Iterable[Evidence]) -> dict[str, Count]:
    """Return the count of each unit, the units in the order of ``UNITS``, what states none last."""
    of_unit: dict[str, list[Evidence]] = {unit: [] for unit in (*UNITS, "")}
    for item in evidence:
        of_unit[item.unit or ""].append(item)
    return {unit: _count(items) for unit, items in of_unit.items() if items}


def _count(items: list[Evidence]) -> Count:
    asked = [item.asked for item in items if item.asked is not None]
    is_known = len(asked) == len(items)
    return Count(sum(item.seen or 1 for item in items), sum(asked) if is_known else None)


def grade_of(evidence: list[Evidence]) -> str:
    """Return the grade that the evidence supports.

    Three kinds of source make it triangulated; two cases of one unit or more, repeated; one thing seen or
    counted, observed; one thing told, said once; nothing, an assumption.
    """
    sources = {item.source for item in evidence}
    if not evidence:
        return "assumption"
    if len(sources) >= 3:
        return "triangulated"
    if any(count.seen >= 2 for count in counts_of(evidence).values()):
        return "repeated"
    return "said_once" if sources <= TOLD else "observed"
