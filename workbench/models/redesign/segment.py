"""A segment: a group of people whom a redesign is for, and what is made for it: problems, maps, hypotheses, tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import DomainError, now
from workbench.models.redesign.team_record import TeamRecord
from workbench.text.likeness import folded
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign

LONGEST = 300
# The kinds of record that are made for a segment.
FOR_SEGMENTS: list[Any] = []


class Segment(TeamRecord):
    """People who meet the service alike; a name is one segment whatever its capitals, accents and spaces."""

    __tablename__ = "segment"
    resource = "segment"
    noun = N_("Segment")
    events = {
        "written": N_("%(who)s named the segment “%(title)s”."),
        "edited": N_("%(who)s changed the segment “%(title)s”."),
        "merged": N_("%(who)s put the segment “%(title)s” into “%(into)s”."),
        "discarded": N_("%(who)s archived the segment “%(title)s”."),
        "restored": N_("%(who)s restored the segment “%(title)s”."),
        "undone": N_("%(who)s undid a change of the segment “%(title)s”."),
    }

    name: Mapped[str] = mapped_column(String(LONGEST))
    about: Mapped[str] = mapped_column(default="")

    @classmethod
    def called_so(cls, redesign: Redesign, name: str) -> Segment | None:
        """Return the redesign's segment of this name, one that was archived only when there is no other."""
        found = db.session.scalars(select(cls).where(cls.at(redesign)).order_by(cls.created_at))
        alike = [each for each in found if folded(each.name) == folded(name)]
        return min(alike, key=lambda each: (each.is_discarded, each.name != name), default=None)

    @classmethod
    def named(cls, redesign: Redesign, name: str, *, by: Person | None) -> Segment:
        """Return the segment of this name; it is made, or restored, where there is none."""
        found = cls.called_so(redesign, name)
        if found is None:
            return cls.write(redesign, {"name": name}, by=by)
        if found.is_discarded:
            found.discarded_at = None
            found.log("restored", by=by, **found.log_facts())
        return found

    @property
    def title(self) -> str:
        return self.name

    @property
    def heading(self) -> str:
        return self.name

    def prepare(self) -> None:
        with db.session.no_autoflush:
            self._check_name(self.name)

    def _check_name(self, name: str) -> None:
        if not folded(name):
            raise DomainError(N_("Give the segment a name."))
        other = self.called_so(self.redesign, name)
        if other is not None and other is not self and not other.is_discarded:
            raise DomainError(
                N_("There is a segment of this name already: %(name)s."), name=other.name
            )

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        """Change name or words; what was made for the segment names it anew."""
        if "name" in values:
            self._check_name(values["name"])
        bearers = self.bearers()
        super().edit(values, by=by)
        for each in bearers:
            each.join_segment(self)

    def bearers(self) -> list[Any]:
        """Return all that was made for it, also what is archived now."""
        found: Iterator[Any] = (
            each
            for kind in FOR_SEGMENTS
            for each in db.session.scalars(select(kind).where(kind.segment_id == self.id))
        )
        return list(found)

    @property
    def is_used(self) -> bool:
        return any(not each.is_discarded for each in self.bearers())

    def discard(self, by: Person) -> None:
        if self.is_used:
            raise DomainError(
                N_("Something was made for this segment: put it into another one first.")
            )
        super().discard(by)

    def merge_into(self, other: Segment, *, by: Person) -> None:
        """Hand everything made for it over to another segment, and archive it."""
        if other is self or other.redesign is not self.redesign or other.is_discarded:
            raise DomainError(N_("Choose another segment of the same redesign."))
        for each in self.bearers():
            each.join_segment(other)
        self.discarded_at = now()
        self.log("merged", by=by, title=self.name, into=other.name)

    def after_undo(self) -> None:
        """What others use meanwhile is not archived with the operation that named it first."""
        if self.is_discarded and self.is_used:
            self.discarded_at = None


class ForSegment:
    """A record that is made for a segment: its words name it, and the link follows the words."""

    # The column that holds the words.
    words_of_segment = "segment"

    if TYPE_CHECKING:
        redesign: Mapped[Redesign]
        is_discarded: bool

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__tablename__" in vars(cls):
            FOR_SEGMENTS.append(cls)

    @declared_attr
    def segment_id(cls) -> Mapped[str | None]:  # noqa: N805
        return mapped_column(ForeignKey("segment.id"), index=True)

    @declared_attr
    def of_segment(cls) -> Mapped[Segment | None]:  # noqa: N805
        return relationship("Segment")

    @classmethod
    def write(
        cls, place: Redesign, values: dict[str, Any], *, by: Person | None, id: str | None = None
    ) -> Self:
        linked = cls._linked(place, values, by)
        return super().write(place, linked, by=by, id=id)  # type: ignore[misc,no-any-return]

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        super().edit(self._linked(self.redesign, values, by), by=by)  # type: ignore[misc]

    @classmethod
    def _linked(cls, place: Redesign, values: dict[str, Any], by: Person | None) -> dict[str, Any]:
        """Return the values with the segment that their words name; without words they are as they were."""
        if cls.words_of_segment not in values:
            return values
        said = (values[cls.words_of_segment] or "").strip()[:LONGEST]
        named = Segment.named(place, said, by=by) if folded(said) else None
        return {**values, "of_segment": named}

    def settle(self, by: Person | None) -> None:
        super().settle(by)  # type: ignore[misc]
        self.follow_words(by)

    def after_undo(self) -> None:
        super().after_undo()  # type: ignore[misc]
        self.follow_words(None)

    def follow_words(self, by: Person | None) -> None:
        """Link the segment that the words name now: when they came back, it may be archived, or gone."""
        said = getattr(self, self.words_of_segment).strip()
        if not folded(said):
            self.of_segment = None
        elif self.of_segment is None or not self._is_called(said):
            self.of_segment = Segment.named(self.redesign, said[:LONGEST], by=by)

    def _is_called(self, said: str) -> bool:
        linked = self.of_segment
        assert linked is not None
        is_away = linked.is_discarded and not self.is_discarded
        return folded(linked.name) == folded(said) and not is_away

    def join_segment(self, segment: Segment) -> None:
        """Be of this segment from now on, under its name."""
        self.of_segment = segment
        setattr(self, self.words_of_segment, segment.name)
