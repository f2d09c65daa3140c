"""What a map shows and what its steps are marked as: its lines, the lines of a blueprint, moments of truth."""

from flask import Flask, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.journeys import LinesForm
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.journey import LINES, JourneyMap
from workbench.models.work.journey_step import BACKSTAGE
from workbench.views.work.journeys import bp, map_of, step_of, to_map
from workbench.web.access import requires
from workbench.web.idempotency import check_version, commit_and_reply

# Lines that say what the office does, beside the lanes behind the line of visibility.
OF_OFFICE = frozenset({"frontstage", "office", *BACKSTAGE})


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(lines_menu=lines_menu)


def lines_menu(journey: JourneyMap) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the lines that a map can show in two parts, each line as (name, its words)."""
    lines = [(line, gettext(LINES[line])) for line in journey.lines]
    return [
        (gettext("What the person lives"), [each for each in lines if each[0] not in OF_OFFICE]),
        (gettext("What the office does"), [each for each in lines if each[0] in OF_OFFICE]),
    ]


@bp.post("/<kind>/lines")
@requires("journey:write", Redesign)
def choose_lines(redesign: Redesign, kind: str) -> Response:
    journey, form = map_of(redesign, kind), LinesForm()
    check_version(journey).choose_lines(form.chosen_lines.data or [], by=current_user)
    return commit_and_reply(to_map(redesign, kind, "map"))


@bp.post("/<kind>/blueprint")
@requires("journey:write", Redesign)
def draw_blueprint(redesign: Redesign, kind: str) -> Response:
    map_of(redesign, kind).draw_blueprint(bool(request.form.get("drawn")), by=current_user)
    return commit_and_reply(to_map(redesign, kind, "map"))


@bp.post("/steps/<step_id>/moment")
@requires("journey:write", Redesign)
def mark_moment(redesign: Redesign, step_id: str) -> Response:
    """Say that a step is a moment of truth; without the field that it is none."""
    step = step_of(redesign, step_id)
    step.mark_moment(bool(request.form.get("moment")), by=current_user)
    return commit_and_reply(to_map(redesign, step.map.key, "map"))
