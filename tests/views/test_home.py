"""The first page: a welcome for strangers, and for each person what is theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from people import City4, forget

from workbench.extensions import db
from workbench.models.base import now
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.work.note import Note


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_a_stranger_is_welcomed(city: City4, visit: Any, language: str) -> None:
    page = visit(None, language).get("/")
    assert page.document.get("lang") == language
    assert "/sign-in" in page.links()
    assert "Vila Jacarandá" not in page.title


def test_each_person_sees_what_is_theirs(city: City4, visit: Any) -> None:
    own, programme = f"/redesigns/{city.redesign.id}", f"/programmes/{city.programme.id}"
    bruno = visit(city.bruno).get("/")
    assert own in bruno.links()
    assert programme in visit(city.davi).get("/").links()
    carla = visit(city.carla).get("/")
    assert own not in carla.links()
    assert programme not in carla.links()
    assert "You are in no team yet" in carla
    assert "You are in no team yet" not in bruno
    assert programme in visit(city.edite).get("/").links()


def test_no_door_on_the_first_page_is_shut(city: City4, visit: Any) -> None:
    for person in (city.ana, city.bruno, city.carla, city.davi, city.edite, city.observer):
        visitor = visit(person)
        for link in visitor.get("/").links():
            if link.startswith("/"):
                visitor.get(link)


# the next workshop and its homework


@pytest.fixture
def homework(city: City4) -> Block:
    """Two ideas for each person, on the room's board, until tomorrow; the workshop is the day after."""
    workshop = city.programme.phases[0].plan(
        title="Jornada futura",
        by=city.ana,
        held_on=city.city.today() + timedelta(days=2),
        call_url="https://call.example/abc",
    )
    db.session.flush()
    values: dict[str, Any] = {
        "title": "Duas ideias",
        "prompt": "Escreva duas ideias por passo difícil",
        "kind": "homework",
        "goal_kind": "notes_each",
        "goal": 2,
        "is_hidden": True,
        "opens_at": now() - timedelta(days=1),
        "closes_at": now() + timedelta(days=1),
    }
    block = Block.add(workshop, values, by=city.ana)
    commit()
    return block


def write(block: Block, person: Person) -> None:
    Note.write(block.workshop, {"text": "Uma ideia", "block": block}, by=person)
    commit()


def test_the_next_workshop_says_what_to_do_before_and_how_much_is_done(
    city: City4, visit: Any, homework: Block
) -> None:
    room = f"/workshops/{homework.workshop_id}"
    write(homework, city.bruno)
    bruno = visit(city.bruno)
    page = bruno.get("/")
    assert "Escreva duas ideias por passo difícil" in page
    assert "You wrote 1 of 2." in page
    assert "Write the last one" in page
    assert f"{room}/calendar.ics" in page.links()
    assert "https://call.example/abc" in page.links()
    for link in page.links():
        if link.startswith("/"):
            bruno.get(link)


def test_the_page_of_the_team_says_it_to_each_reader(
    city: City4, visit: Any, homework: Block
) -> None:
    write(homework, city.bruno)
    address = f"/redesigns/{city.redesign.id}"
    bruno, davi = visit(city.bruno), visit(city.davi)
    for _ in range(2):  # the second time from memory
        assert "You wrote 1 of 2." in bruno.get(address)
        for page in (davi.get(address), visit(city.edite).get(address)):
            assert "You wrote" not in page
    forget()
    fragment = bruno.client.get(f"{address}/next-workshop", headers={"Accept-Language": "en"})
    assert "You wrote 1 of 2." in fragment.get_data(as_text=True)


def test_homework_that_is_over_reminds_nobody(city: City4, visit: Any, homework: Block) -> None:
    homework.closes_at = now() - timedelta(hours=1)
    commit()
    page = visit(city.bruno).get("/")
    assert "Jornada futura" in page
    assert "You wrote" not in page


def test_facilitators_see_who_has_done_it_and_have_a_text_to_send(
    city: City4, visit: Any, homework: Block
) -> None:
    here = f"/workshops/{homework.workshop_id}/reminders"
    ana, bruno, edite = visit(city.ana), visit(city.bruno), visit(city.edite)
    page = ana.get(here)
    assert "0 of 1 people have contributed" in page.text
    assert "Still missing: Bruno Sales" in page
    [mail] = [link for link in page.links() if link.startswith("mailto:")]
    assert "bruno%40vila.example" in mail
    assert "%2Froom" in mail
    bruno.get(here, 403)
    edite.get(here, 403)
    rows = ana.get(f"{here}.json").json
    assert next(iter(rows.values()))[0]["person"] == "Bruno Sales"


def test_of_anonymous_homework_only_the_count_is_told(
    city: City4, visit: Any, homework: Block
) -> None:
    homework.is_anonymous = True
    commit()
    here = f"/workshops/{homework.workshop_id}/reminders"
    ana = visit(city.ana)
    for address in (here, f"{here}.json", f"{here}.csv"):
        page = ana.get(address)
        assert "Bruno" not in page.words
    page = ana.get(here)
    assert "who has contributed is shown to nobody" in page
    [mail] = [link for link in page.links() if link.startswith("mailto:")]
    assert "bruno%40vila.example" in mail  # everybody is written to, whoever has done it


def test_homework_leads_to_the_readers_team_of_its_own_programme(
    city: City4, visit: Any, homework: Block
) -> None:
    homework.board, here = "team", f"/redesigns/{city.redesign.id}/problems"
    other = Service.add(city.city, name="Alvará", organisation=city.green, by=None)
    city.other_programme.phases[0].enrol(city.bruno, role="participant", by=None)
    elsewhere = Redesign.begin(city.other_programme, other, by=None, starts_on=city.city.today())
    elsewhere.add_member(city.bruno, by=None)
    commit()
    elsewhere_at = f"/redesigns/{elsewhere.id}/problems"
    room = f"/workshops/{homework.workshop_id}/own-homework"
    bruno = visit(city.bruno)
    for page in ("/", room):
        shown = bruno.client.get(page).text
        assert f'href="{here}"' in shown
    assert elsewhere_at not in shown
    city.redesign.remove_member(city.bruno, by=city.ana)
    commit()
    assert elsewhere_at not in visit(city.bruno).client.get(room).text


def test_an_open_room_is_one_press_away(city: City4, visit: Any, homework: Block) -> None:
    homework.workshop.open_room(by=city.ana)
    commit()
    page = visit(city.bruno).get("/")
    assert "the room is open" in page
    assert "Join the room" in page
