"""The door of a workshop: a code and a name are enough, and guessing codes is not."""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from people import PASSWORD, City4, Visitor
from sqlalchemy import func, select

from workbench.extensions import db
from workbench.models.base import new_id, now
from workbench.models.commit import commit
from workbench.models.people.attempt import Attempt
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.room.guest import Guest
from workbench.views.room import joins
from workbench.web import rate_limits

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def workshop(city: City4) -> Workshop:
    """A workshop whose room is open."""
    workshop = city.programme.phases[0].plan(title="Problemas das pessoas", by=city.ana)
    workshop.open_room(by=city.ana)
    commit()
    return workshop


def room(workshop: Workshop) -> str:
    return f"/workshops/{workshop.id}/room"


def guests() -> list[Guest]:
    return list(db.session.scalars(select(Guest).order_by(Guest.id)))


def come_in(app: Flask, code: str, name: str, **fields: Any) -> Visitor:
    visitor = Visitor(app)
    visitor.post(f"/join/{code}", name=name, **fields)
    return visitor


def test_a_stranger_comes_in_with_a_code_and_a_name(app: Flask, workshop: Workshop) -> None:
    code, there = workshop.code, room(workshop)
    stranger = Visitor(app)
    assert "Do you have a code?" in stranger.get("/")
    assert (
        stranger.post("/join", code=f" {code[:3].lower()}-{code[3:]} ").location == f"/join/{code}"
    )
    page = stranger.get(f"/join/{code}")
    assert "Problemas das pessoas" in page
    assert "with Ana" in page
    answer = stranger.post(f"/join/{code}", name="  Rosa   Lima ", workplace="Butantã")
    assert answer.location == there
    assert "Problemas das pessoas" in stranger.get(there)
    [guest] = guests()
    assert (guest.person.name, guest.person.email, guest.workplace) == (
        "Rosa Lima",
        None,
        "Butantã",
    )
    assert guest.person.is_guest
    assert guest.person.language == "en"


def test_code_and_name_are_enough_in_one_form(app: Flask, workshop: Workshop) -> None:
    answer = Visitor(app).post("/join", code=workshop.code, name="Rosa")
    assert answer.location == room(workshop)


def test_the_seat_is_remembered_until_the_guest_leaves(app: Flask, workshop: Workshop) -> None:
    code, there = workshop.code, room(workshop)
    rosa = come_in(app, code, "Rosa")
    # The browser keeps it when it is closed, and the next day comes.
    kept = rosa.client.get_cookie("workbench")
    assert kept is not None
    assert kept.expires is not None
    assert kept.expires > datetime.now(UTC) + timedelta(days=29)
    rosa._token = ""
    assert rosa.get(f"/join/{code}", 302).location == there
    rosa.get(there)
    assert rosa.post("/sign-out").location == "/join"
    rosa._token = ""
    rosa.get(there, 302)
    assert "Your name" in rosa.get(f"/join/{code}")


def test_two_of_one_name_are_told_apart(app: Flask, workshop: Workshop) -> None:
    code = workshop.code
    come_in(app, code, "Zoé Lima")
    second = Visitor(app)
    assert "There is a zoe  lima in this room already." in second.post(
        f"/join/{code}", 200, name="zoe  lima"
    ).words.replace("zoe lima", "zoe  lima")
    second.post(f"/join/{code}", name="Zoé Lima, Butantã")
    assert len(guests()) == 2


@pytest.mark.parametrize(
    "name",
    ["Hugo\u200b Convidado", "hugo  \u2066convidado", "Hugo\u00ad Convidado", "HÚGO CONVIDADO"],
)
def test_two_whose_names_look_alike_are_told_apart(
    app: Flask, workshop: Workshop, name: str
) -> None:
    code = workshop.code
    come_in(app, code, "Hugo Convidado")
    page = Visitor(app).post(f"/join/{code}", 200, name=name)
    assert "in this room already" in page
    assert len(guests()) == 1


