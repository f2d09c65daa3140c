"""Steps as columns of a map: one inserted, split, copied or merged; rows pasted, and the charter's steps brought in."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import get_locale, gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.exchange.pasted_steps import LANES as PASTED_LANES
from workbench.exchange.pasted_steps import read_steps
from workbench.forms.journeys import ColumnForm, MapForm, PastedRowsForm
from workbench.models.base import DomainError
from workbench.models.catalogue.levels import CHANNELS
from workbench.models.commit import commit
from workbench.models.log.transaction import transaction
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.journey import FIRST_PHASES, JourneyMap
from workbench.models.work.journey_columns import (
    copy_step,
    insert_step,
    merge_with_next,
    split_step,
)
from workbench.models.work.journey_rows import StepRow, bring_service_steps, paste_rows
from workbench.text import formats
from workbench.text.messages import N_
from workbench.views.work.journey_tables import minutes_words
from workbench.views.work.journeys import step_of, to_map
from workbench.web.access import get_or_404, requires
from workbench.web.editing import last_saved
from workbench.web.filters import language, ngettext
from workbench.web.idempotency import check_version, commit_and_reply

bp = Blueprint(
    "journey_columns", __name__, url_prefix="/redesigns/<int:redesign_id>/journey-columns"
)
LONGEST = 200
# What the columns of a pasted table are called before they are taken.
COLUMNS = {
    "title": N_("Step"),
    "phase": N_("Phase"),
    "channels": N_("Channels"),
    "actor": N_("Who acts"),
    "citizen_minutes": N_("Time of the person"),
    "waiting_days": N_("Days of waiting"),
    "citizen_cost": N_("Cost for the person"),
    "office_minutes": N_("Time of the office"),
    "documents": N_("Documents asked"),
    "pains": N_("Pain points"),
    "frontstage": N_("Staff the person meets"),
    "backstage": N_("Backstage"),
    "systems": N_("Systems"),
    "law": N_("Law and policy"),
}


def to_steps(journey: JourneyMap) -> Response:
    return to_map(journey.redesign, journey.key, "map")


@bp.post("/<step_id>/insert")
@requires("journey:write", Redesign)
def insert(redesign: Redesign, step_id: str) -> Response:
    """Put a new step before this one, or after it, in its phase; its name is written over where it stands."""
    step, form = step_of(redesign, step_id), ColumnForm()
    place = {"after" if request.form.get("place") == "after" else "before": step}
    title = (form.title.data or gettext("New step"))[:LONGEST]
    insert_step(step.map, {"title": title}, **place, by=current_user, id=form.id.data or None)
    return commit_and_reply(to_steps(step.map))


@bp.post("/<step_id>/shift")
@requires("journey:write", Redesign)
def shift(redesign: Redesign, step_id: str) -> Response:
    """Move the step one place on, or one back, from wherever it stands by now: two presses are two places."""
    step = step_of(redesign, step_id)
    place = step.position + (-1 if request.form.get("by") == "-1" else 1)
    if 1 <= place <= len(step.map.steps):
        step.map.move_step(step, place, by=current_user)
    return commit_and_reply(to_steps(step.map))


@bp.post("/<step_id>/split")
@requires("journey:write", Redesign)
def split(redesign: Redesign, step_id: str) -> Response:
    step, form = step_of(redesign, step_id), ColumnForm()
    title = gettext("%(title)s (second half)", title=step.title)[:LONGEST]
    split_step(step, title, by=current_user, id=form.id.data or None)
    return commit_and_reply(to_steps(step.map))


@bp.post("/<step_id>/copy")
@requires("journey:write", Redesign)
def copy(redesign: Redesign, step_id: str) -> Response:
    step, form = step_of(redesign, step_id), ColumnForm()
    title = gettext("%(title)s (copy)", title=step.title)[:LONGEST]
    copy_step(step, title, by=current_user, id=form.id.data or None)
    return commit_and_reply(to_steps(step.map))


@bp.post("/<step_id>/merge")
@requires("journey:write", Redesign)
def merge(redesign: Redesign, step_id: str) -> Response:
    """Merge the step with the next, if that is still the one that the button named."""
    step = step_of(redesign, step_id)
    named = request.form.get("next")
    if named and named not in {s.id for s in step.map.steps if s.position == step.position + 1}:
        raise DomainError(
            N_("The steps were moved meanwhile. Look at the map, and merge them again if you like.")
        )
    merge_with_next(step, by=current_user)
    return commit_and_reply(to_steps(step.map))


@bp.post("/<step_id>/remove")
@requires("journey:write", Redesign)
def remove(redesign: Redesign, step_id: str) -> Response:
    """Remove the step, unless somebody else has written in it since the person saw it."""
    step = step_of(redesign, step_id)
    last = last_saved(step)
    if last is None or last.by_id != current_user.id:
        check_version(step)
    journey = step.map
    journey.remove_step(step, by=current_user)
    return commit_and_reply(to_steps(journey))


@bp.route("/rows", methods=["GET", "POST"], defaults={"journey_id": ""})
@bp.route("/maps/<journey_id>/rows", methods=["GET", "POST"])
@requires("journey:write", Redesign)
def paste(redesign: Redesign, journey_id: str) -> Response | str:
    """Show which steps a pasted table holds; add them once the person has seen them."""
    journey = journey_of(redesign, journey_id) if journey_id else JourneyMap.of(redesign, "as_is")
    form = PastedRowsForm()
    found = read_steps(form.rows.data or "", str(get_locale() or "en"))
    if "confirmed" in request.form and form.validate_on_submit() and found.rows:
        journey = journey or begin_today(redesign, "")
        after = next((step for step in journey.steps if step.id == form.after.data), None)
        paste_rows(journey, list(map(row_of, found.rows)), after=after, by=current_user)
        return commit_and_reply(to_steps(journey))
    form.validate_on_submit()
    return render_template(
        "journeys/pasted.html",
        redesign=redesign,
        kind=journey.key if journey else "as_is",
        form=form,
        found=found,
        shown=[name for name in COLUMNS if any(name in row for row in found.rows)],
        column_names=COLUMNS,
        words_of=partial(words_of, redesign.programme.city.currency),
    )


def words_of(currency: str, name: str, value: Any) -> str:
    """Return what was read of a cell, in the words in which the map will show it."""
    if value is None:
        return "–"
    if name == "channels":
        return ", ".join(gettext(CHANNELS[code]) for code in value)
    if name in ("citizen_minutes", "office_minutes"):
        return minutes_words(value)
    if name == "waiting_days":
        count = formats.number(value, language(), 2)
        one, many = "%(count)s day of waiting", "%(count)s days of waiting"
        return ngettext(one, many, 1 if value == 1 else 2, count=count)
    return formats.money(value, currency, language()) if name == "citizen_cost" else str(value)


def row_of(found: dict[str, Any]) -> StepRow:
    """Return a pasted row as the map takes it: a time that nobody measured is a guess."""
    lanes = {name: found[name] for name in PASTED_LANES if name in found}
    values = {name: found[name] for name in found if name not in PASTED_LANES and name != "phase"}
    return StepRow(values, lanes, found.get("phase", ""))


@bp.post("/service-steps")
@requires("journey:write", Redesign)
def bring(redesign: Redesign) -> Response:
    """Bring the charter's steps into today's map, which is begun if need be; one undo takes the steps out again."""
    form = MapForm()
    segment = form.segment.data if form.validate() else ""
    journey = JourneyMap.of(redesign, "as_is") or begin_today(redesign, segment or "")
    bring_service_steps(journey, source_of(redesign), by=current_user)
    return commit_and_reply(to_steps(journey))


@bp.post("/first")
@requires("journey:write", Redesign)
def first(redesign: Redesign) -> Response:
    """Write the first step of today's map, which is begun with it."""
    form = ColumnForm()
    title = (form.title.data or gettext("New step"))[:LONGEST]
    journey = JourneyMap.of(redesign, "as_is") or begin_today(redesign, "")
    insert_step(journey, {"title": title}, by=current_user, id=form.id.data or None)
    return commit_and_reply(to_steps(journey))


def begin_today(redesign: Redesign, segment: str) -> JourneyMap:
    """Begin today's map, saved at once as a deed of its own: that it was begun is not undone with its steps."""
    operation, transaction().operation = transaction().operation, None
    names = [gettext(title) for title in FIRST_PHASES]
    journey = JourneyMap.begin(redesign, "as_is", by=current_user, segment=segment, phases=names)
    commit()
    transaction().operation = operation
    return journey


def source_of(redesign: Redesign) -> str:
    """Return the words that name the charter as the source of what it states."""
    charters = redesign.service.charters if redesign.service else []
    if not charters:
        return gettext("Service charter")
    day = formats.short_day(charters[-1].valid_from, language())
    return gettext("Service charter, version of %(day)s", day=day)


def journey_of(redesign: Redesign, journey_id: str) -> JourneyMap:
    journey = get_or_404(JourneyMap, journey_id)
    if journey.redesign_id != redesign.id:
        abort(404)
    return journey
