"""The picture on a note: a part of it, hidden with it; what it shows may be put into words later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from workbench.models.base import DomainError
from workbench.models.work.upload import SIGNATURES, Upload
from workbench.text.messages import N_

# As large as it is looked at: a board shows dozens of pictures from phones.
LONGEST_SIDE = 1600
SUFFIXES = dict(SIGNATURES.values())


class Pictured:
    """What may have a picture. Its file's name is not kept: it may tell whose phone it came from."""

    media_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    alternative_text: Mapped[str] = mapped_column(default="")

    @property
    def has_picture(self) -> bool:
        return self.sha256 != ""

    @property
    def lacks_words(self) -> bool:
        """Whether there is a picture that nobody has described yet."""
        return self.has_picture and not self.alternative_text.strip()

    @property
    def filename(self) -> str:
        return "picture" + SUFFIXES.get(self.media_type, "")

    @property
    def picture_values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in NO_PICTURE}

    def path_in(self, folder: Path) -> Path:
        return folder / self.sha256


NO_PICTURE: dict[str, Any] = {"media_type": "", "size": 0, "sha256": "", "alternative_text": ""}


def picture_facts(upload: Upload, folder: Path, words: str = "") -> dict[str, Any]:
    """Store the picture, made smaller, and return the columns that name it; raise DomainError for what is none."""
    if not upload.is_image:
        why = N_("The file %(filename)s is no picture: a note shows a PNG, JPEG or GIF image.")
        raise DomainError(why, filename=upload.filename)
    facts = upload.within(LONGEST_SIDE).facts(folder, words.strip())
    return {name: facts[name] for name in NO_PICTURE}
