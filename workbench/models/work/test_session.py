"""Tests with people: a session with one coded participant, the findings, and what was decided on each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import DomainError, Versioned
from workbench.models.log.journaled import Journaled
from workbench.models.redesign.segment import LONGEST, ForSegment
from workbench.models.work.citizen_words import CitizenWords
from workbench.models.work.evidence import CONSENTS
from workbench.models.work.problem import SEVERITIES
from workbench.models.work.work import Numbered, Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.prototype import PrototypeVersion

MODES = {"remote": N_("Remote"), "in_person": N_("In person"), "telephone": N_("By telephone")}
# Who was in the room, in words that identify nobody.
TAGS = {
    "low_digital": N_("little digital practice"),
    "assisted": N_("needed assistance"),
    "phone_only": N_("phone only"),
    "screen_reader": N_("screen reader"),
    "older": N_("over 60"),
    "far": N_("lives far from the centre"),
    "other_language": N_("reads the language with difficulty"),
    "disability": N_("disability"),
}
SUCCESSES = {
    "alone": N_("finished alone"),
    "helped": N_("finished with help"),
    "failed": N_("did not finish"),
    "abandoned": N_("gave up"),
}
RESULTS = {
    "failed": N_("could not"),
    "helped": N_("managed with help"),
    "passed": N_("managed"),
    "not_reached": N_("did not get there"),
}
DECISIONS = {
    "": N_("To be decided"),
    "change": N_("Change it"),
    "keep": N_("Keep as it is"),
    "test_again": N_("Test again"),
    "out_of_scope": N_("Out of scope"),
}
# A segment with fewer people than this could point at one of them.
SMALLEST_SEGMENT = 3


class TestSession(CitizenWords, ForSegment, Numbered, Work):
    """One person tries one version; they are a code and tags, never a name."""

    __tablename__ = "test_session"
    __test__ = False
    resource = "test_session"
    noun = N_("Test")
    lasting_events = passive_events = ("withdrawn",)
    events = {
        "written": (N_("%(who)s recorded a test with %(code)s."), "title"),
        "edited": (N_("%(who)s changed the test with %(code)s."), "title"),
        "withdrawn": N_("%(code)s asked to be taken out: what they said was deleted."),
        "discarded": (N_("%(who)s archived the test with %(code)s."), "title"),
        "restored": (N_("%(who)s restored the test with %(code)s."), "title"),
        "undone": N_("%(who)s undid a change of the test with %(code)s."),
    }
    letter = "T"

    prototype_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("prototype_version.id"), index=True
    )
    held_on: Mapped[date | None]
    mode: Mapped[str] = mapped_column(String(20), default="remote", info={"words": MODES})
    moderator: Mapped[str] = mapped_column(String(200), default="")
    note_takers: Mapped[str] = mapped_column(String(300), default="")
    profile: Mapped[str] = mapped_column(String(120), default="")
    segment: Mapped[str] = mapped_column(String(LONGEST), default="")
    tags: Mapped[list[str]] = mapped_column(JSON, default=list, info={"words": TAGS})
    task: Mapped[str] = mapped_column(String(300), default="")
    success: Mapped[str] = mapped_column(String(20), default="alone", info={"words": SUCCESSES})
    minutes: Mapped[int | None]
    errors: Mapped[int | None]
    ease: Mapped[int | None]
    quote: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    # One of the words that evidence has for it, or "withdrawn".
    consent: Mapped[str] = mapped_column(String(20), default="missing", info={"words": CONSENTS})
    is_recorded: Mapped[bool] = mapped_column(default=False)
    keep_until: Mapped[date | None]

    prototype_version: Mapped[PrototypeVersion | None] = relationship(back_populates="tests")
    observations: Mapped[list[Observation]] = relationship(
        back_populates="session", cascade="all, delete-orphan"
    )

    @property
    def code(self) -> str:
        """The participant's code, the only name they have here."""
        return f"P{self.number}"

    @property
    def heading(self) -> str:
        """The code too: the log cannot be rewritten, so it never learns who the person is like."""
        return self.code

    @property
    def may_be_quoted(self) -> bool:
        """Whether the person's own words may leave the team's pages."""
        return self.consent in ("spoken", "signed")

    def withdraw(self, *, by: Person) -> None:
        """Delete what the person said and showed, at their wish; the counted results stay."""
        if self.is_withdrawn:
            return
        self.delete_words(self.redesign.programme.city.today())
        self.assign({"tags": [], "is_recorded": False, "consent": "withdrawn"})
        self.assign({"segment": "", "of_segment": None})
        self.log("withdrawn", by=by, code=self.code)


