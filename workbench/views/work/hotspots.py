"""Clickable areas of screens, and the view in which a version is clicked through."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.hotspots import HotspotForm
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.attachment import Attachment
from workbench.models.work.hotspot import Hotspot
from workbench.models.work.prototype import PrototypeVersion
from workbench.views.undo.discarding import register_discardable
from workbench.views.work.marks import mark_page, picture_of, to_screen
from workbench.web.access import get_or_404, requires
from workbench.web.editing import watch_form
from workbench.web.idempotency import commit_and_reply, edited

bp = Blueprint("hotspots", __name__, url_prefix="/redesigns/<int:redesign_id>")


def form_for(file: Attachment, hotspot: Hotspot | None = None) -> HotspotForm:
    version = file.prototype_version
    form = HotspotForm(obj=hotspot)
    form.offer(version.screens if version else [], file)
    return form


@bp.route("/attachments/<attachment_id>/hotspots/new", methods=["GET", "POST"])
@requires("hotspot:write", Redesign)
def create(redesign: Redesign, attachment_id: str) -> Response | str:
    file = picture_of(redesign, attachment_id)
    form = form_for(file)
    if made := form.accepts(lambda: write(file, form)):
        return commit_and_reply(to_screen(*made))
    return mark_page("hotspots/edit.html", file, form=form, hotspot=None)


def write(file: Attachment, form: HotspotForm) -> Hotspot:
    values = {"attachment": file, **form.values()}
    return Hotspot.write(file.redesign, values, by=current_user, id=form.id.data or None)


@bp.route("/hotspots/<hotspot_id>/edit", methods=["GET", "POST"])
@requires("hotspot:write", Redesign)
def edit(redesign: Redesign, hotspot_id: str) -> Response | str:
    watch_form(redesign)
    hotspot = get_or_404(Hotspot, hotspot_id, redesign=redesign)
    form = form_for(hotspot.attachment, hotspot)
    if edited(form, hotspot):
        return commit_and_reply(to_screen(hotspot))
    return mark_page("hotspots/edit.html", hotspot.attachment, form=form, hotspot=hotspot)


register_discardable(
    bp,
    "/hotspots/<hotspot_id>",
    Hotspot,
    told=lambda hotspot: gettext("The clickable area is archived."),
    home=to_screen,
    shown=to_screen,
)


@bp.get("/versions/<int:version_id>/play")
@requires("prototype:read", Redesign)
def play(redesign: Redesign, version_id: int) -> str:
    """Show one screen of a version by itself; what is clickable on it leads to the next."""
    version = get_or_404(PrototypeVersion, version_id)
    if version.prototype.redesign is not redesign or not version.screens:
        abort(404)
    screens = version.screens
    known = {screen.id: screen for screen in screens}
    screen = known.get(request.args.get("screen", ""), screens[0])
    return render_template(
        "hotspots/play.html",
        redesign=redesign,
        version=version,
        play_url=play_url,
        **played(screens, screen, known),
    )


def played(
    screens: list[Attachment], screen: Attachment, known: dict[str, Attachment]
) -> dict[str, Any]:
    """Return the screen, its neighbours, and each of its areas with the screen it leads to."""
    at = screens.index(screen)
    before = known.get(request.args.get("from", ""), screens[max(0, at - 1)])
    areas = [(each, each.target or before) for each in screen.kept_hotspots if each.is_open]
    return {"screens": screens, "screen": screen, "number": at + 1, "areas": areas}


def play_url(version: PrototypeVersion, screen: Attachment, came_from: Attachment) -> str:
    """Return the address of a screen in the view, which knows where one came from."""
    where = {"redesign_id": screen.redesign_id, "version_id": version.id, "screen": screen.id}
    return url_for("hotspots.play", **where, **{"from": came_from.id})
