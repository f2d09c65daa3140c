"""How digital the services were at the start and on the day, counted by the levels of a scheme."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workbench.models.catalogue.levels import NOT_STATED, SCHEMES, Scheme
from workbench.reports.tracks import Track

# The picture has five shades; a level's shade follows its place in its own scheme.
SHADES = 4


@dataclass(frozen=True)
class LevelCount:
    """How many services are at one level, at the start and on the day; "" is "not stated"."""

    level: str
    before: int
    now: int


@dataclass(frozen=True)
class Ladder:
    """The counts of one scheme, from the least digital level up, "not stated" last."""

    scheme: Scheme
    counts: tuple[LevelCount, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "scheme": self.scheme.slug,
            "version": self.scheme.version,
            "levels": [
                {"level": count.level or None, "before": count.before, "now": count.now}
                for count in self.counts
            ],
        }


def ladder_of(services: Iterable[Track], scheme_slug: str) -> Ladder:
    """Count services by level; each service is counted once before and once now."""
    services, scheme = list(services), SCHEMES[scheme_slug]
    before = [track.level_before(scheme.slug) for track in services]
    now = [track.level_now(scheme.slug) for track in services]
    levels = [*scheme.levels, NOT_STATED]
    return Ladder(
        scheme, tuple(LevelCount(level, before.count(level), now.count(level)) for level in levels)
    )


def shade(scheme: Scheme, level: str) -> int | None:
    """Return the shade 0 to 4 of a level, None when it is not stated: "3d" looks like "3"."""
    if level not in scheme.levels:
        return None
    if level[0].isdigit():
        return min(int(level[0]), SHADES)
    return round(scheme.rank(level) / max(len(scheme.levels) - 1, 1) * SHADES)
