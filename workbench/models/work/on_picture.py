"""What stands at a place on a picture, given in per cent of its width and height from the upper left corner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from workbench.models.base import DomainError
from workbench.models.work.work import Work
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.work.attachment import Attachment


class OnPicture(Work):
    """A record that belongs to one picture, and to a place on it."""

    __abstract__ = True

    @declared_attr
    def attachment_id(cls) -> Mapped[str]:  # noqa: N805
        return mapped_column(ForeignKey("attachment.id"), index=True)

    x: Mapped[int]
    y: Mapped[int]

    @declared_attr
    def attachment(cls) -> Mapped[Attachment]:  # noqa: N805
        return relationship("Attachment", foreign_keys=[cls.attachment_id])  # type: ignore[list-item]

    def prepare(self) -> None:
        super().prepare()
        if not self.attachment.is_image or self.attachment.is_waiting:
            raise DomainError(N_("Only a picture that is attached can be marked."))
        self.check_place({})

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        self.check_place(values)
        super().edit(values, by=by)

    def check_place(self, values: dict[str, Any]) -> None:
        """Refuse a place that is not on the picture."""
        place = [values.get(name, getattr(self, name)) for name in ("x", "y")]
        if not all(isinstance(each, int) and 0 <= each <= 100 for each in place):
            raise DomainError(N_("Say where on the picture: from 0 to 100, across and down."))
