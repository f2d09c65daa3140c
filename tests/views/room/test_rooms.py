"""The room of a workshop: doors, clock, signs and messages, for those in it, those who run it and those who look on."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from house.test_statements import cost
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.base import now
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.models.room.agenda import READY, lay
from workbench.models.room.block import Block
from workbench.models.room.guest import Guest
from workbench.models.room.tick import DoneTick, HelpCall


@pytest.fixture
def workshop(city):
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=city.davi)
    lay(workshop, READY["problems"], by=city.ana)
    commit()
    return workshop.id


@pytest.fixture
def here(workshop):
    return f"/workshops/{workshop}"


@pytest.fixture
def team(city):
    return f"/redesigns/{city.redesign.id}"


def block(title: str) -> Block:
    return db.session.scalars(select(Block).where(Block.title == title)).one()


def told() -> list[str]:
    return list(db.session.scalars(select(Event.action).order_by(Event.id)))


def test_ana_opens_the_room_and_begins_the_first_block(visit, city, here):
    ana = visit(city.ana)
    assert "The room is not open yet" in ana.get(f"{here}/room")
    ana.post(f"{here}/opened")
    assert "Before the first block" in ana.get(f"{here}/room")
    ana.post(f"{here}/blocks/{block('Opening').id}/start")
    page = ana.get(f"{here}/room")
    assert "Opening" in page
    assert "data-ends-at" in page.text


def test_blocks_are_counted_without_those_that_were_removed(visit, city, here, workshop):
    ana = visit(city.ana)
    ana.post(f"{here}/opened")
    first, second, *rest = [each.id for each in db.session.get_one(Workshop, workshop).blocks]
    ana.post(f"{here}/blocks/{first}/remove")
    ana.post(f"{here}/blocks/{second}/start")
    for page in ("room", "wall"):
        assert f"Block 1 of {1 + len(rest)}" in ana.get(f"{here}/{page}")
    ana.post(f"{here}/blocks/{second}/end")
    assert "Between two blocks" in ana.get(f"{here}/room")


def test_bruno_reads_what_goes_on_and_finds_the_way_on(visit, city, here, team):
    ana, bruno = visit(city.ana), visit(city.bruno)
    ana.post(f"{here}/blocks/{block('Silent writing').id}/start")
    page = bruno.get(f"{here}/room")
    assert "Which problem does a person have with this service?" in page
    assert f"{here}/way" in page.links()
    assert "Go to the board" in page
    assert bruno.get(f"{here}/way", 302).location == f"{here}/board"
    ana.post(f"{here}/blocks/{block('Map today’s journey in the teams').id}/start")
    way = bruno.get(f"{here}/way", 302).location
    assert way == f"{team}/journeys/today"
    assert visit(city.observer).get(f"{here}/way", 302).location.startswith("/programmes/")


def test_only_those_of_the_programme_come_in(visit, city, here):
    for page in ("room", "way", "bar", "bar/own", "bar/whole"):
        visit(city.carla).get(f"{here}/{page}", 404)
        visit().get(f"{here}/{page}", 302)
    for reader in (city.observer, city.edite, city.bruno, city.davi):
        visit(reader).get(f"{here}/room")


def test_only_those_who_run_it_have_the_clock_in_their_hands(visit, city, here):
    opening = block("Opening").id
    operations = ("start", "pause", "resume", "extend", "end", "reopen", "skip")
    for reader in (city.bruno, city.observer, city.edite):
        for operation in operations:
            visit(reader).post(f"{here}/blocks/{opening}/{operation}", 403)
        for operation in ("opened", "closed", "message", "summons"):
            visit(reader).post(f"{here}/{operation}", 403)
    for operation in operations:
        visit(city.carla).post(f"{here}/blocks/{opening}/{operation}", 404)
    visit(city.ana).post(f"{here}/blocks/nothing/start", 404)


def test_bruno_says_that_he_is_done_and_takes_it_back(visit, city, here):
    opening = block("Opening").id
    visit(city.ana).post(f"{here}/blocks/{opening}/start")
    bruno = visit(city.bruno)
    bruno.post(f"{here}/blocks/{opening}/done")
    bruno.post(f"{here}/blocks/{opening}/done")
    page = bruno.get(f"{here}/room")
    assert "1 person is done." in page
    assert "Bruno Sales" in page.text
    assert "Undo “I am done”" in page.text
    bruno.post(f"{here}/blocks/{opening}/not-done")
    assert "0 people are done." in bruno.get(f"{here}/room")
    assert told().count("tick.given") == 1
    visit(city.observer).post(f"{here}/blocks/{opening}/done", 403)


def test_who_is_done_is_only_counted_where_nobody_may_know_who_wrote(visit, city, here):
    writing = block("Silent writing").id
    visit(city.ana).post(f"{here}/blocks/{writing}/start")
    visit(city.bruno).post(f"{here}/blocks/{writing}/done")
    page = visit(city.davi).get(f"{here}/room")
    assert "1 person is done." in page
    assert "Bruno" not in page.text
    tick = db.session.scalars(select(Event).where(Event.action == "tick.given")).one()
    assert tick.by_id is None


def test_a_team_calls_for_help_and_is_answered(visit, city, here, team):
    visit(city.ana).post(f"{here}/opened")
    bruno = visit(city.bruno)
    bruno.post(f"{here}/help")
    bruno.post(f"{here}/help")
    call = db.session.scalars(select(HelpCall)).one()
    assert (f"/redesigns/{call.redesign_id}", call.kind) == (team, "help")
    assert "Cancel the help request" in bruno.get(f"{here}/room").text
    call_id = call.id
    visit(city.bruno).post(f"{here}/help/{call_id}/answered", 403)
    visit(city.ana).post(f"{here}/help/{call_id}/answered")
    assert "Ask for help" in bruno.get(f"{here}/room").text
    bruno.post(f"{here}/help")
    bruno.post(f"{here}/help/withdrawn")
    wanted = ["help.called", "help.answered", "help.called", "help.withdrawn"]
    assert [action for action in told() if action.startswith("help")] == wanted


def test_a_message_that_is_too_long_is_given_back_to_be_cut(visit, city, here):
    page = visit(city.ana).post(f"{here}/message", 200, message="palavra " * 70)
    assert "Use at most 500 characters." in page
    assert page.document.find(".//input[@name='message']").get("value") == ("palavra " * 70).strip()


def test_a_message_and_a_summons_reach_every_page_of_the_team(visit, city, here, team):
    ana, bruno = visit(city.ana), visit(city.bruno)
    assert "part-room-bar" not in bruno.get(f"{team}/problems").text
    ana.post(f"{here}/blocks/{block('Opening').id}/start")
    page = bruno.get(f"{team}/problems")
    assert "Opening" in page
    ana.post(f"{here}/message", message="Faltam 4 minutos.")
    ana.post(f"{here}/summons", place="room")
    for address in ("", "/problems", "/journeys/today", "/tests", "/team"):
        page = bruno.get(f"{team}{address}")
        assert "Faltam 4 minutos." in page
        assert "Ana Prado calls everybody to the room." in page
        assert f'data-summon="{here}/room"' in page.text
    ana.post(f"{here}/summons", place="")
    ana.post(f"{here}/message", message="")
    page = bruno.get(f"{team}/problems")
    assert "calls everybody" not in page
    assert "Faltam" not in page
    ana.post(f"{here}/closed")
    assert "I am done" not in bruno.get(f"{team}/problems")


@pytest.mark.usefixtures("in_one_quarter")
def test_a_kept_page_shows_each_reader_their_own_signs(visit, city, here, team):
    opening = block("Opening").id
    visit(city.ana).post(f"{here}/blocks/{opening}/start")
    bruno, ana = visit(city.bruno), visit(city.ana)
    with time_machine.travel(now(), tick=False):  # the clock of the block stands on the page
        first = bruno.get(team)
        assert "Undo “I am done”" not in first.text
        asked = {"If-None-Match": first.response.headers["ETag"], "Accept-Language": "en"}
        assert bruno.client.get(team, headers=asked).status_code == 304
    bruno.post(f"{here}/blocks/{opening}/done")
    assert "Undo “I am done”" in bruno.get(team).text
    assert "Undo “I am done”" not in ana.get(team).text
    assert "Team overview" in ana.get(team)
    assert "Team overview" not in bruno.get(team)


def test_two_facilitators_at_once_do_no_harm(visit, city, here):
    opening = block("Opening").id
    ana, davi = visit(city.ana), visit(city.davi)
    ana.post(f"{here}/blocks/{opening}/start")
    began = block("Opening").started_at
    davi.post(f"{here}/blocks/{opening}/start")
    assert block("Opening").started_at == began
    ana.post(f"{here}/blocks/{opening}/extend", minutes=2, seen=0)
    davi.post(f"{here}/blocks/{opening}/extend", minutes=2, seen=0)
    assert block("Opening").extra_minutes == 2
    ana.post(f"{here}/blocks/{opening}/pause")
    davi.post(f"{here}/blocks/{opening}/pause")
    assert block("Opening").paused_at
    assert "paused" in davi.get(f"{here}/room")
    ana.post(f"{here}/blocks/{opening}/resume")
    davi.post(f"{here}/blocks/{opening}/resume")
    assert block("Opening").paused_at is None
    davi.post(f"{here}/blocks/{opening}/end")
    ana.post(f"{here}/blocks/{opening}/end")
    clock = [each for each in told() if each.startswith("block.") and each != "block.planned"]
    wanted = ["started", "extended", "paused", "resumed", "ended"]
    assert clock == [f"block.{verb}" for verb in wanted]


def test_closing_the_room_ends_the_block_and_holds_the_workshop(visit, city, here, workshop):
    ana = visit(city.ana)
    ana.post(f"{here}/blocks/{block('Opening').id}/start")
    ana.post(f"{here}/closed")
    closed = db.session.get(Workshop, workshop)
    assert (closed.state, closed.is_open, closed.block) == ("held", False, None)
    assert "The room is closed" in visit(city.bruno).get(f"{here}/room")
    assert db.session.scalar(select(DoneTick)) is None


def test_the_bar_is_a_page_of_its_own_for_the_stream(visit, city, here):
    visit(city.ana).post(f"{here}/opened")
    page = visit(city.bruno).get(f"{here}/bar")
    assert page.text.count('id="part-room-bar"') == 1
    assert "data-live=" in page.text


def test_the_bar_costs_a_page_of_the_team_two_statements_at_most(app, visit, city, here, team):
    bruno, page = city.bruno.id, f"{team}/journeys/today"
    # Events of the last ten seconds are asked for one workspace at a time: here there are none.
    with time_machine.travel(now() + timedelta(minutes=1), tick=False):
        without = len(cost(app, city.bruno, page))
    visit(city.ana).post(f"{here}/blocks/{block('Closing').id}/start")
    with time_machine.travel(now() + timedelta(minutes=1), tick=False):
        open_one = cost(app, db.session.get(Person, bruno), page)
    assert len(open_one) <= without + 2, "\n".join(open_one)


def test_a_guest_without_a_team_is_led_back_to_the_room(visit, city, here, workshop):
    guest = Person(city_id=city.city.id, name="Zeca", is_guest=True)
    db.session.add(guest)
    db.session.flush()
    db.session.add(Guest(workshop_id=workshop, person_id=guest.id))
    commit()
    zeca = visit(guest)
    visit(city.ana).post(f"{here}/blocks/{block('Map today’s journey in the teams').id}/start")
    assert zeca.get(f"{here}/way", 302).location == f"{here}/room"
    page = zeca.get(f"{here}/room")
    assert "You are not in a team yet" in page
    assert "/programmes/" not in page.text
    zeca.get(f"{here}/wall", 403)
    zeca.post(f"{here}/help")
    assert db.session.scalars(select(HelpCall)).one().kind == "hand"
