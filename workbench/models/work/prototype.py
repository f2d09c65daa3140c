"""A prototype: the hypotheses put to it, and the versions that were shown to people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import DomainError, Record, Scope, Versioned
from workbench.models.log.journaled import Journaled
from workbench.models.work.coverage import links_at
from workbench.models.work.hypothesis import Hypothesis
from workbench.models.work.verdict import held_by
from workbench.models.work.work import Numbered, Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.attachment import Attachment
    from workbench.models.work.launch import Launch
    from workbench.models.work.test_session import Finding, TestSession

KINDS = {
    "screen": N_("Screens"),
    "form": N_("Form"),
    "letter": N_("Letter or message"),
    "script": N_("Script for the counter"),
    "process": N_("Process"),
    "role_play": N_("Role-play"),
    "policy": N_("Rule or policy"),
}
FIDELITIES = {
    "sketch": N_("Sketch"),
    "paper": N_("Paper"),
    "click": N_("Clickable"),
    "coded": N_("Coded"),
    "walkthrough": N_("Service walkthrough"),
}
STATES = {
    "active": N_("In progress"),
    "accepted": N_("Accepted"),
    "thrown_away": N_("Discarded, and learned from"),
}


class Prototype(Numbered, Work):
    """Something cheap to show, and what would have to happen for us to believe in it."""

    __tablename__ = "prototype"
    resource = "prototype"
    noun = N_("Prototype")
    events = {
        "written": N_("%(who)s began prototype %(code)s: “%(title)s”"),
        "edited": N_("%(who)s changed prototype %(code)s: “%(title)s”"),
        "version_added": (N_("%(who)s added version %(version)s of prototype %(code)s."), "title"),
        "version_edited": (
            N_("%(who)s changed version %(version)s of prototype %(code)s."),
            "title",
        ),
        "discarded": N_("%(who)s archived prototype %(code)s: “%(title)s”"),
        "restored": N_("%(who)s restored prototype %(code)s: “%(title)s”"),
        "undone": N_("%(who)s undid a change of prototype %(code)s: “%(title)s”"),
    }
    letter = "V"

    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20), default="screen", info={"words": KINDS})
    fidelity: Mapped[str] = mapped_column(String(20), default="paper", info={"words": FIDELITIES})
    riskiest: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(20), default="active", info={"words": STATES})
    # Why it was accepted although not every hypothesis held.
    state_reason: Mapped[str] = mapped_column(default="")
    learned: Mapped[str] = mapped_column(default="")

    hypotheses: Mapped[list[Hypothesis]] = relationship(
        back_populates="prototype", order_by="Hypothesis.number"
    )
    versions: Mapped[list[PrototypeVersion]] = relationship(
        back_populates="prototype", order_by="PrototypeVersion.number"
    )

    @property
    def is_lesson(self) -> bool:
        """Whether it was discarded and taught something, which is a result like another."""
        return self.state == "thrown_away" and bool(self.learned.strip())

    @property
    def in_force(self) -> list[Hypothesis]:
        """The hypotheses on which a verdict is owed."""
        return [each for each in self.hypotheses if each.is_in_force]

    @property
    def held_by(self) -> PrototypeVersion | None:
        """The latest version on which every hypothesis held."""
        return held_by(self)

    @property
    def latest(self) -> PrototypeVersion | None:
        return self.versions[-1] if self.versions else None

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        """Change the prototype; what is thrown away is a success once what it taught is written down."""
        if values.get("state") == "thrown_away" and not values.get("learned", self.learned):
            raise DomainError(N_("Before you discard it, write what you learned from it."))
        self._check_acceptance(values)
        super().edit(values, by=by)

    def _check_acceptance(self, values: dict[str, Any]) -> None:
        """Refuse to accept what no verdict speaks for, unless a reason does; earlier releases asked none."""
        reason = values.get("state_reason", self.state_reason)
        was_unasked = self.state == "accepted" and not self.state_reason
        if values.get("state", self.state) != "accepted" or was_unasked or reason.strip():
            return
        if self.held_by is None:
            raise DomainError(
                N_("No version was tried on which every hypothesis holds: say why it is accepted.")
            )

    def add_hypothesis(self, values: dict[str, Any], *, by: Person | None) -> Hypothesis:
        return Hypothesis.write(self.redesign, {"prototype": self, **values}, by=by)

    def add_version(self, values: dict[str, Any], *, by: Person | None) -> PrototypeVersion:
        """Add the next version: what changed and why, and a link or a file to look at."""
        version = PrototypeVersion(number=(self.latest.number if self.latest else 0) + 1, **values)
        self.versions.append(version)
        self.log("version_added", by=by, **self.log_facts(), version=version.number)
        return version

    def edit_version(
        self, version: PrototypeVersion, values: dict[str, Any], *, by: Person
    ) -> None:
        if version.assign(values):
            self.log("version_edited", by=by, **self.log_facts(), version=version.number)


class PrototypeVersion(Versioned, Journaled, Record):
    """One state of a prototype that somebody could look at."""

    __tablename__ = "prototype_version"
    __table_args__ = (UniqueConstraint("prototype_id", "number"),)
    resource = "prototype"

    id: Mapped[int] = mapped_column(primary_key=True)
    prototype_id: Mapped[str] = mapped_column(ForeignKey("prototype.id"), index=True)
    number: Mapped[int]
    made_on: Mapped[date | None]
    what_changed: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(String(1000), default="")
    language: Mapped[str] = mapped_column(String(20), default="")

    prototype: Mapped[Prototype] = relationship(back_populates="versions")
    attachments: Mapped[list[Attachment]] = relationship(
        back_populates="prototype_version",
        order_by="(Attachment.position, Attachment.created_at, Attachment.id)",
    )

    tests: Mapped[list[TestSession]] = relationship(back_populates="prototype_version")
    answers: Mapped[list[Finding]] = relationship(
        back_populates="answered_by", order_by="Finding.number"
    )

    launches: Mapped[list[Launch]] = relationship(viewonly=True)

    def built_upon(self) -> list[Any]:
        return [*self.files, *self.tests, *self.answers, *self.launches]

    def delete(self) -> None:
        for file in list(self.attachments):
            file.prototype_version = None
        for link in links_at(self):
            db.session.delete(link)
        super().delete()

    @property
    def scope(self) -> Scope:
        return self.prototype.scope

    @property
    def tried_by(self) -> list[TestSession]:
        """Everybody who tried it, also who withdrew since; archived tests never count."""
        return [session for session in self.tests if not session.is_discarded]

    @property
    def label(self) -> str:
        return f"v{self.number}"

    @property
    def files(self) -> list[Attachment]:
        return [file for file in self.attachments if not file.is_discarded]

    @property
    def screens(self) -> list[Attachment]:
        """Its pictures, in the order in which they are shown."""
        return [file for file in self.files if file.is_image]

    @property
    def can_be_seen(self) -> bool:
        """Whether there is a link or a file to look at."""
        return bool(self.url or self.files)
