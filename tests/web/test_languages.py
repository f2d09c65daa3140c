"""The language of the page: what the browser asks for, what the person chose, and that the choice lasts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import City4

from workbench.extensions import db
from workbench.models.people.person import Person
from workbench.web.languages import safe_next

HOME = "http://localhost/here"


def test_a_choice_lasts_and_follows_the_person(city: City4, visit: Any) -> None:
    bruno_id, bruno = city.bruno.id, visit(city.bruno)
    page = bruno.post("/language/es", next="/programmes")
    assert page.location == "/programmes"
    assert bruno.get("/").document.get("lang") == "es"
    assert db.session.get(Person, bruno_id).language == "es"
    elsewhere = visit(db.session.get(Person, bruno_id))
    assert elsewhere.get("/").document.get("lang") == "es"


def test_a_stranger_chooses_too(city: City4, visit: Any) -> None:
    stranger = visit()
    stranger.post("/language/pt_BR")
    assert stranger.get("/").document.get("lang") == "pt-BR"


def test_a_language_that_is_none_of_ours_is_not_found(city: City4, visit: Any) -> None:
    visit(city.bruno).post("/language/xx", 404)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "",
        "not/a/path",
        "/\r\nX-Header: of theirs",
        "//[elsewhere",
    ],
)
def test_nobody_is_sent_to_another_site(city: City4, visit: Any, target: str) -> None:
    answer = visit(city.bruno).post("/language/en", next=target).response
    assert urlsplit(urljoin(HOME, answer.headers["Location"])).netloc == "localhost"


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(target=st.text(alphabet="/\\:.@[] \t\n\rhtpsevil?#", max_size=20))
def test_no_text_leads_to_another_site(app: Flask, target: str) -> None:
    with app.test_request_context():
        safe = safe_next(target)
    # A browser leaves out tabs and line ends, and takes a backslash for a slash.
    seen = "".join(sign for sign in safe if sign not in "\t\n\r").strip().replace("\\", "/")
    assert urlsplit(urljoin(HOME, seen)).netloc == "localhost"
    assert not seen.startswith("//")