@pytest.mark.parametrize("name", ["\u200b", "\u202e", "42", ". . ."])
def test_a_name_has_letters(app: Flask, workshop: Workshop, name: str) -> None:
    page = Visitor(app).post(f"/join/{workshop.code}", 200, name=name)
    assert "Write your name with letters" in page or "Fill this in" in page
    assert not guests()


def test_nobody_comes_in_under_the_name_of_somebody_who_signs_in(
    app: Flask, city: City4, workshop: Workshop
) -> None:
    code = workshop.code
    city.ana.set_password(PASSWORD, by=city.ana)
    commit()
    stranger = Visitor(app)
    page = stranger.post(f"/join/{code}", 200, name="ANA  PRADO")
    assert "Somebody called ANA PRADO has an account here" in page
    # Who leads has a name of their own even before they sign in: Davi the programme, Edite the city.
    for name in ("Davi Franco", "davi-franco.", "Davi\u200bFranco", "Edite Lins"):
        assert "has an account here" in stranger.post(f"/join/{code}", 200, name=name)
    assert "one alphabet" in stranger.post(f"/join/{code}", 200, name="\u0410na Prado")
    stranger.post(f"/join/{code}", name="Ana Prado, Fazenda")
    # Bruno is enrolled and has never signed in: the code is his way in.
    come_in(app, code, "Bruno Sales")
    assert len(guests()) == 2


def test_a_guest_of_another_room_is_told_apart_in_this_one(
    app: Flask, city: City4, workshop: Workshop
) -> None:
    other = city.programme.phases[0].plan(title="Oficina 2", by=None)
    other.open_room(by=city.ana)
    commit()
    code, there, elsewhere = workshop.code, room(workshop), other.code
    come_in(app, code, "Rosa Lima")
    rosa = come_in(app, elsewhere, "Rosa Lima")
    rosa._token = ""
    assert "Your name" not in rosa.get(f"/join/{code}")
    for address, more in ((f"/join/{code}", {}), ("/join", {"code": code})):
        page = rosa.post(address, 200, **more)
        assert "in this room already" in page
        assert "Your name" in page
        assert f"/join/{code}" in page.forms()
    assert rosa.post(f"/join/{code}", name="Rosa Lima, Verde").location == there
    assert [guest.name for guest in guests()] == ["Rosa Lima", *["Rosa Lima, Verde"] * 2]


def test_a_form_that_is_sent_twice_makes_one_guest(app: Flask, workshop: Workshop) -> None:
    code, once = workshop.code, new_id()
    lost = Visitor(app)
    lost.post(f"/join/{code}", name="Rosa", edit_id=once)
    again = Visitor(app)  # the first answer never arrived, and no cookie with it
    assert again.post(f"/join/{code}", name="Rosa", edit_id=once).location == room(
        guests()[0].workshop
    )
    assert len(guests()) == 1


def test_a_room_that_is_not_open_says_so_in_one_sentence(
    app: Flask, city: City4, workshop: Workshop
) -> None:
    workshop.close_room(by=city.ana)
    later = city.programme.phases[0].plan(title="Oficina 2", by=None, held_on=city.city.today())
    commit()
    code, next_code = workshop.code, later.code
    page = Visitor(app).get(f"/join/{code}")
    assert "The workshop “Problemas das pessoas” is over" in page
    assert "is not open yet" in Visitor(app).get(f"/join/{next_code}")
    assert "is not open yet" in Visitor(app).post("/join", 200, code=next_code, name="Rosa")
    assert not guests()


def test_homework_opens_the_door_before_the_day(app: Flask, city: City4) -> None:
    later = city.programme.phases[0].plan(title="Oficina 2", by=None)
    db.session.flush()
    days = {"opens_at": now() - timedelta(days=1), "closes_at": now() + timedelta(days=1)}
    Block.add(later, {"title": "Duas ideias", "kind": "homework", **days}, by=city.ana)
    commit()
    code = later.code
    come_in(app, code, "Rosa").get(room(later))


