"""Files of a prototype version or of a launch, served only as sandboxed downloads."""

from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.attachments import AttachmentForm, FileForm, KeptFilesForm, WordsForm
from workbench.forms.fields import MoveForm, sentence_of
from workbench.models.base import PUBLIC_ID, DomainError
from workbench.models.catalogue.source import Source
from workbench.models.commit import commit
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.attachment import Attachment
from workbench.models.work.bundle import Bundle
from workbench.models.work.launch import Launch
from workbench.models.work.prototype import PrototypeVersion
from workbench.models.work.upload import Upload, suggested_name
from workbench.views.undo.discarding import register_discardable
from workbench.views.work.marks import screen_url
from workbench.web.access import get_or_404, requires
from workbench.web.formats import json_answer
from workbench.web.idempotency import commit_and_reply, edited, take_turn
from workbench.web.pagination import asked_number

bp = Blueprint("attachments", __name__, url_prefix="/redesigns/<int:redesign_id>/attachments")

# What somebody uploaded never acts: no script, no frame, no part of our pages.
POLICY = "default-src 'none'; sandbox"


def uploads() -> Any:
    return current_app.config["SETTINGS"].uploads


def home_of(file: Attachment) -> str:
    """Return the address of the page that shows the file."""
    if file.prototype_version is not None:
        return url_for(
            "prototypes.show",
            redesign_id=file.redesign_id,
            prototype_id=file.prototype_version.prototype_id,
            _anchor=f"version-{file.prototype_version.number}",
        )
    if file.evidence is not None:
        here = {"redesign_id": file.redesign_id, "problem_id": file.evidence.problem_id}
        return url_for("problems.show", **here, _anchor=f"evidence-{file.evidence_id}")
    return url_for("launches.show", redesign_id=file.redesign_id, _anchor="pictures")


def asked_version(redesign: Redesign) -> PrototypeVersion | None:
    """Return the version in the address; without one the file is for the launch."""
    if "version" not in request.args:
        return None if Launch.can_stand_at(redesign) else abort(404)
    version = get_or_404(PrototypeVersion, asked_number("version") or 0)
    if version.prototype.redesign is not redesign:
        abort(404)
    return version


@bp.route("/new", methods=["GET", "POST"])
@requires("attachment:write", Redesign)
def create(redesign: Redesign) -> Response | str:
    version = asked_version(redesign)
    form = AttachmentForm()
    if form.validate_on_submit():
        if kept := form.accepts(lambda: keep(redesign, version, form)):
            return commit_and_reply(redirect(home_of(*kept)))
        db.session.rollback()
    return render_template("attachments/new.html", redesign=redesign, version=version, form=form)


@bp.post("")
@requires("attachment:write", Redesign)
def receive(redesign: Redesign) -> Response:
    """Take one file before the form it belongs to; the browser gives it its id, and may send it twice."""
    sent, file_id = request.files.get("file"), request.form.get("id", "")
    if sent is None or not sent.filename or not PUBLIC_ID.fullmatch(file_id):
        abort(400)
    if before := Attachment.waiting(redesign, [file_id], by=current_user):
        return json_answer(facts_of(before[0]))
    try:
        may_click = "clickable" in request.args
        file = take(redesign, sent, file_id, may_click=may_click)
    except DomainError as refused:
        db.session.rollback()
        return json_answer({"error": sentence_of(refused)}, 422)
    return json_answer(facts_of(file), 201)


def take(
    redesign: Redesign, sent: FileStorage, file_id: str | None = None, *, may_click: bool = False
) -> Attachment:
    """Store a file that was sent, and commit it: whatever becomes of its form, it is here."""
    upload = read(sent, may_click=may_click)
    file = Attachment.receive(redesign, upload, folder=uploads(), by=current_user, id=file_id)
    commit()
    return file


def facts_of(file: Attachment) -> dict[str, Any]:
    """Return what the page shows of a file that arrived."""
    address = url_for("attachments.show", redesign_id=file.redesign_id, attachment_id=file.id)
    own = {"id": file.id, "name": file.filename, "size": file.size, "is_image": file.is_image}
    told = {"suggested": suggested_name(file.filename), "told": blocked(file)}
    return {**own, "address": address, **told}


