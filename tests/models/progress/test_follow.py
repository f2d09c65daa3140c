"""The status follows the work: it is recorded by the act that meets the last rule, and taken back with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from people import City4

from workbench.extensions import db
from workbench.models.base import DomainError, new_id
from workbench.models.commit import commit
from workbench.models.log.transaction import transaction
from workbench.models.progress.progress import ReasonWanted, advance
from workbench.models.redesign.status_change import StatusChange
from workbench.models.undo.undo import find, undo, within_reach
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey import JourneyMap
from workbench.models.work.problem import Problem
from workbench.reports.programme_report import report

pytestmark = pytest.mark.postgres_by_proof


def act(carry_out: Any, *arguments: Any, **values: Any) -> str:
    """Carry out one press of a button, and return the name of its operation."""
    transaction().operation = name = new_id()
    carry_out(*arguments, **values)
    commit()
    transaction().operation = None
    return name


def problem(city: City4, *, cases: int = 1) -> Problem:
    said = {"title": "O laudo demora", "segment": "moradores"}
    written = Problem.write(city.redesign, said, by=city.bruno)
    db.session.flush()
    for _case in range(cases):
        case(city, written)
    return written


def case(city: City4, written: Problem, by: Any = None) -> None:
    values = {"problem": written, "source": "interview", "consent": "spoken", "text": "esperou"}
    Evidence.write(city.redesign, values, by=by or city.bruno)


def all_but_one(city: City4) -> Problem:
    """Three problems of one case each: one case more, and the first station is full."""
    last = problem(city)
    problem(city)
    problem(city)
    commit()
    return last


def map_today(city: City4) -> None:
    today = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    db.session.flush()
    facts = {"channels": ["in_person"], "actor": "pessoa", "citizen_minutes": 60, "emotion": -1}
    step = today.add_step({"title": "Ir", **facts}, by=city.bruno)
    db.session.flush()
    today.mark_worst(step, by=city.bruno)


def statuses(city: City4) -> list[str]:
    db.session.expire_all()
    return [change.status for change in city.redesign.status_changes]


def test_who_meets_the_last_rule_records_the_status(app: Flask, city: City4) -> None:
    last = all_but_one(city)
    assert statuses(city) == ["candidate"]
    act(case, city, last, by=city.ana)
    assert statuses(city) == ["candidate", "problem_evidence"]
    change = city.redesign.latest_change
    assert (change.created_by, change.effective_on) == (city.ana, city.city.today())
    assert change.is_recorded and change.measurement and change.terms["scheme"] == "chile"
    assert city.redesign.full_stations == ["problems"]


def test_one_act_may_complete_several_stations_and_one_undo_takes_them_back(
    app: Flask, city: City4
) -> None:
    last = all_but_one(city)
    map_today(city)
    commit()
    assert statuses(city) == ["candidate"]
    name = act(case, city, last)
    assert statuses(city) == ["candidate", "problem_evidence", "as_is_mapped"]
    assert len({change.operation for change in city.redesign.status_changes[1:]}) == 1
    # Undoing the act withdraws them both; redoing it records them again.
    undone = act(undo_named, city, name)
    assert statuses(city) == ["candidate"]
    assert city.redesign.status == "candidate"
    act(undo_named, city, undone)
    assert statuses(city) == ["candidate", "problem_evidence", "as_is_mapped"]
    kept = db.session.query(StatusChange).filter_by(redesign_id=city.redesign.id)
    assert [each.withdrawn_by_id for each in kept.order_by(StatusChange.id)] == [
        *(None, city.bruno.id, city.bruno.id, None, None),
    ]


def undo_named(city: City4, name: str) -> None:
    operation = find(city.redesign.workspace, city.bruno, name)
    undo(city.redesign.workspace, operation, by=city.bruno)


def test_a_status_that_was_undone_is_offered_and_recorded_when_it_is_met_again(
    app: Flask, city: City4
) -> None:
    last = all_but_one(city)
    name = act(case, city, last)
    # The act keeps its own undo.
    assert within_reach(city.redesign.workspace, city.bruno).last.id == name
    city.redesign.withdraw_statuses(city.redesign.status_changes[1:], by=city.bruno)
    commit()
    assert city.redesign.status == "candidate"
    act(problem, city, cases=2)
    assert statuses(city) == ["candidate"]
    bare = Problem.write(city.redesign, {"title": "Sem caso", "segment": "todos"}, by=city.bruno)
    commit()
    act(case, city, bare)
    assert statuses(city) == ["candidate", "problem_evidence"]


def test_only_acts_in_the_team_s_own_work_record_a_status(app: Flask, city: City4) -> None:
    problem(city, cases=2)
    commit()
    city.programme.edit({"thresholds": {"problems": 1}}, by=city.davi)
    commit()
    assert city.redesign.full_stations == ["problems"]
    assert statuses(city) == ["candidate"]
    # It is offered: a later act that has nothing to do with it does not record it either.
    act(problem, city)
    assert statuses(city) == ["candidate"]


def test_a_status_stays_when_a_rule_is_unmet_later(app: Flask, city: City4) -> None:
    act(case, city, all_but_one(city))
    Problem.kept_in(city.redesign)[0].discard(by=city.bruno)
    commit()
    assert city.redesign.status == "problem_evidence"
    assert city.redesign.full_stations == []


def test_a_status_before_its_rules_wants_a_reason_and_is_marked(app: Flask, city: City4) -> None:
    today = city.city.today()
    with pytest.raises(ReasonWanted) as refused:
        advance(city.redesign, "problem_evidence", on=today, by=city.davi)
    assert "problems_written" in {state.rule for state in refused.value.missing}
    change = advance(
        city.redesign, "problem_evidence", on=today, by=city.davi, reason="a lei entra em vigor"
    )
    commit()
    assert {each["stage"] for each in change.lacks} == {"problems"}
    told = report(city.programme).as_dict()["services"]
    assert [row["status"] for row in told["declared_without"]] == ["problem_evidence"]
    assert told["declared_without"][0]["reason"] == "a lei entra em vigor"
    # What has its reason is not asked for again; what the next one lacks besides is.
    with pytest.raises(ReasonWanted) as refused:
        advance(city.redesign, "as_is_mapped", on=today, by=city.davi)
    assert {state.stage for state in refused.value.missing} == {"as_is"}


def test_the_mark_leaves_from_the_day_on_which_the_rules_are_met(app: Flask, city: City4) -> None:
    yesterday = city.city.today() - timedelta(days=1)
    last = all_but_one(city)
    change = advance(
        city.redesign, "problem_evidence", on=yesterday, by=city.davi, reason="há pressa"
    )
    commit()
    act(case, city, last)
    assert statuses(city) == ["candidate", "problem_evidence"]
    assert change.made_good_on == city.city.today()
    assert report(city.programme).as_dict()["services"]["declared_without"] == []
    (row,) = report(city.programme, yesterday).as_dict()["services"]["declared_without"]
    assert row["made_good_on"] == city.city.today()


def test_a_lower_threshold_since_makes_nothing_good(app: Flask, city: City4) -> None:
    problem(city, cases=2)
    commit()
    change = advance(
        city.redesign, "problem_evidence", on=city.city.today(), by=city.davi, reason="há pressa"
    )
    assert [each["rule"] for each in change.lacks] == ["problems_written"]
    commit()
    city.programme.edit({"thresholds": {"problems": 1}}, by=city.davi)
    commit()
    act(case, city, Problem.kept_in(city.redesign)[0])
    assert change.made_good_on is None


def test_a_withdrawn_status_counts_on_no_day(app: Flask, city: City4) -> None:
    act(case, city, all_but_one(city))
    city.redesign.withdraw_statuses(city.redesign.status_changes[1:], by=city.bruno)
    commit()
    assert report(city.programme).counts.by_status["problem_evidence"] == 0


def test_an_approval_says_on_what_grounds(app: Flask, city: City4) -> None:
    with pytest.raises(DomainError, match="grounds"):
        advance(city.redesign, "approved", on=city.city.today(), by=city.davi)


def test_what_was_made_good_and_is_taken_away_lacks_again(app: Flask, city: City4) -> None:
    today = city.city.today()
    last = all_but_one(city)
    change = advance(city.redesign, "problem_evidence", on=today, by=city.davi, reason="há pressa")
    commit()
    name = act(case, city, last)
    assert change.made_good_on == today
    act(undo_named, city, name)
    assert change.made_good_on is None
    # On a later day the days between keep their answer.
    act(case, city, last)
    change.made_good_on = change.effective_on = today - timedelta(days=2)
    commit()
    act(last.evidence[0].discard, by=city.bruno)
    days = (today - timedelta(days=1), today)
    assert [bool(change.lacks_on(day)) for day in days] == [False, True]
    act(case, city, last)
    assert (change.made_good_on, change.lacks_on(today)) == (today, [])
