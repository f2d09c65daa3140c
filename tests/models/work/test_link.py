"""Links are exactly those that were asked for, at either end."""

from __future__ import annotations

import pytest
from people import City4

from workbench.extensions import db
from workbench.models.base import DomainError, new_id
from workbench.models.commit import commit
from workbench.models.work.link import links_of, tie

pytestmark = pytest.mark.both_databases


def ends(city: City4) -> set[tuple[str, str]]:
    db.session.flush()
    return {(link.from_id, link.to_id) for link in links_of(city.redesign)}


def test_ties_are_made_kept_and_undone(city: City4) -> None:
    here, one, two, three = (new_id() for _number in range(4))
    tie(city.redesign, "covers", here, [one, two], by=city.bruno)
    assert ends(city) == {(here, one), (here, two)}
    tie(city.redesign, "covers", here, [two, three, three], by=city.bruno)
    assert ends(city) == {(here, two), (here, three)}
    tie(city.redesign, "covers", here, [], by=city.bruno)
    assert ends(city) == set()


def test_ties_that_come_in_are_told_apart_from_those_that_go_out(city: City4) -> None:
    here, problem = new_id(), new_id()
    tie(city.redesign, "hurts_at", here, [problem], by=city.bruno, from_here=False)
    tie(city.redesign, "addresses", here, [problem], by=city.bruno)
    assert ends(city) == {(problem, here), (here, problem)}
    tie(city.redesign, "hurts_at", here, [], by=city.bruno, from_here=False)
    assert ends(city) == {(here, problem)}


def test_the_same_ties_again_leave_no_trace(city: City4) -> None:
    here, one = new_id(), new_id()
    tie(city.redesign, "covers", here, [one], by=city.bruno)
    commit()
    position = city.redesign.workspace.position
    tie(city.redesign, "covers", here, [one], by=city.bruno)
    assert city.redesign.workspace.position == position


def test_a_kind_that_is_none_of_ours_is_refused(city: City4) -> None:
    with pytest.raises(DomainError, match="no such kind"):
        tie(city.redesign, "likes", new_id(), [], by=city.bruno)
