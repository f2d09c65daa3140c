"""Opportunities: the list, one on its page, and its way onto the board where people vote."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from workbench.forms.opportunities import NewOpportunityForm, OpportunityForm
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.opportunity_vote import OpportunityVote, votes_on
from workbench.models.room.participation import require_now
from workbench.models.work.journey import KINDS
from workbench.models.work.link import links_of, tie
from workbench.models.work.note import Note
from workbench.models.work.opportunity import STATES, Opportunity
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype
from workbench.text import columns
from workbench.text.messages import N_
from workbench.views.undo.discarding import register_discardable
from workbench.web.access import get_or_404, requires
from workbench.web.editing import watch_form
from workbench.web.formats import Rows, table_view, wants_rows
from workbench.web.fragments import watch
from workbench.web.idempotency import commit_and_reply, edited
from workbench.web.page_cache import cached_page
from workbench.web.places import to_board

bp = Blueprint("opportunities", __name__, url_prefix="/redesigns/<int:redesign_id>")

# How it stands: what people said of it, or that a prototype tries it.
STANDINGS = {**STATES, "answered": N_("Answered by a prototype")}
TABLE = columns.Table(
    N_("Opportunities"),
    columns.text("code", N_("Code")),
    columns.text("text", N_("How might we…")),
    columns.text("map", N_("Journey"), KINDS),
    columns.text("step", N_("Step")),
    columns.text("problems", N_("Problems it answers")),
    columns.text("prototypes", N_("Prototypes that try it")),
    columns.text("state", N_("State"), STANDINGS),
    columns.text("state_reason", N_("Why it is parked")),
    columns.whole("votes", N_("Votes")),
    columns.text("voted_in", N_("Voted in")),
)


class Thread:
    """What the opportunities of a team hang together with, read once: problems, prototypes and votes."""

    def __init__(self, redesign: Redesign):
        self.problems: dict[str, Problem] = {p.id: p for p in Problem.kept_in(redesign)}
        self.prototypes: dict[str, Prototype] = {p.id: p for p in Prototype.kept_in(redesign)}
        self.links = links_of(redesign)
        self.votes: Mapping[str, OpportunityVote] = votes_on(redesign)

    def problems_of(self, opportunity: Opportunity) -> list[Problem]:
        """Return the problems that it answers."""
        ids = (x.to_id for x in self.links if (x.kind, x.from_id) == ("responds", opportunity.id))
        return [self.problems[each] for each in ids if each in self.problems]

    def prototypes_of(self, opportunity: Opportunity) -> list[Prototype]:
        """Return the prototypes that try it."""
        ids = (x.from_id for x in self.links if (x.kind, x.to_id) == ("tries", opportunity.id))
        return [self.prototypes[each] for each in ids if each in self.prototypes]

    def standing_of(self, opportunity: Opportunity) -> str:
        """Return "parked", "answered" when a prototype tries it, or "open"."""
        if opportunity.state == "parked":
            return "parked"
        return "answered" if self.prototypes_of(opportunity) else "open"


def tried_by(prototype: Prototype) -> list[Opportunity]:
    """Return the opportunities that a prototype tries."""
    redesign = prototype.redesign
    ids = {x.to_id for x in links_of(redesign) if (x.kind, x.from_id) == ("tries", prototype.id)}
    return [each for each in Opportunity.kept_in(redesign) if each.id in ids] if ids else []


def to_opportunity(opportunity: Opportunity) -> Response:
    return redirect(
        url_for(
            "opportunities.show",
            redesign_id=opportunity.redesign_id,
            opportunity_id=opportunity.id,
        )
    )


@table_view(bp, "/opportunities", "opportunity:read", Redesign, name="opportunities", table=TABLE)
@cached_page
def index(redesign: Redesign) -> Rows | str:
    watch(redesign)
    asked = joinedload(Opportunity.step)
    opportunities, thread = Opportunity.kept_in(redesign, asked), Thread(redesign)
    if wants_rows():
        return [row(each, thread) for each in opportunities]
    return render_template(
        "opportunities/index.html",
        redesign=redesign,
        opportunities=opportunities,
        thread=thread,
        standings=STANDINGS,
    )


def row(opportunity: Opportunity, thread: Thread) -> dict[str, Any]:
    """Return an opportunity as one line of a table for other programs."""
    step, vote = opportunity.step, thread.votes.get(opportunity.id)
    return {
        "code": opportunity.code,
        "text": opportunity.text,
        "map": step.map.kind if step else None,
        "step": step.title if step else None,
        "problems": [each.code for each in thread.problems_of(opportunity)],
        "prototypes": [each.code for each in thread.prototypes_of(opportunity)],
        "state": thread.standing_of(opportunity),
        "state_reason": opportunity.state_reason if opportunity.state == "parked" else "",
        "votes": vote.votes if vote else None,
        "voted_in": vote.block.title if vote else None,
    }


@bp.route("/opportunities/new", methods=["GET", "POST"])
@requires("opportunity:write", Redesign)
def create(redesign: Redesign) -> Response | str:
    form = NewOpportunityForm()
    offer(form, redesign, [], [])
    if written := form.accepts(lambda: write(redesign, form)):
        return commit_and_reply(to_opportunity(*written))
    return render_template(
        "opportunities/edit.html", redesign=redesign, form=form, opportunity=None
    )


def write(redesign: Redesign, form: OpportunityForm) -> Opportunity:
    opportunity = Opportunity.write(redesign, form.values(), by=current_user)
    tie_thread(opportunity, form, [], [])
    return opportunity


def offer(
    form: OpportunityForm, redesign: Redesign, problems: list[str], prototypes: list[str]
) -> None:
    """Offer the team's steps, problems and prototypes, those linked now ticked."""
    form.offer(Problem.kept_in(redesign), problems)
    form.offer_prototypes(Prototype.kept_in(redesign), prototypes)
    form.offer_steps(
        [
            (step.id, f"{gettext(KINDS[journey.kind])}: {step.position}. {step.title}")
            for journey in redesign.maps
            if not journey.is_discarded
            for step in journey.steps
        ]
    )


