"""What long lists share: the words that are looked for, and the page that is open."""

from __future__ import annotations

from flask import request

LONGEST = 200


def asked_words() -> str:
    """Return the words that the address looks for, without signs that no text has."""
    return "".join(sign for sign in request.args.get("q", "") if sign.isprintable()).strip()[
        :LONGEST
    ]


def asked_page(count: int, size: int) -> tuple[int, int]:
    """Return (page, pages) of a list of this length; a page beyond the last is the last."""
    pages = max(1, -(-count // size))
    return min(max(request.args.get("page", 1, type=int), 1), pages), pages
