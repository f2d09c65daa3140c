"""The first station: the board of notes, the problems that grew from them, and their evidence."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from workbench.extensions import db
from workbench.forms.evidence import CauseForm, NewEvidenceForm
from workbench.forms.problems import ProblemForm
from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.evidence import SOURCES
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import JourneyStep
from workbench.models.work.link import links_of
from workbench.models.work.note import Note
from workbench.models.work.opportunity import Opportunity
from workbench.models.work.problem import GRADES, SEVERITIES, SIDES, STATES, Problem
from workbench.models.work.problem_merge import merge
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import TestSession
from workbench.text import columns, formats
from workbench.text.messages import N_
from workbench.text.sentence_guide import guidance, guide_file, words_of
from workbench.views.redesign.segments import segment_names
from workbench.views.redesign.workspace import stage_page
from workbench.views.undo.discarding import flash_undo, register_discardable
from workbench.views.work.boards import board
from workbench.views.work.problem_sentence import keep_as_note, note_of, write_problem
from workbench.web.access import get_or_404, requires
from workbench.web.editing import watch_form
from workbench.web.filters import language, translated
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.fragments import watch
from workbench.web.idempotency import commit_and_reply, edited
from workbench.web.languages import language_of
from workbench.web.page_cache import cached_page

bp = Blueprint("problems", __name__, url_prefix="/redesigns/<int:redesign_id>")

TABLE = columns.Table(
    N_("Problems"),
    columns.text("code", N_("Code")),
    columns.text("title", N_("Problem")),
    columns.text("segment", N_("Who has it")),
    columns.text("grade", N_("How sure"), GRADES),
    columns.whole("seen", N_("Cases seen")),
    columns.whole("asked", N_("Cases asked")),
    columns.whole("people_seen", N_("People seen")),
    columns.whole("people_asked", N_("People asked")),
    columns.whole("requests_seen", N_("Requests seen")),
    columns.whole("requests_asked", N_("Requests looked at")),
    columns.whole("visits_seen", N_("Visits seen")),
    columns.whole("visits_asked", N_("Visits looked at")),
    columns.whole("severity", N_("Severity, 0 to 4")),
    columns.text("state", N_("State"), STATES),
    columns.text("state_reason", N_("Why")),
    columns.text("solved_by", N_("What showed that it is solved")),
)

# What is folded away until somebody asks for it.
DEEP = (
    *("situation", "need", "so_that", "met_when", "life_event", "hardest_for", "excluded"),
    *("causes", "citizen_hours", "citizen_money", "citizen_trips", "office_cost"),
)


def to_problem(problem: Problem) -> Response:
    address = url_for("problems.show", redesign_id=problem.redesign_id, problem_id=problem.id)
    return redirect(address)


@table_view(bp, "/problems", "problem:read", Redesign, name="problems", table=TABLE)
@cached_page
def index(redesign: Redesign) -> Rows | str:
    watch(redesign)
    problems = Problem.kept_in(redesign, *Problem.with_evidence())
    if wants_rows():
        return map(row, problems)
    return render_template(
        "problems/index.html",
        **stage_page(redesign, "problems"),
        **board(redesign),
        problems=problems,
        severity_words=SEVERITIES,
        state_words=STATES,
    )


def row(problem: Problem) -> dict[str, Any]:
    """Return a problem as one line of a table for other programs."""
    counts, shown = problem.counts, problem.shown_by
    of_unit = {
        f"{unit}_{name}": getattr(count, name)
        for unit, count in counts.items()
        for name in ("seen", "asked")
        if unit
    }
    # Cases of unlike units have no sum.
    alike = next(iter(counts.values())) if len(counts) == 1 else None
    own = {name: getattr(problem, name, None) for name in TABLE.names}
    both = {"seen": alike.seen if alike else None, "asked": alike.asked if alike else None}
    return {**own, **both, **of_unit, "solved_by": shown.code if shown else ""}


@bp.route("/problems/new", methods=["GET", "POST"])
@requires("problem:write", Redesign)
def create(redesign: Redesign) -> Response | str:
    form = problem_form(redesign, None)
    note = note_of(redesign, form.note.data or request.args.get("note", ""))
    if request.method == "GET":
        begin(form, note)
    if written := form.accepts(lambda: write_problem(redesign, form, note)):
        return commit_and_reply(after_saving(*written))
    kept = keep_as_note(redesign, form, note) if form.is_submitted() and form.is_nameless else None
    page = problem_form_page(redesign, form, note=note or kept, kept=kept)
    if kept is not None:
        commit()
    return page


def problem_form(redesign: Redesign, problem: Problem | None) -> ProblemForm:
    form = ProblemForm(obj=problem)
    form.language = language_of(redesign.programme.city.country)
    form.offer(Prototype.kept_in(redesign), TestSession.kept_in(redesign), problem)
    return form


def begin(form: ProblemForm, note: Note | None) -> None:
    """Fill in what is known of a new problem: nothing, or the note it comes from."""
    form.id.data, form.note.data = new_id(), note.id if note else new_id()
    if note is not None:
        form.title.data = note.text[:300]
        form.side.data = "office" if note.kind == "office" else "citizen"


def after_saving(problem: Problem) -> Response:
    """Lead to the evidence, where none is yet, or to the next problem."""
    db.session.flush()
    here = {"redesign_id": problem.redesign_id}
    if request.form.get("then") == "another":
        flash(gettext("Problem %(code)s is saved.", code=problem.code), "ok")
        return redirect(url_for("problems.create", **here))
    anchor = "" if problem.kept_evidence else "add-evidence"
    shown = {**here, "problem_id": problem.id, "_anchor": anchor or None}
    return redirect(url_for("problems.show", **shown))


def problem_form_page(redesign: Redesign, form: ProblemForm, **shown: Any) -> str:
    problem = shown.setdefault("problem", None)
    shown["asked"] = guidance(form.title.data or "", form.language)
    return render_template(
        "problems/edit.html",
        redesign=redesign,
        form=form,
        who=segment_names(redesign),
        guide=guide_file(form.language),
        evidence_form=NewEvidenceForm(formdata=None),
        deep=has_depth(problem) or bool({*form.errors} & set(DEEP)),
        **shown,
    )


def has_depth(problem: Problem | None) -> bool:
    return problem is not None and any(getattr(problem, name) for name in DEEP)


@bp.get("/problems/<problem_id>")
@requires("problem:read", Redesign)
def show(redesign: Redesign, problem_id: str) -> Response | str:
    watch(redesign)
    problem = get_or_404(Problem, problem_id, redesign=redesign)
    if problem.merged_into is not None and problem.is_discarded:
        return to_problem(problem.merged_into)
    return problem_page(redesign, problem, NewEvidenceForm())


def problem_page(redesign: Redesign, problem: Problem, form: NewEvidenceForm) -> str:
    language = language_of(redesign.programme.city.country)
    return render_template(
        "problems/show.html",
        redesign=redesign,
        problem=problem,
        form=form,
        card=card(problem),
        ties=ties(redesign, problem),
        source_words=SOURCES,
        asked=guidance(problem.title, language),
        others=others_like(redesign, problem),
    )


def others_like(redesign: Redesign, problem: Problem) -> list[Problem]:
    """Return the team's other problems, those whose sentences have most words in common first."""
    own = {word.text for word in words_of(problem.title) if len(word.text) > 3}

    def unlike(other: Problem) -> tuple[int, int]:
        return -len(own & {word.text for word in words_of(other.title)}), other.number

    return sorted((each for each in Problem.kept_in(redesign) if each is not problem), key=unlike)


