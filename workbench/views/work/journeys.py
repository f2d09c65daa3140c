"""The journey maps: today's and the future one, their phases and steps, and the comparison of both."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.fields import MoveForm, offered
from workbench.forms.journeys import MapForm, NewStepForm, PhaseForm, WorstForm
from workbench.models.base import DomainError
from workbench.models.catalogue.levels import CHANNELS
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.journey import FIRST_PHASES, JourneyMap, JourneyPhase
from workbench.models.work.journey_rows import charter_steps
from workbench.models.work.journey_step import BASES, EMOTIONS, JourneyStep
from workbench.text.messages import N_
from workbench.views.redesign.workspace import stage_page
from workbench.views.work.journey_comparison import comparison
from workbench.views.work.journey_curves import other_curves
from workbench.views.work.journey_facts import facts_of, finding, guesswork
from workbench.views.work.journey_lines import map_grid
from workbench.views.work.journey_tables import TABLE, rows_of
from workbench.web.access import get_or_404, requires
from workbench.web.formats import Rows, rows_view
from workbench.web.fragments import watch
from workbench.web.idempotency import check_value, check_version, commit_and_reply, edited
from workbench.web.page_cache import cached_page

bp = Blueprint("journeys", __name__, url_prefix="/redesigns/<int:redesign_id>/journeys")
PAGES = {"as_is": "journeys.today", "to_be": "journeys.future"}


def map_url(redesign_id: int, key: str, anchor: str | None = None) -> str:
    """Return the address of a map: the main ones have their own, the others one by their id."""
    if key in PAGES:
        return url_for(PAGES[key], redesign_id=redesign_id, _anchor=anchor)
    return url_for("journeys.of_map", redesign_id=redesign_id, map_id=key, _anchor=anchor)


def to_map(redesign: Redesign, key: str, anchor: str | None = None) -> Response:
    return redirect(map_url(redesign.id, key, anchor))


def map_of(redesign: Redesign, kind: str) -> JourneyMap:
    """Return the map that an address names: "as_is" and "to_be" are the main ones, others have their id there."""
    if kind not in PAGES:
        journey: JourneyMap = get_or_404(JourneyMap, kind, redesign=redesign)
        return journey
    main = JourneyMap.of(redesign, kind)
    if main is None:
        abort(404)
    return main


@bp.get("/today")
@requires("journey:read", Redesign)
@cached_page
def today(redesign: Redesign) -> str:
    return show(redesign, "as_is")


@bp.get("/future")
@requires("journey:read", Redesign)
@cached_page
def future(redesign: Redesign) -> str:
    return show(redesign, "to_be")


def show(
    redesign: Redesign, kind: str, form: MapForm | None = None, other: JourneyMap | None = None
) -> str:
    """Show the main map of a kind, or another one."""
    watch(redesign)
    work = RedesignWork.of_map(other) if other else RedesignWork.of_journeys(redesign)
    journey = other or work.maps.get(kind)
    return render_template(
        "journeys/show.html",
        **stage_page(redesign, kind),
        kind=kind,
        key=journey.key if journey else kind,
        keys=journey.twins if journey else {name: name for name in PAGES},
        journey=journey,
        others=other_curves(journey) if journey else [],
        table=map_grid(redesign, journey, work) if journey else None,
        finding=finding(kind, journey),
        figures=facts_of(redesign, journey) if journey else [],
        guesswork=guesswork(journey) if journey else [],
        has_today=bool(work.steps("as_is")),
        step_form=new_step_form(journey) if journey else None,
        map_form=form or MapForm(formdata=None),
        bases=BASES,
        emotions=sorted(EMOTIONS.items(), reverse=True),
        charter=charter_steps(redesign)
        if kind == "as_is" and not other and not (journey and journey.steps)
        else [],
        channel_names=CHANNELS,
    )


def new_step_form(journey: JourneyMap) -> NewStepForm:
    """Return the form for a step at the end: its phase is that of the last one, at the start the first."""
    last = journey.steps[-1].phase_id if journey.steps else None
    form = NewStepForm(phase_id=last or (journey.phases[0].id if journey.phases else None))
    form.phase_id.choices = offered((phase.id, phase.title) for phase in journey.phases)
    return form


@bp.get("/compare")
@requires("journey:read", Redesign)
@cached_page
def compare(redesign: Redesign) -> str:
    """Show today and the future side by side, step by step, with the totals of both."""
    watch(redesign)
    other = map_of(redesign, request.args["map"]) if request.args.get("map") else None
    work = RedesignWork.of_map(other) if other else RedesignWork.of_journeys(redesign)
    return render_template(
        "journeys/compare.html",
        **stage_page(redesign, "to_be"),
        **comparison(redesign, work),
        future=other,
    )


@rows_view(bp, "/<kind>", "journey:read", Redesign, name="journey-{kind}", table=TABLE)
def download(redesign: Redesign, kind: str) -> Rows:
    return rows_of(map_of(redesign, kind))


@bp.post("/<kind>")
@requires("journey:write", Redesign)
def begin(redesign: Redesign, kind: str) -> Response | str:
    if kind not in PAGES:
        abort(404)
    form = MapForm()
    names = [gettext(title) for title in FIRST_PHASES]
    if not form.validate():
        return show(redesign, kind, form)
    if JourneyMap.of(redesign, kind):
        raise DomainError(N_("This map has been begun already."))
    JourneyMap.begin(redesign, kind, by=current_user, segment=form.segment.data, phases=names)
    return commit_and_reply(to_map(redesign, kind))


@bp.route("/<kind>/segment", methods=["GET", "POST"])
@requires("journey:write", Redesign)
def edit_map(redesign: Redesign, kind: str) -> Response | str:
    journey = map_of(redesign, kind)
    form = MapForm(obj=journey)
    if edited(form, journey):
        return commit_and_reply(to_map(redesign, journey.key))
    shown = {"redesign": redesign, "form": form, "journey": journey}
    return render_template("journeys/edit_map.html", **shown)


# phases


@bp.post("/<kind>/phases")
@requires("journey:write", Redesign)
def add_phase(redesign: Redesign, kind: str) -> Response | str:
    journey, form = map_of(redesign, kind), PhaseForm()
    if form.validate():
        journey.add_phase(form.title.data, by=current_user)
        return commit_and_reply(to_phases(redesign, kind))
    return phases_page(redesign, journey, form)


@bp.get("/<kind>/phases")
@requires("journey:write", Redesign)
def phases(redesign: Redesign, kind: str) -> str:
    return phases_page(redesign, map_of(redesign, kind), PhaseForm(formdata=None))


def phases_page(redesign: Redesign, journey: JourneyMap, form: PhaseForm) -> str:
    shown = {"redesign": redesign, "journey": journey, "kind": journey.key}
    return render_template("journeys/phases.html", **shown, form=form)


def to_phases(redesign: Redesign, kind: str) -> Response:
    return redirect(url_for("journeys.phases", redesign_id=redesign.id, kind=kind))


@bp.post("/<kind>/phases/<int:phase_id>")
@requires("journey:write", Redesign)
def edit_phase(redesign: Redesign, kind: str, phase_id: int) -> Response | str:
    """Rename the phase, or remove it when that button was pressed."""
    journey, form = map_of(redesign, kind), PhaseForm()
    phase = get_or_404(JourneyPhase, phase_id, map=journey)
    if request.form.get("deed") == "remove":
        journey.remove_phase(check_version(phase), by=current_user)
    elif form.validate():
        journey.rename_phase(check_version(phase), form.title.data, by=current_user)
    else:
        return phases_page(redesign, journey, form)
    return commit_and_reply(to_phases(redesign, kind))


# steps in their order


@bp.post("/<kind>/steps")
@requires("journey:write", Redesign)
def add_step(redesign: Redesign, kind: str) -> Response | str:
    journey = map_of(redesign, kind)
    form = new_step_form(journey)
    if form.validate():
        phase = get_or_404(JourneyPhase, form.phase_id.data, map=journey)
        values = {"title": form.title.data, "phase": phase}
        if form.accepts(lambda: journey.add_step(values, by=current_user, id=form.id.data or None)):
            return commit_and_reply(to_map(redesign, kind, "map"))
    return render_template("journeys/add_step.html", redesign=redesign, kind=kind, form=form)


@bp.post("/steps/<step_id>/move")
@requires("journey:write", Redesign)
def move_step(redesign: Redesign, step_id: str) -> Response:
    step, form = step_of(redesign, step_id), MoveForm()
    if form.place not in (None, step.position):
        step.map.move_step(check_version(step), form.place, by=current_user)
    return commit_and_reply(to_map(redesign, step.map.key, "map"))


@bp.post("/steps/<step_id>/remove")
@requires("journey:write", Redesign)
def remove_step(redesign: Redesign, step_id: str) -> Response:
    step = check_version(step_of(redesign, step_id))
    journey = step.map
    journey.remove_step(step, by=current_user)
    return commit_and_reply(to_map(redesign, journey.key, "map"))


@bp.post("/steps/<step_id>/worst")
@requires("journey:write", Redesign)
def mark_worst(redesign: Redesign, step_id: str) -> Response:
    step, form = step_of(redesign, step_id), WorstForm()
    form.title, worst = step.title, step.map.worst
    check_value(step.map, "worst", worst and worst.id, step.id)
    step.map.mark_worst(step, by=current_user)
    return commit_and_reply(to_map(redesign, step.map.key, "map"))


def step_of(redesign: Redesign, step_id: str) -> JourneyStep:
    """Return a step of one of the redesign's maps, or answer 404."""
    step = get_or_404(JourneyStep, step_id)
    if step.map.redesign_id != redesign.id:
        abort(404)
    return step
