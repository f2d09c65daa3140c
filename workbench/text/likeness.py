"""What texts have in common when they differ only in capitals, accents, Unicode form, spaces or a final point."""

import re
import unicodedata

_ACCENTS = re.compile(
    "[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)


def likeness(text: str) -> str:
    """Return the same text for all spellings that people take for one."""
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(text.casefold().split()).strip(" .")
