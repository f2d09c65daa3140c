"""Finds the row of titles among a table's first rows; titles are compared as people read them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from workbench.text.likeness import likeness

# What a title adds in brackets or below itself: "gratuito (Sim/Não)".
REMARK = re.compile(r"\s*[\[(].*$|\n.*$", re.DOTALL)

Row = tuple[int, list[str]]


@lru_cache(maxsize=5_000)
def folded(title: str) -> str:
    """Return a title without what readers do not see: capitals, accents, line breaks, odd spaces."""
    return likeness(title)


@dataclass(frozen=True)
class Header:
    """The titles, how many rows of the head end with them, and where the wanted columns stand."""

    titles: list[str]
    number: int
    height: int
    places: dict[str, int]
    missing: list[str]
    twice: list[str]

    @property
    def is_whole(self) -> bool:
        return not self.missing and not self.twice


def find(head: Sequence[Row], wanted: Sequence[str], at_row: int = 0) -> Header | None:
    """Return the header that has the most of the wanted columns, the first of those that are alike."""
    found = [placed(*each, wanted) for each in candidates(head) if at_row in (0, each[1])]
    return min(found, key=lambda each: (len(each.missing), len(each.twice)), default=None)


def candidates(head: Sequence[Row]) -> Iterator[tuple[list[str], int, int]]:
    """Return (titles, row number, height): each row, then each with the row above it, whose titles reach right."""
    for height, (number, cells) in enumerate(head, start=1):
        yield cells, number, height
    for height, ((_, upper), (number, lower)) in enumerate(pairwise(head), start=2):
        yield [low or up for low, up in padded(lower, upper)], number, height
        yield [f"{up} {low}".strip() for low, up in padded(lower, reaching(upper))], number, height


def padded(lower: list[str], upper: list[str]) -> list[tuple[str, str]]:
    width = max(len(lower), len(upper))
    rows = (row + [""] * (width - len(row)) for row in (lower, upper))
    return list(zip(*rows, strict=True))


def reaching(titles: list[str]) -> list[str]:
    """Return titles with each empty one filled by the one to its left, as a merged cell reads."""
    last = ""
    return [last := title or last for title in titles]


def placed(titles: list[str], number: int, height: int, wanted: Sequence[str]) -> Header:
    """Return where the wanted columns stand in a row of titles."""
    plain = [folded(title) for title in titles]
    short = [folded(REMARK.sub("", title.strip())) for title in titles]
    places, missing, twice = {}, [], []
    for name in wanted:
        for known in (plain, short):
            if times := known.count(folded(name)):
                places[name] = known.index(folded(name))
                break
        if not times:
            missing.append(name)
        elif times > 1:
            twice.append(name)
    return Header(titles, number, height, places, missing, twice)
