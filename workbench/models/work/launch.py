"""A launch: how the new service went into use, and the proof that somebody other than its author checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.log.event import Event
from workbench.models.work.attachment import Attachment
from workbench.models.work.hypothesis import LEAST_PEOPLE
from workbench.models.work.journey import JourneyMap
from workbench.models.work.launch_look import LaunchLook
from workbench.models.work.prototype import PrototypeVersion
from workbench.models.work.upload import Upload
from workbench.models.work.verdict import Verdict, verdicts_on
from workbench.models.work.verified import marks_of
from workbench.models.work.work import ServiceWork, Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign
    from workbench.models.work.journey_step import JourneyStep


# The roles in which one verifies, the furthest from the team first.
VERIFIERS = ("administrator", "lead", "observer", "facilitator", "member")
# Why a verifier does not stand outside the team.
DOUBTS = {
    "own_facilitator": N_("is the team's own facilitator"),
    "helped": N_("helped to write this redesign"),
}


class Launch(ServiceWork, Work):
    """What a lead opens to prove that a service is digitized."""

    __tablename__ = "launch"
    __table_args__ = (UniqueConstraint("redesign_id"),)
    resource = "launch"
    noun = N_("Launch")
    permissions = {}  # those that several nouns share stand in roles.py
    lasting_events = ("written", "verified", "verifier_asked", "looked")
    events = {
        "written": (N_("%(who)s began the record of the launch."), "name"),
        "edited": (N_("%(who)s changed the record of the launch."), "name"),
        "verified": N_("%(who)s verified that %(name)s is in use."),
        "verifier_asked": N_("%(who)s asked %(name)s to verify the launch."),
        "looked": N_("%(who)s had the link of %(name)s looked at."),
        "undone": (N_("%(who)s undid a change of the record of the launch."), "name"),
    }

    # development
    responsible_unit: Mapped[str] = mapped_column(String(300), default="")
    forecast_on: Mapped[date | None]
    differences: Mapped[str] = mapped_column(default="")
    # What was built, and why although something speaks against it: the reasons by hypothesis, or why nothing was tested.
    built_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("prototype_version.id"), index=True
    )
    built_reasons: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    untested_reason: Mapped[str] = mapped_column(default="")
    # proof
    live_url: Mapped[str] = mapped_column(String(1000), default="")
    protocol: Mapped[str] = mapped_column(String(120), default="")
    launched_on: Mapped[date | None]
    alternative_channel: Mapped[str] = mapped_column(String(300), default="")
    official_act: Mapped[str] = mapped_column(String(300), default="")
    official_act_url: Mapped[str] = mapped_column(String(1000), default="")
    # Why it is digitized although one step is not digital, and no law keeps it in person.
    level_reason: Mapped[str] = mapped_column(default="", server_default="")
    # Everybody who wrote a part of the proof: none of them can verify it.
    author_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_on: Mapped[date | None]
    verification_note: Mapped[str] = mapped_column(default="")
    # The roles in which the verifier stood, and what speaks against them as one from outside: DOUBTS.
    verified_as: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    verified_doubts: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    # By which what was verified is known again; none in what earlier releases verified.
    verified_marks: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    # Who was asked to verify it, and still is.
    verifier_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    verifier_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verifier_asked_on: Mapped[date | None]

    redesign: Mapped[Redesign] = relationship(back_populates="launch")
    verified_by: Mapped[Person | None] = relationship(foreign_keys=[verified_by_id])
    verifier: Mapped[Person | None] = relationship(foreign_keys=[verifier_id])
    verifier_asked_by: Mapped[Person | None] = relationship(foreign_keys=[verifier_asked_by_id])
    built_version: Mapped[PrototypeVersion | None] = relationship()
    attachments: Mapped[list[Attachment]] = relationship(foreign_keys=[Attachment.launch_id])

    @classmethod
    def write_permission(cls) -> str:
        return "launch:edit"

    def prepare(self) -> None:
        super().prepare()
        self._check_day(self.launched_on)
        self.built_version = self._version(self.built_version_id)
        self.author_ids = [self.created_by_id] if self.created_by_id else []

    def _check_day(self, launched_on: date | None) -> None:
        if launched_on and launched_on > self.redesign.programme.city.today():
            why = N_("A launch cannot be in the future. Until then, write the day as the forecast.")
            raise DomainError(why)

    def _version(self, version_id: int | None) -> PrototypeVersion | None:
        version = db.session.get(PrototypeVersion, version_id) if version_id else None
        if version_id and (version is None or version.prototype.redesign_id != self.redesign.id):
            raise DomainError(N_("Choose one of the versions of this team's prototypes."))
        return version

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdicts on the version that was built."""
        return verdicts_on(self.built_version) if self.built_version else []

    @property
    def built_despite(self) -> list[tuple[str, str, str]]:
        """What was built all the same, as (hypothesis, verdict, reason); a reason may be missing still.

        The verdict is "not_held" or "not_decided", and "few" where it held with fewer people than usual;
        without a hypothesis it is "no_hypothesis", and "no_prototype" when a reason says why nothing was
        tested at all.
        """
        if not self.verdicts:
            slug = "no_hypothesis" if self.built_version else "no_prototype"
            is_told = bool(self.built_version or self.untested_reason)
            return [("", slug, self.untested_reason)] if is_told else []
        return [
            (
                each.hypothesis.heading,
                "few" if each.is_held else each.result,
                self.reason_for(each),
            )
            for each in self.verdicts
            if not each.is_held or each.tried < LEAST_PEOPLE
        ]

    def reason_for(self, verdict: Verdict) -> str:
        """Return why the version was built although this hypothesis did not hold; "" when nobody said."""
        if verdict.is_held:
            return verdict.hypothesis.least_reason
        return (self.built_reasons or {}).get(verdict.hypothesis.id, "")

    def log_facts(self) -> dict[str, Any]:
        return {"name": self.redesign.title}

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        """Change the proof; what was verified before is no longer what stands here, so it is verified anew."""
        self._check_day(values.get("launched_on"))
        values = dict(values)
        if "built_version_id" in values:
            # As a record, so that the verdicts on it are known at once.
            values["built_version"] = self._version(values.pop("built_version_id"))
        if not self.assign(values):
            return
        self.rewritten_by(by)
        self.log("edited", by=by, **self.log_facts())

    def keep_look(
        self, url: str, *, status: int | None, problem: str, is_reachable: bool, by: Person
    ) -> LaunchLook:
        """Keep what the link answered; it is no part of the proof, and verifies nothing."""
        found = {"url": url, "status": status, "problem": problem, "is_reachable": is_reachable}
        look = LaunchLook(launch_id=self.id, created_by_id=by.author_id, **found)
        db.session.add(look)
        self.log("looked", by=by, **self.log_facts())
        return look

    def attach(self, upload: Upload, *, by: Person, **values: Any) -> Attachment:
        """Add a picture or a PDF to the proof; values are those of ``Attachment.keep``."""
        file = Attachment.keep(self.redesign, upload, by=by, launch_id=self.id, **values)
        self.rewritten_by(by)
        return file

    def rewritten_by(self, person: Person) -> None:
        """Count the person among the authors of the proof, which a picture is a part of."""
        self.author_ids = sorted({*self.author_ids, person.author_id})
        self.void_verification()

    def void_verification(self) -> None:
        """Forget who verified: what stands here now is something else."""
        self.verified_by, self.verified_on, self.verification_note = None, None, ""
        self.verified_by_id = None
        self.verified_as, self.verified_doubts, self.verified_marks = [], [], {}

    def why_not_verify(self, person: Person) -> str:
        """Return the message id that says why this person cannot verify now, "" when they can."""
        if person.id in self.author_ids:
            return N_(
                "Whoever recorded the proof cannot verify it. Ask another person of the secretariat."
            )
        if not self.has_proof or self.launched_on is None:
            return N_(
                "There is nothing to verify yet: add the link or protocol and the launch date."
            )
        return ""

    @property
    def has_proof(self) -> bool:
        return bool(self.live_url or self.protocol)

    @property
    def is_verified(self) -> bool:
        return self.verified_by_id is not None and self.verified_by_id not in self.author_ids

    def is_as_verified(self, steps: Iterable[JourneyStep]) -> bool:
        """Return whether the proof and the outcome of the future steps are those that were verified."""
        return not self.verified_marks or self.verified_marks == marks_of(self, steps)

    def verify(self, *, by: Person, on: date, note: str = "") -> None:
        """Confirm having opened the link or the protocol; refuse an author of the proof."""
        if reason := self.why_not_verify(by):
            raise DomainError(reason)
        self.verified_by, self.verified_on, self.verification_note = by, on, note
        self.verified_by_id = by.id
        self.verified_as = [role for role in VERIFIERS if role in by.roles_in(self.redesign.scope)]
        self.verified_doubts = self.doubts_about(by)
        db.session.flush()
        self.verified_marks = marks_of(self, JourneyMap.future_steps(self.redesign))
        self.verifier, self.verifier_id = None, None
        self.log("verified", by=by, **self.log_facts())

    def doubts_about(self, person: Person) -> list[str]:
        """Return what speaks against this person as a verifier from outside the team: slugs of DOUBTS."""
        found = {
            "own_facilitator": self.redesign.facilitator_id == person.id
            or was_facilitator(self.redesign, person),
            "helped": has_written(self.redesign, person),
        }
        return [slug for slug, is_so in found.items() if is_so]

    def ask_verifier(self, person: Person, *, by: Person, on: date) -> None:
        """Put the request to verify on the person's first page; refuse who could not verify."""
        if not person.may("launch:verify", self):
            raise DomainError(N_("%(name)s may not verify launches here."), name=person.name)
        if reason := self.why_not_verify(person):
            raise DomainError(reason)
        self.verifier, self.verifier_asked_by, self.verifier_asked_on = person, by, on
        self.verifier_id = person.id
        self.log("verifier_asked", by=by, name=person.name)


def has_written(redesign: Redesign, person: Person) -> bool:
    """Return whether the person wrote any of the team's work, by the log."""
    wrote = select(Event.id).where(
        Event.workspace_id == redesign.workspace_id,
        Event.by_id.in_({person.id, person.author_id}),
        Event.subject_kind.not_in(("redesign", "launch")),
    )
    return db.session.scalar(wrote.limit(1)) is not None


def was_facilitator(redesign: Redesign, person: Person) -> bool:
    """Return whether the person was ever named as the team's facilitator, by the log."""
    named = select(Event.facts).where(
        Event.workspace_id == redesign.workspace_id,
        Event.action == "redesign.facilitator_assigned",
    )
    return any(facts.get("name") == person.name for facts in db.session.scalars(named))
