"""Amounts in forms: what people write is what is stored, and what is shown can be sent again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from people import City4, forget
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.catalogue.city import City
from workbench.models.commit import commit
from workbench.models.programme.claim import Claim
from workbench.models.work.problem import Problem

CLAIM = {"qualifier": ">", "unit": "people", "measure": "people", "stated_by": "The unit"}
PROBLEM = {"title": "A fila demora", "who": "quem pede", "severity": "2"}


def figure() -> Decimal:
    forget()
    return db.session.scalars(select(Claim.figure).order_by(Claim.id.desc())).first()


def state(person: Any, city: City4, text: str, status: int = 302) -> Any:
    return person.post(f"/programmes/{city.programme.id}/claims/new", status, **CLAIM, figure=text)


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("pt-BR", "12.000", "12000"),
        ("pt-BR", "1.500,50", "1500.50"),
        ("pt-BR", "R$ 15", "15"),
        ("es", "1.412", "1412"),
        ("en", "12,000", "12000"),
        ("en", "1.5", "1.5"),
    ],
)
def test_a_figure_is_stored_as_it_was_meant(
    city: City4, visit: Any, language: str, text: str, meant: str
) -> None:
    state(visit(city.davi, language), city, text)
    assert figure() == Decimal(meant)


def test_two_readings_are_asked_back_with_what_was_typed(city: City4, visit: Any) -> None:
    page = state(visit(city.davi, "pt-BR"), city, "12,000", 200)
    assert "“12,000” pode ser lido de duas formas. Escreva 12 ou 12000." in page
    assert 'value="12,000"' in page.text
    assert figure() is None


def test_a_whole_number_has_one_reading_where_the_other_is_none(city: City4, visit: Any) -> None:
    davi, address = visit(city.davi), f"/services/{city.service.id}/volumes"
    davi.post(address, requests="1,500", year="2025", channel="156", source="SP156")
    davi.post(address, requests="1.500", year="2024", channel="156", source="SP156")
    assert "1,500" in davi.get(f"/services/{city.service.id}")
    assert "Write a whole number" in davi.post(address, 200, requests="1,5", year="2023")


def test_spanish_is_read_as_the_country_of_the_city_writes_it(city: City4, visit: Any) -> None:
    db.session.get_one(City, city.city.id).country = "MX"
    commit()
    davi = visit(city.davi, "es")
    assert "Escriba 12 o 12000." in state(davi, city, "12.000", 200)
    state(davi, city, "12,000.50")
    assert figure() == Decimal("12000.50")
    page = davi.get(f"/programmes/{city.programme.id}/claims")
    assert "12,000.5" in page
    assert 'lang="es-MX"' in page.text


@pytest.mark.parametrize(("language", "shown"), [("pt-BR", "1.500,5"), ("en", "1,500.5")])
def test_what_is_shown_in_a_form_can_be_sent_again(
    city: City4, visit: Any, language: str, shown: str
) -> None:
    values = {"title": "A fila demora", "citizen_money": Decimal("1500.50")}
    problem = Problem.write(city.redesign, values, by=city.bruno)
    commit()
    address, problem_id = f"/redesigns/{city.redesign.id}/problems/{problem.id}/edit", problem.id
    bruno = visit(city.bruno, language)
    assert f'value="{shown}"' in bruno.get(address).text
    bruno.change(address, **PROBLEM, citizen_money=shown)
    forget()
    assert db.session.get_one(Problem, problem_id).citizen_money == Decimal("1500.50")


def test_more_decimals_than_are_stored_are_refused(city: City4, visit: Any) -> None:
    assert "Write two decimals at most." in state(visit(city.davi), city, "3.14159", 200)
