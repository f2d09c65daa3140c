"""A launch: how the new service went into use, and the proof that somebody other than its author checked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.models.base import DomainError
from workbench.models.work.attachment import Attachment
from workbench.models.work.upload import Upload
from workbench.models.work.work import Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign


class Launch(Work):
    """What a lead opens to prove that a service is digitized."""

    __tablename__ = "launch"
    __table_args__ = (UniqueConstraint("redesign_id"),)
    resource = "launch"
    noun = N_("Launch")
    permissions = {}  # those that several nouns share stand in roles.py
    lasting_events = ("written", "verified")
    events = {
        "written": (N_("%(who)s began the record of the launch."), "name"),
        "edited": (N_("%(who)s changed the record of the launch."), "name"),
        "verified": N_("%(who)s verified that %(name)s is in use."),
        "undone": (N_("%(who)s undid a change of the record of the launch."), "name"),
    }

    # development
    responsible_unit: Mapped[str] = mapped_column(String(300), default="")
    forecast_on: Mapped[date | None]
    differences: Mapped[str] = mapped_column(default="")
    # proof
    live_url: Mapped[str] = mapped_column(String(1000), default="")
    protocol: Mapped[str] = mapped_column(String(120), default="")
    launched_on: Mapped[date | None]
    alternative_channel: Mapped[str] = mapped_column(String(300), default="")
    official_act: Mapped[str] = mapped_column(String(300), default="")
    official_act_url: Mapped[str] = mapped_column(String(1000), default="")
    # Everybody who wrote a part of the proof: none of them can verify it.
    author_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_on: Mapped[date | None]
    verification_note: Mapped[str] = mapped_column(default="")

    redesign: Mapped[Redesign] = relationship(back_populates="launch")
    verified_by: Mapped[Person | None] = relationship(foreign_keys=[verified_by_id])
    attachments: Mapped[list[Attachment]] = relationship(foreign_keys=[Attachment.launch_id])

    @classmethod
    def write_permission(cls) -> str:
        return "launch:edit"

    def prepare(self) -> None:
        self._check_day(self.launched_on)
        self.author_ids = [self.created_by_id] if self.created_by_id else []

    def _check_day(self, launched_on: date | None) -> None:
        if launched_on and launched_on > self.redesign.programme.city.today():
            why = N_("A launch cannot be in the future. Until then, write the day as the forecast.")
            raise DomainError(why)

    def log_facts(self) -> dict[str, Any]:
        return {"name": self.redesign.title}

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        """Change the proof; what was verified before is no longer what stands here, so it is verified anew."""
        self._check_day(values.get("launched_on"))
        if not self.assign(values):
            return
        self.rewritten_by(by)
        self.log("edited", by=by, **self.log_facts())

    def attach(self, upload: Upload, *, by: Person, **values: Any) -> Attachment:
        """Add a picture or a PDF to the proof; values are those of ``Attachment.keep``."""
        file = Attachment.keep(self.redesign, upload, by=by, launch_id=self.id, **values)
        self.rewritten_by(by)
        return file

    def rewritten_by(self, person: Person) -> None:
        """Count the person among the authors of the proof, which a picture is a part of."""
        self.author_ids = sorted({*self.author_ids, person.author_id})
        self.verified_by, self.verified_on, self.verification_note = None, None, ""
        self.verified_by_id = None

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

    def verify(self, *, by: Person, on: date, note: str = "") -> None:
        """Confirm having opened the link or the protocol; refuse an author of the proof."""
        if reason := self.why_not_verify(by):
            raise DomainError(reason)
        self.verified_by, self.verified_on, self.verification_note = by, on, note
        self.verified_by_id = by.id
        self.log("verified", by=by, **self.log_facts())
