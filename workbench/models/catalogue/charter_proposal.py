"""Steps that may become a service's charter from a day on, and how whoever may edit the service answered."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Date, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, DomainError, renumber
from workbench.models.catalogue import levels
from workbench.models.catalogue.charter_version import CAUSES
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.catalogue.step_facts import StepFacts
from workbench.models.log.journal import mark
from workbench.models.log.journaled import Journaled
from workbench.text.likeness import likeness
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.service import Service
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign

ANSWERS = {
    "accepted": N_("accepted"),
    "changed": N_("accepted in part"),
    "declined": N_("declined"),
}
# What a proposal says of a step; the rest of the step stays as it is.
STATED = (
    *("title", "kind", "channels", "minutes", "cost", "documents"),
    *("in_person_by_law", "legal_ground", "alternative"),
)
# The ticks that stand for no step.
LINK, DIGITAL = "link", "digital"


@dataclass
class Change:
    """One line of the difference: a step that stays, changes, comes or goes."""

    number: str
    old: StepFacts | None
    new: StepFacts | None

    @property
    def kind(self) -> str:
        if self.old is None or self.new is None:
            return "gone" if self.new is None else "new"
        same = all(getattr(self.old, name) == getattr(self.new, name) for name in STATED)
        return "same" if same else "changed"


class CharterProposal(Authored, Journaled, db.Model):
    """What a launch, a return or an import proposes for the charter; one line a step can be taken or left."""

    __tablename__ = "charter_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    redesign_id: Mapped[int | None] = mapped_column(ForeignKey("redesign.id"), index=True)
    cause: Mapped[str] = mapped_column(String(10), info={"words": CAUSES})
    valid_from: Mapped[date] = mapped_column(Date)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    declared_url: Mapped[str] = mapped_column(String(1000), default="")
    answer: Mapped[str] = mapped_column(String(10), default="", info={"words": ANSWERS})
    reason: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    answered_on: Mapped[date | None] = mapped_column(Date)

    service: Mapped[Service] = relationship()
    redesign: Mapped[Redesign | None] = relationship()
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])

    @classmethod
    def answered_launch(cls, redesign: Redesign) -> CharterProposal | None:
        """Return how the proposal of a redesign's launch was answered, None while it was not."""
        asked = (cls.redesign_id == redesign.id, cls.cause == "launch", cls.answer != "")
        return db.session.scalar(select(cls).where(*asked).order_by(cls.id.desc()).limit(1))

    @classmethod
    def of(cls, service: Service) -> list[CharterProposal]:
        """Return everything that was proposed for the charter, answered or not, the oldest first."""
        return list(
            db.session.scalars(select(cls).where(cls.service_id == service.id).order_by(cls.id))
        )

    @classmethod
    def open_for(cls, service: Service) -> list[CharterProposal]:
        """Return what waits for an answer, the oldest first."""
        waiting = (cls.service_id == service.id, cls.answer == "")
        return list(db.session.scalars(select(cls).where(*waiting).order_by(cls.id)))

    @property
    def changes(self) -> list[Change]:
        """The difference to the present charter, in the order of the proposal."""
        now = [StepFacts.of(step) for step in self.service.steps]
        found = enumerate(aligned(now, self.steps), start=1)
        return [Change(str(number), old, new) for number, (old, new) in found]

    @property
    def seen(self) -> str:
        """A mark of the present charter, by which an answer says what it was given to."""
        facts = [StepFacts.of(step).freeze() for step in self.service.steps]
        return mark(facts, self.service.declared_digital, self.service.declared_url)

    @property
    def levels_after(self) -> dict[str, str]:
        """The levels when everything is taken."""
        steps = [change.new for change in self.changes if change.new]
        return {slug: scheme.level_of(steps) for slug, scheme in levels.SCHEMES.items()}

    @property
    def offers_digital(self) -> bool:
        """Whether every step it proposes has a digital channel, and the service is not declared digital."""
        steps = [change.new for change in self.changes if change.new]
        is_digital = bool(steps) and all(map(levels.is_digital, steps))
        return is_digital and self.service.declared_digital is not True

    @property
    def offers_link(self) -> bool:
        return bool(self.declared_url) and self.declared_url != self.service.declared_url

    @property
    def ticks(self) -> list[str]:
        """All that can be ticked."""
        numbers = [change.number for change in self.changes if change.kind != "same"]
        return numbers + [LINK] * self.offers_link + [DIGITAL] * self.offers_digital

    def accept(self, ticks: Collection[str], *, by: Person | None) -> None:
        """Make what is ticked the charter from the day on; what is not keeps its old text."""
        self.check_open()
        offered = self.ticks
        taken = [tick for tick in offered if tick in ticks]
        if offered and not taken:
            raise DomainError(N_("Tick what the charter takes over, or decline with a reason."))
        if taken:
            self.put_in(taken, by=by)
        self.close("accepted" if len(taken) == len(offered) else "changed", by=by)
        told = {"name": self.service.label, "on": self.valid_from.isoformat()}
        self.service.log("charter_changed", by=by, **told)

    def put_in(self, taken: list[str], *, by: Person | None) -> None:
        """Write the steps, the link and the declaration into a new version."""
        service, changes, offered = (
            self.service,
            self.changes,
            (self.offers_link, self.offers_digital),
        )
        old = list(service.steps)
        service.begin_charter(self.valid_from, cause=self.cause, by=by, redesign=self.redesign)
        at = {id(change): step for change, step in zip(with_old(changes), old, strict=True)}
        kept = [step for change in changes if (step := settled(change, at.get(id(change)), taken))]
        service.steps[:] = kept
        renumber(kept)
        if offered[0] and LINK in taken:
            service.declared_url = self.declared_url
        if offered[1] and DIGITAL in taken:
            service.declared_digital = True
        if self.cause == "return":
            earlier = service.charters[-3]
            service.declared_digital = earlier.declared_digital
            service.declared_url = earlier.declared_url
        service.weigh()

    def decline(self, reason: str, *, by: Person | None) -> None:
        """Leave the charter as it is, and say why."""
        self.check_open()
        if not reason.strip():
            raise DomainError(N_("Say why the charter stays as it is: the reason stays on record."))
        self.close("declined", by=by, reason=reason)
        self.service.log("charter_kept", by=by, name=self.service.label)

    def check_open(self) -> None:
        self.service.city.workspace.hold()
        at = self.redesign if self.cause == "launch" else None
        earlier = self.answered_launch(at) if at else None
        if self.answer or (earlier and not earlier.is_reconsidered):
            raise DomainError(N_("Somebody has answered this already."))

    def close(self, answer: str, *, by: Person | None, reason: str = "") -> None:
        self.answer, self.reason, self.answered_by = answer, reason, by
        self.answered_on = self.service.city.today()
        db.session.add(self)

    @property
    def is_reconsidered(self) -> bool:
        """Whether the launch may be answered anew: it was declined, and nothing rests on that yet."""
        return self.cause == "launch" and self.answer == "declined" and not self.built_upon()

    def judged_at(self) -> tuple[str, int] | None:
        return ("redesign", self.redesign.id) if self.redesign else None

    def built_upon(self) -> list[Any]:
        """Return the declarations that rest on the answer: it stays once the launch is digitized."""
        if self.redesign is None or self.cause != "launch":
            return []
        return [each for each in self.redesign.status_changes if each.status == "digitized"]


