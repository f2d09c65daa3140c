"""Administrators see what is past its day, and may begin the deletion before its day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.work.evidence import Evidence
from workbench.models.work.problem import Problem

HERE = "/city/past-their-day"


def test_the_list_waits_until_somebody_begins(city: City4, visit: Any) -> None:
    today, redesign = city.city.today(), city.redesign
    problem = Problem.write(redesign, {"title": "Volta"}, by=city.bruno)
    said = {"problem": problem, "text": "Volto sempre.", "keep_until": today - timedelta(days=9)}
    Evidence.write(redesign, said, by=city.bruno)
    city.city.tidies_from = today + timedelta(days=30)
    commit()
    for who in (city.davi, city.bruno):
        visit(who).get(HERE, 403)
    edite = visit(city.edite)
    assert HERE in edite.get("/city").links()
    page = edite.get(HERE)
    assert "Nothing has been deleted since the upgrade." in page
    assert "poda de árvore" in page
    assert "Volto" not in page
    assert "Tick the box" in edite.post(f"{HERE}/begin", 200)
    assert db.session.scalars(select(Evidence.text)).all() == ["Volto sempre."]
    edite.post(f"{HERE}/begin", is_sure="y")
    assert "Deleted the words of 1" in edite.get(HERE)
    assert "Nothing is past its day" in edite.get(HERE)
    assert db.session.scalars(select(Evidence.text)).all() == [""]
    told = edite.get("/cities/1/activity")
    assert "began the deletion of what citizens said" in told