@bp.post("/problems/<problem_id>/merge")
@requires("problem:write", Redesign)
def merge_into(redesign: Redesign, problem_id: str) -> Response:
    """Put a problem into another one; one is sent there, with a button that undoes it."""
    problem = get_or_404(Problem, problem_id, redesign=redesign)
    named = request.form.get("into", "")
    # Without a choice it is merged into itself, which is refused.
    into = get_or_404(Problem, named, redesign=redesign) if named else problem
    merge(problem, into, by=current_user)
    told = {"code": problem.code, "into": into.code}
    flash_undo(gettext("%(code)s was merged into %(into)s.", **told), redesign)
    return commit_and_reply(to_problem(into))


@bp.post("/problems/<problem_id>/causes")
@requires("problem:write", Redesign)
def add_cause(redesign: Redesign, problem_id: str) -> Response | str:
    """Answer why of the last cause."""
    problem = get_or_404(Problem, problem_id, redesign=redesign)
    form = CauseForm()
    if form.accepts(lambda: problem.add_cause(form.text.data, by=current_user)):
        return commit_and_reply(to_problem(problem))
    return problem_page(redesign, problem, NewEvidenceForm())


@bp.post("/problems/<problem_id>/grounds")
@requires("problem:write", Redesign)
def ground(redesign: Redesign, problem_id: str) -> Response:
    """Say what a cause rests on: a guess, a piece of evidence, or nothing yet."""
    problem = get_or_404(Problem, problem_id, redesign=redesign)
    sent = request.form
    problem.ground_cause(
        sent.get("cause", ""), sent.get("was", ""), sent.get("ground", ""), by=current_user
    )
    return commit_and_reply(to_problem(problem))


