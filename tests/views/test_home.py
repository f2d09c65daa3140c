"""The first page: a welcome for strangers, and for each person what is theirs."""

from __future__ import annotations

from typing import Any

import pytest
from people import City4


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
    assert programme in visit(city.edite).get("/").links()


def test_no_door_on_the_first_page_is_shut(city: City4, visit: Any) -> None:
    for person in (city.ana, city.bruno, city.carla, city.davi, city.edite, city.observer):
        visitor = visit(person)
        for link in visitor.get("/").links():
            if link.startswith("/"):
                visitor.get(link)
