"""Cursors: how far a reader has come in each workspace, as one word that a browser can send back."""

import re
from typing import NamedTuple

MOST_WORKSPACES = 400
_CURSOR = re.compile(r"(\d{1,9})\.(\d{1,9})(?:\.([0-9a-f]{0,8}))?")


class Cursor(NamedTuple):
    """A position in a workspace's log, and the token of the event that stands there."""

    position: int
    token: str = ""


Cursors = dict[int, Cursor]


def read_cursors(words: str) -> Cursors:
    """Return the cursors of `5.12.ab12cd34_9.3`; raise ValueError when it is anything else."""
    found: Cursors = {}
    for word in words.split("_"):
        match = _CURSOR.fullmatch(word)
        if match is None:
            raise ValueError("no cursor")
        found[int(match[1])] = Cursor(int(match[2]), match[3] or "")
    if len(found) > MOST_WORKSPACES:
        raise ValueError("too many workspaces")
    return found


def write_cursors(cursors: Cursors) -> str:
    """Return the cursors as one word."""
    return "_".join(
        f"{workspace}.{position}.{token}" for workspace, (position, token) in cursors.items()
    )
