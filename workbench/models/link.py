"""Links: the thread between any two pieces of work, from the problem to the step, the prototype and the finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workbench.extensions import db
from workbench.models.base import Authored, Refused
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.person import Person
    from workbench.models.redesign import Redesign

# What a link says of its two ends: (from, to).
KINDS = {
    "hurts_at": ("problem", "journey_step"),
    "addresses": ("journey_step", "problem"),
    "covers": ("prototype", "problem"),
    "tells_of": ("finding", "problem"),
}


class Link(Authored, db.Model):
    """One thread between two records of a redesign, of a kind that both ends can read."""

    __tablename__ = "link"
    __table_args__ = (
        UniqueConstraint("kind", "from_id", "to_id"),
        Index("ix_link_to", "to_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    redesign_id: Mapped[int] = mapped_column(ForeignKey("redesign.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    from_id: Mapped[str] = mapped_column(String(16))
    to_id: Mapped[str] = mapped_column(String(16))


def links_of(redesign: Redesign) -> list[Link]:
    """Return every link of a redesign, in one statement."""
    return list(db.session.scalars(db.select(Link).where(Link.redesign_id == redesign.id)))


def tie(redesign: Redesign, kind: str, from_id: str, to_ids: list[str], *, by: Person | None) -> None:
    """Make these the only links of a kind from a record; the ends must exist in the same redesign."""
    if kind not in KINDS:
        raise Refused(N_("There is no such kind of link."))
    kept = {link.to_id: link for link in links_of(redesign) if (link.kind, link.from_id) == (kind, from_id)}
    for to_id, link in kept.items():
        if to_id not in to_ids:
            db.session.delete(link)
    for to_id in dict.fromkeys(to_ids):
        if to_id not in kept:
            db.session.add(
                Link(
                    redesign_id=redesign.id,
                    kind=kind,
                    from_id=from_id,
                    to_id=to_id,
                    created_by_id=by.id if by else None,
                )
            )
    if set(kept) != set(to_ids):
        redesign.log("linked", by=by, kind=kind, ends=len(to_ids))