def tie_thread(
    opportunity: Opportunity, form: OpportunityForm, problems: list[str], prototypes: list[str]
) -> None:
    """Link what is ticked, and unlink what this person unticked."""
    redesign, ends = opportunity.redesign, {"by": current_user}
    tie(redesign, "responds", opportunity.id, form.thread(problems), **ends)
    tie(redesign, "tries", opportunity.id, form.tried(prototypes), **ends, from_here=False)


@bp.get("/opportunities/<opportunity_id>")
@requires("opportunity:read", Redesign)
def show(redesign: Redesign, opportunity_id: str) -> str:
    watch(redesign)
    opportunity = get_or_404(Opportunity, opportunity_id, redesign=redesign)
    thread = Thread(redesign)
    return render_template(
        "opportunities/show.html",
        redesign=redesign,
        opportunity=opportunity,
        thread=thread,
        standing=thread.standing_of(opportunity),
        standings=STANDINGS,
        kinds=KINDS,
    )


@bp.route("/opportunities/<opportunity_id>/edit", methods=["GET", "POST"])
@requires("opportunity:write", Redesign)
def edit(redesign: Redesign, opportunity_id: str) -> Response | str:
    watch_form(redesign)
    opportunity, links = opportunity_at(redesign, opportunity_id), links_of(redesign)
    problems = [x.to_id for x in links if (x.kind, x.from_id) == ("responds", opportunity.id)]
    prototypes = [x.from_id for x in links if (x.kind, x.to_id) == ("tries", opportunity.id)]
    form = OpportunityForm(obj=opportunity, data={"step_id": opportunity.step_id or ""})
    offer(form, redesign, problems, prototypes)
    if edited(form, opportunity):
        tie_thread(opportunity, form, problems, prototypes)
        return commit_and_reply(to_opportunity(opportunity))
    shown = {"redesign": redesign, "opportunity": opportunity}
    return render_template("opportunities/edit.html", **shown, form=form)


def opportunity_at(redesign: Redesign, opportunity_id: str) -> Opportunity:
    found: Opportunity = get_or_404(Opportunity, opportunity_id, redesign=redesign)
    return found


register_discardable(
    bp,
    "/opportunities/<opportunity_id>",
    Opportunity,
    told=lambda each: gettext("Opportunity %(code)s is archived.", code=each.code),
    home=lambda each: redirect(url_for("opportunities.index", redesign_id=each.redesign_id)),
    shown=to_opportunity,
)


@bp.post("/opportunities/<opportunity_id>/vote")
@requires("opportunity:write", Redesign)
def vote(redesign: Redesign, opportunity_id: str) -> Response | str:
    """Put the opportunity on the team's board, where the next vote finds it."""
    opportunity = opportunity_at(redesign, opportunity_id)
    require_now(current_user, "add", redesign)
    note = Note.put_to_vote(opportunity, by=current_user)
    return commit_and_reply(to_board(redesign, f"note-{note.id}"))
