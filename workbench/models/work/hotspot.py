"""A hotspot: a rectangle of a screen that leads to another screen of the same version, or back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.models.base import DomainError
from workbench.models.work.on_picture import OnPicture
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.work.attachment import Attachment


class Hotspot(OnPicture):
    """Where somebody presses, and which screen comes then; none is the one they came from."""

    __tablename__ = "hotspot"
    resource = "hotspot"
    noun = N_("Clickable area")
    events = {
        "written": N_("%(who)s made an area of %(file)s clickable."),
        "edited": N_("%(who)s changed a clickable area of %(file)s."),
        "discarded": N_("%(who)s archived a clickable area of %(file)s."),
        "restored": N_("%(who)s restored a clickable area of %(file)s."),
        "undone": N_("%(who)s undid a change of a clickable area of %(file)s."),
    }

    width: Mapped[int]
    height: Mapped[int]
    label: Mapped[str] = mapped_column(String(120), default="")
    target_id: Mapped[str | None] = mapped_column(ForeignKey("attachment.id"), index=True)

    target: Mapped[Attachment | None] = relationship(foreign_keys=[target_id])

    @property
    def called(self) -> str:
        return self.label or self.attachment.filename

    @property
    def is_open(self) -> bool:
        """Whether it leads anywhere: its screen may have been archived since."""
        return self.target is None or not self.target.is_discarded

    def log_facts(self) -> dict[str, Any]:
        return {"file": self.attachment.filename}

    def prepare(self) -> None:
        super().prepare()
        self._check_target(self.target)

    def edit(self, values: dict[str, Any], *, by: Any) -> None:
        self._check_target(values.get("target", self.target))
        super().edit(values, by=by)

    def check_place(self, values: dict[str, Any]) -> None:
        """Refuse a rectangle that is empty or does not lie on the picture."""
        super().check_place(values)
        for start, size in (("x", "width"), ("y", "height")):
            first, length = (values.get(name, getattr(self, name)) for name in (start, size))
            if not isinstance(length, int) or length < 1 or first + length > 100:
                why = N_(
                    "The area must lie on the picture: place and size together are 100 at most."
                )
                raise DomainError(why)

    def _check_target(self, target: Attachment | None) -> None:
        here = self.attachment.prototype_version
        is_screen = target is None or (target.is_image and target.prototype_version is here)
        if here is None or not is_screen:
            raise DomainError(N_("Choose one of the screens of this version."))
