"""The rooms people walk into: every blueprint, and what all pages share."""

from __future__ import annotations

from flask import Flask

from workbench.views import (
    accounts,
    activities,
    attachments,
    cities,
    claims,
    edits,
    enrolments,
    errors,
    filters,
    health,
    home,
    invitations,
    journey_steps,
    journeys,
    kept,
    languages,
    launches,
    live,
    matrices,
    notes,
    organisations,
    outbox,
    page,
    parts,
    people,
    problems,
    programmes,
    prototypes,
    redesigns,
    reports,
    services,
    sessions,
    statuses,
    tests,
    workshops,
)

ROOMS = (
    accounts,
    activities,
    attachments,
    cities,
    claims,
    enrolments,
    health,
    home,
    invitations,
    journey_steps,
    journeys,
    languages,
    launches,
    live,
    matrices,
    notes,
    organisations,
    people,
    problems,
    programmes,
    prototypes,
    redesigns,
    reports,
    services,
    sessions,
    statuses,
    tests,
    workshops,
)


def init_app(app: Flask) -> None:
    """Register what pages share, then every room."""
    page.init_app(app)
    outbox.init_app(app)
    edits.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    kept.init_app(app)
    parts.init_app(app)
    for room in ROOMS:
        app.register_blueprint(room.bp)
