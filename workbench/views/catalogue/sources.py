"""The sources of a city: where stated figures stand written."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.attachments import AttachmentForm
from workbench.forms.claims import SourceForm
from workbench.models.catalogue.source import KINDS, Source
from workbench.models.commit import leave_nothing
from workbench.models.programme.claim import Claim
from workbench.text import columns
from workbench.text.messages import N_
from workbench.views.work.attachments import download, uploaded, uploads
from workbench.web.access import requires
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.idempotency import check_version, commit_and_reply, edited

bp = Blueprint("sources", __name__)
TABLE = columns.Table(
    N_("Sources"),
    columns.whole("id", N_("Source no.")),
    columns.text("title", N_("Source")),
    columns.text("kind", N_("Kind of source"), KINDS),
    columns.text("url", N_("Link")),
    columns.text("number", N_("Number of the source")),
    columns.day("published_on", N_("Source published on")),
    columns.day("accessed_on", N_("Source accessed on")),
    columns.text("interviewee", N_("Role of who was asked")),
    columns.text("filename", N_("File")),
    columns.text("sha256", N_("SHA-256 of the file")),
    columns.whole("figures", N_("Stated figures")),
)


@table_view(bp, "/sources", "source:read", name="sources", table=TABLE)
def index() -> Rows | str:
    sources = Source.of(current_user.city)
    of_city = select(Claim.source_id, func.count()).where(Claim.city_id == current_user.city_id)
    figures = dict(iter(db.session.execute(of_city.group_by(Claim.source_id))))
    if wants_rows():
        return [{**row_of(each), "figures": figures.get(each.id, 0)} for each in sources]
    return render_template("sources/index.html", sources=sources, figures=figures, kinds=KINDS)


def row_of(source: Source) -> dict[str, object]:
    return {name: getattr(source, name) for name in TABLE.names if name != "figures"}


@bp.route("/sources/<int:source_id>", methods=["GET", "POST"])
@requires("source:edit", Source)
def edit(source: Source) -> Response | str:
    form = SourceForm(obj=source)
    if edited(form, source):
        return commit_and_reply(redirect(url_for("sources.index")))
    return render_template("sources/edit.html", source=source, form=form)


@bp.get("/sources/<int:source_id>/file")
@requires("source:read", Source)
def file(source: Source) -> Response:
    return download(source) if source.sha256 else abort(404)


@bp.route("/sources/<int:source_id>/file/new", methods=["GET", "POST"])
@requires("source:edit", Source)
def attach(source: Source) -> Response | str:
    """Attach a copy of the source; a former one goes with it, which the person must have seen."""
    form = AttachmentForm(version=source.version)
    if form.validate_on_submit():
        if former := form.accepts(lambda: keep(source, form)):
            flash(gettext("The file is attached."), "ok")
            return settled(*former)
        db.session.rollback()
    return render_template("sources/file.html", source=source, form=form)


def keep(source: Source, form: AttachmentForm) -> str:
    upload, words = uploaded(form), form.alternative_text.data or ""
    seen: Source = check_version(source)
    return seen.attach(upload, folder=uploads(), by=current_user, alternative_text=words)


@bp.post("/sources/<int:source_id>/file/remove")
@requires("source:edit", Source)
def detach(source: Source) -> Response:
    former = check_version(source).detach(by=current_user)
    flash(gettext("The file is removed, and deleted here."), "ok")
    return settled(former)


def settled(former: str) -> Response:
    """Commit, then delete the file that no record names any more."""
    answer = commit_and_reply(redirect(url_for("sources.index")))
    if former:
        leave_nothing(uploads(), [former])
    return answer
