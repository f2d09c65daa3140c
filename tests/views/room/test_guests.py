"""The guests of a workshop: a facilitator says who they are, where they sit, and sends them out."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from people import City4, Visitor, forget
from sqlalchemy import inspect, select

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.log.event import Event
from workbench.models.people.invitation import Invitation
from workbench.models.people.person import Person
from workbench.models.programme.phase import Phase
from workbench.models.programme.workshop import Workshop
from workbench.models.room.guest import Guest
from workbench.models.room.joining import come_in
from workbench.models.work.note import Note

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def workshop(city: City4) -> Workshop:
    workshop = city.programme.phases[0].plan(title="Oficina 1", by=city.ana)
    workshop.open_room(by=city.ana)
    commit()
    return workshop


@pytest.fixture
def rosa(app: Flask, workshop: Workshop) -> Visitor:
    visitor = Visitor(app)
    visitor.post(f"/join/{workshop.code}", name="Carla M.", workplace="Fazenda")
    return visitor


def guest() -> Guest:
    return db.session.scalars(select(Guest).order_by(Guest.id)).first()


def id_of(record: Any) -> int:
    """Return the id of a record whose session an earlier visitor has closed."""
    return inspect(record).identity[0]


def here() -> str:
    return f"/workshops/{guest().workshop_id}/guests"


def join(facilitator: Visitor, address: str, **fields: Any) -> Any:
    """Say who a guest is, read what will pass, and confirm it."""
    shown = facilitator.post(f"{address}/recognise", 200, **fields)
    assert "Nothing is done yet." in shown
    return facilitator.post(f"{address}/recognise", **fields, seen=shown.hidden("seen"))


def test_the_facilitator_sees_who_came_in_and_confirms(
    visit: Any, city: City4, rosa: Visitor
) -> None:
    ana, place, number = visit(city.ana), here(), guest().id
    page = ana.get(place)
    assert "Carla M." in page
    assert "not confirmed yet" in page
    ana.post(f"{place}/{number}/confirm")
    assert "not confirmed yet" not in ana.get(place)
    assert ana.get(f"{place}.json").json[f"guests-{guest().workshop_id}"][0]["name"] == "Carla M."
    assert "Carla M." in ana.get(f"{place}.csv").text


def test_the_list_is_for_those_who_run_the_room(visit: Any, city: City4, rosa: Visitor) -> None:
    place = here()
    bruno, carla, edite = visit(city.bruno), visit(city.carla), visit(city.edite)
    bruno.get(place, 403)
    carla.get(place, 404)
    edite.get(place, 403)
    rosa.get(place, 403)
    visit().get(place, 302)


def test_a_guest_gets_another_name_and_a_seat_in_a_team(
    visit: Any, city: City4, rosa: Visitor
) -> None:
    ana, place, number, redesign = visit(city.ana), here(), guest().id, id_of(city.redesign)
    page = ana.get(f"{place}/{number}")
    ana.post(
        f"{place}/{number}",
        name="Carla Moura da Fazenda",
        workplace="Fazenda",
        redesign_id=redesign,
        version=page.hidden("version") or "1",
    )
    assert (guest().person.name, guest().redesign_id) == ("Carla Moura da Fazenda", redesign)
    rosa.get(f"/redesigns/{redesign}")


def test_two_facilitators_who_change_one_guest_see_each_other(
    visit: Any, city: City4, rosa: Visitor
) -> None:
    ana, place, number = visit(city.ana), here(), guest().id
    seen = guest().version
    ana.post(
        f"{place}/{number}", name="Carla Um", workplace="Fazenda", redesign_id="", version=seen
    )
    page = ana.post(
        f"{place}/{number}", 409, name="Carla Dois", workplace="", redesign_id="", version=seen
    )
    assert "Carla Um" in page.text
    assert "Carla Dois" in page.text


def test_a_name_that_is_taken_is_refused(
    app: Flask, visit: Any, city: City4, workshop: Workshop, rosa: Visitor
) -> None:
    code = workshop.code
    ana, place, number = visit(city.ana), here(), guest().id
    Visitor(app).post(f"/join/{code}", name="Inês")
    page = ana.post(f"{place}/{number}", 200, name="inês", workplace="", redesign_id="", version=1)
    assert "in this room already" in page


def test_a_guest_is_joined_to_somebody_known(visit: Any, city: City4, rosa: Visitor) -> None:
    ana, place, number = visit(city.ana), here(), guest().id
    carla_id = id_of(city.carla)
    room = f"/workshops/{guest().workshop_id}/room"
    rosa.get(room)
    note = Note.write(guest().workshop, {"text": "A fila"}, by=guest().person)
    commit()
    note_id = note.id
    page = ana.get(f"{place}/{number}")
    assert "Carla Moura · Fazenda" in page
    shown = ana.post(f"{place}/{number}/recognise", 200, person=carla_id)
    assert "1 note that everybody can read" in shown
    assert db.session.get(Note, note_id).created_by_id != carla_id
    answer = join(ana, f"{place}/{number}", person=carla_id)
    assert answer.location == place
    assert "Carla M. is Carla Moura" in ana.get(place)
    assert db.session.get(Note, note_id).created_by_id == carla_id
    assert "Carla Moura" in rosa.get(room)
    assert "The facilitator confirmed who you are." in rosa.get("/sign-in")
    visit(db.session.get(Person, carla_id)).get(room)


def test_a_guest_is_joined_to_an_official_who_is_new(
    app: Flask, visit: Any, city: City4, rosa: Visitor
) -> None:
    davi, place, number = visit(city.davi), here(), guest().id
    room = f"/workshops/{guest().workshop_id}/room"
    davi.post(f"{place}/{number}/recognise", 200, person="else", email="no address")
    join(davi, f"{place}/{number}", person="else", email="Nova@Vila.example", name="Carla Maia")
    page = davi.get(place)
    assert "A link for Carla Maia to choose a password." in page
    link = next(
        field.get("value", "")
        for field in page.document.iter("input")
        if "/join/" in field.get("value", "")
    )
    assert "A link for Carla Maia" not in davi.get(place)
    newcomer = Visitor(app)
    path = "/join/" + link.rpartition("/")[2]
    newcomer.get(path)
    newcomer.post(path, password="a quite new password")
    newcomer.get(room)
    person = Person.by_email("nova@vila.example")
    assert (person.name, person.is_guest) == ("Carla Maia", False)


def test_a_facilitator_notes_an_official_who_is_new_and_hands_out_no_link(
    visit: Any, city: City4, rosa: Visitor
) -> None:
    ana, place, number = visit(city.ana), here(), guest().id
    assert "a link that a project lead makes" in ana.get(f"{place}/{number}")
    assert "a project lead makes" not in visit(city.davi).get(f"{place}/{number}")
    join(ana, f"{place}/{number}", person="else", email="nova@vila.example", name="Nova")
    page = ana.get(place)
    assert "Nova has an account now, and cannot sign in yet" in page
    assert "choose a password" not in page
    assert guest().person.joined_to_id == Person.by_email("nova@vila.example").id
    assert not db.session.scalars(select(Invitation)).all()


def test_an_e_mail_that_is_known_joins_to_its_owner(visit: Any, city: City4, rosa: Visitor) -> None:
    ana, place, number, bruno_id = visit(city.ana), here(), guest().id, id_of(city.bruno)
    join(ana, f"{place}/{number}", person="else", email="bruno@vila.example")
    assert guest().person.joined_to_id == bruno_id


def test_who_was_joined_is_not_joined_again(visit: Any, city: City4, rosa: Visitor) -> None:
    ana, place, number = visit(city.ana), here(), guest().id
    fields = {"person": "else", "email": "bruno@vila.example"}
    join(ana, f"{place}/{number}", **fields)
    assert "has been identified" in ana.post(f"{place}/{number}/recognise", 200, **fields)


def test_a_guest_who_is_sent_out_loses_the_room(visit: Any, city: City4, rosa: Visitor) -> None:
    ana, place, number = visit(city.ana), here(), guest().id
    room = f"/workshops/{guest().workshop_id}/room"
    rosa.get(room)
    ana.post(f"{place}/{number}/remove")
    rosa._token = ""
    assert "You were taken out of this room" in rosa.get(room, 404)
    sent = rosa.post(f"/workshops/{guest().workshop_id}/notes", 404, text="ainda aqui")
    assert "Your place in this room was ended" in sent
    assert "ainda aqui" in sent.text
    assert "sent out" in ana.get(place)
    ana.post(f"{place}/{number}/readmit")
    assert "sent out" not in ana.get(place)
    rosa.get(room)


def test_a_guest_who_is_sent_out_does_not_come_in_again_as_another(
    visit: Any, city: City4, rosa: Visitor
) -> None:
    ana, place, number = visit(city.ana), here(), guest().id
    code, room = guest().workshop.code, f"/workshops/{guest().workshop_id}/room"
    ana.post(f"{place}/{number}/remove")
    rosa._token = ""
    assert "Your place in this room was ended" in rosa.get(f"/join/{code}")
    assert "Your place in this room was ended" in rosa.post("/join", 200, code=code)
    rosa.post("/sign-out")
    rosa._token = ""
    assert "Your place in this room was ended" in rosa.get(f"/join/{code}")
    assert "Your place in this room was ended" in rosa.post("/join", 200, code=code, name="Outra")
    # Nor in another browser, under the name they had.
    assert "Your place in this room was ended" in visit().post(
        f"/join/{code}", 200, name="Carla M."
    )
    assert len(db.session.scalars(select(Guest)).all()) == 1
    ana.post(f"{place}/{number}/readmit")
    rosa.post(f"/join/{code}", name="Outra")
    rosa.get(room)


def test_where_a_guest_works_is_corrected_and_told(visit: Any, city: City4, rosa: Visitor) -> None:
    ana, place, number = visit(city.ana), here(), guest().id
    ana.change(
        f"{place}/{number}", name="Carla M.", workplace="Secretaria do Verde", redesign_id=""
    )
    assert guest().workplace == "Secretaria do Verde"
    asked = select(Event.action).where(Event.action.like("guest.%")).order_by(Event.position)
    assert db.session.scalars(asked).all() == ["guest.joined", "guest.edited"]


def test_guests_of_another_workshop_are_not_found(
    visit: Any, city: City4, workshop: Workshop, rosa: Visitor
) -> None:
    other = db.session.get(Phase, guest().workshop.phase_id).plan(title="Oficina 2", by=None)
    commit()
    address = f"/workshops/{other.id}/guests/{guest().id}"
    ana = visit(city.ana)
    ana.get(address, 404)
    ana.post(f"{address}/remove", 404)


def test_a_guest_takes_the_seat_that_an_invitation_offers_as_themselves(
    visit: Any, city: City4, rosa: Visitor
) -> None:
    phase = guest().workshop.phase
    _invitation, code = Invitation.to_seat(phase, "participant", by=None, name="Carla")
    commit()
    rosa._token = ""
    rosa.post(f"/join/{code}", name="Nova", email="nova@vila.example", password="words in a row")
    person = Person.by_email("nova@vila.example")
    assert not person.is_guest
    assert guest().person_id != person.id


def test_the_same_person_in_two_browsers_is_offered_as_likely(
    visit: Any, city: City4, workshop: Workshop, rosa: Visitor
) -> None:
    come_in(
        db.session.get(Workshop, guest().workshop_id),
        name="Carla celular",
        workplace="",
        language="en",
    )
    commit()
    ana = visit(city.ana)
    assert "another guest in this room" in ana.get(f"{here()}/{guest().id}")


@pytest.mark.parametrize(
    ("name", "known"),
    [("João Conceição", "João Conceição"), ("Agata", "Ágata Reis"), ("ZOE 100%", "Zoé Lima")],
)
def test_an_accent_hides_nobody_from_the_facilitator(
    visit: Any, city: City4, workshop: Workshop, name: str, known: str
) -> None:
    Person.add(city.city, name=known, email="quem@vila.example", by=None)
    for number in range(60):
        Person.add(city.city, name=f"Lia {number}", email=f"{number}@vila.example", by=None)
    come_in(workshop, name=name, workplace="", language="en")
    commit()
    page = visit(city.ana).get(f"{here()}/{guest().id}")
    assert "quem@vila.example" in page
    assert "0@vila.example" not in page


def test_the_door_counts_those_who_came_whoever_they_turn_out_to_be(
    visit: Any, city: City4, rosa: Visitor
) -> None:
    ana, door = visit(city.ana), f"/workshops/{guest().workshop_id}/door"
    assert "1 person came in with the code" in ana.get(door)
    join(ana, f"{here()}/{guest().id}", person="else", email="carla@vila.example")
    assert "1 person came in with the code" in ana.get(door)


def test_the_door_on_the_wall_learns_of_a_new_code(
    visit: Any, city: City4, workshop: Workshop
) -> None:
    door = f"/workshops/{workshop.id}/door"
    page = visit(city.ana).get(door)
    code = db.session.get_one(Workshop, 1).code
    inside = {part.get("id"): "".join(part.itertext()) for part in page.document.iter("div")}
    assert code[:3] in inside["part-poster-say"]
    assert "part-poster-picture" in inside


def test_the_door_on_the_wall_keeps_the_address_that_its_reader_came_by(
    visit: Any, city: City4, workshop: Workshop
) -> None:
    place, ana = f"/workshops/{workshop.id}/door", visit(city.ana)
    live = next(ana.get(place).document.iter("body")).get("data-live")
    ana.post(f"{place}/code", version=ana.version_on(place, f"{place}/code"))
    site = "http://oficina.vila.example:8000"
    with ana.client.session_transaction() as known:
        signed_in = dict(known)
    with ana.client.session_transaction(base_url=site) as session:
        session.update(signed_in)
    forget()
    answer = ana.client.get(f"/live?at={live}&page={place}&poll=1", base_url=site)
    told = answer.get_data(as_text=True)
    assert "part-poster-say" in told
    assert " oficina.vila.example:8000/join " in told
    assert "localhost" not in told
