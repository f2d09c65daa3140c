"""Short names for addresses and commands, made from what people write."""

import re
import unicodedata
from collections.abc import Callable

LONGEST = 50


def slug(name: str) -> str:
    """Return "sao-paulo" for "São Paulo"; a name without letters of the alphabet becomes "item"."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_name.lower())
    return "-".join(words)[:LONGEST].strip("-") or "item"


def free_slug(name: str, taken: Callable[[str], bool]) -> str:
    """Return the slug of a name, with a number behind it when others have it already."""
    first = slug(name)
    number, found = 1, first
    while taken(found):
        number += 1
        found = f"{first}-{number}"
    return found
