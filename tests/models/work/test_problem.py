"""The evidence decides how sure we are of a problem."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.models.work.evidence import (
    SOURCES,
    TOLD,
    UNITS,
    Count,
    Evidence,
    counts_of,
    grade_of,
)
from workbench.models.work.problem import GRADES, Problem
from workbench.models.work.prototype import Prototype

pytestmark = pytest.mark.both_databases

ORDER = list(GRADES)
pieces = st.builds(
    Evidence,
    source=st.sampled_from(sorted(SOURCES)),
    unit=st.sampled_from(["", *UNITS]),
    seen=st.none() | st.integers(0, 50),
    text=st.just("x"),
)


def piece(source: str, seen: int | None = None) -> Evidence:
    return Evidence(source=source, seen=seen, text="x")


@pytest.mark.parametrize(
    ("evidence", "grade"),
    [
        ([], "assumption"),
        ([piece("interview")], "said_once"),
        ([piece("complaint", 1)], "said_once"),
        ([piece("frontline")], "said_once"),
        ([piece("observation")], "observed"),
        ([piece("counter", 1)], "observed"),
        ([piece("interview", 2)], "repeated"),
        ([piece("interview"), piece("interview")], "repeated"),
        ([piece("interview"), piece("observation")], "repeated"),
        ([piece("interview"), piece("interview"), piece("complaint", 40)], "repeated"),
        ([piece("interview"), piece("observation"), piece("desk")], "triangulated"),
        ([piece("interview", 9), piece("complaint"), piece("frontline")], "triangulated"),
    ],
)
def test_the_grade_that_evidence_supports(evidence: list[Evidence], grade: str) -> None:
    assert grade_of(evidence) == grade


@given(st.lists(pieces, max_size=6))
def test_every_heap_of_evidence_has_one_of_our_grades(evidence: list[Evidence]) -> None:
    assert grade_of(evidence) in GRADES


@given(st.lists(pieces, max_size=6), pieces)
def test_more_evidence_never_makes_us_less_sure(evidence: list[Evidence], more: Evidence) -> None:
    assert ORDER.index(grade_of([*evidence, more])) >= ORDER.index(grade_of(evidence))


@given(st.lists(pieces, min_size=1, max_size=1))
def test_one_thing_told_is_never_called_observed(evidence: list[Evidence]) -> None:
    if evidence[0].source in TOLD:
        assert grade_of(evidence) != "observed"


def test_the_grade_follows_the_evidence_and_the_log_tells(city: City4) -> None:
    problem = Problem.write(city.redesign, {"title": "fila"}, by=city.bruno)
    db.session.flush()
    told = {"problem": problem, "text": "x", "source": "interview"}
    first = Evidence.write(city.redesign, told, by=city.bruno)
    assert problem.grade == "said_once"
    first.edit({"seen": 3, "asked": 4}, by=city.bruno)
    assert (problem.grade, problem.counts) == ("repeated", {"": Count(3, 4)})
    first.discard(by=city.bruno)
    assert problem.grade == "assumption"
    first.restore(by=city.bruno)
    assert problem.grade == "repeated"
    commit()
    graded = db.session.scalars(
        select(Event).where(Event.action == "problem.graded").order_by(Event.position)
    )
    assert [(each.facts["former"], each.facts["grade"]) for each in graded] == [
        ("assumption", "said_once"),
        ("said_once", "repeated"),
        ("repeated", "assumption"),
        ("assumption", "repeated"),
    ]


def test_no_more_cases_seen_than_looked_at(city: City4) -> None:
    with pytest.raises(DomainError, match="cannot be more"):
        Evidence.write(
            city.redesign, {"text": "x", "source": "desk", "seen": 5, "asked": 4}, by=city.bruno
        )
    db.session.rollback()


def test_how_many_were_asked_is_known_only_when_every_piece_says_so(city: City4) -> None:
    problem = Problem.write(city.redesign, {"title": "fila"}, by=city.bruno)
    db.session.flush()
    for asked in (5, None):
        values = {"problem": problem, "text": "x", "source": "counter", "seen": 2, "asked": asked}
        Evidence.write(city.redesign, values, by=city.bruno)
    assert problem.counts == {"": Count(4, None)}


def test_cases_of_unlike_units_are_never_added(city: City4) -> None:
    one = [Evidence(source="interview", unit="people", seen=1, asked=6, text="x")]
    visit = Evidence(source="interview", unit="visits", seen=1, asked=9, text="x")
    assert grade_of([*one, visit]) == "said_once"
    assert counts_of([*one, visit]) == {"people": Count(1, 6), "visits": Count(1, 9)}
    assert grade_of([*one, visit, *one]) == "repeated"
    assert grade_of([piece("interview"), piece("complaint")]) == "repeated"


def test_a_solved_problem_names_what_showed_it(city: City4) -> None:
    problem = Problem.write(city.redesign, {"title": "fila"}, by=city.bruno)
    prototype = Prototype.write(city.redesign, {"title": "Senha"}, by=city.bruno)
    commit()
    for named in ("", "prototype:", f"problem:{problem.id}", "prototype:0123456789abcdef"):
        with pytest.raises(DomainError, match="Say which prototype or test"):
            problem.edit({"state": "solved", "solved_by": named}, by=city.bruno)
    named = f"prototype:{prototype.id}"
    problem.edit({"state": "solved", "solved_by": named}, by=city.bruno)
    assert problem.shown_by is prototype
    problem.edit({"state": "open", "solved_by": named}, by=city.bruno)
    assert problem.solved_by == ""


def test_what_an_earlier_release_called_solved_stays(city: City4) -> None:
    problem = Problem.write(city.redesign, {"title": "fila"}, by=city.bruno)
    problem.state = "solved"
    commit()
    problem.edit({"title": "Fila", "state": "solved", "solved_by": ""}, by=city.bruno)
    assert (problem.title, problem.state, problem.shown_by) == ("Fila", "solved", None)


def test_a_problem_is_put_aside_with_a_reason_only(city: City4) -> None:
    problem = Problem.write(city.redesign, {"title": "fila"}, by=city.bruno)
    for state in ("parked", "rejected"):
        with pytest.raises(DomainError, match="reason stays on record"):
            problem.edit({"state": state}, by=city.bruno)
    problem.edit({"state": "parked", "state_reason": "é de outra pasta"}, by=city.bruno)
    assert problem.state == "parked"


def test_an_edit_that_changes_nothing_leaves_no_trace(city: City4) -> None:
    problem = Problem.write(city.redesign, {"title": "fila"}, by=city.bruno)
    commit()
    position, version = city.redesign.workspace.position, problem.version
    problem.edit({"title": "fila"}, by=city.bruno)
    commit()
    assert (city.redesign.workspace.position, problem.version) == (position, version)
