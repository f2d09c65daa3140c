"""How to join a workshop: on the projector, as a QR code, in the calendar."""

from io import BytesIO

import segno
from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from workbench.exchange.calendar_file import calendar_of
from workbench.models.programme.workshop import Workshop
from workbench.models.room.joining import admits, renew_code
from workbench.reports.seats import came_by_code
from workbench.web.access import requires
from workbench.web.fragments import watch
from workbench.web.idempotency import check_version, commit_and_reply

bp = Blueprint("posters", __name__, url_prefix="/workshops/<int:workshop_id>")


def whole(path: str) -> str:
    """Return an address that works on another computer."""
    base = current_app.config["SETTINGS"].base_url.rstrip("/") or request.host_url.rstrip("/")
    return str(base + path)


@bp.get("/door")
@requires("guest:confirm", Workshop)
def show(workshop: Workshop) -> str:
    watch(workshop)
    return render_template(
        "joins/poster.html",
        workshop=workshop,
        address=whole(url_for("joins.enter", code=workshop.code)),
        short=whole(url_for("joins.door")).partition("://")[2],
        guests=came_by_code(workshop),
        is_open=admits(workshop),
    )


@bp.get("/door.svg")
@requires("guest:confirm", Workshop)
def picture(workshop: Workshop) -> Response:
    """Draw the link as a QR code."""
    image = BytesIO()
    address = whole(url_for("joins.enter", code=workshop.code))
    segno.make_qr(address, error="m").save(
        image, kind="svg", border=4, light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    answer = Response(image.getvalue(), mimetype="image/svg+xml")
    answer.cache_control.private = True
    return answer


@bp.post("/door/code")
@requires("guest:confirm", Workshop)
def renew(workshop: Workshop) -> BaseResponse:
    """Make a new code: the old one, which somebody passed on, opens nothing any more."""
    renew_code(check_version(workshop), by=current_user)
    flash(gettext("The new code is %(code)s.", code=workshop.code), "ok")
    return commit_and_reply(redirect(url_for("posters.show", workshop_id=workshop.id)))


@bp.get("/calendar.ics")
@requires("room:read", Workshop)
def calendar(workshop: Workshop) -> Response:
    """Give the workshop as an appointment with the link of the call, for any calendar."""
    address = whole(url_for("rooms.show", workshop_id=workshop.id))
    answer = Response(calendar_of(workshop, address), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="workshop-{workshop.id}.ics"'
    return answer
