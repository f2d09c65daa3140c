"""Who is asked at a workshop and who works in a team: the same people on the board, the wall and in the homework."""

from __future__ import annotations

from datetime import timedelta

import pytest
from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.programme.enrolment import Enrolment
from workbench.models.programme.workshop import Workshop
from workbench.models.room.block import Block
from workbench.models.room.guest import Guest
from workbench.models.room.guest_merge import recognise
from workbench.models.room.joining import come_in
from workbench.reports.homework import rolls_of
from workbench.reports.seats import asked_people, team_people
from workbench.reports.wall import wall_of

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def workshop(city: City4) -> Workshop:
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=city.ana)
    workshop.open_room(by=city.ana)
    Block.add(workshop, {"title": "Em casa", "kind": "homework"}, by=city.ana)
    commit()
    return workshop


def guest(workshop: Workshop, name: str) -> Guest:
    guest = come_in(workshop, name=name, workplace="", language="pt_BR")
    db.session.flush()
    return guest


def names(people: list[Person]) -> list[str]:
    return [person.name for person in people]


def answers(workshop: Workshop, city: City4) -> tuple[list[str], list[str]]:
    """Return who is asked and who works in the team, after asking that all pages say the same."""
    asked = names(asked_people(workshop))
    team = names(team_people(workshop).get(city.redesign.id, []))
    wall = wall_of(workshop)
    assert wall.expected == rolls_of(workshop)[0].asked == len(asked)
    assert [each.name for row in wall.rows for each in row.people] == team
    return asked, team


def test_a_guest_who_is_known_is_one_person(city: City4, workshop: Workshop) -> None:
    known = guest(workshop, "Bruno S.")
    known.sit_with(city.redesign, by=city.ana)
    both = ["Bruno S.", "Bruno Sales"]
    assert answers(workshop, city) == (both, both)
    recognise(known, city.bruno, by=city.ana)
    assert answers(workshop, city) == (["Bruno Sales"], ["Bruno Sales"])


def test_a_guest_who_is_somebody_else_has_one_seat(city: City4, workshop: Workshop) -> None:
    known = guest(workshop, "Carla M.")
    known.sit_with(city.redesign, by=city.ana)
    recognise(known, city.carla, by=city.ana)
    both = ["Bruno Sales", "Carla Moura"]
    assert answers(workshop, city) == (both, both)


def test_whoever_was_sent_out_or_removed_is_asked_for_nothing(
    city: City4, workshop: Workshop
) -> None:
    rosa = guest(workshop, "Rosa Lima")
    rosa.sit_with(city.redesign, by=city.ana)
    rosa.send_out(by=city.ana)
    assert answers(workshop, city) == (["Bruno Sales"], ["Bruno Sales"])
    city.bruno.remove(by=city.edite)
    assert answers(workshop, city) == ([], [])


def test_a_seat_counts_until_its_last_day(city: City4, workshop: Workshop) -> None:
    seat = db.session.scalars(select(Enrolment).filter_by(person_id=city.bruno.id)).one()
    today = city.city.today()
    seat.end(today + timedelta(days=7), by=city.ana)
    assert answers(workshop, city) == (["Bruno Sales"], ["Bruno Sales"])
    seat.end(today, by=city.ana)
    assert answers(workshop, city) == ([], [])
    # Of a workshop that is past, those are asked who had a seat then.
    workshop.held_on = today - timedelta(days=1)
    assert answers(workshop, city) == (["Bruno Sales"], ["Bruno Sales"])


def test_a_guest_of_another_workshop_is_not_asked(city: City4, workshop: Workshop) -> None:
    other = workshop.phase.plan(title="Oficina 2", by=city.ana)
    other.open_room(by=city.ana)
    guest(other, "Rosa Lima").sit_with(city.redesign, by=city.ana)
    assert answers(workshop, city) == (["Bruno Sales"], ["Bruno Sales"])
