"""Programmes: whose they are, what they set out to reach, and who takes part."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.fields import MoveForm
from workbench.forms.organisations import offer
from workbench.forms.programmes import (
    ItselfForm,
    NewProgrammeForm,
    ObjectiveForm,
    PartyForm,
    PhaseForm,
    ProgrammeForm,
    TeamForm,
    TestimonialForm,
)
from workbench.models.catalogue.city import City
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.programme.claim_subject import MEASURES
from workbench.models.programme.objective import Objective
from workbench.models.programme.outcome import KINDS as OUTCOME_KINDS
from workbench.models.programme.phase import Phase
from workbench.models.programme.programme import PARTY_ROLES, Party, Programme, Testimonial
from workbench.models.programme.workshop import STATES
from workbench.models.redesign.redesign import Redesign
from workbench.reports.objectives import targets_of
from workbench.reports.officials import participation
from workbench.reports.overview import (
    TABLE,
    indicator_figures,
    marked_among,
    programme_lines,
    services_of,
)
from workbench.views.catalogue.replacements import offered_services
from workbench.views.programme.enrolments import seats_page
from workbench.views.undo.reversals import flash_undo
from workbench.web.access import get_or_404, requires
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.idempotency import check_version, commit_and_reply, edited
from workbench.web.page_cache import cached_page
from workbench.web.pagination import asked_number, asked_words

bp = Blueprint("programmes", __name__)
ONE = "/programmes/<int:programme_id>"


def to(endpoint: str, programme: Programme, **values: Any) -> Response:
    return redirect(url_for(f"programmes.{endpoint}", programme_id=programme.id, **values))


@table_view(bp, "/programmes", "city:read", name="programmes", table=TABLE)
def index() -> Rows | str:
    return listing(current_user.city)


@cached_page
def listing(city: City) -> Rows | str:
    """List what the reader may see, whatever city it is in."""
    statement = Programme.seen_by(current_user).order_by(
        Programme.closed_on.is_not(None), Programme.starts_on.desc(), Programme.title
    )
    lines = programme_lines(list(db.session.scalars(statement)))
    if wants_rows():
        return [line.as_row() for line in lines]
    return render_template("programmes/index.html", lines=lines)


@bp.route("/programmes/new", methods=["GET", "POST"])
@requires("programme:create")
def create() -> Response | str:
    """Open a programme with its first phase; a lead who opens one leads it."""
    form = NewProgrammeForm()
    if form.validate_on_submit():
        values = form.values()
        first_phase = values.pop("first_phase")
        slug = Programme.free_slug(values["title"])
        programme = Programme.found(current_user.city, slug=slug, by=current_user, **values)
        phase = programme.add_phase(
            title=first_phase, starts_on=programme.starts_on, by=current_user
        )
        if not current_user.may("programme:edit", programme):
            phase.enrol(current_user._get_current_object(), role="lead", by=current_user)
        next_for_lead = gettext(
            "The programme is open. Plan its workshops next, and invite people."
        )
        next_for_others = gettext(
            "The programme is open. Enrol its people next: whoever leads it plans the workshops."
        )
        leads = current_user.may("workshop:edit", programme)
        flash(next_for_lead if leads else next_for_others, "ok")
        return commit_and_reply(to("show", programme))
    return render_template("programmes/edit.html", form=form, programme=None)


@bp.get(ONE)
@requires("programme:read", Programme)
@cached_page
def show(programme: Programme) -> str:
    phases = db.session.scalars(
        select(Phase)
        .where(Phase.programme_id == programme.id)
        .options(selectinload(Phase.workshops))
        .order_by(Phase.position)
    )
    redesigns = list(
        db.session.scalars(
            select(Redesign)
            .where(Redesign.programme_id == programme.id)
            .options(
                joinedload(Redesign.service).joinedload(Service.organisation),
                joinedload(Redesign.facilitator),
            )
            .order_by(Redesign.id)
        )
    )
    taking_part = participation(programme, programme.city.today())
    figures = indicator_figures(redesigns, taking_part)
    return render_template(
        "programmes/show.html",
        programme=programme,
        phases=list(phases),
        phase_figures={figures.id: figures for figures in taking_part.phases},
        redesigns=[each for each in redesigns if not each.is_of_programme],
        itself=next((each for each in redesigns if each.is_of_programme), None),
        figures=figures,
        marked=marked_among(services_of([programme.id])[programme.id]),
        targets=targets_of(programme.objectives, figures),
        measures=MEASURES,
        outcome_kinds=OUTCOME_KINDS,
        party_roles=PARTY_ROLES,
        workshop_states=STATES,
    )


@bp.route(ONE + "/edit", methods=["GET", "POST"])
@requires("programme:edit", Programme)
def edit(programme: Programme) -> Response | str:
    form = ProgrammeForm(programme)
    if edited(form, programme):
        return commit_and_reply(to("show", programme))
    return render_template("programmes/edit.html", form=form, programme=programme)


def a_list(name: str, form: Any, programme: Programme, add: Callable[..., Any]) -> Response | str:
    """Show what the programme has of a kind, with the form that adds to it."""
    if form.accepts(lambda: add(by=current_user, **form.values())):
        return commit_and_reply(to(name, programme))
    shown = {"programme": programme, "form": form, "measures": MEASURES}
    return render_template(f"programmes/{name}.html", **shown)


@bp.route(ONE + "/parties", methods=["GET", "POST"])
@requires("programme:edit", Programme)
def parties(programme: Programme) -> Response | str:
    form = PartyForm()
    offer(form.organisation_id, Organisation.of(programme.city))
    if form.validate_on_submit():
        organisation = db.session.get_one(Organisation, form.organisation_id.data)
        if form.accepts(lambda: programme.add_party(organisation, form.role.data, by=current_user)):
            return commit_and_reply(to("parties", programme))
    return render_template(
        "programmes/parties.html", programme=programme, form=form, roles=PARTY_ROLES
    )


@bp.post(ONE + "/parties/<int:party_id>/remove")
@requires("programme:edit", Programme)
def remove_party(programme: Programme, party_id: int) -> Response:
    party = get_or_404(Party, party_id, programme=programme)
    flash_undo(gettext("Removed: %(name)s.", name=party.organisation.name), programme)
    programme.remove_party(party, by=current_user)
    return commit_and_reply(to("parties", programme))


@bp.route(ONE + "/objectives", methods=["GET", "POST"])
@requires("programme:edit", Programme)
def objectives(programme: Programme) -> Response | str:
    return a_list("objectives", ObjectiveForm(), programme, programme.add_objective)


@bp.route(ONE + "/objectives/<int:objective_id>", methods=["GET", "POST"])
@requires("programme:edit", Programme)
def edit_objective(programme: Programme, objective_id: int) -> Response | str:
    objective = get_or_404(Objective, objective_id, programme=programme)
    form = ObjectiveForm(obj=objective)
    if edited(form, objective):
        flash_undo(gettext("Changed: %(name)s.", name=objective.title), programme)
        return commit_and_reply(to("objectives", programme))
    return render_template(
        "programmes/edit_objective.html", programme=programme, objective=objective, form=form
    )


@bp.post(ONE + "/objectives/<int:objective_id>/remove")
@requires("programme:edit", Programme)
def remove_objective(programme: Programme, objective_id: int) -> Response:
    objective = get_or_404(Objective, objective_id, programme=programme)
    flash_undo(gettext("Removed: %(name)s.", name=objective.title), programme)
    programme.remove_objective(objective, by=current_user)
    return commit_and_reply(to("objectives", programme))


@bp.route(ONE + "/testimonials", methods=["GET", "POST"])
@requires("programme:edit", Programme)
def testimonials(programme: Programme) -> Response | str:
    return a_list("testimonials", TestimonialForm(), programme, programme.add_testimonial)


@bp.post(ONE + "/testimonials/<int:testimonial_id>/remove")
@requires("programme:edit", Programme)
def remove_testimonial(programme: Programme, testimonial_id: int) -> Response:
    testimonial = get_or_404(Testimonial, testimonial_id, programme=programme)
    programme.remove_testimonial(testimonial, by=current_user)
    return commit_and_reply(to("testimonials", programme))


@bp.route(ONE + "/phases", methods=["GET", "POST"])
@requires("phase:edit", Programme)
def phases(programme: Programme) -> Response | str:
    return a_list("phases", PhaseForm(), programme, programme.add_phase)


@bp.route(ONE + "/phases/<int:phase_id>", methods=["GET", "POST"])
@requires("phase:edit", Programme)
def edit_phase(programme: Programme, phase_id: int) -> Response | str:
    phase = get_or_404(Phase, phase_id, programme=programme)
    form = PhaseForm(obj=phase)
    if edited(form, phase):
        return commit_and_reply(to("phases", programme))
    return render_template(
        "programmes/edit_phase.html", programme=programme, phase=phase, form=form
    )


@bp.post(ONE + "/phases/<int:phase_id>/move")
@requires("phase:edit", Programme)
def move_phase(programme: Programme, phase_id: int) -> Response:
    phase, form = get_or_404(Phase, phase_id, programme=programme), MoveForm()
    if form.place not in (None, phase.position):
        programme.move_phase(check_version(phase), form.place, by=current_user)
    return commit_and_reply(to("phases", programme))


@bp.route(ONE + "/add-redesign", methods=["GET", "POST"])
@requires("redesign:create", Programme)
def add_redesign(programme: Programme) -> Response | str:
    """Find a service in the catalogue, name its team, and open the team's own page."""
    words = asked_words()
    form = TeamForm(data={"service_id": asked_number("service")})
    form.service_id.choices = offered_services(programme.city, words, form.service_id.data)
    if form.validate_on_submit():
        service = db.session.get_one(Service, form.service_id.data)
        values = {"team_name": form.team_name.data, "reason_chosen": form.reason_chosen.data}
        if begun := form.accepts(
            lambda: Redesign.begin(programme, service, by=current_user, **values)
        ):
            return commit_and_reply(redirect(url_for("redesigns.team", redesign_id=begun[0].id)))
    said = gettext("This programme works on it already.")
    taken = {redesign.service_id: said for redesign in programme.redesigns}
    return render_template(
        "programmes/add_redesign.html", programme=programme, form=form, words=words, taken=taken
    )


@bp.route(ONE + "/itself", methods=["GET", "POST"])
@requires("redesign:create", Programme)
def begin_itself(programme: Programme) -> Response | str:
    """Begin to prototype the programme itself as one does a service, and open its team's own page."""
    if own := Redesign.of_programme(programme):
        return redirect(url_for("redesigns.show", redesign_id=own.id))
    form = ItselfForm(own_title=gettext("The programme itself"))
    if begun := form.accepts(
        lambda: Redesign.begin_itself(programme, by=current_user, **form.values())
    ):
        return commit_and_reply(redirect(url_for("redesigns.team", redesign_id=begun[0].id)))
    return render_template("programmes/begin_itself.html", programme=programme, form=form)


@bp.get(ONE + "/people")
@requires("enrolment:read", Programme)
def enrolments(programme: Programme) -> str:
    return seats_page(programme)
