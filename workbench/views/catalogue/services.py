"""The catalogue of a city's services."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from workbench.exchange.catalogue_table import LISTED
from workbench.extensions import db
from workbench.forms.catalogue_imports import ENDINGS
from workbench.forms.fields import MoveForm
from workbench.forms.organisations import offer
from workbench.forms.services import ServiceForm, StepForm, StepRemovalForm, VolumeForm
from workbench.models.catalogue import chartered, levels
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.catalogue.charter_version import CAUSES
from workbench.models.catalogue.city import City
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import CHARTER_FIELDS, Service
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.catalogue.volume import Volume
from workbench.models.redesign.redesign import Redesign
from workbench.reports.catalogue import (
    Question,
    as_row,
    counted,
    ended_services,
    entries,
    level_shades,
    listed,
    without_requests,
)
from workbench.reports.catalogue_day import catalogue_on
from workbench.reports.contradicted import open_of_launches
from workbench.views.undo.reversals import flash_undo
from workbench.web.access import get_or_404, requires
from workbench.web.asked_day import asked_past_day
from workbench.web.contradictions import worded
from workbench.web.formats import FORM, Rows, table_view, wants_rows
from workbench.web.idempotency import check_value, check_version, commit_and_reply, edited
from workbench.web.page_cache import cached_page
from workbench.web.pagination import asked_number, asked_page, asked_words

bp = Blueprint("services", __name__)
PER_PAGE = 50
ONE = "/services/<int:service_id>"


def to(endpoint: str, service: Service, **values: Any) -> Response:
    return redirect(url_for(f"services.{endpoint}", service_id=service.id, **values))


@table_view(bp, "/services", "service:read", name="services", table=LISTED)
def index() -> Rows | str:
    return catalogue(current_user.city)


@cached_page
def catalogue(city: City) -> Rows | str:
    question = asked(city)
    found = question.select(city)
    if wants_rows():
        return map(as_row, entries(found))
    figures = catalogue_on(city, question.as_of)
    count = (figures.total or 0) if question.is_empty else counted(question, city)
    page, pages = asked_page(count, PER_PAGE)
    return render_template(
        "services/index.html",
        services=listed(found, page=page, size=PER_PAGE),
        count=count,
        page=page,
        pages=pages,
        page_url=lambda number: url_for(
            "services.index", **{**question.as_query(), "page": number}
        ),
        question=question,
        organisations=Organisation.of(city),
        figures=figures,
        without_requests=without_requests(city),
        ended=0 if question.ended else ended_services(city),
        today=city.today(),
        scheme=levels.SCHEMES[city.level_scheme],
        shades=level_shades(city.level_scheme),
        contradictions=levels.CONTRADICTIONS,
        endings=ENDINGS,
    )


def asked(city: City) -> Question:
    """Return the question that the address asks."""
    return Question(
        words=asked_words(),
        organisation=asked_number("organisation"),
        level=request.args.get("level", ""),
        contradiction=request.args.get("contradiction", ""),
        requests=request.args.get("requests", ""),
        ended="any" if request.args.get("ended") else "",
        as_of=None if request.args.get("ended") else asked_past_day(city),
    )


@bp.get("/services/contradictions")
@bp.get("/services/contradictions" + FORM)
@requires("service:read")
def contradictions(form: str = "") -> Response:
    """Lead to the city's one list; the rows of the services are those of the catalogue."""
    kind, day = request.args.get("kind") or "any", request.args.get("as_of")
    if form:
        asked = {"form": form, "contradiction": kind, "as_of": day}
        return redirect(url_for("services.index", **asked))
    return redirect(url_for("contradictions.of_city", kind="declared_steps", as_of=day))


@bp.route("/services/new", methods=["GET", "POST"])
@requires("service:edit")
def create() -> Response | str:
    form = ServiceForm()
    offer(form.organisation_id, Organisation.of(current_user.city))
    if form.validate_on_submit():
        service = Service.add(current_user.city, by=current_user, **form.values())
        return commit_and_reply(to("steps", service))
    return render_template("services/edit.html", form=form, service=None)


@bp.get(ONE)
@requires("service:read", Service)
@cached_page
def show(service: Service) -> str:
    redesigns = [one for one in redesigns_of(service) if current_user.may("redesign:read", one)]
    return render_template(
        "services/show.html",
        service=service,
        counts=levels.digital_counts(service.steps),
        needs_visit=[step for step in service.steps if not levels.is_remote(step)],
        schemes=levels.SCHEMES,
        scheme=levels.SCHEMES[service.city.level_scheme],
        channels=levels.CHANNELS,
        kinds=levels.STEP_KINDS,
        contradictions=levels.CONTRADICTIONS,
        redesigns=redesigns,
        missing=service.charter_gaps(),
        charter_fields=CHARTER_FIELDS,
        proposals=CharterProposal.open_for(service),
        causes=CAUSES,
        endings=chartered.ENDINGS,
        differing=open_of_launches(redesigns),
        worded=worded,
    )


