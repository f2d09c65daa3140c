"""A map among the others of its redesign: which is the main one of its kind, and which it is compared with."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy.orm import Mapped, mapped_column

from workbench.models.base import DomainError, now
from workbench.models.redesign.segment import ForSegment, Segment
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person
    from workbench.models.redesign.redesign import Redesign

TAKEN = N_("There is a map of this kind for this segment already.")


class OneOfMaps(ForSegment):
    """One map a segment and kind; what is counted, measured and launched is read from the main one of each kind."""

    is_main: Mapped[bool] = mapped_column(default=True)

    if TYPE_CHECKING:
        id: Mapped[str]
        kind: Mapped[str]
        segment: Mapped[str]
        created_at: Mapped[datetime]
        discarded_at: Mapped[datetime | None]

        def log(self, verb: str, by: Person | None, **facts: Any) -> None: ...
        def settle(self, by: Person | None) -> None: ...
        def touch(self) -> None: ...

    @classmethod
    def kept_of(cls, redesign: Redesign, kind: str) -> list[Self]:
        """Return the maps of a kind that are not archived, the main one first, then the oldest."""
        kept = [each for each in redesign.maps if each.kind == kind and not each.is_discarded]
        return sorted(kept, key=lambda each: (not each.is_main, each.created_at))

    @classmethod
    def of(cls, redesign: Redesign, kind: str) -> Self | None:
        """Return the redesign's main map of a kind, or None while nobody has begun it."""
        return next(iter(cls.kept_of(redesign, kind)), None)

    @classmethod
    def for_segment(cls, redesign: Redesign, kind: str, segment: Segment | None) -> Self | None:
        """Return the map of a kind that was drawn for a segment."""
        maps = cls.kept_of(redesign, kind)
        return next((each for each in maps if segment and each.of_segment is segment), None)

    @property
    def key(self) -> str:
        """What names the map in addresses: its kind for the main one, its id for the others."""
        return self.kind if self.is_main else self.id

    @property
    def twins(self) -> dict[str, str]:
        """What names this segment's map of each kind in addresses; where it has none, the main one."""
        own = {
            kind: self.for_segment(self.redesign, kind, self.of_segment)
            for kind in ("as_is", "to_be")
            if not self.is_main
        }
        named = {kind: found.key for kind, found in own.items() if found}
        return {"as_is": "as_is", "to_be": "to_be", **named, self.kind: self.key}

    @property
    def is_future(self) -> bool:
        return self.kind == "to_be"

    @property
    def called(self) -> str:
        return self.segment or "–"

    @property
    def today(self) -> Self | None:
        """The map of today that a future one is compared with: the same segment's, else the main one."""
        own = self.for_segment(self.redesign, "as_is", self.of_segment)
        return own or self.of(self.redesign, "as_is")

    @property
    def futures(self) -> list[Self]:
        """The future maps that are compared with this one of today."""
        maps = self.kept_of(self.redesign, "to_be") if not self.is_future else []
        return [each for each in maps if each.today is self]

    def choose_main(self, *, by: Person) -> None:
        """Let rules and figures read this map from now on, and no longer the one that was the main one."""
        if self.is_discarded or self.is_main:
            return
        for each in self.kept_of(self.redesign, self.kind):
            each.is_main = each is self
        self.log("made_main", by=by, kind=self.kind, segment=self.segment)
        self.settle(by)

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        if "segment" in values:
            self._check_free(Segment.called_so(self.redesign, values["segment"]))
        super().edit(values, by=by)

    def join_segment(self, segment: Segment) -> None:
        if not self.is_discarded and segment is not self.of_segment:
            self._check_free(segment)
        super().join_segment(segment)

    def _check_free(self, segment: Segment | None) -> None:
        other = self.for_segment(self.redesign, self.kind, segment)
        if other is not None and other is not self:
            raise DomainError(TAKEN)

    def discard(self, by: Person) -> None:
        """Archive the map; the main one stays, so that no figure loses its ground unnoticed."""
        if self.is_main:
            why = N_("Rules and figures read this map: make another one the main map first.")
            raise DomainError(why)
        self.discarded_at = now()
        self.log("discarded", by=by, kind=self.kind, segment=self.segment)

    def restore(self, by: Person) -> None:
        self._check_free(self.of_segment)
        self.discarded_at = None
        self.log("restored", by=by, kind=self.kind, segment=self.segment)
        self.settle(by)

    def bars_undo(self, before: dict[str, Any]) -> bool:
        """Return whether the main map would be an archived one, or a segment have two maps of a kind."""
        if "discarded_at" in before:
            returns = before["discarded_at"] is None
            other = self.for_segment(self.redesign, self.kind, self.of_segment)
            return other not in (None, self) if returns else self.is_main
        return bool(before.get("is_main")) and self.is_discarded
