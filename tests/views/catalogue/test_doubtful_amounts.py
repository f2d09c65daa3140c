"""Amounts of an earlier release: noted once, shown to those who answer for them, settled with one press."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from house.test_statements import counted
from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.programme.claim import Claim
from workbench.models.work.doubtful_amount import DoubtfulAmount
from workbench.models.work.journey import JourneyMap
from workbench.models.work.problem import Problem


@pytest.fixture
def doubts(city: City4) -> list[int]:
    """Three claims of 12 services each, noted as they were found."""
    noted = []
    for unit in ("atendimentos", "visitas", "horas"):
        claim = Claim.state(
            city.programme, by=city.davi, figure=Decimal(12), unit=unit, stated_by="Portal"
        )
        noted.append(doubt(claim, "figure"))
    commit()
    return [each.id for each in noted]


def doubt(record: Any, name: str) -> DoubtfulAmount:
    """Note what the record says, as the upgrade does."""
    db.session.flush()
    noted = DoubtfulAmount(
        subject_kind=record.__tablename__,
        subject_id=str(record.id),
        name=name,
        amount=getattr(record, name),
    )
    db.session.add(noted)
    return noted


def figures() -> list[Decimal]:
    return list(db.session.scalars(select(Claim.figure).order_by(Claim.id)))


def test_an_amount_is_corrected_or_left_with_one_press(visit, city, doubts) -> None:
    davi = visit(city.davi)
    assert "Amounts to look at" in davi.get("/")
    page = davi.get("/amounts")
    assert "atendimentos (Portal)" in page
    assert "Davi Franco" in page
    davi.post(f"/amounts/{doubts[0]}/correct")
    davi.post(f"/amounts/{doubts[0]}/correct")
    davi.post(f"/amounts/{doubts[1]}/keep")
    assert figures() == [12000, 12, 12]
    shown = davi.get("/amounts")
    assert "horas (Portal)" in shown
    assert "atendimentos" not in shown
    davi.post("/amounts/keep", first=doubts[0], last=doubts[-1])
    assert "Nothing to look at" in davi.get("/amounts")
    assert "Amounts to look at" not in davi.get("/")


def test_one_that_was_changed_since_is_not_corrected(visit, city, doubts) -> None:
    davi = visit(city.davi)
    db.session.scalars(select(Claim).order_by(Claim.id)).first().figure = Decimal(13)
    commit()
    assert "atendimentos" not in davi.get("/amounts")
    davi.post(f"/amounts/{doubts[0]}/correct")
    assert figures()[0] == 13


def test_others_neither_see_nor_settle_them(visit, city, doubts) -> None:
    for person in (city.bruno, city.carla):
        visit(person).get("/amounts", 403)
        visit(person).post(f"/amounts/{doubts[0]}/correct", 404)
    visit().get("/amounts", 302)
    assert "atendimentos" in visit(city.edite).get("/amounts")
    visit(city.davi).post("/amounts/99999/correct", 404)
    assert figures() == [12, 12, 12]


@pytest.mark.both_databases
def test_every_kind_of_record_is_told_to_those_who_answer_for_it(visit, city) -> None:
    today = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    db.session.flush()
    step = today.add_step({"title": "Vai à praça", "citizen_cost": Decimal("8.40")}, by=city.bruno)
    told = {"title": "A pessoa volta três vezes", "citizen_hours": Decimal("1.50")}
    problem = Problem.write(city.redesign, told, by=city.bruno)
    visited = city.service.steps[0]
    visited.cost = Decimal(7)
    doubt(step, "citizen_cost")
    doubt(problem, "citizen_hours")
    doubt(visited, "cost")
    doubt(city.city.parameters[0], "hourly_income")
    other = Claim.state(
        city.other_programme, by=None, figure=Decimal(3), unit="postos", stated_by="Jornal"
    )
    doubt(other, "figure")
    commit()
    lead, administrator = (visit(person).get("/amounts") for person in (city.davi, city.edite))
    of_programme, of_city = ["Vai à praça", "A pessoa volta"], ["Ir à sub", "an hour is", "Jornal"]
    assert [words in lead for words in of_programme + of_city] == [True] * 2 + [False] * 3
    assert all(words in administrator for words in of_programme + of_city)


def test_however_many_there_are_the_pages_cost_the_same(visit, city, doubts) -> None:
    for number in range(118):
        told = {"title": f"Demora {number}", "citizen_hours": Decimal("1.50")}
        problem = Problem.write(city.redesign, told, by=city.bruno)
    doubt(problem, "citizen_hours")
    commit()
    davi = visit(city.davi)
    with counted() as few:
        davi.get("/?look=1")
        davi.get("/amounts?look=1")
    for problem in db.session.scalars(select(Problem).order_by(Problem.id).limit(117)):
        doubt(problem, "citizen_hours")
    commit()
    with counted() as many:
        assert "121 amounts may have been misread" in davi.get("/?look=2")
        davi.get("/amounts?look=2")
    assert len(many) == len(few)
    page = davi.get("/amounts?page=3")
    assert "Page 3 of 3" in page
    assert page.text.count("is right:") == 21
    ids = list(db.session.scalars(select(DoubtfulAmount.id).order_by(DoubtfulAmount.id)))
    davi.post("/amounts/keep", first=ids[100], last=ids[-1])
    assert "Page 1 of 2" in davi.get("/amounts")
