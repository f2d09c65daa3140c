"""What texts have in common when they differ only in capitals, accents, Unicode form, spaces or a final point."""

import re
import unicodedata

_ASCII_SPACES = re.compile(r"\s+")
_MARKS = ("Mn", "Cf")


def likeness(text: str) -> str:
    """Return the same text for all spellings that people take for one."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(each for each in parts if unicodedata.category(each) not in _MARKS)
    return _ASCII_SPACES.sub(" ", text.casefold()).strip(" .")