def test_people_with_an_account_just_go_in(visit: Any, city: City4, workshop: Workshop) -> None:
    code, there, programme_id = workshop.code, room(workshop), city.programme.id
    assert visit(city.bruno).post("/join", code=code).location == there
    assert not guests()
    carla = visit(city.carla)
    carla.get(there, 404)
    assert "Join as Carla Moura" in carla.get(f"/join/{code}")
    assert carla.post("/join", code=code).location == there
    carla.get(there)
    assert [guest.person.name for guest in guests()] == ["Carla Moura"]
    carla.get(f"/programmes/{programme_id}", 404)


def test_an_account_can_be_signed_into_from_a_guests_seat(
    app: Flask, visit: Any, city: City4, workshop: Workshop
) -> None:
    city.carla.set_password(PASSWORD, by=city.carla)
    commit()
    rosa = come_in(app, workshop.code, "Rosa")
    rosa.get("/sign-in")
    rosa._token = ""
    rosa.post("/sign-in", email="carla@vila.example", password=PASSWORD)
    assert "Carla Moura" in rosa.get("/account")
    rosa.client.delete_cookie("workbench")
    rosa.get("/account", 302)


def test_a_guest_opens_the_room_and_nothing_else_of_the_city(
    app: Flask, city: City4, workshop: Workshop
) -> None:
    programme, redesign, service = city.programme.id, city.redesign.id, city.service.id
    there = room(workshop)
    rosa = come_in(app, workshop.code, "Rosa")
    for address in (
        f"/programmes/{programme}",
        f"/redesigns/{redesign}",
        f"/redesigns/{redesign}/problems",
        f"/services/{service}",
    ):
        rosa.get(address, 404)
    for address in (
        "/people",
        "/services",
        "/city",
        "/account",
        "/account/password",
        "/programmes",
    ):
        rosa.get(address, 403)
    home = rosa.get("/")
    assert there in home.links()


def test_a_guest_with_a_seat_in_a_team_opens_its_workspace_and_no_other(
    app: Flask, city: City4, workshop: Workshop
) -> None:
    redesign, ana = city.redesign.id, city.ana.id
    rosa = come_in(app, workshop.code, "Rosa")
    [guest] = guests()
    guest.sit_with(db.session.get(Redesign, redesign), by=db.session.get(Person, ana))
    commit()
    page = rosa.get(f"/redesigns/{redesign}")
    for link in page.links():
        if link.startswith("/"):
            rosa.get(link)
    rosa._token = ""
    rosa.post(f"/redesigns/{redesign}/notes", text="Uma nota", kind="citizen")


# codes


def test_one_office_behind_one_address_joins_at_once(app: Flask, workshop: Workshop) -> None:
    code = workshop.code
    began = time.monotonic()
    for number in range(70):
        come_in(app, code, f"Pessoa {number}")
    assert len(guests()) == 70
    assert time.monotonic() - began < 60


def test_guessing_codes_is_stopped_and_right_codes_go_on(
    app: Flask, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "PACE_SECONDS", 0.2)
    code = workshop.code
    guesser = Visitor(app)
    assert "No workshop has this code" in guesser.get("/join/AAAAAA", 404)
    for number in range(joins.MOST_WRONG_CODES - 1):
        guesser.client.get(f"/join/AC{number:04d}".replace("0", "C").replace("1", "D"))
    began = time.monotonic()
    guesser.get("/join/AAAAAA", 429)
    assert time.monotonic() - began >= 0.2
    guesser.post("/join", 429, code="ACACAC", name="Rosa")
    assert Visitor(app).post("/join", code=code, name="Rosa").location == room(workshop)
    assert len(guests()) == 1


def test_after_very_many_wrong_codes_every_try_waits_its_turn(
    app: Flask, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "PACE_SECONDS", 0.5)
    monkeypatch.setattr(joins, "MOST_FREE_TRIES", 3)
    code = workshop.code
    for _ in range(3):
        Visitor(app).get("/join/AAAAAA", 404)
    began = time.monotonic()
    Visitor(app).post("/join", code=code, name="Rosa")
    assert time.monotonic() - began >= 0.5
    slots = [rate_limits._waiting.acquire(blocking=False) for _ in range(2)]
    try:
        Visitor(app).get("/join/AAAAAC", 429)  # the line is full: nothing was looked up
        Visitor(app).post("/join", code=code, name="Inês")  # it has opened the door from here
    finally:
        for _ in filter(None, slots):
            rate_limits._waiting.release()
    assert len(guests()) == 2


