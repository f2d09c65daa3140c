"""A programme can be prototyped like a service: by its own officials, and without counting among the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from people import Page
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.programme.programme import Programme
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import THE_PROGRAMME
from workbench.models.work.launch import Launch
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype, PrototypeVersion
from workbench.reports.programme_report import report

BEGIN = {"own_title": "O próprio programa", "team_name": "Oficina da oficina"}


def programme() -> Programme:
    found = Programme.by_slug("simples")
    assert found is not None
    return found


def begin(city: Any, visit: Any) -> str:
    """Let the lead begin it with Bruno in its team; return its address."""
    bruno = city.bruno.id
    page = visit(city.davi).post(f"/programmes/{city.programme.id}/itself", **BEGIN)
    here = page.location.removesuffix("/team")
    visit(city.ana).post(f"{here}/members", person_id=bruno)
    return here


def test_officials_prototype_their_programme_and_no_service_is_counted(
    city: Any, visit: Any
) -> None:
    address, davi, bruno = f"/programmes/{city.programme.id}", visit(city.davi), visit(city.bruno)
    before, today = report(city.programme).as_dict(), city.city.today()
    listed = davi.get("/programmes.json").json
    assert "A programme can be prototyped like a service" in davi.get(address)
    bruno.get(f"{address}/itself", 403)
    visit(city.carla).get(f"{address}/itself", 404)
    here = begin(city, visit)

    bruno.post(
        f"{here}/problems/new", title="Um dia inteiro esvazia o balcão", side="office", state="open"
    )
    bruno.post(
        f"{here}/prototypes/new",
        title="A série de oficinas",
        kind="process",
        fidelity="walkthrough",
        state="active",
    )
    prototype = db.session.scalars(select(Prototype.id)).one()
    bruno.post(f"{here}/prototypes/{prototype}/versions", url="https://vila.example/v1")
    version = db.session.scalars(select(PrototypeVersion.id)).one()
    bruno.post(
        f"{here}/tests/new",
        prototype_version_id=version,
        held_on=today.isoformat(),
        task="Chegar com a tarefa feita",
        mode="remote",
        success="alone",
        consent="spoken",
    )
    assert db.session.scalars(select(Problem)).one().redesign.is_of_programme

    for page in ("", "/problems", "/journeys/today", "/journeys/future", "/prototypes", "/tests"):
        assert "O próprio programa" in bruno.get(here + page), page
    for page in ("/journeys/compare", "/team", "/edit", "/statuses", "/activity"):
        bruno.get(here + page)
    assert "O próprio programa" in bruno.get("/")
    assert "Teams and their services 1 service " in davi.get(address)
    matrix = davi.get(f"{address}/matrix")
    assert "The programme itself, which is no service" in matrix
    assert len(davi.get(f"{address}/matrix.json").json["teams"]) == 1
    page = davi.get(f"{address}/report")
    for words in ("The programme itself", "1 prototype", "1 test with people", "0 findings"):
        assert words in page, words
    assert report(programme()).as_dict() == before
    assert davi.get("/programmes.json").json == listed
    assert report(programme(), today - timedelta(days=1)).itself is None


def test_the_programme_itself_is_never_digitized_and_has_no_launch(city: Any, visit: Any) -> None:
    today, ana, davi = city.city.today().isoformat(), visit(city.ana), visit(city.davi)
    here = begin(city, visit)
    offered = davi.get(f"{here}/statuses").document.xpath("//select[@name='status']/option/@value")
    assert tuple(offered) == THE_PROGRAMME.statuses
    own = {
        "csrf_token": davi.token,
        "version": davi.version_on(f"{here}/statuses", f"{here}/statuses"),
    }
    for status in ("digitized", "chosen", "approved", "merged", "nonsense"):
        sent = {"status": status, "effective_on": today, "reason": "porque sim", **own}
        page = Page(davi.client.post(f"{here}/statuses", data=sent))
        why = "Choose one of the statuses." if status == "nonsense" else "never digitized"
        assert why in page, status
    for page in ("/launch", "/launch/edit", "/figures", "/attachments/new"):
        ana.get(here + page, 404)
    assert db.session.scalar(select(Launch)) is None
    itself = Redesign.of_programme(programme())
    assert itself is not None
    assert itself.status == "candidate"
    assert {state.stage for state in itself.rule_states} == set(THE_PROGRAMME.stages)


def test_a_programme_is_prototyped_once(city: Any, visit: Any) -> None:
    davi, address = visit(city.davi), f"/programmes/{city.programme.id}/itself"
    here = begin(city, visit)
    assert davi.post(address, **BEGIN).location == here
    with pytest.raises(DomainError, match="prototyped already"):
        Redesign.begin_itself(programme(), own_title="De novo", by=None)
    assert len(db.session.scalars(select(Redesign)).all()) == 2
