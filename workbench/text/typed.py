"""Cleans typed text of outer spaces, control characters and those that force a direction."""

import unicodedata

# Control characters but line end and tab, and those that force a direction on what follows.
_DROPPED = dict.fromkeys(
    {*range(32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)} - {9, 10}
)
# Letters and marks that have no shape of their own.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def typed(text: str) -> str:
    """Return the cleaned text; one of nothing but invisible characters is empty."""
    kept = text.replace("\r\n", "\n").translate(_DROPPED).strip().strip("\ufeff").strip()
    return kept if any(map(is_seen, kept)) else ""


def is_seen(sign: str) -> bool:
    """Return whether a character leaves something on the page: no space, format or blank one."""
    if sign.isalnum():
        return sign not in _BLANK
    return unicodedata.category(sign) not in ("Cf", "Zs", "Zl", "Zp") and not (
        sign in _BLANK or sign.isspace() or "\ufe00" <= sign <= "\ufe0f"
    )
