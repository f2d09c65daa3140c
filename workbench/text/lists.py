"""A list that somebody pasted: its lines, without bullets and numbers, and which of them say what is said already."""

import re
from collections.abc import Iterable

from workbench.text.likeness import likeness
from workbench.text.typed import typed

# The same signs as in board/pasting.js, which asks before anything is sent.
_BULLET = re.compile(r"^(?:[-–—*•·‣▪◦]|\d{1,3}[.)])\s+")


def lines_of(text: str) -> list[str]:
    """Return what each line says; empty lines are none."""
    found = (typed(_BULLET.sub("", line.strip())) for line in text.splitlines())
    return [line for line in found if line]


def repeats(lines: Iterable[str], known: dict[str, str]) -> list[str | None]:
    """Return for each line what says the same: the name of something ``known``, or an earlier line's number.

    ``known`` gives the name for the likeness of a text; None stands for a line that nothing repeats.
    """
    seen = dict(known)
    found = []
    for number, line in enumerate(lines, start=1):
        found.append(seen.get(likeness(line)))
        seen.setdefault(likeness(line), str(number))
    return found
