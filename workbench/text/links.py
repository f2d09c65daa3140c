"""Addresses of web pages: what is one, and how people write it."""

import re

from markupsafe import Markup, escape

ADDRESS = r"(?i)https?://[^\s/]\S*$"
_ADDRESS = re.compile(ADDRESS)
_BARE = re.compile(r"(?i)(?:www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}(?=[/:?#]|$))[^\s@]*")
# An address in running words; what closes a sentence or a bracket behind it is not its own.
_IN_WORDS = re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:!?)\]}”’»…]")
_LONGEST_SHOWN = 32


def whole_address(text: str) -> str:
    """Return an address with its scheme: "www.vila.example" begins with https://; anything else stays as it is."""
    return f"https://{text}" if _BARE.fullmatch(text) else text


def is_address(text: str) -> bool:
    """Return whether this can be opened as a page: http or https, and no spaces."""
    return bool(_ADDRESS.match(text))


def linked(text: str) -> Markup:
    """Return the text with its addresses as links, shown short; nothing else of it is markup."""
    found, end = Markup(""), 0
    for match in _IN_WORDS.finditer(text):
        found += escape(text[end : match.start()]) + _link(match.group())
        end = match.end()
    return found + escape(text[end:])


def _link(typed: str) -> Markup:
    address = typed if is_address(typed) else f"https://{typed}"
    shown = re.sub(r"(?i)^(?:https?://)?(?:www\.)?", "", typed).rstrip("/")
    if len(shown) > _LONGEST_SHOWN:
        shown = shown[: _LONGEST_SHOWN - 1] + "…"
    return Markup(
        '<a href="{}" data-typed="{}" rel="noopener noreferrer nofollow ugc">{}</a>'
    ).format(address, typed, shown)
