"""An attachment: an image or a PDF of at most 20 MB, stored under its content's hash."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, false, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import DomainError, move_among
from workbench.models.work.bundle import MEDIA_TYPE
from workbench.models.work.hotspot import Hotspot
from workbench.models.work.pin import Pin
from workbench.models.work.upload import DESCRIBE, Upload
from workbench.models.work.work import Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign
    from workbench.models.work.evidence import Evidence
    from workbench.models.work.prototype import PrototypeVersion


class Attachment(Work):
    """A file that belongs to a prototype version, a launch or evidence; images carry a written description."""

    __tablename__ = "attachment"
    resource = "attachment"
    noun = N_("File")
    events = {
        "written": N_("%(who)s attached the file %(title)s."),
        "edited": N_("%(who)s changed the description of the file %(title)s."),
        "moved": N_("%(who)s moved the file %(title)s among the screens."),
        "discarded": N_("%(who)s archived the file %(title)s."),
        "restored": N_("%(who)s restored the file %(title)s."),
        "undone": N_("%(who)s undid a change of the file %(title)s."),
    }

    prototype_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("prototype_version.id"), index=True
    )
    launch_id: Mapped[int | None] = mapped_column(ForeignKey("launch.id"), index=True)
    evidence_id: Mapped[str | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    alternative_text: Mapped[str] = mapped_column(default="")
    # Its place among the screens of its version.
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    # It came before what it belongs to: its sender alone sees it, until something claims it.
    is_waiting: Mapped[bool] = mapped_column(default=False, server_default=false())

    prototype_version: Mapped[PrototypeVersion | None] = relationship(back_populates="attachments")
    pins: Mapped[list[Pin]] = relationship(
        foreign_keys=[Pin.attachment_id],
        order_by=(Pin.created_at, Pin.id),
        overlaps="attachment",
    )
    hotspots: Mapped[list[Hotspot]] = relationship(
        foreign_keys=[Hotspot.attachment_id],
        order_by=(Hotspot.y, Hotspot.x, Hotspot.id),
        overlaps="attachment",
    )
    evidence: Mapped[Evidence | None] = relationship(back_populates="files")

    @property
    def called(self) -> str:
        return self.filename

    @classmethod
    def keep(
        cls, redesign: Redesign, upload: Upload, *, folder: Path, by: Person | None, **values: Any
    ) -> Attachment:
        """Store the upload in ``folder`` and add the record.

        The description of an image may wait, but for one of the launch: DomainError is raised without it.
        """
        words = str(values.get("alternative_text", ""))
        keep = upload.described if values.get("launch_id") else upload.facts
        return cls.write(redesign, {**keep(folder, words), **values}, by=by)

    @classmethod
    def receive(
        cls, redesign: Redesign, upload: Upload, *, folder: Path, by: Person, id: str | None = None
    ) -> Attachment:
        """Store a file that comes before what it belongs to; the log tells of it once it is claimed."""
        if id and cls.is_taken(id):
            raise DomainError(N_("This file was sent before. Open the page again."))
        facts = upload.facts(folder, "")
        file = cls(redesign=redesign, created_by_id=by.author_id, is_waiting=True, **facts)
        if id:
            file.id = id
        db.session.add(file)
        return file

    @classmethod
    def waiting(cls, redesign: Redesign, ids: Iterable[str], *, by: Person) -> list[Attachment]:
        """Return those of these files that this person sent and nothing has claimed, in the order of the ids."""
        wanted = dict.fromkeys(ids)
        theirs = select(cls).where(cls.at(redesign), cls.created_by_id == by.author_id)
        found = db.session.scalars(theirs.where(cls.is_waiting, cls.id.in_(list(wanted))))
        files = {file.id: file for file in found}
        return [files[each] for each in wanted if each in files]

    def claim(self, *, by: Person, **owner: Any) -> Attachment:
        """Let the file belong to what its sender made since, such as ``prototype_version=…``."""
        self.assign({"is_waiting": False, **owner})
        self.log("written", by=by, **self.log_facts())
        return self

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        """Describe the file anew; a picture of the launch is never without words."""
        if self.launch_id and self.is_image and not values.get("alternative_text", "").strip():
            raise DomainError(DESCRIBE)
        super().edit(values, by=by)
        self._rewrite_proof(by)

    @property
    def is_clickable(self) -> bool:
        """Whether it is an archive of pages that open in a frame."""
        return self.media_type == MEDIA_TYPE

    @property
    def lacks_words(self) -> bool:
        """Whether it is an image that nobody has described: it is then not shown outside of the team's pages."""
        return self.is_image and not self.alternative_text.strip()

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def kept_pins(self) -> list[tuple[int, Pin]]:
        """The pins on it with their numbers: one that is archived keeps its number for itself."""
        return [(at, pin) for at, pin in enumerate(self.pins, start=1) if not pin.is_discarded]

    @property
    def kept_hotspots(self) -> list[Hotspot]:
        return [each for each in self.hotspots if not each.is_discarded]

    def move_to(self, position: int, *, by: Person) -> None:
        """Put the screen at a place, counted from 1, among those of its version."""
        screens = self.prototype_version.screens if self.prototype_version else []
        if self in screens and screens.index(self) + 1 != position:
            move_among(screens, self, position)
            self.log("moved", by=by, **self.log_facts())

    def siblings(self) -> list[Any]:
        return self.prototype_version.screens if self.prototype_version else []

    def built_upon(self) -> list[Any]:
        leading = select(Hotspot).where(
            Hotspot.target_id == self.id, Hotspot.discarded_at.is_(None)
        )
        own = (each for each in (*self.pins, *self.hotspots) if not each.is_discarded)
        return [*own, *db.session.scalars(leading)]

    def delete(self) -> None:
        """Delete it with what stands on it; what led to it leads back."""
        for hotspot in db.session.scalars(select(Hotspot).where(Hotspot.target_id == self.id)):
            hotspot.target = None
        for mark in (*self.pins, *self.hotspots):
            db.session.delete(mark)
        db.session.flush()
        super().delete()

    def log_facts(self) -> dict[str, Any]:
        return {"title": self.filename}

    def discard(self, by: Person) -> None:
        super().discard(by)
        self._rewrite_proof(by)

    def restore(self, by: Person) -> None:
        super().restore(by)
        self._rewrite_proof(by)

    def _rewrite_proof(self, by: Person) -> None:
        """A picture of the launch is a part of its proof."""
        if self.launch_id and self.redesign.launch:
            self.redesign.launch.rewritten_by(by)

    def path_in(self, folder: Path) -> Path:
        return folder / self.sha256


def holders() -> list[Any]:
    """Return the records that name stored files, by their hash."""
    return [each.class_ for each in Work.registry.mappers if "sha256" in each.columns]


def is_held(digest: str) -> bool:
    """Return whether any record names the file of this hash."""
    named = (select(kind.id).where(kind.sha256 == digest).limit(1) for kind in holders())
    return any(db.session.scalar(statement) is not None for statement in named)
