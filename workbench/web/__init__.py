"""What all views share: access, idempotency, conflicts, errors, fragments, the page cache."""

from flask import Flask

from workbench.web import (
    editing,
    errors,
    filters,
    fragments,
    idempotency,
    languages,
    outbox,
    page,
    page_cache,
    places,
)

__all__ = ["init_app", "languages"]

# Several ask something before a request is answered: they are asked in this order.
SHARED = (page, outbox, editing, idempotency, errors, filters, page_cache, fragments, places)


def init_app(app: Flask) -> None:
    """Let every page have what all pages share."""
    for module in SHARED:
        module.init_app(app)
