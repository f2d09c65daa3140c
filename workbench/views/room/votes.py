"""Votes with dots: given, finished, entered from paper, closed and counted; blind until then."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from workbench.forms.votes import BudgetForm, PaperForm
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.ballot import Ballot
from workbench.models.room.vote import Vote, close, hold_again
from workbench.text import columns
from workbench.text.messages import N_
from workbench.views.room.moderations import block_at
from workbench.web.access import get_or_404, requires
from workbench.web.formats import Rows, rows_view
from workbench.web.fragments import watch
from workbench.web.idempotency import commit_and_reply
from workbench.web.places import BoardBlueprint, Place, place_url, to_board

# Registered twice: "votes" on a team's board, "workshop_votes" on that of a room.
bp = BoardBlueprint("votes", __name__, url_prefix="/redesigns/<int:redesign_id>")
AT = (Redesign, Workshop)
RESULTS = columns.Table(
    N_("Vote"),
    columns.text("item", N_("Option")),
    columns.whole("votes", N_("Votes")),
    columns.whole("rank", N_("Place")),
    columns.yes_no("is_gone", N_("Archived since")),
)
BALLOTS = columns.Table(
    N_("How people voted"),
    columns.text("kind", N_("Ballots"), {"screen": N_("On the screen"), "paper": N_("On paper")}),
    columns.whole("ballots", N_("People")),
    columns.whole("dots", N_("Votes")),
    columns.whole("without_dots", N_("Abstained")),
)


def vote_at(place: Place, block_id: str) -> Vote:
    """Return the vote that is held on this board, or answer 404."""
    block = block_at(place, block_id)
    # As a part of the board's page, it need not be read once more.
    known: Vote | None = g.get("vote")
    is_known = known and known.block is block and known.place is place
    vote = known if known and is_known else Vote(block, place)
    if not vote.is_held_here:
        abort(404)
    return vote


def to_vote(vote: Vote) -> Response:
    return redirect(place_url("votes.show", vote.place, block_id=vote.block.id))


@bp.get("/votes/<block_id>")
@requires("note:read", Redesign, Workshop)
def show(place: Place, block_id: str) -> str:
    return vote_page(vote_at(place, block_id))


@rows_view(bp, "/votes/<block_id>", "note:read", *AT, name="votes", table=RESULTS)
def table(place: Place, block_id: str) -> Rows:
    """Return the frozen count; before the vote is closed it has no rows."""
    return results(vote_at(place, block_id))


@rows_view(bp, "/votes/<block_id>/ballots", "room:run", *AT, name="ballots", table=BALLOTS)
def ballots(place: Place, block_id: str) -> Rows:
    """Return how many ballots came by screen and by paper, never whose or for what."""
    return ballot_counts(vote_at(place, block_id))


def ballot_counts(vote: Vote) -> list[dict[str, Any]]:
    if not vote.is_closed:
        return []
    kinds: dict[str, list[Ballot]] = {"screen": [], "paper": []}
    for ballot in vote.ballots():
        kinds["paper" if ballot.is_paper else "screen"].append(ballot)
    return [
        {
            "kind": kind,
            "ballots": len(given),
            "dots": sum(ballot.spent for ballot in given),
            "without_dots": sum(not ballot.spent for ballot in given),
        }
        for kind, given in kinds.items()
    ]


def results(vote: Vote) -> list[dict[str, Any]]:
    """Return the lines of the frozen count that belong to this board, the most voted first."""
    if not vote.is_closed:
        return []
    lines = [line for line in vote.block.tally or [] if line.get("redesign_id") == vote.redesign_id]
    return [
        {
            "item": line["title"],
            "votes": line["votes"],
            "rank": 1 + sum(other["votes"] > line["votes"] for other in lines),
            "is_gone": bool(line.get("is_gone")),
        }
        for line in lines
    ]


def vote_page(vote: Vote, paper: PaperForm | None = None, budget: BudgetForm | None = None) -> str:
    watch(vote.place, vote.block.workshop)
    present = {"budget": vote.granted, "limit": vote.limit}
    may_run = current_user.may("room:run", vote.place)
    return render_template(
        "votes/show.html",
        vote=vote,
        place=vote.place,
        block=vote.block,
        results=results(vote),
        counts=ballot_counts(vote) if may_run else [],
        may_run=may_run,
        may_vote=current_user.may("ballot:cast", vote.place),
        papers=[ballot for ballot in vote.ballots() if ballot.is_paper] if may_run else [],
        paper_form=paper or PaperForm(vote, formdata=None),
        late_form=(paper or budget) if vote.is_closed else None,
        budget_form=budget or BudgetForm(formdata=None, data=present),
        **finished(vote),
    )


def finished(vote: Vote) -> dict[str, Any]:
    """Return who has finished, by name alone."""
    done = [ballot for ballot in vote.ballots() if ballot.finished_at]
    return {"finished_names": sorted(ballot.voter for ballot in done)}


@bp.get("/votes/<block_id>/own")
@requires("note:read", Redesign, Workshop)
def own(place: Place, block_id: str) -> str:
    """Show the reader their own dots, and what they may do with them."""
    vote = vote_at(place, block_id)
    ballot = vote.ballot_of(current_user) if current_user.id else None
    return render_template(
        "votes/_own.html",
        vote=vote,
        place=place,
        ballot=ballot,
        dots=ballot.dots if ballot else {},
        gone=[vote.title_of(each) for each in ballot.dots] if ballot else [],
        may_vote=current_user.may("ballot:cast", place) and vote.is_open,
    )


@bp.post("/votes/<block_id>")
@requires("ballot:cast", Redesign, Workshop)
def cast(place: Place, block_id: str) -> Response:
    """Give one dot more, or take one back; the button's name says which, its value to what."""
    vote = vote_at(place, block_id)
    step = -1 if "less" in request.form else 1
    item_id = request.form.get("less") or request.form.get("more") or ""
    vote.change(item_id[:16].replace("\x00", ""), step, by=current_user)
    return commit_and_reply(
        to_board(place, f"vote-{item_id[:16]}" if request.args.get("from") else "own-votes")
    )


