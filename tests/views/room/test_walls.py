"""The wall: every team at a glance, who needs somebody first; counts only, and few questions to the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from house.test_statements import counted
from people import forget, predate
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.base import now
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.models.people.person import Person
from workbench.models.people.presence import Presence
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.room.tick import DoneTick
from workbench.models.work.journey import JourneyMap
from workbench.models.work.note import Note
from workbench.reports.wall import wall_of


@pytest.fixture
def workshop(city):
    """A workshop in which the teams map; Bruno's team has two steps of three."""
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=city.davi)
    values = {"kind": "map", "board": "as_is", "goal_kind": "steps", "goal": 3, "minutes": 30}
    block = Block.add(workshop, {"title": "Mapear", **values}, by=city.ana)
    db.session.flush()
    block.start(by=city.ana)
    today = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    db.session.flush()
    for title in ("Ir", "Esperar"):
        today.add_step({"title": title}, by=city.bruno)
    commit()
    return workshop.id


@pytest.fixture
def here(workshop):
    return f"/workshops/{workshop}"


def add_teams(city, count: int) -> None:
    for number in range(count):
        service = Service.add(city.city, name=f"Serviço {number}", organisation=city.green, by=None)
        db.session.flush()
        team = Redesign.begin(city.programme, service, by=None, team_name=f"Equipe {10 + number}")
        team.add_member(city.davi, by=None)
    commit()


def bruno() -> Person:
    return db.session.scalars(select(Person).where(Person.name == "Bruno Sales")).one()


def rows_of(page) -> list[dict]:
    return next(iter(page.json.values()))


def test_ana_sees_what_each_team_has_yielded(visit, city, here):
    page = visit(city.ana).get(f"{here}/wall")
    assert "Mapear" in page
    assert "Licença de poda de árvore" in page
    assert "2 of 3 steps" in page
    assert "In progress: 1" in page
    assert "data-ends-at" in page.text
    assert page.text.count('class="pulse"') == 1
    row = rows_of(visit(city.ana).get(f"{here}/wall.json"))[0]
    assert (row["yield"], row["goal"], row["people"]) == (2, 3, 1)
    assert "Equipe 4" in visit(city.ana).get(f"{here}/wall.csv").text


def test_who_called_stands_first_and_who_stands_still_next(visit, city, here, workshop):
    add_teams(city, 2)
    block = db.session.scalars(select(Block)).one()
    block.started_at = now() - timedelta(minutes=12)
    silent = db.session.scalars(select(Redesign).where(Redesign.team_name == "Equipe 10")).one()
    silent.workspace.changed_at = now() - timedelta(minutes=30)
    told = select(Event).where(Event.workspace_id == silent.workspace_id)
    predate(db.session.scalars(told), timedelta(minutes=30))
    commit()
    visit(city.bruno).post(f"{here}/help")
    rows = rows_of(visit(city.ana).get(f"{here}/wall.json"))
    assert [row["team"] for row in rows] == ["Equipe 4", "Equipe 10", "Equipe 11"]
    assert rows[0]["help_called_at"]
    assert rows[1]["still_minutes"] >= 12
    page = visit(city.ana).get(f"{here}/wall")
    assert "Need you: 2" in page
    assert "Bruno asked for help at" in page
    assert "still since" in page


def test_people_are_done_at_work_silent_or_away(visit, city, here, workshop):
    ana = visit(city.ana)
    assert "Bruno Sales, at work" in ana.get(f"{here}/wall").text
    block = db.session.scalars(select(Block)).one()
    DoneTick.give(block, by=bruno())
    commit()
    page = ana.get(f"{here}/wall")
    assert "Bruno Sales, done" in page.text
    assert "1 person is done" in page
    assert "Here: 0 of 1" in page
    room = db.session.get(Workshop, workshop)
    seen = Presence(workspace_id=room.workspace_id, person_id=bruno().id, process="a")
    db.session.add(seen)
    commit()
    assert "Here: 1 of 1" in ana.get(f"{here}/wall")


def test_where_nobody_may_know_who_wrote_the_wall_only_counts(visit, city, here, workshop):
    room = db.session.get(Workshop, workshop)
    values = {
        "title": "Em segredo",
        "kind": "write",
        "board": "room",
        "is_hidden": True,
        "is_anonymous": True,
        "goal_kind": "notes_each",
        "goal": 2,
    }
    block = Block.add(room, values, by=city.ana)
    db.session.flush()
    block.start(by=city.ana)
    note = Note.write(room, {"text": "ninguém sabe", "block": block}, by=city.bruno)
    db.session.flush()
    note.created_at = now() - timedelta(seconds=30)
    DoneTick.give(block, by=bruno())
    commit()
    page = visit(city.ana).get(f"{here}/wall")
    assert "In the room: 1 of 2 notes" in page
    assert "ninguém sabe" not in page.text
    assert "Bruno Sales, not here" in page.text
    row = rows_of(visit(city.ana).get(f"{here}/wall.json"))[0]
    assert (row["yield"], row["done"], row["silent"]) == (None, 0, 0)
    assert "ninguém" not in visit(city.ana).get(f"{here}/wall.csv").text


def test_staff_run_it_observers_look_on_and_nobody_else_comes(visit, city, here):
    for reader in (city.observer, city.edite):
        page = visit(reader).get(f"{here}/wall")
        assert "Mapear" in page
        assert f"{here}/message" not in page.forms()
        assert not [form for form in page.forms() if "/blocks/" in form]
    assert f"{here}/message" in visit(city.davi).get(f"{here}/wall").forms()
    visit(city.bruno).get(f"{here}/wall", 403)
    visit(city.carla).get(f"{here}/wall", 404)
    visit().get(f"{here}/wall", 302)


def test_a_raised_hand_of_somebody_without_a_team_is_on_the_wall(visit, city, here):
    visit(city.davi).post(f"{here}/help")
    page = visit(city.ana).get(f"{here}/wall")
    assert "Davi Franco raised a hand at" in page


def statements_of(workshop_id: int) -> list[str]:
    forget()
    with counted() as statements:
        wall_of(db.session.get(Workshop, workshop_id))
    return list(statements)


def test_the_wall_costs_as_many_statements_for_thirty_teams_as_for_three(city, workshop):
    add_teams(city, 2)
    small = statements_of(workshop)
    room = db.session.get(Workshop, workshop)
    for number in range(30):
        service = Service.add(room.phase.programme.city, name=f"Outro {number}", by=None)
        db.session.flush()
        Redesign.begin(room.phase.programme, service, by=None).add_member(bruno(), by=None)
    commit()
    large = statements_of(workshop)
    assert len(large) == len(small) <= 14, "\n".join(large)
