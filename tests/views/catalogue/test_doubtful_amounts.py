"""Amounts of an earlier release: noted once, shown to those who answer for them, settled with one press."""

from __future__ import annotations

from decimal import Decimal

import pytest
from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.programme.claim import Claim
from workbench.models.work.doubtful_amount import DoubtfulAmount


@pytest.fixture
def doubts(city: City4) -> list[int]:
    """Three claims of 12 services each, noted as they were found."""
    noted = []
    for unit in ("atendimentos", "visitas", "horas"):
        claim = Claim.state(
            city.programme, by=city.davi, figure=Decimal(12), unit=unit, stated_by="Portal"
        )
        db.session.flush()
        doubt = DoubtfulAmount(
            subject_kind="claim", subject_id=str(claim.id), name="figure", amount=Decimal(12)
        )
        db.session.add(doubt)
        noted.append(doubt)
    commit()
    return [doubt.id for doubt in noted]


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
    davi.post("/amounts/keep")
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
