"""The files in which a journey map leaves, beside its rows: a picture, a sheet of paper, and text."""

from pathlib import Path
from xml.etree import ElementTree

from flask import Blueprint, Response, current_app, make_response, render_template
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from workbench.exchange.map_markdown import markdown
from workbench.exchange.map_sheet import MapSheet
from workbench.exchange.map_svg import STEP_WIDTH, curve, picture
from workbench.exchange.pdf import PdfBusy, PdfFailed, make_pdf
from workbench.extensions import db
from workbench.forms.fields import sentence_of
from workbench.models.redesign.redesign import Redesign
from workbench.views.work.journey_sheet import sheet_of
from workbench.views.work.journeys import map_of
from workbench.web import errors
from workbench.web.access import requires
from workbench.web.formats import named

bp = Blueprint("journey_files", __name__, url_prefix="/redesigns/<int:redesign_id>/journeys")

# Steps that stand on one sheet of A3 paper and can be read.
STEPS_OF_A_SHEET = 9


@bp.get("/<kind>.svg")
@requires("journey:read", Redesign)
def svg(redesign: Redesign, kind: str) -> BaseResponse:
    sheet = sheet_of(redesign, map_of(redesign, kind))
    return named(f"journey-{kind}.svg", Response(picture(sheet), mimetype="image/svg+xml"))


@bp.get("/<kind>.md")
@requires("journey:read", Redesign)
def text(redesign: Redesign, kind: str) -> BaseResponse:
    sheet = sheet_of(redesign, map_of(redesign, kind))
    return named(f"journey-{kind}.md", Response(markdown(sheet), mimetype="text/markdown"))


@bp.get("/<kind>.pdf")
@requires("journey:read", Redesign)
def paper(redesign: Redesign, kind: str) -> BaseResponse:
    """Answer the map on A3 sheets; 503 with a sentence where none can be made now."""
    html = page_of(sheet_of(redesign, map_of(redesign, kind)))
    # The words are read: no transaction stays open while another process makes the file.
    db.session.rollback()
    try:
        made = make_pdf(html, Path(str(current_app.static_folder)))
    except (PdfBusy, PdfFailed) as refused:
        answer: BaseResponse = make_response(errors.page(503, sentence_of(refused)))
        answer.headers["Retry-After"] = "10"
        return answer
    return named(f"journey-{kind}.pdf", Response(made, mimetype="application/pdf"))


def page_of(sheet: MapSheet) -> str:
    """Return the sheets of a map as one page of HTML that fetches our own static files alone."""
    parts = list(sheet.parts(STEPS_OF_A_SHEET))
    return render_template("journeys/paper.html", parts=parts, curves=[*map(curve_of, parts)])


def curve_of(part: MapSheet) -> Markup:
    points = next((row.points for row in part.rows if row.points), ())
    drawn = curve(points, STEP_WIDTH * max(1, len(points)))
    return Markup(ElementTree.tostring(drawn, encoding="unicode"))  # noqa: S704 drawn by us, its texts escaped
