"""An attachment: an image or a PDF of at most 20 MB, stored under its content's hash."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.catalogue.source import Source
from workbench.models.work.upload import Upload
from workbench.models.work.work import Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign
    from workbench.models.work.prototype import PrototypeVersion


class Attachment(Work):
    """A file that belongs to a prototype version or to a launch; images carry a written description."""

    __tablename__ = "attachment"
    resource = "attachment"
    noun = N_("File")
    events = {
        "written": N_("%(who)s attached the file %(title)s."),
        "discarded": N_("%(who)s archived the file %(title)s."),
        "restored": N_("%(who)s restored the file %(title)s."),
        "undone": N_("%(who)s undid a change of the file %(title)s."),
    }

    prototype_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("prototype_version.id"), index=True
    )
    launch_id: Mapped[int | None] = mapped_column(ForeignKey("launch.id"), index=True)
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    alternative_text: Mapped[str] = mapped_column(default="")

    prototype_version: Mapped[PrototypeVersion | None] = relationship(back_populates="attachments")

    @property
    def called(self) -> str:
        return self.filename

    @classmethod
    def keep(
        cls, redesign: Redesign, upload: Upload, *, folder: Path, by: Person | None, **values: Any
    ) -> Attachment:
        """Store the upload in ``folder`` and add the record.

        Raises DomainError for an image without a written description.
        """
        facts = upload.described(folder, str(values.get("alternative_text", "")))
        return cls.write(redesign, {**facts, **values}, by=by)

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

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


# The records that name stored files.
HOLDERS: tuple[Any, ...] = (Attachment, Source)


def is_held(digest: str) -> bool:
    """Return whether any record names the file of this hash."""
    named = (select(kind.id).where(kind.sha256 == digest).limit(1) for kind in HOLDERS)
    return any(db.session.scalar(statement) is not None for statement in named)
