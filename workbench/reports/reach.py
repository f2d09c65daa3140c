"""Whom the digitized services reach: how often they are asked for in a year, and by whom, in the words of their teams."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workbench.reports.tracks import Track


@dataclass(frozen=True)
class Reach:
    """The digitized services with the volume that was frozen with their status; None is not stated."""

    tracks: tuple[Track, ...]

    @classmethod
    def of(cls, services: Iterable[Track]) -> Reach:
        return cls(tuple(track for track in services if track.group == "digitized"))

    @property
    def stated(self) -> list[int]:
        found = (volume_of(track) for track in self.tracks)
        return [volume for volume in found if volume is not None]

    @property
    def requests_a_year(self) -> int | None:
        """Return the sum; None when no volume is stated, which is not 0."""
        return sum(self.stated) if self.stated else None

    def as_dict(self) -> dict[str, Any]:
        return {
            "requests_a_year": self.requests_a_year,
            "services_stated": len(self.stated),
            "services_not_stated": len(self.tracks) - len(self.stated),
            "segments": [
                {
                    "service": track.title,
                    "segment": track.segments or None,
                    "requests_a_year": volume_of(track),
                }
                for track in self.tracks
            ],
        }


def volume_of(track: Track) -> int | None:
    return track.measurement.volume if track.measurement else None
