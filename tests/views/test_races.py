"""Of two people who change the same thing in the same moment one wins, and the other sees both texts."""

from __future__ import annotations

import pytest
from flask import Flask
from house.rich_world import RichWorld, build_rich_world
from people import Visitor
from races import GROUPS, RACES, prepare, run, unversioned

from workbench.extensions import db
from workbench.models.programme.enrolment import Enrolment

ROUNDS = 3
ALL_IN_ALL = 1000


def raced_in() -> RichWorld:
    """Return a world in which a step can be moved too."""
    world = build_rich_world()
    for title in ("Espera", "Paga", "Recebe"):
        world.redesign.maps[0].add_step({"title": title}, by=world.bruno)
    seat = db.session.get(Enrolment, world.ids["enrolment_id"])
    seat.end(world.day, by=world.edite)
    return world


def race(app: Flask, group: str, rounds: int) -> None:
    """Let two people of a group race for everything they may change, so many times for each thing."""
    world = raced_in()
    first, second = prepare(world.city4)[group]
    pair = Visitor(app, first), Visitor(app, second)
    for visitor in pair:
        assert visitor.token
    for name, each in RACES.items():
        if each.who == group:
            told = run(app, each, pair, world.ids, rounds)
            assert told >= rounds - 1, f"{name}: {told} of {rounds}"


@pytest.mark.postgres_by_proof
@pytest.mark.parametrize("group", GROUPS)
def test_two_people_change_one_thing_in_the_same_moment(app: Flask, group: str) -> None:
    race(app, group, ROUNDS)


@pytest.mark.postgres_by_proof
@pytest.mark.proof
@pytest.mark.parametrize("group", GROUPS)
def test_in_a_thousand_races_nothing_is_overwritten_silently(app: Flask, group: str) -> None:
    race(app, group, -(-ALL_IN_ALL // len(RACES)) + 1)


def test_a_change_that_names_no_version_is_shown_both_texts(app: Flask) -> None:
    world = raced_in()
    people = {group: Visitor(app, pair[0]) for group, pair in prepare(world.city4).items()}
    for name, each in RACES.items():
        answer = unversioned(each, people[each.who], world.ids)
        assert answer.status == 409, f"{name}: {answer.status} {answer.words[:200]}"