def with_old(changes: list[Change]) -> list[Change]:
    """Return the lines that stand for a step of the present charter, in its order."""
    return [change for change in changes if change.old]


def settled(change: Change, step: ServiceStep | None, taken: list[str]) -> ServiceStep | None:
    """Return the step that a line leaves in the charter; None for one that goes, or does not come."""
    if change.kind == "same" or change.number not in taken:
        return step
    if change.new is None:
        return None
    values = {name: getattr(change.new, name) for name in (*STATED, "documents_count")}
    if step is None:
        return ServiceStep(**values, actor=change.new.actor)
    step.assign(values)
    return step


def aligned(
    now: list[StepFacts], proposed: list[dict[str, Any]]
) -> Iterator[tuple[StepFacts | None, StepFacts | None]]:
    """Yield the present and the proposed steps side by side: by title, else by their place between others.

    A proposed step may name by ``origin`` the title of the step that it comes from.
    """
    there = [likeness(step.title) for step in now]
    keys = [key_of(step, there) for step in proposed]
    new = [StepFacts.thaw(step) for step in proposed]
    for _, a, b, c, d in SequenceMatcher(None, there, keys, autojunk=False).get_opcodes():
        for place in range(max(b - a, d - c)):
            before = now[a + place] if a + place < b else None
            after = new[c + place] if c + place < d else None
            yield before, beside(before, after)


def key_of(step: dict[str, Any], there: list[str]) -> str:
    origin = likeness(step.get("origin") or "")
    return origin if origin in there else likeness(step["title"])


def beside(before: StepFacts | None, after: StepFacts | None) -> StepFacts | None:
    """Return what the step would be: of documents that nobody named, those that are asked for now."""
    if before is None or after is None:
        return after
    stated = {name: getattr(after, name) for name in STATED}
    stated["documents"] = after.documents or before.documents
    count = before.documents_count if stated["documents"] == before.documents else None
    return replace(before, **stated, documents_count=count)
