"""The rooms people walk into: every blueprint, and what all pages share."""

from __future__ import annotations

from flask import Flask

from workbench.views import (
    accounts,
    activities,
    agenda_words,
    attachments,
    attendances,
    blocks,
    boards,
    cities,
    claims,
    clocks,
    editing,
    edits,
    enrolments,
    errors,
    filters,
    guests,
    health,
    home,
    invitations,
    joins,
    journey_steps,
    journeys,
    kept,
    languages,
    launches,
    live,
    matrices,
    moderations,
    next_workshops,
    note_groups,
    organisations,
    outbox,
    page,
    parts,
    people,
    places,
    posters,
    problems,
    programmes,
    prototypes,
    redesigns,
    reminders,
    reports,
    room_bars,
    rooms,
    services,
    sessions,
    statuses,
    stickies,
    tests,
    undos,
    votes,
    walls,
    workshops,
)

ROOMS = (
    accounts,
    activities,
    attachments,
    attendances,
    blocks,
    boards,
    cities,
    claims,
    clocks,
    enrolments,
    guests,
    health,
    home,
    invitations,
    joins,
    journey_steps,
    journeys,
    languages,
    launches,
    live,
    matrices,
    moderations,
    next_workshops,
    note_groups,
    organisations,
    people,
    posters,
    problems,
    programmes,
    prototypes,
    redesigns,
    reminders,
    reports,
    room_bars,
    rooms,
    services,
    sessions,
    statuses,
    tests,
    undos,
    votes,
    walls,
    workshops,
)
# What a team's board has, the board of a workshop's room has too, at addresses of its own.
ON_BOARDS = (moderations, note_groups, undos, votes)


def init_app(app: Flask) -> None:
    """Register what pages share, then every room."""
    page.init_app(app)
    outbox.init_app(app)
    editing.init_app(app)
    edits.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    kept.init_app(app)
    parts.init_app(app)
    places.init_app(app)
    stickies.init_app(app)
    agenda_words.init_app(app)
    room_bars.init_app(app)
    for room in ROOMS:
        app.register_blueprint(room.bp)
    for room in ON_BOARDS:
        app.register_blueprint(room.bp, **places.in_room(room.bp))
