"""What long lists share: the words and the record that are looked for, and the page that is open."""

from flask import request

from workbench.web.page import LARGEST_ID

LONGEST = 200


def asked_words() -> str:
    """Return the words that the address looks for, without unprintable characters."""
    return "".join(sign for sign in request.args.get("q", "") if sign.isprintable()).strip()[
        :LONGEST
    ]


def asked_number(name: str) -> int | None:
    """Return the record's number that the address asks for, or None when no record can have it."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 < number <= LARGEST_ID else None


def asked_page(count: int, size: int) -> tuple[int, int]:
    """Return (page, pages) of a list of this length; a page beyond the last is the last."""
    pages = max(1, -(-count // size))
    return min(max(request.args.get("page", 1, type=int), 1), pages), pages
