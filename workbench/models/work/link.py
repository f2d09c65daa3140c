"""Links: the thread between any two pieces of work, from the problem to the step, the prototype and the finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workbench.extensions import db
from workbench.models.base import Authored, DomainError
from workbench.models.log.journaled import Journaled
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign

# What a link says of its two ends: (from, to).
KINDS = {
    "hurts_at": ("problem", "journey_step"),
    "addresses": ("journey_step", "problem"),
    "covers": ("prototype", "problem"),
    "version_covers": ("prototype_version", "problem"),
    "version_shows": ("prototype_version", "journey_step"),
    "led_to": ("finding", "prototype_version"),
    "tells_of": ("finding", "problem"),
    "responds": ("opportunity", "problem"),
    "tries": ("prototype", "opportunity"),
}
# What was linked, in the sentence that tells it.
WORDS = {
    "hurts_at": N_("problems to a step"),
    "addresses": N_("problems to a future step"),
    "covers": N_("problems to a prototype"),
    "version_covers": N_("problems to a version"),
    "version_shows": N_("future steps to a version"),
    "led_to": N_("findings to a version"),
    "tells_of": N_("a problem to a finding"),
    "responds": N_("problems to an opportunity"),
    "tries": N_("prototypes to an opportunity"),
}


class Link(Authored, Journaled, db.Model):
    """One thread between two records of a redesign, of a kind that both ends can read."""

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("kind", "from_id", "to_id"), Index("ix_link_to", "to_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    redesign_id: Mapped[int] = mapped_column(ForeignKey("redesign.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    from_id: Mapped[str] = mapped_column(String(16))
    to_id: Mapped[str] = mapped_column(String(16))


def links_of(redesign: Redesign) -> list[Link]:
    """Return every link of a redesign, in one statement."""
    return list(db.session.scalars(db.select(Link).where(Link.redesign_id == redesign.id)))


def tie(
    redesign: Redesign,
    kind: str,
    record_id: str,
    other_ids: list[str],
    *,
    by: Person | None,
    from_here: bool = True,
) -> None:
    """Make these the only links of a kind at a record: going out from it, or (not from_here) coming in."""
    if kind not in KINDS:
        raise DomainError(N_("There is no such kind of link."))
    here, there = ("from_id", "to_id") if from_here else ("to_id", "from_id")
    present = {
        getattr(link, there): link
        for link in links_of(redesign)
        if link.kind == kind and getattr(link, here) == record_id
    }
    wanted = dict.fromkeys(other_ids)
    for other_id, link in present.items():
        if other_id not in wanted:
            db.session.delete(link)
    for other_id in wanted:
        if other_id not in present:
            ends = {here: record_id, there: other_id}
            author = by.author_id if by else None
            db.session.add(Link(redesign_id=redesign.id, kind=kind, created_by_id=author, **ends))
    if set(present) != set(wanted):
        redesign.log("linked", by=by, kind=kind, ends=len(wanted))
