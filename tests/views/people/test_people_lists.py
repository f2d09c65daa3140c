"""A lead invites many people at once: looked through first, then done whole, then links to hand over."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from workbench.exchange.people_list import read_people
from workbench.exchange.unreadable import Unreadable
from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.commit import commit
from workbench.models.people.invitation import Invitation
from workbench.models.people.person import Person
from workbench.models.programme.enrolment import Enrolment

LIST = """Nome;E-mail;Secretaria;Papel
Rosa Água;rosa@vila.example;Verde;Participante
Iara Lima;;Secretaria da Lua;
Edite Lins;edite@vila.example;;Observadora
Bruno Sales;bruno@vila.example;;
;sem.nome@vila.example;;
Rui Dias;rui arroba;;
Rosa de novo;ROSA@vila.example;;
Téo Paz;teo@vila.example;;Rei
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ana Prado\tana@a.example\tVerde\tLíder", ("Ana Prado", "ana@a.example", "Verde", "lead")),
        ("Ana Prado, ana@a.example", ("Ana Prado", "ana@a.example", "", "")),
        ("Ana Prado <Ana@a.example>", ("Ana Prado", "ana@a.example", "", "")),
        ("ana@a.example;Ana Prado;Verde", ("Ana Prado", "ana@a.example", "Verde", "")),
        ("Ana Prado", ("Ana Prado", "", "", "")),
        ("Role\tName\nobserver\tAna Prado", ("Ana Prado", "", "", "observer")),
    ],
)
def test_a_list_is_read_as_people_write_it(text, found):
    for encoding in ("utf-8", "windows-1252"):
        (line,) = read_people((text + "\n").encode(encoding), "x")
        assert (line.name, line.email, line.organisation, line.role) == found


def test_no_list_gets_one_sentence():
    for contents in (b"", b" \n", b"\x00\x01\x02", b"Ana\n" * 202):
        with pytest.raises(Unreadable):
            read_people(contents, "x")


def test_a_lead_looks_a_list_through_and_hands_over_links(city, visit):
    davi = visit(city.davi)
    place = str(city.programme.phases[0].id)
    sent = {"place": place, "role": "participant", "text": LIST}
    page = davi.post("/people/list", 200, **sent, step="check")
    for words in (
        *("2 links will be made.", "1 person is here already", "4 lines are left out."),
        *("“Secretaria da Lua” is no organisation", "Is enrolled already", "The name is missing."),
        *("“rui arroba” is no e-mail", "stands in an earlier line", "“Rei” is no role here."),
    ):
        assert words in page, words
    assert not Invitation.open_of() and page.text.count("rosa@vila.example") > 1
    davi.post("/people/list", **sent, step="invite")
    page = davi.get("/people/list/links")
    assert [one.name for one in Invitation.open_of()] == ["Iara Lima", "Rosa Água"]
    links = davi.get("/people/list/links.json").json["links"]
    assert [each["name"] for each in links] == ["Rosa Água", "Iara Lima"]
    assert "wa.me" in page.text and links[0]["link"] in page.text
    guest = visit()
    assert "Rosa Água" in guest.get(links[0]["link"].removeprefix("http://localhost")).text
    seats = select(func.count(Enrolment.id)).where(Enrolment.person_id == city.edite.id)
    assert db.session.scalar(seats) == 1
    page = davi.post("/people/list", 200, **sent, step="invite")
    assert "Nothing is left to do" in page and len(Invitation.open_of()) == 2
    assert not visit(city.edite).get("/people/list/links.json").json["links"]
    visit(city.bruno).get("/people/list", status=403)


def test_a_person_of_another_city_is_new_like_anybody(city, visit):
    other = City.found(slug="outra", name="Outra")
    person = Person.add(other, name="Zélia Rocha", email="zelia@outra.example", by=None)
    commit()
    sent = {"place": str(city.programme.phases[0].id), "role": "participant", "step": "check"}
    text = f"Alguém;{person.email}"
    page = visit(city.davi).post("/people/list", 200, **sent, text=text)
    assert "1 link will be made." in page and person.name not in page


def test_a_workbook_is_taken_too(city, visit):
    book = Workbook()
    book.active.append(["Nome", "Correio eletrônico"])
    book.active.append(["Rosa Água", "rosa@vila.example"])
    file = io.BytesIO()
    book.save(file)
    sent = {"place": str(city.programme.phases[0].id), "role": "participant", "step": "check"}
    file.seek(0)
    page = visit(city.davi).post("/people/list", 200, **sent, file=(file, "lista.xlsx"))
    assert "Rosa Água\trosa@vila.example" in page.text and "1 link will be made." in page
