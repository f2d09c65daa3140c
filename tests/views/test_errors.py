"""What people are told when something cannot be done: in words, in their language, with a way on."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from people import City4
from sqlalchemy.exc import IntegrityError

from workbench.extensions import db
from workbench.models.event import Workspace
from workbench.views.errors import collided, not_unique, typed_names


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
    visit().get(address, 401)
    visit(city.carla).get(address, 404)


def test_a_method_that_is_not_for_this_address(city: City4, visit: Any) -> None:
    visit(city.bruno).get("/sign-out", 405)


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
