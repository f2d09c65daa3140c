"""Addresses of web pages: what is one, and how people write it."""

import re

ADDRESS = r"(?i)https?://[^\s/]\S*$"
_ADDRESS = re.compile(ADDRESS)
_BARE = re.compile(r"(?i)(?:www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}(?=[/:?#]|$))[^\s@]*")


def whole_address(text: str) -> str:
    """Return an address with its scheme: "www.vila.example" begins with https://; anything else stays as it is."""
    return f"https://{text}" if _BARE.fullmatch(text) else text


def is_address(text: str) -> bool:
    """Return whether this can be opened as a page: http or https, and no spaces."""
    return bool(_ADDRESS.match(text))
