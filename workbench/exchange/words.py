"""The words in which files say yes, no, a total or a channel: read from the table of each language."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from workbench.text.likeness import likeness

FOLDER = Path(__file__).resolve().parent / "words"


@cache
def tables() -> list[dict[str, Any]]:
    return [
        tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))
    ]


def key_of(word: str) -> str:
    """Return a word as it is looked up; one of nothing but signs stays as it is."""
    return likeness(word) or word.strip()


def gathered(*lists: list[str]) -> frozenset[str]:
    return frozenset(key_of(word) for words in lists for word in words)


@cache
def listed(name: str) -> frozenset[str]:
    """Return the words of this list in every language."""
    return gathered(*(table.get(name, []) for table in tables()))


@cache
def answers(field: str) -> dict[str, bool]:
    """Return what each word means where this field asks for yes or no."""
    found: dict[str, bool] = {}
    for answer, name in ((True, "yes"), (False, "no")):
        own = (table.get(field, {}).get(name, []) for table in tables())
        found |= dict.fromkeys(listed(name) | gathered(*own), answer)
    return found


@cache
def channel_words() -> dict[str, str]:
    """Return our code for each usual word for a channel."""
    return {
        key_of(word): code
        for table in tables()
        for code, words in table.get("channels", {}).items()
        for word in words
    }


@cache
def between_channels() -> re.Pattern[str]:
    """Return what parts the channels of a cell: "Presencial ou Online", "Site/Telefone"."""
    words = "|".join(sorted(map(re.escape, listed("or")), key=len, reverse=True))
    return re.compile(rf"\s*[;,/|\n+•]\s*|\s+(?:{words})\s+", re.IGNORECASE)