@bp.post("/votes/<block_id>/finish")
@requires("ballot:cast", Redesign, Workshop)
def finish(place: Place, block_id: str) -> Response:
    """Say that one has finished; abstaining takes one's dots back first."""
    vote = vote_at(place, block_id)
    vote.finish(by=current_user, is_abstaining=request.form.get("deed") == "abstain")
    return commit_and_reply(to_board(place, "own-votes"))


@bp.post("/votes/<block_id>/paper")
@requires("room:run", Redesign, Workshop)
def enter_paper(place: Place, block_id: str) -> Response | str:
    """Store a vote given on paper: the voter's name, and one field an item."""
    vote = vote_at(place, block_id)
    form = PaperForm(vote)
    name, is_another = form.name.data, form.is_another.data
    if form.accepts(
        lambda: vote.enter_paper(name, form.dots, by=current_user, is_another=is_another)
    ):
        said = gettext("The paper of %(name)s is in.", name=name)
        empty = gettext("The paper of %(name)s is in, without a vote.", name=name)
        flash(said if form.dots else empty, "ok")
        return commit_and_reply(to_vote(vote))
    return vote_page(vote, paper=form)


@bp.post("/votes/<block_id>/paper/<ballot_id>/remove")
@requires("room:run", Redesign, Workshop)
def remove_paper(place: Place, block_id: str, ballot_id: str) -> Response:
    vote = vote_at(place, block_id)
    ballot = get_or_404(Ballot, ballot_id, block=vote.block)
    vote.remove_paper(ballot, by=current_user)
    return commit_and_reply(to_vote(vote))


@bp.post("/votes/<block_id>/budget")
@requires("room:run", Redesign, Workshop)
def allow(place: Place, block_id: str) -> Response | str:
    vote = vote_at(place, block_id)
    form = BudgetForm()
    if form.accepts(lambda: vote.allow(form.budget.data, form.limit.data, by=current_user)):
        return commit_and_reply(to_vote(vote))
    return vote_page(vote, budget=form)


@bp.post("/votes/<block_id>/close")
@requires("room:run", Redesign, Workshop)
def close_vote(place: Place, block_id: str) -> Response:
    """Close the vote and freeze the count."""
    vote = vote_at(place, block_id)
    close(vote.block, by=current_user)
    return commit_and_reply(to_vote(vote))


@bp.post("/votes/<block_id>/again")
@requires("room:run", Redesign, Workshop)
def hold(place: Place, block_id: str) -> Response:
    """Plan a second round."""
    vote = vote_at(place, block_id)
    again = hold_again(vote.block, by=current_user)
    flash(
        gettext("A second round is on the agenda: begin the block “%(title)s”.", title=again.title),
        "ok",
    )
    return commit_and_reply(to_vote(vote))
