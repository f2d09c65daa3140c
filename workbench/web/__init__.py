"""What all views share: access, idempotency, conflicts, errors, fragments, the page cache."""

from flask import Flask

from workbench.web import (
    editing,
    errors,
    filters,
    fragments,
    hosts,
    idempotency,
    languages,
    outbox,
    page,
    page_cache,
    places,
    sign_ins,
    unavailable,
)

__all__ = ["init_app", "languages"]

# Several register functions that run before a request: they run in this order.
SHARED = (
    page,
    outbox,
    editing,
    idempotency,
    errors,
    unavailable,
    filters,
    page_cache,
    fragments,
    places,
    sign_ins,
    hosts,
)


def init_app(app: Flask) -> None:
    """Initialise the shared modules, in order."""
    for module in SHARED:
        module.init_app(app)
