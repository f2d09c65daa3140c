"""A pin: what somebody says about one place of a picture, until it is resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import false
from sqlalchemy.orm import Mapped, mapped_column

from workbench.models.work.on_picture import OnPicture
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person


class Pin(OnPicture):
    """A comment on a place of a picture."""

    __tablename__ = "pin"
    resource = "pin"
    noun = N_("Pin")
    events = {
        "written": N_("%(who)s put a pin on %(file)s: “%(title)s”"),
        "edited": N_("%(who)s changed a pin on %(file)s: “%(title)s”"),
        "resolved": N_("%(who)s resolved a pin on %(file)s: “%(title)s”"),
        "reopened": N_("%(who)s opened a pin on %(file)s again: “%(title)s”"),
        "discarded": N_("%(who)s archived a pin on %(file)s: “%(title)s”"),
        "restored": N_("%(who)s restored a pin on %(file)s: “%(title)s”"),
        "undone": N_("%(who)s undid a change of a pin on %(file)s: “%(title)s”"),
    }

    text: Mapped[str]
    is_resolved: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def heading(self) -> str:
        return self.text if len(self.text) <= 80 else self.text[:79].rstrip() + "…"

    def log_facts(self) -> dict[str, Any]:
        return {"title": self.heading, "file": self.attachment.filename}

    def resolve(self, is_resolved: bool, *, by: Person) -> None:
        """Say that what the pin asks for is done, or that it is open again; the same twice changes nothing."""
        if self.assign({"is_resolved": is_resolved}):
            self.log("resolved" if is_resolved else "reopened", by=by, **self.log_facts())
