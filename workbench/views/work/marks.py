"""What pins and hotspots have in common: the picture they stand on, and the page to return to."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from workbench.models.redesign.redesign import Redesign
from workbench.models.work.attachment import Attachment
from workbench.models.work.on_picture import OnPicture
from workbench.web.access import get_or_404


def picture_of(redesign: Redesign, attachment_id: str) -> Attachment:
    """Return a picture of one of the team's versions, or answer 404."""
    file: Attachment = get_or_404(Attachment, attachment_id, redesign=redesign, is_waiting=False)
    if file.is_discarded or file.prototype_version is None or not file.is_image:
        abort(404)
    return file


def screen_url(file: Attachment) -> str:
    """Return the address of a picture on the page of its prototype."""
    version = file.prototype_version
    owner = {"prototype_id": version.prototype_id} if version else {}
    where = {"redesign_id": file.redesign_id, **owner}
    return url_for("prototypes.show", **where, _anchor=f"screen-{file.id}")


def to_screen(mark: OnPicture) -> Response:
    return redirect(screen_url(mark.attachment))


def mark_page(template: str, file: Attachment, **shown: Any) -> str:
    """Show the form of a mark beside its picture."""
    where = {"redesign": file.redesign, "file": file, "back": screen_url(file)}
    return render_template(template, **where, **shown)
