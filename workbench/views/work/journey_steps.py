"""One step of a journey on a page of its own: its facts, its lanes, what it answers, and its fate."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.fields import TicksForm, offered
from workbench.forms.journeys import FateForm, LanesForm, StepForm
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey import JourneyPhase
from workbench.models.work.journey_fate import FATES
from workbench.models.work.journey_step import EMOTIONS, LANES, JourneyStep
from workbench.models.work.link import links_of, tie
from workbench.models.work.problem import Problem
from workbench.text import formats
from workbench.views.work.journey_tables import channel_words, minutes_words, point, time_words
from workbench.views.work.journeys import step_of, to_map
from workbench.web.access import get_or_404, requires
from workbench.web.editing import watch_form
from workbench.web.filters import evidence_words, language
from workbench.web.idempotency import check_value, check_version, commit_and_reply

bp = Blueprint("journey_steps", __name__, url_prefix="/redesigns/<int:redesign_id>/journey-steps")


@bp.get("/<step_id>")
@requires("journey:read", Redesign)
def show(redesign: Redesign, step_id: str) -> str:
    watch_form(redesign)
    return step_page(redesign, step_of(redesign, step_id))


@bp.route("/<step_id>/edit", methods=["GET", "POST"])
@requires("journey:write", Redesign)
def edit(redesign: Redesign, step_id: str) -> Response | str:
    step = step_of(redesign, step_id)
    form = facts_form(step)
    if form.accepts(lambda: change_facts(step, form)):
        return commit_and_reply(to_place(redesign, step))
    return step_page(redesign, step, facts=form)


def to_place(redesign: Redesign, step: JourneyStep) -> Response:
    """Return to where the button leads that saved the sheet: another step, the map, or this step again."""
    place = request.form.get("go", "")
    if place == "map":
        return to_map(redesign, step.map.key, "map")
    there = next((each for each in step.map.steps if each.id == place), step)
    return to_step(there)


def facts_form(step: JourneyStep) -> StepForm:
    form = StepForm(obj=step)
    form.phase_id.choices = offered((phase.id, phase.title) for phase in step.map.phases)
    return form


def change_facts(step: JourneyStep, form: StepForm) -> None:
    values = form.values()
    values["phase"] = get_or_404(JourneyPhase, values.pop("phase_id"), map=step.map)
    values["share"] = 100 if values["share"] is None else values["share"]
    values["return_share"] = values["return_share"] or 0
    check_version(step).edit(values, by=current_user)


@bp.post("/<step_id>/lanes")
@requires("journey:write", Redesign)
def fill(redesign: Redesign, step_id: str) -> Response | str:
    """Write the lanes; a lane that names a piece of evidence is a guess no longer."""
    step = step_of(redesign, step_id)
    form = LanesForm()
    if form.accepts(lambda: change_lanes(redesign, step, form)):
        return commit_and_reply(to_step(step, "lanes"))
    return step_page(redesign, step, lanes=form)


def change_lanes(redesign: Redesign, step: JourneyStep, form: LanesForm) -> None:
    form.chosen = {lane: request.form.get(f"evidence-{lane}", "") for lane in LANES}
    form.evidence = [(item.id, evidence_words(item)) for item in Evidence.kept_in(redesign)]
    named = {
        lane: get_or_404(Evidence, chosen, redesign=redesign)
        for lane, chosen in form.chosen.items()
        if chosen
    }
    check_version(step)
    for lane in LANES:
        text, cell = form[lane].data, step.cell(lane)
        if text or cell:
            step.fill(lane, text, by=current_user, evidence=named.get(lane))


@bp.post("/<step_id>/fate")
@requires("journey:write", Redesign)
def decide(redesign: Redesign, step_id: str) -> Response | str:
    step = step_of(redesign, step_id)
    form = fate_form(step)
    chosen = request.form.get("merged_into_id")
    into = step_of(redesign, chosen) if chosen else None
    if form.accepts(lambda: decide_seen(step, form, into)):
        key = step.map.twins["to_be"]
        where = {"redesign_id": redesign.id, "map": None if key == "to_be" else key}
        return commit_and_reply(redirect(url_for("journeys.compare", **where)))
    return step_page(redesign, step, fate=form)


def decide_seen(step: JourneyStep, form: FateForm, into: JourneyStep | None) -> None:
    """Decide what the person saw undecided, or saw decided as it is; another's choice is not replaced unseen.

    The cell of the comparison names what it showed; the page of the step, which shows more, its version.
    """
    fate, reason = form.fate.data, form.fate_reason.data or ""
    if "was_fate" in request.form:
        check_value(step, "fate", step.fate, fate)
        check_value(step, "merged_into_id", step.merged_into_id, into.id if into else None)
        if "fate_reason" in request.form:
            check_value(step, "fate_reason", step.fate_reason, reason)
    else:
        check_version(step)
    step.decide(fate, by=current_user, reason=reason, into=into)


def fate_form(step: JourneyStep) -> FateForm:
    form = FateForm(obj=step)
    others = [other for other in step.map.steps if other is not step]
    named = ((other.id, f"{other.position}. {other.title}") for other in others)
    form.merged_into_id.choices = offered([("", "–"), *named])
    return form


@bp.post("/<step_id>/problems")
@requires("journey:write", Redesign)
def answer(redesign: Redesign, step_id: str) -> Response:
    """Say which problems a future step addresses, or where on today's journey problems hurt."""
    step = step_of(redesign, step_id)
    chosen = [
        get_or_404(Problem, problem_id, redesign=redesign).id
        for problem_id in request.form.getlist("problem")
    ]
    is_future = step.map.is_future
    kind = "addresses" if is_future else "hurts_at"
    tied = TicksForm().tied(sorted(linked_problems(redesign, step)), chosen)
    tie(redesign, kind, step.id, tied, by=current_user, from_here=is_future)
    return commit_and_reply(to_step(step, "answers"))


