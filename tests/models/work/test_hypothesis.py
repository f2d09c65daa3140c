"""Hypotheses: the verdict is counted exactly, and nobody turns it by what they change afterwards."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import City4

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.commit import commit
from workbench.models.work.hypothesis import Hypothesis
from workbench.models.work.prototype import Prototype, PrototypeVersion
from workbench.models.work.test_session import TestSession
from workbench.models.work.verdict import Verdict, result_of, verdicts_on

PEOPLE = st.integers(0, 200)


@given(PEOPLE, PEOPLE, st.none() | st.integers(0, 100), st.integers(1, 10))
def test_a_verdict_is_the_exact_share_of_enough_people(
    alone: int, others: int, share: int | None, least: int
) -> None:
    tried = alone + others
    result = result_of(alone, tried, share=share, least=least)
    if not share or tried < least:
        assert result == "not_decided"
    else:
        is_enough = Fraction(alone, tried) >= Fraction(share, 100)
        assert result == ("held" if is_enough else "not_held")


@pytest.mark.parametrize(
    ("alone", "tried", "share", "least", "result"),
    [
        (2, 3, 70, 5, "not_decided"),
        (2, 3, 70, 3, "not_held"),
        (7, 10, 70, 5, "held"),
        (29, 100, 29, 5, "held"),
        (57, 100, 57, 5, "held"),
        (0, 5, 100, 5, "not_held"),
        (0, 0, 50, 0, "not_decided"),
        (5, 5, 0, 5, "not_decided"),
    ],
)
def test_shares_at_the_edge(alone: int, tried: int, share: int, least: int, result: str) -> None:
    assert result_of(alone, tried, share=share, least=least) == result


def tried(city: City4, *successes: str, **asked: Any) -> tuple[Prototype, PrototypeVersion]:
    """Return a prototype with one hypothesis and a version that people tried with these ends."""
    prototype = Prototype.write(city.redesign, {"title": "Pedido"}, by=city.bruno)
    prototype.add_hypothesis({"believe": "Basta", "threshold_share": 60, **asked}, by=city.bruno)
    version = prototype.add_version({}, by=city.bruno)
    for success in successes:
        session = {"prototype_version": version, "success": success}
        TestSession.write(city.redesign, session, by=city.bruno)
    commit()
    return prototype, version


def result(version: PrototypeVersion) -> str:
    [verdict] = verdicts_on(version)
    return verdict.result


def refuses(operation: Any, *arguments: Any, **more: Any) -> str:
    with pytest.raises(DomainError) as refused:
        operation(*arguments, **more)
    db.session.rollback()
    return str(refused.value)


@pytest.mark.both_databases
def test_who_withdrew_counts_and_who_was_archived_does_not(city: City4) -> None:
    _, version = tried(city, "alone", "alone", "alone", "helped", "failed")
    assert result(version) == "held"
    version.tests[0].withdraw(by=city.bruno)
    commit()
    assert result(version) == "held"
    version.tests[4].discard(by=city.bruno)
    assert result(version) == "not_decided"


def test_fewer_people_than_five_need_a_reason_that_stays(city: City4) -> None:
    prototype, version = tried(city, "alone")
    few = {"threshold_share": 60, "least_people": 1}
    assert "say why fewer" in refuses(prototype.add_hypothesis, few, by=city.bruno)
    reason = {"least_reason": "Só há uma pessoa com esse caso."}
    one = prototype.add_hypothesis({**few, **reason}, by=city.bruno)
    commit()
    assert Verdict.of(one, version).is_held
    assert "say why fewer" in refuses(one.edit, {"least_reason": " "}, by=city.bruno)


def test_what_decides_cannot_be_changed_once_people_tried(city: City4) -> None:
    prototype, version = tried(city, *["failed"] * 5)
    [one] = prototype.hypotheses
    assert "stays as it was" in refuses(one.edit, {"threshold_share": 1}, by=city.bruno)
    assert "stays as it was" in refuses(one.edit, {"least_people": 9}, by=city.bruno)
    assert "Take the hypothesis back" in refuses(one.discard, city.bruno)
    one.edit({"because": "Outra frase.", "threshold_share": 60}, by=city.bruno)
    assert result(version) == "not_held"


def test_one_taken_back_counts_as_not_held_only_after_somebody_tried(city: City4) -> None:
    prototype, version = tried(city, *["alone"] * 5)
    [one] = prototype.hypotheses
    assert "Say why" in refuses(one.take_back, " ", by=city.bruno)
    one.take_back("Mudou a lei.", by=city.bruno)
    assert result(version) == "not_held"
    untried, empty = tried(city)
    untried.hypotheses[0].take_back("Outra ideia.", by=city.bruno)
    assert verdicts_on(empty) == []


@pytest.mark.both_databases
def test_a_prototype_is_accepted_by_a_verdict_or_with_a_reason(city: City4) -> None:
    prototype, version = tried(city, *["alone"] * 3, "failed", "failed")
    prototype.edit({"state": "accepted"}, by=city.bruno)
    assert prototype.held_by is version
    second, _ = tried(city, "alone", "alone")
    why = refuses(second.edit, {"state": "accepted"}, by=city.bruno)
    assert "say why it is accepted" in why
    second.edit({"state": "accepted", "state_reason": "Só duas vieram."}, by=city.bruno)
    commit()
    assert "accepted" in refuses(second.edit, {"state_reason": ""}, by=city.bruno)


def test_a_hypothesis_is_told_by_its_first_words(city: City4) -> None:
    prototype, _ = tried(city)
    assert [(each.code, each.heading) for each in prototype.hypotheses] == [("H-01", "Basta")]
    assert isinstance(prototype.hypotheses[0], Hypothesis)
