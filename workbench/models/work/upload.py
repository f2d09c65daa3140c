"""An upload: a file that somebody sent, checked and as it will be stored."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO
from unicodedata import normalize

from workbench.models.base import DomainError, new_id
from workbench.models.work.bundle import MEDIA_TYPE, is_archive, is_page, packed
from workbench.models.work.picture import reduced, rewritten
from workbench.text.messages import N_

DESCRIBE = N_("Describe the image in one sentence for people who cannot see it.")
LARGEST = 20 * 1024 * 1024
# The first bytes say what a file is; its name and what the browser says of it do not.
SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
    b"GIF87a": ("image/gif", ".gif"),
    b"GIF89a": ("image/gif", ".gif"),
    b"%PDF-": ("application/pdf", ".pdf"),
}

# How cameras, phones and programs call what nobody has named.
MADE_UP = re.compile(
    r"(?:[\W\d_]*$|(?:img|imagem|image|dsc\w?|pxl|mvimg|photo|foto|scan|screenshot|screen shot|captura|clipboard|"
    r"whatsapp|file|arquivo|archivo|download|untitled|sem t[ií]tulo|index)\b[^a-zà-ÿ]*(?:$|image|de tela|em|de pantalla))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Upload:
    """The name, kind and bytes of a file; those of a picture are written anew."""

    filename: str
    media_type: str
    data: bytes

    @classmethod
    def read(cls, stream: BinaryIO, filename: str, *, may_click: bool = False) -> Upload:
        """Read a file that was sent; this may take seconds, so nothing should wait meanwhile.

        Raises DomainError for an empty file, one over 20 MB, one that is neither PNG, JPEG, GIF nor PDF nor,
        where it may be clicked through, a page or an archive of pages; and for one that is damaged or too much.
        """
        filename = shown_name(filename)
        data = stream.read(LARGEST + 1)
        if not data:
            raise DomainError(N_("The file %(filename)s is empty."), filename=filename)
        if len(data) > LARGEST:
            raise DomainError(N_("The file %(filename)s is larger than 20 MB."), filename=filename)
        kind = next((SIGNATURES[s] for s in SIGNATURES if data.startswith(s)), None)
        if kind is None and may_click and (is_archive(data) or is_page(data, filename)):
            return cls(safe_name(filename, ".zip"), MEDIA_TYPE, packed(data, filename))
        if kind is None and may_click:
            why = N_(
                "The file %(filename)s is not an image (PNG, JPEG or GIF), a PDF, an HTML page or a ZIP."
            )
            raise DomainError(why, filename=filename)
        if kind is None:
            why = N_("The file %(filename)s is not a PNG, JPEG or GIF image or a PDF.")
            raise DomainError(why, filename=filename)
        media_type, suffix = kind
        if media_type.startswith("image/"):
            data = rewritten(data, filename)
        return cls(safe_name(filename, suffix), media_type, data)

    def within(self, side: int) -> Upload:
        """Return the same picture with no side longer than so many pixels."""
        return replace(self, data=reduced(self.data, side))

    def described(self, folder: Path, alternative_text: str) -> dict[str, Any]:
        """Store the file and return the columns that name it; raise DomainError for an image without words."""
        if self.is_image and not alternative_text.strip():
            raise DomainError(DESCRIBE)
        return self.facts(folder, alternative_text)

    def facts(self, folder: Path, alternative_text: str) -> dict[str, Any]:
        """Store the file and return the columns that name it; the words of an image may come later."""
        return {
            "filename": self.filename,
            "media_type": self.media_type,
            "size": len(self.data),
            "sha256": self.store(folder),
            "alternative_text": alternative_text,
        }

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    def store(self, folder: Path) -> str:
        """Store the bytes under their hash in the folder, and return that."""
        digest = hashlib.sha256(self.data).hexdigest()
        store(folder / digest, self.data)
        return digest


def shown_name(filename: str) -> str:
    """Return the last part of a name that a browser sent, without what does not print or turns the line around."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    printed = "".join(sign if sign.isprintable() else " " for sign in normalize("NFC", last))
    return " ".join(printed.split())[:150]


def safe_name(filename: str, suffix: str) -> str:
    """Return a name with the ending that fits what the file really is; never empty, never a path."""
    stem = Path(shown_name(filename)).stem.strip(". ")
    return (stem or "file")[:150] + suffix


def suggested_name(filename: str) -> str:
    """Return what a file's name says of it; nothing where a camera or a program made it up."""
    words = " ".join(Path(shown_name(filename)).stem.replace("_", " ").replace("-", " ").split())
    return "" if MADE_UP.match(words) else words[:1].upper() + words[1:]


def store(path: Path, data: bytes) -> None:
    """Write the bytes whole or not at all: a file of this name always has this content."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{new_id()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
