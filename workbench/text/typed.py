"""Cleans typed text of outer spaces, control characters, invisible ones and those that force a direction."""

import re
import unicodedata

# Control characters but line end and tab, those that force a direction on what follows, and spaces without width.
_DROPPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Letters and marks that have no shape of their own.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def typed(text: str) -> str:
    """Return the cleaned text; one of nothing but invisible characters is empty."""
    if not text.isprintable():
        text = _DROPPED.sub("", text.replace("\r\n", "\n"))
    kept = text.strip()
    return kept if any(map(is_seen, kept)) else ""


def is_seen(sign: str) -> bool:
    """Return whether a character leaves something on the page: no space, format or blank one."""
    if sign.isalnum():
        return sign not in _BLANK
    return unicodedata.category(sign) not in ("Cf", "Zs", "Zl", "Zp") and not (
        sign in _BLANK or sign.isspace() or "\ufe00" <= sign <= "\ufe0f"
    )
