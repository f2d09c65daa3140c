"""What is in a clickable prototype, given out under an address that expires, to a frame that may do nothing else.

A sandboxed page fetches its files without cookies: the address itself says who may read, and nothing here reads one.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import PurePosixPath

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import force_locale, gettext
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as BaseResponse

from workbench.assets import SharedFile
from workbench.extensions import db
from workbench.models.people.person import Person
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.attachment import Attachment
from workbench.models.work.bundle import PAGES, TYPES
from workbench.views.work.attachments import bundle_of, uploads
from workbench.views.work.marks import screen_url
from workbench.web.access import get_or_404, requires
from workbench.web.languages import LANGUAGES
from workbench.web.page import POLICY

bp = Blueprint("prototype_files", __name__)

# As long as somebody tries a prototype; who then goes on opens it anew.
LASTS_SECONDS = 60 * 60
# Only in a tab of its own is a page its own top: there it stops before anything of it runs.
GUARD = (
    b"<script>if(self===top){window.stop();document.documentElement.remove()}"
    b'for(const n of["RTCPeerConnection","webkitRTCPeerConnection","RTCIceTransport"])'
    b"Object.defineProperty(self,n,{value:undefined})</script>"
)
DOCTYPE = re.compile(rb"\s*<!doctype[^>]{0,300}>", re.IGNORECASE)
HEADERS = {
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-DNS-Prefetch-Control": "off",
    # Modules and fonts are asked for in the name of no origin; whoever has the address may read them anyway.
    "Access-Control-Allow-Origin": "*",
}
STILL = "sandbox; default-src 'none'; frame-ancestors 'self'"


def signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="prototype files")


def folder_of(token: str) -> str:
    """Return the address under which all files of a token lie, as a policy names it."""
    path = url_for("prototype_files.show", token=token, name="x").removesuffix("x")
    return f"{request.scheme}://{request.host}{path}"


def page_policy(folder: str) -> str:
    """Return what a page of a prototype may do: run, and show what lies in its own folder."""
    own = f"{folder} data:"
    return (
        f"sandbox allow-scripts; default-src 'none'; script-src {folder} 'unsafe-inline'; "
        f"style-src {folder} 'unsafe-inline'; img-src {own}; font-src {own}; media-src {own}; "
        "connect-src 'none'; frame-src 'none'; worker-src 'none'; object-src 'none'; "
        "form-action 'none'; frame-ancestors 'self'; base-uri 'none'"
    )


@bp.get("/redesigns/<int:redesign_id>/attachments/<attachment_id>/try")
@requires("attachment:read", Redesign)
def frame(redesign: Redesign, attachment_id: str) -> BaseResponse:
    """Show a clickable prototype under our bar; the frame takes this one prototype and nothing else."""
    file: Attachment = get_or_404(Attachment, attachment_id, redesign=redesign)
    if not is_open(file):
        abort(404)
    token = signer().dumps([file.id, current_user.id])
    if (bundle := bundle_of(file)) is None:
        abort(404)
    shown = {"redesign": redesign, "file": file, "bundle": bundle}
    # Its own path, so that what its links and pictures name is found beside it.
    address = url_for("prototype_files.show", token=token, name=bundle.first)
    page = render_template("attachments/try.html", **shown, address=address, back=screen_url(file))
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = f"{POLICY}; frame-src {folder_of(token)}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def is_open(file: Attachment) -> bool:
    """Return whether the file is a clickable prototype that nobody has archived, nor what it belongs to."""
    version = file.prototype_version
    is_shown = version is not None and not version.prototype.is_discarded
    return file.is_clickable and is_shown and not file.is_discarded


@bp.get("/prototype-files/<token>/<path:name>")
@requires("prototype_file:read")
def show(token: str, name: str) -> Response:
    """Give one file of a prototype to its frame; asked anew each time whether its reader may still see it."""
    # The browser says where a page goes, on https and on this machine: not into a tab of its own.
    if request.headers.get("Sec-Fetch-Dest") == "document":
        return nothing(403)
    file = file_of(token)
    data = content_of(file, name) if file else None
    if data is None:
        return nothing(404)
    kind = TYPES[PurePosixPath(name).suffix.lower()]
    is_page = name.lower().endswith(PAGES)
    answer = SharedFile(guarded(data) if is_page else data, content_type=f"{kind}; charset=utf-8")
    answer.headers.update(HEADERS)
    policy = page_policy(folder_of(token)) if is_page else STILL
    answer.headers["Content-Security-Policy"] = policy
    return answer


def file_of(token: str) -> Attachment | None:
    """Return the file of a token that has not expired, if its reader may still read it."""
    try:
        file_id, person_id = signer().loads(token, max_age=LASTS_SECONDS)
    except (BadData, ValueError, TypeError):
        return None
    file, person = db.session.get(Attachment, file_id), db.session.get(Person, person_id)
    if file is None or person is None or person.is_removed or not is_open(file):
        return None
    return file if person.may("attachment:read", file.redesign) else None


def content_of(file: Attachment, name: str) -> bytes | None:
    """Return the bytes of a file in the archive; none when there is no such file."""
    try:
        with zipfile.ZipFile(file.path_in(uploads())) as archive:
            return archive.read(name)
    except (KeyError, FileNotFoundError):
        return None


def guarded(page: bytes) -> bytes:
    """Put our few words before all others of the page, behind its doctype, so that it looks as it is meant."""
    found = DOCTYPE.match(page)
    at = found.end() if found else 0
    return page[:at] + GUARD + page[at:]


def nothing(status: int) -> Response:
    """Say that there is nothing here, without asking who reads: no cookie, no page of ours."""
    language = request.accept_languages.best_match([each.replace("_", "-") for each in LANGUAGES])
    with force_locale((language or "pt-BR").replace("-", "_")):
        sentence = gettext("This prototype is not open here any more. Open it again from its page.")
    answer = SharedFile(sentence + "\n", status, mimetype="text/plain")
    answer.headers.update({**HEADERS, "Content-Security-Policy": STILL})
    return answer