def linked_problems(redesign: Redesign, step: JourneyStep) -> set[str]:
    """Return the ids of the problems that a future step addresses, or that hurt at a step of today."""
    links = links_of(redesign)
    if step.map.is_future:
        return {each.to_id for each in links if (each.kind, each.from_id) == ("addresses", step.id)}
    return {each.from_id for each in links if (each.kind, each.to_id) == ("hurts_at", step.id)}


def to_step(step: JourneyStep, anchor: str | None = None) -> Response:
    address = {"redesign_id": step.map.redesign_id, "step_id": step.id, "_anchor": anchor}
    return redirect(url_for("journey_steps.show", **address))


def step_page(redesign: Redesign, step: JourneyStep, **forms: Any) -> str:
    """Return the page of a step with its four forms; one that was refused keeps what was typed."""
    return render_template(
        "journeys/step.html",
        redesign=redesign,
        step=step,
        journey=step.map,
        facts=forms.get("facts") or facts_form(step),
        lanes=forms.get("lanes") or lanes_form(step),
        fate=forms.get("fate") or fate_form(step),
        lane_names=LANES,
        emotions=EMOTIONS,
        points=[point(each) for each in step.map.steps],
        earlier=neighbour(step, -1),
        later=neighbour(step, 1),
        fates=FATES,
        stated=stated_facts(redesign, step),
        problems=Problem.kept_in(redesign),
        evidence=Evidence.kept_in(redesign),
        linked=linked_problems(redesign, step),
    )


def neighbour(step: JourneyStep, by: int) -> JourneyStep | None:
    return next((each for each in step.map.steps if each.position == step.position + by), None)


def stated_facts(redesign: Redesign, step: JourneyStep) -> list[tuple[str, Any]]:
    """Return what is known of a step, as (name, value), for those who only read."""
    currency = redesign.programme.city.currency
    facts = (
        (gettext("Channels"), channel_words(step)),
        (gettext("Who acts"), step.actor),
        (gettext("Time of the person"), time_words(step)),
        (gettext("Money the person pays"), formats.money(step.citizen_cost, currency, language())),
        (gettext("Time of the office"), minutes_words(step.office_minutes)),
        (gettext("Source of the times"), step.time_source),
        (gettext("Emotion"), step.emotion_word),
        (gettext("Without the internet"), step.alternative),
        (gettext("Which law"), step.legal_ground),
    )
    return [(name, value) for name, value in facts if value not in ("", None, "–")]


def lanes_form(step: JourneyStep) -> LanesForm:
    texts = {cell.lane: cell.text for cell in step.written_cells}
    return LanesForm(formdata=None, data={**texts, "version": step.version})
