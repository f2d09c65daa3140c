"""What texts have in common when they differ only in capitals, accents, Unicode form, spaces or a final point."""

import re
import unicodedata
from functools import lru_cache

_ACCENTS = re.compile(
    "[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)


@lru_cache(maxsize=20_000)
def alphabet_key(text: str) -> tuple[str, str]:
    """Return what puts texts in the order of the alphabet; ñ is a letter after n."""
    composed = unicodedata.normalize("NFC", text)
    return likeness(composed.casefold().replace("ñ", "n~")), composed


def compare(one: str, other: str) -> int:
    """Return -1, 0 or 1, as the one comes before the other, is the same or comes after it."""
    first, second = alphabet_key(one), alphabet_key(other)
    return (first > second) - (first < second)


def likeness(text: str) -> str:
    """Return the same text for all spellings that people take for one."""
    return folded(text).strip(" .")


def folded(text: str) -> str:
    """Return the same text for all spellings that differ in capitals, accents and spaces alone."""
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(text.casefold().split())
