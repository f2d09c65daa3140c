"""Evidence: one thing heard, seen or counted; it is written for one problem and may serve several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, DomainError
from workbench.models.log.journaled import Journaled
from workbench.models.work.citizen_words import CitizenWords
from workbench.models.work.work import Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.attachment import Attachment
    from workbench.models.work.problem import Problem

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


class Evidence(CitizenWords, Work):
    """One thing heard, seen or counted that supports a problem, with its source and consent."""

    __tablename__ = "evidence"
    resource = "evidence"
    noun = N_("Evidence")
    lasting_events = ("withdrawn",)
    events = {
        "written": (N_("%(who)s linked evidence (%(source)s) to problem %(code)s."), "title"),
        "edited": (N_("%(who)s changed evidence (%(source)s) of problem %(code)s."), "title"),
        "served": (
            N_("%(who)s said which problems evidence (%(source)s) serves: %(codes)s."),
            *("code", "title"),
        ),
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

    # Where it was first written; what else it serves is in EvidenceUse.
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
    uses: Mapped[list[EvidenceUse]] = relationship(back_populates="evidence")
    files: Mapped[list[Attachment]] = relationship(
        back_populates="evidence", order_by="Attachment.created_at"
    )

    @property
    def kept_files(self) -> list[Attachment]:
        return [file for file in self.files if not file.is_discarded]

    @property
    def problems(self) -> list[Problem]:
        """The problems that it serves, each once; the one for which it was written comes first."""
        further = (use.problem for use in self.uses)
        return list(dict.fromkeys(filter(None, (self.problem, *further))))

    def serve(self, problems: list[Problem], *, by: Person | None) -> None:
        """Make these the problems that it serves; without the first one, the next takes its place."""
        former = self.problems
        if not problems:
            raise DomainError(N_("Evidence serves at least one problem: archive it instead."))
        self.stand_for(problems, by)
        if set(former) != set(problems):
            codes = ", ".join(each.code for each in self.problems)
            self.log("served", by=by, **self.log_facts(), codes=codes)
            for problem in {*former, *problems}:
                problem.grade_now(by=by)

    def stand_for(self, problems: list[Problem], by: Person | None) -> None:
        """Let it serve these problems, without a word in the log."""
        if self.problem not in problems:
            self.problem = problems[0]
        further = [each for each in problems if each is not self.problem]
        gone = [use for use in self.uses if use.problem not in further]
        for use in gone:
            db.session.delete(use)
        if gone:
            db.session.flush()
            for record in (self, *(use.problem for use in gone)):
                db.session.expire(record, ["uses"])
        author = by.author_id if by else None
        for problem in further:
            if all(use.problem is not problem for use in self.uses):
                with db.session.no_autoflush:
                    use = EvidenceUse(evidence=self, problem=problem, created_by_id=author)
                    db.session.add(use)

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
        return self.text[:80] or self.quote[:80] or "–"

    def withdraw(self, *, by: Person) -> None:
        """Delete what the person said, at their wish; source, day, count and grade stay."""
        if not self.is_withdrawn:
            self.delete_words(self.redesign.programme.city.today())
            self.consent = "withdrawn"
            self.log("withdrawn", by=by, **self.log_facts())

    def delete_words(self, on: date) -> None:
        """Delete the words and what was photographed; whoever calls this removes the stored bytes."""
        super().delete_words(on)
        for file in list(self.files):
            self.redesign.workspace.redact(file.id)
            file.delete()

    def after_undo(self) -> None:
        self.settle(by=None)

    def settle(self, by: Person | None) -> None:
        """Let the grade of every problem that it serves follow the evidence."""
        for problem in self.problems:
            problem.grade_now(by=by)


class EvidenceUse(Authored, Journaled, db.Model):
    """One more problem that a piece of evidence serves, beside the one for which it was written."""

    __tablename__ = "evidence_use"
    __table_args__ = (UniqueConstraint("evidence_id", "problem_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"))
    problem_id: Mapped[str] = mapped_column(ForeignKey("problem.id"), index=True)

    evidence: Mapped[Evidence] = relationship(back_populates="uses")
    problem: Mapped[Problem] = relationship(back_populates="uses")


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