def blocked(file: Attachment) -> str:
    """Return the sentence that names what of a clickable prototype will not be reached; "" where there is nothing."""
    bundle = bundle_of(file)
    hosts = ", ".join(bundle.outside) if bundle else ""
    sentence = gettext(
        "Blocked, as a prototype here reaches no other site: %(hosts)s.", hosts=hosts
    )
    return sentence if hosts else ""


def bundle_of(file: Attachment) -> Bundle | None:
    """Return what is known of a clickable prototype; nothing of any other file, or when it is not there."""
    path = file.path_in(uploads())
    return Bundle.at(path) if file.is_clickable and path.is_file() else None


def keep_sent(redesign: Redesign, form: KeptFilesForm) -> None:
    """Store the files of the form, whatever else is refused, and show it with all that it has."""
    ids = form.kept_ids
    for sent in form.sent:
        try:
            ids.append(take(redesign, sent, may_click=form.may_click).id)
        except DomainError as refused:
            db.session.rollback()
            form.refuse_file(sentence_of(refused))
    form.hold(Attachment.waiting(redesign, ids, by=current_user))
    if len(form.kept_files) < len(set(ids)):
        form.refuse_file(gettext("One of the files is not here any more. Choose it again."))


def read(sent: FileStorage, *, may_click: bool = False) -> Upload:
    """Read a file before anything is written: others write while a picture is decoded."""
    db.session.rollback()
    try:
        return Upload.read(sent.stream, sent.filename or "", may_click=may_click)
    finally:
        take_turn()


def uploaded(form: FileForm) -> Upload:
    return read(form.file.data)


def keep(redesign: Redesign, version: PrototypeVersion | None, form: AttachmentForm) -> Attachment:
    """Store the form's file for the version, or for the launch."""
    upload = uploaded(form)
    values = {"folder": uploads(), "alternative_text": form.alternative_text.data}
    if version is not None:
        return Attachment.keep(
            redesign, upload, by=current_user, prototype_version=version, **values
        )
    launch = redesign.launch or Launch.write(redesign, {}, by=current_user)
    db.session.flush()
    return launch.attach(upload, by=current_user, **values)


@bp.get("/<attachment_id>")
@requires("attachment:read", Redesign)
def show(redesign: Redesign, attachment_id: str) -> Response:
    file = get_or_404(Attachment, attachment_id, redesign=redesign)
    # What waits for its form is its sender's own.
    if file.is_discarded or (file.is_waiting and file.created_by_id != current_user.author_id):
        abort(404)
    return download(file)


@bp.route("/<attachment_id>/edit", methods=["GET", "POST"])
@requires("attachment:write", Redesign)
def edit(redesign: Redesign, attachment_id: str) -> Response | str:
    """Describe the file for people who cannot see it."""
    file = get_or_404(Attachment, attachment_id, redesign=redesign, is_waiting=False)
    form = WordsForm(obj=file)
    if edited(form, file):
        return commit_and_reply(redirect(home_of(file)))
    shown = {"redesign": redesign, "file": file, "back": home_of(file)}
    return render_template("attachments/edit.html", **shown, form=form)


def download(file: Attachment | Source) -> Response:
    """Answer a stored file as a sandboxed download."""
    path = file.path_in(uploads())
    if not path.is_file():
        abort(404)
    answer = send_file(
        path,
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.filename,
        etag=file.sha256,
        conditional=True,
    )
    answer.headers["Content-Security-Policy"] = POLICY
    # Cached by this browser and revalidated each time: its next user may not see the file.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Cookie")
    return answer


@bp.post("/<attachment_id>/move")
@requires("attachment:write", Redesign)
def move(redesign: Redesign, attachment_id: str) -> Response:
    """Put a screen at another place among those of its version."""
    file = get_or_404(Attachment, attachment_id, redesign=redesign, is_waiting=False)
    place = MoveForm().place
    if place is None or file.prototype_version is None:
        abort(400)
    file.move_to(place, by=current_user)
    return commit_and_reply(redirect(screen_url(file)))


register_discardable(
    bp,
    "/<attachment_id>",
    Attachment,
    told=lambda file: gettext("The file %(name)s is archived.", name=file.filename),
    home=lambda file: redirect(home_of(file)),
    shown=lambda file: redirect(home_of(file)),
)
