"""A look at the link of a launch, where the installation allows it: one press, one request, one dated row."""

from datetime import timedelta

from flask import Flask, abort, current_app, flash
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.exchange.link_look import look_at, resolved
from workbench.extensions import db
from workbench.forms.fields import sentence_of
from workbench.models.base import DomainError, now
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.launch import Launch
from workbench.models.work.launch_look import LaunchLook
from workbench.text.messages import N_
from workbench.views.work.launches import bp, to_launch
from workbench.web.access import requires
from workbench.web.idempotency import commit_and_reply, take_turn

# Nobody's server is asked more often than this, however often the button is pressed.
APART = timedelta(minutes=1)


@bp.post("/look")
@requires("launch:look", Redesign)
def look(redesign: Redesign) -> Response:
    """Ask the link for its page and keep what came back; others write meanwhile."""
    if not current_app.config["SETTINGS"].look_at_links:
        abort(404)
    try:
        keep(redesign, url_to_look_at(redesign.launch))
    except DomainError as refused:
        flash(sentence_of(refused), "warn")
    return commit_and_reply(to_launch(redesign))


def url_to_look_at(launch: Launch | None) -> str:
    """Return the link of the launch; raise DomainError where there is none, or it was looked at just now."""
    if launch is None or not launch.live_url:
        raise DomainError(N_("There is no link to look at: write it into the proof first."))
    last = LaunchLook.latest(launch)
    if last and now() - last.created_at < APART:
        raise DomainError(N_("It was looked at just now. Look again in a minute."))
    return launch.live_url


def keep(redesign: Redesign, url: str) -> None:
    """Look with nothing open in the database, then store what was found."""
    db.session.rollback()
    try:
        found = look_at(url, current_app.extensions["link_resolver"])
    finally:
        take_turn()
    launch = redesign.launch
    if launch is not None:
        launch.keep_look(url, **vars(found), is_reachable=found.is_reachable, by=current_user)
        flash(gettext("The link was looked at. What it answered stands beside it."), "ok")


def init_app(app: Flask) -> None:
    """Resolve names as the machine does, and to public addresses alone."""
    app.extensions["link_resolver"] = resolved
