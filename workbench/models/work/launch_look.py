"""What the link of a launch answered when somebody asked for a look: a dated row, which no later one changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from workbench.extensions import db
from workbench.models.base import Authored
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.work.launch import Launch

# Why there was no answer.
PROBLEMS = {
    "timeout": N_("no answer in 5 seconds"),
    "insecure": N_("its certificate is not valid"),
    "unreachable": N_("it could not be reached"),
}


class LaunchLook(Authored, db.Model):
    """One look at a link: the status that came back, or why none did."""

    __tablename__ = "launch_look"

    id: Mapped[int] = mapped_column(primary_key=True)
    launch_id: Mapped[str] = mapped_column(ForeignKey("launch.id"), index=True)
    url: Mapped[str] = mapped_column(String(1000))
    status: Mapped[int | None]
    problem: Mapped[str] = mapped_column(String(20), default="", info={"words": PROBLEMS})
    is_reachable: Mapped[bool]

    @classmethod
    def latest(cls, launch: Launch) -> LaunchLook | None:
        """Return the last look at the link that the launch names now."""
        asked = (cls.launch_id == launch.id, cls.url == launch.live_url)
        return db.session.scalar(select(cls).where(*asked).order_by(cls.id.desc()).limit(1))
