"""Declaring a status: who may, from which day, and what the gate still asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from people import City4, Page, Visitor, forget

from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.evidence import Evidence
from workbench.models.work.launch import Launch
from workbench.models.work.note import Note
from workbench.models.work.problem import Problem
from workbench.text.days import written

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def address(city: City4) -> str:
    return f"/redesigns/{city.redesign.id}/statuses"


def declared(city: City4, status: str, **values: Any) -> dict[str, Any]:
    return {"status": status, "effective_on": city.city.today().isoformat(), "reason": "", **values}


def declare(someone: Visitor, address: str, answer: int, sent: dict[str, Any]) -> Page:
    """Send the form; one of its fields is called as an argument of ``post`` is."""
    seen = {} if answer == 403 else {"version": someone.version_on(address, address)}
    fields = {"csrf_token": someone.token, "edit_id": new_id(), **seen, **sent}
    forget()
    page = Page(someone.client.post(address, data=fields, headers={"Accept-Language": "en"}))
    assert page.status == answer, page.words[:300]
    page.check()
    return page


def test_a_member_declares_a_status(city: City4, visit: Any, address: str) -> None:
    bruno = visit(city.bruno)
    # What its rules lack is listed with links, and asked for as a reason.
    page = declare(bruno, address, 200, declared(city, "chosen"))
    assert "Rules of this status are not met yet" in page
    assert "Say how many requests a year" in page
    declare(bruno, address, 302, declared(city, "chosen", reason="a lei já vale"))
    page = bruno.get(address)
    assert "declared without: Data of the service" in page
    assert "a lei já vale" in bruno.get(address.removesuffix("/statuses"))
    assert "Chosen" in page
    (change,) = [link for link in page.links() if link.startswith(f"{address}/")][:1]
    bruno.get(change)


def test_only_a_lead_approves(city: City4, visit: Any, address: str) -> None:
    sent = declared(city, "approved", reason="visto com a equipe")
    declare(visit(city.bruno), address, 403, sent)
    declare(visit(city.ana), address, 403, sent)
    declare(visit(city.davi), address, 302, sent)
    assert "Approved" in visit(city.davi).get(address)


def test_a_reader_declares_nothing_and_keeps_the_reason(
    city: City4, visit: Any, address: str
) -> None:
    sent, olga = declared(city, "stopped", reason="não há dinheiro"), visit(city.observer)
    assert "não há dinheiro" in declare(olga, address, 403, sent).text
    assert address not in olga.get(address).forms()


def test_a_day_to_come_is_refused_and_the_reason_kept(
    city: City4, visit: Any, address: str
) -> None:
    tomorrow = (city.city.today() + timedelta(days=1)).isoformat()
    sent = declared(city, "chosen", effective_on=tomorrow, reason="combinado na oficina")
    page = declare(visit(city.bruno), address, 200, sent)
    assert "cannot begin in the future" in page
    assert "combinado na oficina" in page.text


@pytest.mark.parametrize("day", ["", "yesterday", "2026-02-30"])
def test_a_day_that_is_none_is_told_so(city: City4, visit: Any, address: str, day: str) -> None:
    sent = declared(city, "chosen", effective_on=day)
    declare(visit(city.bruno), address, 200, sent)


def test_the_gate_says_what_is_missing_with_links(city: City4, visit: Any, address: str) -> None:
    sent = declared(city, "digitized")
    page = declare(visit(city.bruno), address, 200, sent)
    assert "the proof is not complete" in page
    for words in ("live link", "which day", "channel that stays open", "level after", "verify it"):
        assert words in page
    assert address.replace("statuses", "launch") in page.links()


def test_a_colleagues_note_does_not_stop_a_declaration(
    city: City4, visit: Any, address: str
) -> None:
    sent, redesign_id = declared(city, "chosen", reason="já vale"), city.redesign.id
    bruno_id, bruno = city.bruno.id, visit(city.bruno)
    version = bruno.get(address.replace("statuses", "edit")).hidden("version")
    person = db.session.get(Person, bruno_id)
    Note.write(db.session.get(Redesign, redesign_id), {"text": "nota"}, by=person)
    commit()
    declare(bruno, address, 302, {**sent, "version": version})


def test_digitized_is_proposed_from_the_day_of_the_launch(
    city: City4, visit: Any, address: str
) -> None:
    launched = city.city.today() - timedelta(days=10)
    Launch.write(city.redesign, {"launched_on": launched}, by=city.bruno)
    commit()
    bruno, today, redesign_id = visit(city.bruno), city.city.today(), city.redesign.id
    # A day before the latest status would be refused, and is not proposed.
    for since, proposed in ((launched, launched), (today, today)):
        db.session.get(Redesign, redesign_id).status_since = since
        commit()
        for asked, day in (("digitized", proposed), ("tested", today)):
            page = bruno.get(f"{address}?status={asked}")
            field = page.document.get_element_by_id("effective_on")
            assert field.get("value") == written(day, "en")


def test_a_status_that_recorded_itself_is_undone_and_offered(
    city: City4, visit: Any, address: str
) -> None:
    here, bruno = address.removesuffix("/statuses"), visit(city.bruno)
    for _number in range(3):
        problem = Problem.write(
            city.redesign, {"title": "O laudo demora", "segment": "moradores"}, by=city.bruno
        )
        db.session.flush()
        for _case in range(2):
            values = {"problem": problem, "text": "esperou", "consent": "spoken"}
            Evidence.write(city.redesign, values, by=city.bruno)
    commit()
    page = bruno.get(here)
    assert "Problems with evidence: recorded today. Bruno Sales met the last rule." in page
    (undo,) = [each for each in page.forms() if each.endswith("/withdraw")]
    assert undo not in visit(city.observer).get(here).forms()
    visit(city.observer).post(undo, 403)
    visit(city.carla).post(undo, 404)
    bruno.post(undo)
    page = bruno.get(here)
    assert "Everything is ready here: declare “Problems with evidence”." in page
    assert "undone by Bruno Sales" in bruno.get(address)
    bruno.post(undo, 303)