def card(problem: Problem) -> list[tuple[str, Any]]:
    """Return the stated facts of a problem, as (name, value); what nobody stated is left out."""
    currency = problem.redesign.programme.city.currency
    stated = (
        (gettext("Who has it"), problem.segment or gettext(SIDES[problem.side])),
        (gettext("When it happens"), problem.situation),
        (gettext("What they need"), problem.need),
        (gettext("So that"), problem.so_that),
        (gettext("Met when"), problem.met_when),
        (gettext("Life event"), problem.life_event),
        (gettext("Hardest for"), problem.hardest_for),
        (gettext("Left out"), problem.excluded),
        (gettext("Severity"), translated(SEVERITIES.get(problem.severity))),
        (gettext("Hours for a person"), formats.hours(problem.citizen_hours, language())),
        (gettext("Money for a person"), formats.money(problem.citizen_money, currency, language())),
        (gettext("In-person visits"), problem.citizen_trips),
        (gettext("For the office"), problem.office_cost),
        (gettext("State"), gettext(STATES[problem.state])),
        (gettext("What showed that it is solved"), shown_by(problem)),
        (gettext("Reason"), problem.state_reason),
    )
    return [(name, value) for name, value in stated if value not in ("", None, "–")]


def shown_by(problem: Problem) -> Markup | str:
    """Return a link to what showed that the problem is solved; that nobody said it, for a solved one."""
    shown = problem.shown_by
    if shown is None:
        return gettext("not said by what") if problem.state == "solved" else ""
    address = (
        url_for("prototypes.show", redesign_id=shown.redesign_id, prototype_id=shown.id)
        if isinstance(shown, Prototype)
        else url_for("tests.index", redesign_id=shown.redesign_id, _anchor=f"session-{shown.id}")
    )
    return Markup('<a href="{}">{}</a>').format(address, shown.called)


def ties(redesign: Redesign, problem: Problem) -> list[tuple[str, str]]:
    """Return the future steps and prototypes linked to the problem, as (name, address); where no step is, the way to one."""
    found, address, links = [], partial(url_for, redesign_id=redesign.id), links_of(redesign)
    for link in links:
        if link.kind == "addresses" and link.to_id == problem.id:
            step = db.session.get(JourneyStep, link.from_id)
            if step is not None:
                words = gettext("Future step: %(title)s", title=step.title)
                found.append((words, address("journey_steps.show", step_id=step.id)))
        elif link.kind == "covers" and link.to_id == problem.id:
            prototype = db.session.get(Prototype, link.from_id)
            if prototype is not None and not prototype.is_discarded:
                words = gettext("Prototype: %(title)s", title=prototype.title)
                found.append((words, address("prototypes.show", prototype_id=prototype.id)))
        elif link.kind == "responds" and link.to_id == problem.id:
            opportunity = db.session.get(Opportunity, link.from_id)
            if opportunity is not None and not opportunity.is_discarded:
                words = gettext("Opportunity: %(title)s", title=opportunity.text)
                found.append((words, address("opportunities.show", opportunity_id=opportunity.id)))
    is_ahead = any(link.kind == "addresses" and link.to_id == problem.id for link in links)
    if (
        problem.state in ("open", "in_prototype")
        and not is_ahead
        and JourneyMap.future_steps(redesign)
    ):
        words = gettext(
            "No future step addresses it yet: open the step that does, and tick it there"
        )
        found.append((words, address("journeys.future")))
    return found


@bp.route("/problems/<problem_id>/edit", methods=["GET", "POST"])
@requires("problem:write", Redesign)
def edit(redesign: Redesign, problem_id: str) -> Response | str:
    watch_form(redesign)
    problem = get_or_404(Problem, problem_id, redesign=redesign)
    form = problem_form(redesign, problem)
    if edited(form, problem):
        return commit_and_reply(after_saving(problem))
    return problem_form_page(redesign, form, problem=problem)


register_discardable(
    bp,
    "/problems/<problem_id>",
    Problem,
    told=lambda problem: gettext("Problem %(code)s is archived.", code=problem.code),
    home=lambda problem: redirect(url_for("problems.index", redesign_id=problem.redesign_id)),
    shown=to_problem,
)
