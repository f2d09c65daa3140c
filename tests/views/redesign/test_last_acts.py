"""Two people at the gate in one moment: one last act records the status, one answer stands, no other proof is verified."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from flask import Flask
from people import City4, Page, Visitor, forget
from races import post
from sqlalchemy import func, select
from threads import at_once

from workbench.extensions import db
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.commit import commit
from workbench.models.redesign.status_change import StatusChange
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey import JourneyMap
from workbench.models.work.launch import Launch
from workbench.models.work.problem import Problem

pytestmark = pytest.mark.both_databases

ROUNDS = 3


def write_proof(city: City4) -> None:
    """Write a proof of a digital future that nobody has verified."""
    today = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    db.session.flush()
    today.add_step({"title": "Ir", "channels": ["in_person"]}, by=city.bruno)
    db.session.flush()
    future = JourneyMap.begin(city.redesign, "to_be", by=city.bruno)
    db.session.flush()
    future.steps[0].edit({"channels": ["web"]}, by=city.bruno)
    values = {"live_url": "https://vila.example/0", "launched_on": city.city.today()}
    Launch.write(city.redesign, values, by=city.bruno)
    commit()


def both(app: Flask, *acts: tuple[Visitor, str, dict[str, Any]]) -> list[Page]:
    """Send two forms in the same moment."""
    sent = [
        partial(post, who, address, [(name, str(value)) for name, value in fields.items()])
        for who, address, fields in acts
    ]
    pages = at_once(app, sent)
    assert all(page.status < 500 for page in pages), [page.words[:200] for page in pages]
    forget()
    return pages


def launch() -> Launch:
    return db.session.scalars(select(Launch)).one()


def test_two_last_acts_record_one_status(app: Flask, city: City4, visit: Any) -> None:
    problems = []
    for _number in range(3):
        said = {"title": "O laudo demora", "segment": "moradores"}
        problems.append(Problem.write(city.redesign, said, by=city.bruno))
        db.session.flush()
        case = {"problem": problems[-1], "text": "esperou", "consent": "spoken"}
        Evidence.write(city.redesign, case, by=city.bruno)
    commit()
    here = f"/redesigns/{city.redesign.id}/problems"
    ids, pair = [each.id for each in problems], (visit(city.bruno), visit(city.ana))
    assert all(visitor.token for visitor in pair)
    case = {"source": "interview", "text": "esperou", "consent": "spoken"}
    pages = both(
        app, *((who, f"{here}/{each}/evidence", case) for who, each in zip(pair, ids, strict=False))
    )
    assert [page.status for page in pages] == [302, 302]
    found = select(StatusChange.status).order_by(StatusChange.id)
    assert list(db.session.scalars(found)) == ["candidate", "problem_evidence"]


def test_who_verifies_while_it_changes_verifies_nothing_else(
    app: Flask, city: City4, visit: Any
) -> None:
    write_proof(city)
    here, today = f"/redesigns/{city.redesign.id}/launch", city.city.today()
    bruno, davi = visit(city.bruno), visit(city.davi)
    assert bruno.token and davi.token
    for number in range(1, ROUNDS + 1):
        version, other = launch().version, f"https://vila.example/{number}"
        changed = {"version": version, "live_url": other, "launched_on": today.isoformat()}
        both(app, (bruno, f"{here}/edit", changed), (davi, f"{here}/verify", {"version": version}))
        # Whoever came second was told: it is verified as it was seen, or changed and not verified.
        assert launch().is_verified != (launch().live_url == other)


def test_a_charter_is_answered_once(app: Flask, city: City4, visit: Any) -> None:
    write_proof(city)
    launch().verify(by=city.ana, on=city.city.today())
    city.service.charters[0].valid_from = city.redesign.status_since
    commit()
    here = f"/redesigns/{city.redesign.id}/launch/catalogue"
    pair = (visit(city.bruno), visit(city.ana))
    seen = pair[0].get(here).hidden("seen")
    assert all(visitor.token for visitor in pair)
    answers = ({"answer": "accept", "use": "1"}, {"answer": "accept", "use": "1"})
    both(
        app, *((who, here, {**each, "seen": seen}) for who, each in zip(pair, answers, strict=True))
    )
    assert db.session.scalar(select(func.count()).select_from(CharterProposal)) == 1
    answered = db.session.scalars(select(CharterProposal)).one()
    assert [each.cause for each in answered.service.charters] == ["hand", "launch"]
