"""The segments of a redesign: named, described, put together and archived; what was made for each is counted."""

from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.segments import SegmentForm
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.segment import Segment
from workbench.models.work.journey import KINDS
from workbench.models.work.made_for import MadeFor, likely_pairs, made_for
from workbench.text import columns
from workbench.text.messages import N_
from workbench.views.undo.discarding import flash_undo, register_discardable
from workbench.web.access import get_or_404, requires
from workbench.web.editing import watch_form
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.fragments import watch
from workbench.web.idempotency import check_version, commit_and_reply, edited
from workbench.web.page_cache import cached_page

bp = Blueprint("segments", __name__, url_prefix="/redesigns/<int:redesign_id>")

COUNTED = ("problems", "maps", "prototypes", "tests")
TABLE = columns.Table(
    N_("Segments"),
    columns.text("name", N_("Segment")),
    columns.text("about", N_("What you know of them")),
    columns.whole("problems", N_("Problems")),
    columns.whole("maps", N_("Journey maps")),
    columns.whole("prototypes", N_("Prototypes")),
    columns.whole("tests", N_("Tests")),
)


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(segment_names=segment_names)


def segment_names(redesign: Redesign) -> list[str]:
    """Return the names to choose among where something is made for a segment."""
    return [segment.name for segment in Segment.kept_in(redesign)]


def to_segments(redesign: Redesign) -> Response:
    return redirect(url_for("segments.index", redesign_id=redesign.id))


def to_segment(segment: Segment) -> Response:
    ids = {"redesign_id": segment.redesign_id, "segment_id": segment.id}
    return redirect(url_for("segments.show", **ids))


@table_view(bp, "/segments", "segment:read", Redesign, name="segments", table=TABLE)
@cached_page
def index(redesign: Redesign) -> Rows | str:
    watch(redesign)
    segments, made = Segment.kept_in(redesign), made_for(redesign)
    if wants_rows():
        return [row(each, made.get(each.id, MadeFor())) for each in segments]
    return render_template(
        "segments/index.html",
        redesign=redesign,
        segments=segments,
        made=made,
        nothing=MadeFor(),
        pairs=likely_pairs(segments),
    )


def row(segment: Segment, made: MadeFor) -> dict[str, Any]:
    """Return a segment as one line of a table for other programs."""
    counts = {name: len(getattr(made, name)) for name in COUNTED}
    return {"name": segment.name, "about": segment.about, **counts}


@bp.route("/segments/new", methods=["GET", "POST"])
@requires("segment:write", Redesign)
def create(redesign: Redesign) -> Response | str:
    form = SegmentForm()
    if form.accepts(lambda: Segment.write(redesign, form.values(), by=current_user)):
        return commit_and_reply(to_segments(redesign))
    return render_template("segments/edit.html", redesign=redesign, form=form, segment=None)


@bp.get("/segments/<segment_id>")
@requires("segment:read", Redesign)
@cached_page
def show(redesign: Redesign, segment_id: str) -> str:
    """Show all that was made for a segment; "none" is what names no segment yet."""
    watch(redesign)
    segment = None if segment_id == "none" else get_or_404(Segment, segment_id, redesign=redesign)
    others = [each for each in Segment.kept_in(redesign) if each is not segment]
    return render_template(
        "segments/show.html",
        redesign=redesign,
        segment=segment,
        made=made_for(redesign).get(segment.id if segment else None, MadeFor()),
        others=others,
        kinds=KINDS,
    )


@bp.route("/segments/<segment_id>/edit", methods=["GET", "POST"])
@requires("segment:write", Redesign)
def edit(redesign: Redesign, segment_id: str) -> Response | str:
    watch_form(redesign)
    segment = get_or_404(Segment, segment_id, redesign=redesign)
    form = SegmentForm(obj=segment)
    if edited(form, segment):
        return commit_and_reply(to_segment(segment))
    return render_template("segments/edit.html", redesign=redesign, form=form, segment=segment)


@bp.post("/segments/<segment_id>/merge")
@requires("segment:write", Redesign)
def merge(redesign: Redesign, segment_id: str) -> Response:
    """Put all that was made for a segment into another one."""
    segment = check_version(get_or_404(Segment, segment_id, redesign=redesign))
    into = get_or_404(Segment, request.form.get("into", ""), redesign=redesign)
    segment.merge_into(into, by=current_user)
    told = gettext("“%(name)s” is now “%(into)s” everywhere.", name=segment.name, into=into.name)
    flash_undo(told, redesign)
    return commit_and_reply(to_segment(into))


register_discardable(
    bp,
    "/segments/<segment_id>",
    Segment,
    told=lambda segment: gettext("The segment “%(name)s” is archived.", name=segment.name),
    home=lambda segment: to_segments(segment.redesign),
    shown=to_segment,
)