class Finding(Numbered, Work):
    """Something that happened to people in tests, how bad it is, and what the team decided."""

    __tablename__ = "finding"
    resource = "finding"
    noun = N_("Finding")
    events = {
        "written": N_("%(who)s wrote finding %(code)s: “%(title)s”"),
        "edited": N_("%(who)s changed finding %(code)s: “%(title)s”"),
        "observed": (
            N_("%(who)s recorded finding %(code)s with %(participant)s: %(result)s."),
            "title",
        ),
        "decided": (N_("%(who)s decided on finding %(code)s: %(decision)s."), "title"),
        "discarded": N_("%(who)s archived finding %(code)s: “%(title)s”"),
        "restored": N_("%(who)s restored finding %(code)s: “%(title)s”"),
        "undone": N_("%(who)s undid a change of finding %(code)s: “%(title)s”"),
    }
    letter = "F"

    title: Mapped[str] = mapped_column(String(300))
    task: Mapped[str] = mapped_column(String(300), default="")
    severity: Mapped[int] = mapped_column(default=2, info={"words": SEVERITIES})
    decision: Mapped[str] = mapped_column(String(20), default="", info={"words": DECISIONS})
    decision_note: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date | None]
    responsible: Mapped[str] = mapped_column(String(200), default="")
    # The version in which what was to be changed is changed.
    answered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("prototype_version.id"), index=True
    )

    answered_by: Mapped[PrototypeVersion | None] = relationship(back_populates="answers")
    observations: Mapped[list[Observation]] = relationship(
        back_populates="finding", cascade="all, delete-orphan"
    )

    @property
    def counted(self) -> list[Observation]:
        """What happened in tests that were not discarded."""
        return [each for each in self.observations if not each.session.is_discarded]

    @property
    def hits(self) -> int:
        """How many people could not, or needed help."""
        return sum(each.is_hit for each in self.counted)

    @property
    def reached(self) -> int:
        """How many people got as far as this."""
        return sum(each.is_reached for each in self.counted)

    @property
    def needs_decision(self) -> bool:
        return self.severity >= 3 and not self.decision

    def result_of(self, session_id: str) -> str:
        """Return what was written of one participant, "" for nothing."""
        for each in self.observations:
            if each.session_id == session_id:
                return each.result
        return ""

    def result_for(self, session: TestSession) -> str:
        """Return what happened to one participant; nothing written means they did not get there."""
        return self.result_of(session.id) or "not_reached"

    def observe(self, session: TestSession, result: str, *, by: Person | None) -> None:
        """Write what happened to one participant at this finding."""
        if session.redesign_id != self.redesign_id:
            raise DomainError(N_("This test belongs to another team."))
        if result not in RESULTS:
            raise DomainError(N_("Choose what happened."))
        seen = next((o for o in self.observations if o.session is session), None)
        if seen is None:
            self.observations.append(Observation(session=session, result=result))
        elif seen.result == result:
            return
        else:
            seen.result = result
        self.log("observed", by=by, **self.log_facts(), participant=session.code, result=result)

    @property
    def seen_on(self) -> set[int | None]:
        """The ids of the versions on which it happened to somebody."""
        return {each.session.prototype_version_id for each in self.counted}

    def decide(
        self,
        decision: str,
        *,
        note: str,
        on: date,
        by: Person,
        responsible: str = "",
        answered_by: PrototypeVersion | None = None,
    ) -> None:
        """Record the decision with its day and its reason; what is changed names the version with the change."""
        if decision not in DECISIONS:
            raise DomainError(N_("Choose one of the decisions."))
        if decision == "change" and answered_by and answered_by.id in self.seen_on:
            why = N_("This was seen on %(version)s: name a later version, in which it is changed.")
            raise DomainError(why, version=answered_by.label)
        values: dict[str, Any] = {
            "decision": decision,
            "decision_note": note,
            "decided_on": on if decision else None,
            "responsible": responsible or self.responsible,
            "answered_by": answered_by if decision == "change" else None,
        }
        if self.assign(values):
            self.log("decided", by=by, **self.log_facts(), decision=decision)


class Observation(Versioned, Journaled, db.Model):
    """What happened to one participant at one finding."""

    __tablename__ = "observation"
    __table_args__ = (UniqueConstraint("finding_id", "session_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[str] = mapped_column(ForeignKey("finding.id", ondelete="CASCADE"))
    session_id: Mapped[str] = mapped_column(
        ForeignKey("test_session.id", ondelete="CASCADE"), index=True
    )
    result: Mapped[str] = mapped_column(String(20))

    finding: Mapped[Finding] = relationship(back_populates="observations")
    session: Mapped[TestSession] = relationship(back_populates="observations")

    @property
    def is_hit(self) -> bool:
        return self.result in ("failed", "helped")

    @property
    def is_reached(self) -> bool:
        return self.result != "not_reached"
