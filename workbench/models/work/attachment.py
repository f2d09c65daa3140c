"""An attachment: an image or a PDF of at most 20 MB, stored under its content's hash."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from unicodedata import normalize

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.models.base import DomainError, new_id
from workbench.models.work.work import Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign
    from workbench.models.work.prototype import PrototypeVersion

LARGEST = 20 * 1024 * 1024
# The first bytes say what a file is; its name and what the browser says of it do not.
SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
    b"GIF87a": ("image/gif", ".gif"),
    b"GIF89a": ("image/gif", ".gif"),
    b"%PDF-": ("application/pdf", ".pdf"),
}


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
        cls,
        redesign: Redesign,
        stream: BinaryIO,
        *,
        filename: str,
        folder: Path,
        by: Person | None,
        **values: Any,
    ) -> Attachment:
        """Store the bytes under their hash in ``folder`` and add the record.

        Raises DomainError for an empty file, one over 20 MB, one that is neither PNG, JPEG, GIF nor PDF,
        and an image without a written description.
        """
        filename = shown_name(filename)
        data = stream.read(LARGEST + 1)
        if not data:
            raise DomainError(N_("The file %(filename)s is empty."), filename=filename)
        if len(data) > LARGEST:
            raise DomainError(N_("The file %(filename)s is larger than 20 MB."), filename=filename)
        kind = next((SIGNATURES[s] for s in SIGNATURES if data.startswith(s)), None)
        if kind is None:
            why = N_("The file %(filename)s is not a PNG, JPEG or GIF image or a PDF.")
            raise DomainError(why, filename=filename)
        media_type, suffix = kind
        if media_type.startswith("image/") and not str(values.get("alternative_text", "")).strip():
            why = N_("Describe the image in one sentence for people who cannot see it.")
            raise DomainError(why)
        digest = hashlib.sha256(data).hexdigest()
        store(folder / digest, data)
        return cls.write(
            redesign,
            {
                "filename": safe_name(filename, suffix),
                "media_type": media_type,
                "size": len(data),
                "sha256": digest,
                **values,
            },
            by=by,
        )

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


def shown_name(filename: str) -> str:
    """Return the last part of a name that a browser sent, without what does not print or turns the line around."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    printed = "".join(sign if sign.isprintable() else " " for sign in normalize("NFC", last))
    return " ".join(printed.split())[:150]


def safe_name(filename: str, suffix: str) -> str:
    """Return a name with the ending that fits what the file really is; never empty, never a path."""
    stem = Path(shown_name(filename)).stem.strip(". ")
    return (stem or "file")[:150] + suffix


def store(path: Path, data: bytes) -> None:
    """Write the bytes whole or not at all: a file of this name always has this content."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{new_id()}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
