"""Pins on pictures: put, changed, resolved and opened again."""

from flask import Blueprint, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.pins import PinForm
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.pin import Pin
from workbench.views.undo.discarding import register_discardable
from workbench.views.work.marks import mark_page, picture_of, to_screen
from workbench.web.access import get_or_404, requires
from workbench.web.editing import watch_form
from workbench.web.idempotency import commit_and_reply, edited

bp = Blueprint("pins", __name__, url_prefix="/redesigns/<int:redesign_id>")


@bp.route("/attachments/<attachment_id>/pins/new", methods=["GET", "POST"])
@requires("pin:write", Redesign)
def create(redesign: Redesign, attachment_id: str) -> Response | str:
    file = picture_of(redesign, attachment_id)
    form = PinForm()
    values = {"attachment": file, **form.values()}
    if made := form.accepts(
        lambda: Pin.write(redesign, values, by=current_user, id=form.id.data or None)
    ):
        return commit_and_reply(to_screen(*made))
    return mark_page("pins/edit.html", file, form=form, pin=None)


@bp.route("/pins/<pin_id>/edit", methods=["GET", "POST"])
@requires("pin:write", Redesign)
def edit(redesign: Redesign, pin_id: str) -> Response | str:
    watch_form(redesign)
    pin = get_or_404(Pin, pin_id, redesign=redesign)
    form = PinForm(obj=pin)
    if edited(form, pin):
        return commit_and_reply(to_screen(pin))
    return mark_page("pins/edit.html", pin.attachment, form=form, pin=pin)


@bp.post("/pins/<pin_id>/resolve")
@requires("pin:write", Redesign)
def resolve(redesign: Redesign, pin_id: str) -> Response:
    """Resolve the pin, or open it again."""
    pin = get_or_404(Pin, pin_id, redesign=redesign)
    pin.resolve(request.form.get("open") != "1", by=current_user)
    return commit_and_reply(to_screen(pin))


register_discardable(
    bp,
    "/pins/<pin_id>",
    Pin,
    told=lambda pin: gettext("The pin is archived."),
    home=to_screen,
    shown=to_screen,
)
