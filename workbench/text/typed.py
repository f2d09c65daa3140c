"""What of a typed text is kept: not its edges, nor signs that nobody sees or that turn the words around them."""

import unicodedata

# Control signs but the line end and the tab, and those that force a direction on all that follows.
_DROPPED = dict.fromkeys(
    {*range(32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)} - {9, 10}
)
# Letters and marks that have no shape of their own.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def typed(text: str) -> str:
    """Return the text as it is kept; one of nothing but signs that cannot be seen is empty."""
    kept = text.replace("\r\n", "\n").translate(_DROPPED).strip().strip("\ufeff").strip()
    return kept if any(map(is_seen, kept)) else ""


def is_seen(sign: str) -> bool:
    """Return whether a sign leaves something on the page: it is no space, control or format sign."""
    if sign.isalnum():
        return sign not in _BLANK
    return unicodedata.category(sign) not in ("Cf", "Zs", "Zl", "Zp") and not (
        sign in _BLANK or sign.isspace() or "\ufe00" <= sign <= "\ufe0f"
    )
