"""The station of prototypes: what is put to the test, its versions, and what can be looked at."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.prototypes import (
    NewPrototypeForm,
    NewVersionForm,
    PrototypeForm,
    VersionForm,
)
from workbench.models.base import DomainError
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.attachment import Attachment
from workbench.models.work.coverage import coverage_of
from workbench.models.work.journey import JourneyMap
from workbench.models.work.link import links_of, tie
from workbench.models.work.pin import Pin
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import FIDELITIES, KINDS, STATES, Prototype, PrototypeVersion
from workbench.models.work.test_session import Finding
from workbench.text import columns
from workbench.text.messages import N_
from workbench.views.redesign.workspace import stage_page
from workbench.views.undo.discarding import register_discardable
from workbench.views.work.attachments import bundle_of, keep_sent
from workbench.views.work.hypotheses import TRIED
from workbench.views.work.opportunities import tried_by
from workbench.web.access import get_or_404, requires
from workbench.web.editing import watch_form
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.fragments import watch
from workbench.web.idempotency import check_version, commit_and_reply, edited
from workbench.web.page_cache import cached_page

bp = Blueprint("prototypes", __name__, url_prefix="/redesigns/<int:redesign_id>")

TABLE = columns.Table(
    N_("Prototypes"),
    columns.text("code", N_("Code")),
    columns.text("title", N_("Prototype")),
    columns.text("kind", N_("Kind"), KINDS),
    columns.text("fidelity", N_("Fidelity"), FIDELITIES),
    columns.text("because", N_("Because we saw")),
    columns.text("believe", N_("We believe that")),
    columns.text("for_whom", N_("For whom")),
    columns.text("know_when", N_("We know it when")),
    columns.text("threshold", N_("Threshold")),
    columns.share("threshold_share", N_("Share of the threshold")),
    columns.text("riskiest", N_("Riskiest assumption")),
    columns.text("hypotheses", N_("Hypotheses")),
    columns.text("state", N_("State"), STATES),
    columns.text("state_reason", N_("Why it is accepted all the same")),
    columns.text("learned", N_("What we learned")),
    columns.text("covers", N_("Problems it answers")),
    columns.whole("versions", N_("Versions")),
    columns.text("latest", N_("Latest version")),
    columns.text("held_by", N_("Version on which every hypothesis holds")),
    columns.day("latest_on", N_("Made on")),
    columns.text("latest_url", N_("Address")),
)
CARD = ("because", "believe", "for_whom", "know_when", "threshold", "threshold_share")
_OF_FILE = selectinload(PrototypeVersion.attachments)
SHOWN = select(PrototypeVersion).options(
    _OF_FILE.selectinload(Attachment.pins).joinedload(Pin.created_by),
    _OF_FILE.selectinload(Attachment.hotspots),
    selectinload(PrototypeVersion.answers),
    selectinload(PrototypeVersion.tests),
)
WORDS = {"kinds": KINDS, "fidelities": FIDELITIES, "states": STATES}
FILES = selectinload(Prototype.versions).selectinload(PrototypeVersion.attachments)


def to_prototype(prototype: Prototype, anchor: str | None = None) -> Response:
    address = url_for(
        "prototypes.show",
        redesign_id=prototype.redesign_id,
        prototype_id=prototype.id,
        _anchor=anchor,
    )
    return redirect(address)


def covered(redesign: Redesign) -> dict[str, list[str]]:
    """Return the ids of the problems that each prototype covers."""
    found: dict[str, list[str]] = {}
    for link in links_of(redesign):
        if link.kind == "covers":
            found.setdefault(link.from_id, []).append(link.to_id)
    return found


@table_view(bp, "/prototypes", "prototype:read", Redesign, name="prototypes", table=TABLE)
@cached_page
def index(redesign: Redesign) -> Rows | str:
    watch(redesign)
    prototypes = Prototype.kept_in(redesign, FILES, *TRIED)
    problems = Problem.kept_in(redesign)
    covers = covered(redesign)
    if wants_rows():
        codes = {problem.id: problem.code for problem in problems}
        return [row(each, codes, covers.get(each.id, [])) for each in prototypes]
    return render_template(
        "prototypes/index.html",
        **stage_page(redesign, "prototype"),
        prototypes=prototypes,
        problems=problems,
        covers=covers,
        words=WORDS,
    )


def row(prototype: Prototype, codes: dict[str, str], covers: list[str]) -> dict[str, Any]:
    """Return a prototype as one line of a table for other programs."""
    latest = prototype.latest
    held, hypotheses = prototype.held_by, prototype.in_force
    own = {name: getattr(prototype, name, None) for name in TABLE.names}
    # The columns that a prototype had before it could have several hypotheses hold the first one.
    first = {name: getattr(hypotheses[0], name) for name in CARD} if hypotheses else {}
    return {
        **own,
        **first,
        "hypotheses": [each.code for each in hypotheses],
        "held_by": held.label if held else None,
        "covers": [codes[each] for each in covers if each in codes],
        "versions": len(prototype.versions),
        "latest": latest.label if latest else None,
        "latest_on": latest.made_on if latest else None,
        "latest_url": latest.url if latest else "",
    }


@bp.route("/prototypes/new", methods=["GET", "POST"])
@requires("prototype:write", Redesign)
def create(redesign: Redesign) -> Response | str:
    form = NewPrototypeForm()
    if request.method == "POST":
        keep_sent(redesign, form)
    form.offer(Problem.kept_in(redesign), [])
    if made := form.accepts(lambda: write(redesign, form)):
        return commit_and_reply(to_prototype(*made))
    return render_template("prototypes/new.html", redesign=redesign, form=form)


def write(redesign: Redesign, form: NewPrototypeForm) -> Prototype:
    """Write the prototype, what can be looked at, its first hypothesis and the problems it covers."""
    values, hypothesis = form.apart()
    if not values["title"]:
        raise DomainError(N_("Begin with a picture, a link or a name."))
    prototype = Prototype.write(redesign, values, by=current_user)
    if hypothesis:
        prototype.add_hypothesis(hypothesis, by=current_user)
    if form.kept_files or form.url.data:
        first = {"url": form.url.data, "made_on": redesign.programme.city.today()}
        add_screens(prototype.add_version(first, by=current_user), form.kept_files)
    tie(redesign, "covers", prototype.id, form.thread([]), by=current_user)
    return prototype


def add_screens(version: PrototypeVersion, files: list[Attachment]) -> None:
    """Let the files be the screens of a version, in their order."""
    for position, file in enumerate(files, start=1):
        file.claim(by=current_user, prototype_version=version, position=position)


@bp.get("/prototypes/<prototype_id>")
@requires("prototype:read", Redesign)
def show(redesign: Redesign, prototype_id: str) -> str:
    watch(redesign)
    prototype = get_or_404(Prototype, prototype_id, redesign=redesign)
    return prototype_page(prototype, NewVersionForm())


def prototype_page(prototype: Prototype, form: NewVersionForm) -> str:
    redesign = prototype.redesign
    links, problems = links_of(redesign), Problem.kept_in(redesign)
    covers = [each.to_id for each in links if (each.kind, each.from_id) == ("covers", prototype.id)]
    # Read at once, whatever stands on how many pictures.
    db.session.scalars(SHOWN.where(PrototypeVersion.prototype == prototype)).all()
    return render_template(
        "prototypes/show.html",
        redesign=redesign,
        prototype=prototype,
        problems=[each for each in problems if each.id in covers],
        coverage=coverage_of(links),
        problems_by={each.id: each for each in problems},
        findings_by={each.id: each for each in Finding.kept_in(redesign)},
        future=JourneyMap.future_steps(redesign),
        opportunities=tried_by(prototype),
        form=form,
        words=WORDS,
        bundle_of=bundle_of,
    )


@bp.route("/prototypes/<prototype_id>/edit", methods=["GET", "POST"])
@requires("prototype:write", Redesign)
def edit(redesign: Redesign, prototype_id: str) -> Response | str:
    watch_form(redesign)
    prototype = get_or_404(Prototype, prototype_id, redesign=redesign)
    tied = covered(redesign).get(prototype.id, [])
    form = PrototypeForm(obj=prototype)
    form.offer(Problem.kept_in(redesign), tied)
    if edited(form, prototype):
        tie(redesign, "covers", prototype.id, form.thread(tied), by=current_user)
        return commit_and_reply(to_prototype(prototype))
    shown = {"redesign": redesign, "prototype": prototype}
    return render_template("prototypes/edit.html", **shown, form=form)


register_discardable(
    bp,
    "/prototypes/<prototype_id>",
    Prototype,
    told=lambda prototype: gettext("Prototype %(code)s is archived.", code=prototype.code),
    home=lambda prototype: redirect(url_for("prototypes.index", redesign_id=prototype.redesign_id)),
    shown=to_prototype,
)


@bp.post("/prototypes/<prototype_id>/versions")
@requires("prototype:write", Redesign)
def add_version(redesign: Redesign, prototype_id: str) -> Response | str:
    prototype = get_or_404(Prototype, prototype_id, redesign=redesign)
    form = NewVersionForm()
    keep_sent(redesign, form)
    if form.validate_on_submit():
        version = prototype.add_version(form.values(), by=current_user)
        add_screens(version, form.kept_files)
        return commit_and_reply(to_prototype(prototype, "versions"))
    return prototype_page(prototype, form)


@bp.route("/prototypes/<prototype_id>/versions/<int:version_id>", methods=["GET", "POST"])
@requires("prototype:write", Redesign)
def edit_version(redesign: Redesign, prototype_id: str, version_id: int) -> Response | str:
    prototype = get_or_404(Prototype, prototype_id, redesign=redesign)
    version = get_or_404(PrototypeVersion, version_id, prototype=prototype)
    form = VersionForm(obj=version)
    if form.validate_on_submit():
        prototype.edit_version(check_version(version), form.values(), by=current_user)
        return commit_and_reply(to_prototype(prototype, f"version-{version.number}"))
    shown = {"redesign": redesign, "prototype": prototype, "version": version}
    return render_template("prototypes/edit_version.html", **shown, form=form)
