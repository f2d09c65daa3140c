"""Two problems that are one: what was linked to the one goes to the other, and the words of both stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from workbench.extensions import db
from workbench.models.base import DomainError, now
from workbench.models.work.evidence import Evidence
from workbench.models.work.link import Link
from workbench.models.work.problem import Problem
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.people.person import Person

# What the remaining problem takes over where nobody has said it.
FILLED = (
    *("segment", "need", "so_that", "met_when", "situation", "life_event", "hardest_for"),
    *("excluded", "severity", "citizen_hours", "citizen_money", "citizen_trips", "office_cost"),
)


def merge(problem: Problem, into: Problem, *, by: Person) -> None:
    """Put a problem into another one of the same team; its address leads there from now on."""
    if into is problem or into.redesign_id != problem.redesign_id:
        raise DomainError(N_("Choose another problem of this team."))
    for each in (problem, into):
        if each.is_discarded:
            raise DomainError(N_("%(code)s was archived in the meantime."), code=each.code)
    for item in {*problem.evidence, *(use.evidence for use in problem.uses)}:
        hand_over(item, problem, into, by)
    lead_to(problem, into)
    for note in list(problem.notes):
        note.problem = into
    for earlier in list(problem.merged):
        earlier.merged_into = into
    fill(problem, into)
    problem.merged_into, problem.discarded_at = into, now()
    problem.log("merged", by=by, **problem.log_facts(), into=into.code)
    into.grade_now(by=by)


def hand_over(item: Evidence, former: Problem, into: Problem, by: Person) -> None:
    """Let a piece of evidence serve the other problem in place of this one, and once only."""
    problems = [into if each is former else each for each in item.problems]
    item.stand_for(list(dict.fromkeys(problems)), by)


def lead_to(problem: Problem, into: Problem) -> None:
    """Let what was linked to the one be linked to the other, once."""
    ends = select(Link).where(Link.redesign_id == problem.redesign_id)
    links = list(db.session.scalars(ends.where(or_(*_ends(problem), *_ends(into)))))
    known = {(link.kind, link.from_id, link.to_id) for link in links}
    for link in links:
        told = [into.id if each == problem.id else each for each in (link.from_id, link.to_id)]
        if told == [link.from_id, link.to_id]:
            continue
        if (link.kind, *told) in known:
            db.session.delete(link)
        else:
            link.from_id, link.to_id = told


def _ends(problem: Problem) -> tuple[Any, ...]:
    return Link.from_id == problem.id, Link.to_id == problem.id


def fill(problem: Problem, into: Problem) -> None:
    """Say of the remaining problem what only the other one said; the causes of both are one chain."""
    told = {name: getattr(problem, name) for name in FILLED if getattr(into, name) in (None, "")}
    if "segment" in told:
        told["of_segment"] = problem.of_segment
    if not into.causes:
        told |= {"causes": problem.causes, "cause_grounds": problem.cause_grounds}
    into.assign(told)