def test_the_addresses_of_those_who_try_are_not_stored(app: Flask, workshop: Workshop) -> None:
    Visitor(app).get("/join/AAAAAA", 404)
    tries = db.session.scalars(select(Attempt.key)).all()
    assert tries
    # Nor can they be found by hashing every address there is.
    plain = [
        hashlib.sha256(text.encode()).hexdigest() for text in ("room\x00127.0.0.1", "127.0.0.1")
    ]
    assert not any(("127" in key and "." in key) or key in plain for key in tries)


def test_a_new_code_closes_the_old_one(
    visit: Any, app: Flask, city: City4, workshop: Workshop
) -> None:
    code, here = workshop.code, f"/workshops/{workshop.id}"
    rosa = come_in(app, code, "Rosa")
    ana = visit(city.ana)
    assert code[:3] in ana.get(f"{here}/door")
    ana.post(f"{here}/door/code", version=db.session.get(Workshop, guests()[0].workshop_id).version)
    Visitor(app).get(f"/join/{code}", 404)
    rosa.get(f"{here}/room")


def test_the_picture_of_the_link_holds_no_style(
    visit: Any, city: City4, workshop: Workshop
) -> None:
    answer = visit(city.ana).client.get(f"/workshops/{workshop.id}/door.svg")
    assert answer.mimetype == "image/svg+xml"
    assert b"<svg" in answer.data
    assert b"style" not in answer.data
    visit(city.bruno).get(f"/workshops/{workshop.id}/door.svg", 403)


def test_what_is_kept_is_said_in_short(visit: Any) -> None:
    stranger = visit()
    assert "/join/about" in stranger.get("/join").links()
    assert "30 days" in stranger.get("/join/about")


def test_the_appointment_holds_the_link_of_the_call(
    visit: Any, city: City4, workshop: Workshop
) -> None:
    from datetime import date
    from datetime import time as hour

    workshop.edit(
        {
            "held_on": date(2026, 11, 24),
            "starts_at": hour(14),
            "ends_at": hour(16, 30),
            "call_url": "https://call.example/abc",
        },
        by=city.ana,
    )
    commit()
    text = visit(city.bruno).client.get(f"/workshops/{workshop.id}/calendar.ics").get_data(True)
    assert "DTSTART:20261124T170000Z\r\n" in text  # 14:00 in São Paulo
    assert "DTEND:20261124T193000Z\r\n" in text
    assert "https://call.example/abc" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_people_and_reports_do_not_count_guests(
    visit: Any, app: Flask, city: City4, workshop: Workshop
) -> None:
    programme = f"/programmes/{city.programme.id}"
    edite, davi = visit(city.edite), visit(city.davi)
    come_in(app, workshop.code, "Rosa Guest")
    assert "Rosa Guest" not in edite.get("/people")
    assert "Rosa Guest" not in str(edite.get("/people.json").json)
    assert "Rosa Guest" not in davi.get(f"{programme}/people")
    report = davi.get(f"{programme}/report.json").json
    assert "Rosa" not in str(report)
    count = select(func.count()).where(Person.is_guest)
    assert db.session.scalar(count) == 1


def test_a_guest_at_a_teams_table_hears_their_own_room_when_another_opens(
    app: Flask, city: City4, workshop: Workshop
) -> None:
    workshop.say("Voltamos às 15h", by=city.ana)
    commit()
    ana_id, team_id = city.ana.id, city.redesign.id
    rosa = come_in(app, workshop.code, "Rosa")
    ana, team = db.session.get_one(Person, ana_id), db.session.get_one(Redesign, team_id)
    guests()[0].sit_with(team, by=ana)
    other = team.programme.phases[0].plan(title="Outra sala", by=ana)
    other.open_room(by=ana)
    commit()
    page = rosa.get(f"/redesigns/{team_id}")
    assert "Voltamos às 15h" in page
    assert "Outra sala" not in page