def redesigns_of(service: Service) -> list[Redesign]:
    statement = (
        select(Redesign)
        .where(Redesign.service_id == service.id)
        .options(joinedload(Redesign.programme), selectinload(Redesign.status_changes))
        .order_by(Redesign.id.desc())
    )
    return list(db.session.scalars(statement))


@bp.route(ONE + "/edit", methods=["GET", "POST"])
@requires("service:edit", Service)
def edit(service: Service) -> Response | str:
    form = ServiceForm(obj=service)
    offer(form.organisation_id, Organisation.of(service.city))
    if edited(form, service):
        return commit_and_reply(to("show", service))
    return render_template("services/edit.html", form=form, service=service)


@bp.route(ONE + "/steps", methods=["GET", "POST"])
@requires("service:edit", Service)
def steps(service: Service) -> Response | str:
    """List the steps in their order, and add one at the end."""
    form = StepForm()
    form.ask_since(service)
    if form.accepts(lambda: add_step(service, form)):
        return commit_and_reply(to("steps", service, _anchor="steps"))
    return render_template(
        "services/steps.html", service=service, form=form, channels=levels.CHANNELS
    )


def add_step(service: Service, form: StepForm) -> None:
    form.begin(service, current_user)
    service.add_step(form.values(), by=current_user)


@bp.route(ONE + "/steps/<int:step_id>", methods=["GET", "POST"])
@requires("service:edit", Service)
def edit_step(service: Service, step_id: int) -> Response | str:
    step = get_or_404(ServiceStep, step_id, service=service)
    form = StepForm(obj=step)
    form.ask_since(service)
    if form.accepts(lambda: change_step(service, step, form)):
        return commit_and_reply(to("steps", service, _anchor="steps"))
    return render_template("services/edit_step.html", service=service, step=step, form=form)


def change_step(service: Service, step: ServiceStep, form: StepForm) -> None:
    check_version(step)
    form.begin(service, current_user)
    service.edit_step(step, form.values(), by=current_user)


@bp.post(ONE + "/steps/<int:step_id>/move")
@requires("service:edit", Service)
def move_step(service: Service, step_id: int) -> Response:
    step, form = get_or_404(ServiceStep, step_id, service=service), MoveForm()
    if form.place not in (None, step.position):
        service.move_step(check_version(step), form.place, by=current_user)
    return commit_and_reply(to("steps", service, _anchor="steps"))


@bp.route(ONE + "/steps/<int:step_id>/remove", methods=["GET", "POST"])
@requires("service:edit", Service)
def remove_step(service: Service, step_id: int) -> Response | str:
    step = get_or_404(ServiceStep, step_id, service=service)
    form = StepRemovalForm(obj=step)
    form.ask_since(service)
    if not form.accepts(lambda: begin_removal(service, step, form)):
        return render_template("services/remove_step.html", service=service, step=step, form=form)
    flash_undo(gettext("Removed: %(name)s.", name=step.title), service)
    service.remove_step(step, by=current_user)
    return commit_and_reply(to("steps", service, _anchor="steps"))


def begin_removal(service: Service, step: ServiceStep, form: StepRemovalForm) -> bool:
    check_version(step)
    form.begin(service, current_user)
    return True


@bp.route(ONE + "/volumes", methods=["GET", "POST"])
@requires("service:edit", Service)
def volumes(service: Service) -> Response | str:
    """List what was stated, and state another number; the same year and channel replaces the former one."""
    form = VolumeForm()
    if form.validate_on_submit():
        values = form.values()
        stated = service.volume_of(values["year"], values["channel"])
        if stated:
            check_value(stated, "requests", stated.requests, values["requests"])
        service.state_volume(**values, by=current_user)
        flash(gettext("The figure of requests is kept."), "ok")
        return commit_and_reply(to("volumes", service))
    of_service = select(Redesign).where(Redesign.service_id == service.id).order_by(Redesign.id)
    redesigns = [
        each for each in db.session.scalars(of_service) if current_user.may("redesign:read", each)
    ]
    return render_template("services/volumes.html", service=service, form=form, redesigns=redesigns)


@bp.post(ONE + "/volumes/<int:volume_id>/remove")
@requires("service:edit", Service)
def remove_volume(service: Service, volume_id: int) -> Response:
    volume = get_or_404(Volume, volume_id, service=service)
    flash_undo(gettext("The figure of requests is removed."), service)
    service.remove_volume(volume, by=current_user)
    return commit_and_reply(to("volumes", service))
