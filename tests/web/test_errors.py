"""What people are told when something cannot be done: in words, in their language, with a way on."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from people import City4, forget
from sqlalchemy.exc import IntegrityError
from werkzeug.test import encode_multipart

from workbench.extensions import db
from workbench.forms.journeys import StepForm
from workbench.models.log.event import Workspace
from workbench.models.work.note import Note
from workbench.web.errors import collided, not_unique, typed_names

pytestmark = pytest.mark.postgres_by_proof


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_nothing_at_the_address(city: City4, visit: Any, language: str) -> None:
    page = visit(city.bruno, language).get("/nowhere", 404)
    assert page.document.get("lang") == language
    assert "/" in page.links()
    visit(None, language).get("/nowhere", 404)


def test_a_page_for_others(city: City4, visit: Any) -> None:
    page = visit(city.bruno).get("/city", 403)
    assert "not open to you" in page


def test_other_programs_get_plain_answers(city: City4, visit: Any) -> None:
    address = f"/redesigns/{city.redesign.id}/problems.json"
    assert "Sign in" in visit().get(address, 401).json["error"]
    assert "moved" in visit(city.carla).get(address, 404).json["error"]
    page = visit().get(address.replace(".json", ".csv"), 401)
    assert page.response.mimetype == "text/plain"
    found = visit(city.bruno).get(address)
    assert found.response.headers["Cache-Control"] == "private, no-cache"


def test_a_method_that_is_not_for_this_address(city: City4, visit: Any) -> None:
    page = visit(city.bruno).get("/sign-out", 405)
    assert "405" in page
    assert "POST" in page.response.headers["Allow"]


@pytest.mark.parametrize(
    ("language", "words"), [("pt-BR", "página"), ("es", "página"), ("en", "page")]
)
def test_what_cannot_be_understood_is_told_in_words(
    city: City4, visit: Any, language: str, words: str
) -> None:
    bruno = visit(city.bruno, language)
    page = bruno.get("/live?at=abc", 400)
    assert words in page
    assert page.document.get("lang") == language
    assert "proxy" not in page


def test_a_file_in_the_place_of_a_text_is_no_text(city: City4, visit: Any) -> None:
    stranger = visit()
    file = (BytesIO(b"x"), "x.txt")
    assert "Fill this in." in stranger.post("/join", 200, code=file)
    assert "Fill this in." in visit().post(
        "/sign-in", 200, email=(BytesIO(b"x"), "x.txt"), password="x"
    )
    notes = f"/redesigns/{city.redesign.id}/notes"
    page = visit(city.bruno).post(notes, 200, text=(BytesIO(b"x"), "x.txt"), kind="citizen")
    assert "Fill this in." in page


def test_what_is_no_text_in_utf_8_is_refused_and_not_stored(city: City4, visit: Any) -> None:
    bruno, notes = visit(city.bruno), f"/redesigns/{city.redesign.id}/notes"
    form = "application/x-www-form-urlencoded"
    sent = f"csrf_token={bruno.token}&kind=citizen&text=".encode()
    for text, status in ((b"%ff%fe%ed%a0%80", 400), (b"\xff", 400), (b"%C3%A3+100%25", 302)):
        forget()
        answer = bruno.client.post(notes, data=sent + text, content_type=form)
        assert answer.status_code == status, text
    parts = {"csrf_token": bruno.token, "kind": "citizen", "text": "\ufffd\ufffd"}
    body = encode_multipart(parts, "edge")[1]
    forget()
    answer = bruno.client.post(
        notes,
        data=body.replace("\ufffd".encode(), b"\xff"),
        content_type="multipart/form-data; boundary=edge",
    )
    assert answer.status_code == 400
    assert "Alguns caracteres deste texto" in answer.get_data(as_text=True)
    assert [note.text for note in Note.kept_in(city.redesign)] == ["ã 100%"]


@pytest.mark.parametrize("named", ["", "; name=", '; name*0="x'])
def test_a_part_without_a_name_is_no_form(app: Flask, named: str) -> None:
    body = f"--edge\r\nContent-Disposition: form-data{named}\r\n\r\nx\r\n--edge--\r\n"
    form = "multipart/form-data; boundary=edge"
    for address in ("/sign-in", "/join"):
        assert app.test_client().post(address, data=body, content_type=form).status_code == 400


def test_a_page_that_is_too_old_does_not_say_that_the_session_ended(
    city: City4, visit: Any
) -> None:
    notes = f"/redesigns/{city.redesign.id}/notes"
    page = visit(city.bruno).post(notes, 400, csrf_token="old", text="Uma fila", kind="citizen")
    assert "too old" in page
    assert "Sign in" not in page
    assert "Sign in" in visit().post(notes, 400, csrf_token="old", text="Uma fila", kind="citizen")


def test_a_number_that_cannot_be_read_is_told_in_one_sentence(city: City4, visit: Any) -> None:
    page = visit(city.davi).post(
        f"/programmes/{city.programme.id}/workshops/new",
        200,
        title="Oficina",
        held_on="soon",
        starts_at="noon",
    )
    assert "for example 2026-03-31" in page
    assert "for example 14:30" in page
    assert "Not a valid" not in page


@pytest.mark.parametrize("sent", ["abc", "NaN", "sNaN", "Infinity"])
def test_what_is_no_amount_is_told_in_one_sentence(app: Flask, city: City4, sent: str) -> None:
    data = {"citizen_cost": sent, "citizen_minutes": sent}
    with app.test_request_context("/", method="POST", data=data), force_locale("en"):
        form = StepForm()
        form.phase_id.choices = []
        assert not form.validate()
        assert form.citizen_cost.errors == ["Write an amount, for example 10,60."]
        assert form.citizen_minutes.errors == ["Write a time such as “40 min” or “1h20”."]


def test_names_of_fields_that_are_typed_into() -> None:
    typed = typed_names()
    assert {"text", "title", "segment", "reason", "citizen_minutes", "effective_on"} <= typed
    assert not {"password", "csrf_token", "edit_id", "version", "id"} & typed


def test_two_of_a_kind_in_one_moment_are_told_in_words(app: Flask, city: City4) -> None:
    position = city.redesign.workspace.position
    with app.test_request_context("/", method="POST", data={"text": "minha nota"}):
        page, status = collided(Exception())
    assert status == 409
    assert "minha nota" in page
    assert city.redesign.workspace.position == position


def test_a_fault_of_ours_is_not_called_somebody_elses(app: Flask, city: City4) -> None:
    db.session.add(Workspace(kind=None))
    with pytest.raises(IntegrityError) as fault:
        db.session.flush()
    db.session.rollback()
    with app.test_request_context("/", method="POST"), pytest.raises(IntegrityError):
        not_unique(fault.value)


@pytest.mark.parametrize(
    "referrer",
    ["https://evil.example/x", "http://localhost.evil.example/", "http://localhost//evil"],
)
def test_a_refusal_leads_back_to_a_page_of_ours(city: City4, visit: Any, referrer: str) -> None:
    bruno, address = visit(city.bruno), f"/redesigns/{city.redesign.id}/journeys/to_be"
    token = bruno.token
    answer = bruno.client.post(address, data={"csrf_token": token}, headers={"Referer": referrer})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"
