"""Cells of a map, each written by a request of its own: merged field by field, refused in words, never overwritten unseen."""

from __future__ import annotations

from typing import Any

import pytest
from people import City4, forget

from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import JourneyStep
from workbench.models.work.problem import Evidence, Problem

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def step(city: City4) -> JourneyStep:
    today = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    db.session.flush()
    step = today.add_step({"title": "Vai à praça"}, by=city.bruno)
    commit()
    return step


@pytest.fixture
def cells(city: City4, step: JourneyStep) -> str:
    return f"/redesigns/{city.redesign.id}/journey-steps/{step.id}/cells"


def ask(visitor: Any, address: str, **fields: Any) -> Any:
    """Send a cell as a script does, and return the answer."""
    sent = {"csrf_token": visitor.token, "edit_id": new_id()}
    named = {name.replace("seen_", "seen-", 1): value for name, value in fields.items()}
    forget()
    return visitor.client.post(address, data={**sent, **named}, headers={"X-Outbox": "1"})


def held(step_id: str) -> JourneyStep:
    db.session.expire_all()
    step = db.session.get(JourneyStep, step_id)
    assert step is not None
    return step


def test_each_cell_is_written_by_itself(
    city: City4, visit: Any, step: JourneyStep, cells: str
) -> None:
    bruno, step_id = visit(city.bruno), step.id
    time = {"citizen_minutes": "1h20", "waiting_days": "2 weeks", "citizen_cost": "8.80"}
    sent = {
        "title": {"title": "Vai à praça de atendimento", "seen_title": "Vai à praça"},
        "channel": {"channels": ["telephone", "in_person"]},
        "time": {**time, "time_basis": "measured", "seen_time_basis": "guess"},
        "emotion": {"emotion": "-2", "emotion_word": "perdida", "seen_emotion_is_guess": "y"},
        "actor": {"actor": "Moradora"},
        "share": {"share": "40", "return_share": "", "seen_share": "100", "seen_return_share": "0"},
        "presence": {"in_person_by_law": "y", "legal_ground": "Lei 10"},
        "pains": {"text": "Falta um dia de trabalho"},
    }
    for name, fields in sent.items():
        answer = ask(bruno, f"{cells}/{name}", **fields)
        assert answer.status_code == 200, (name, answer.text)
        assert answer.json["go"].endswith(f"#cell-{step_id}-{name}")
    written = held(step_id)
    assert (written.citizen_minutes, written.waiting_days, float(written.citizen_cost)) == (
        80,
        14,
        8.8,
    )
    assert (written.title, written.channels) == (
        "Vai à praça de atendimento",
        ["telephone", "in_person"],
    )
    assert (written.emotion, written.emotion_is_guess, written.share) == (-2, False, 40)
    page = bruno.get(f"/redesigns/{city.redesign.id}/journeys/today")
    for words in (
        "80 min",
        "14 days of waiting",
        "perdida",
        "40 of 100",
        "Lei 10",
        "1 of 3 cells is a guess",
    ):
        assert words in page


def test_two_people_change_one_cell(city: City4, visit: Any, step: JourneyStep, cells: str) -> None:
    bruno, ana, step_id = visit(city.bruno), visit(city.ana), step.id
    empty = {
        "seen_citizen_minutes": "",
        "seen_waiting_days": "",
        "time_basis": "guess",
        "seen_time_basis": "guess",
    }
    ask(bruno, f"{cells}/time", citizen_minutes="40", waiting_days="", **empty)
    # Another number of the same cell is another's to change.
    ask(ana, f"{cells}/time", citizen_minutes="", waiting_days="3", **empty)
    assert (held(step_id).citizen_minutes, held(step_id).waiting_days) == (40, 3)
    ask(bruno, f"{cells}/channel", channels=["web"])
    ask(ana, f"{cells}/channel", channels=["post"])
    assert held(step_id).channels == ["web", "post"]
    ask(bruno, f"{cells}/pains", text="Três listas", seen_text="")
    answer = ask(ana, f"{cells}/pains", text="Uma lista", seen_text="")
    assert answer.status_code == 409
    assert (answer.json["by"], answer.json["fields"]) == (city.bruno.name, ["text"])
    assert answer.json["theirs"] == {"text": "Três listas", "evidence": ""}
    page = ana.post(f"{cells}/pains", 409, text="Uma lista", **{"seen-text": ""})
    assert "Três listas" in page
    assert "Uma lista" in page
    both = "Três listas\nUma lista"
    ask(ana, f"{cells}/pains", text=both, seen_text="Três listas", aside="Uma lista")
    assert held(step_id).cell("pains").text == both
    assert "Uma lista" in ana.get(f"/redesigns/{city.redesign.id}/activity")


def test_what_cannot_be_read_is_told_where_it_stands(
    city: City4, visit: Any, step: JourneyStep, cells: str
) -> None:
    bruno, step_id = visit(city.bruno), step.id
    answer = ask(bruno, f"{cells}/time", citizen_minutes="logo", time_basis="guess")
    assert answer.status_code == 422
    assert "40 min" in answer.json["errors"]["citizen_minutes"]
    page = bruno.post(f"{cells}/time", 200, citizen_minutes="logo", time_basis="guess")
    assert "logo" in page.text
    assert held(step_id).citizen_minutes is None
    assert ask(bruno, f"{cells}/title", title="", seen_title="Vai à praça").status_code == 422
    bruno.get(f"{cells}/nothing", 404)
    visit(city.carla).get(f"{cells}/pains", 404)


def test_a_text_names_its_evidence_and_its_problem(
    city: City4, visit: Any, step: JourneyStep, cells: str
) -> None:
    problem = Problem.write(city.redesign, {"title": "Filas"}, by=city.bruno)
    db.session.flush()
    values = {"text": "Doze de dezenove", "problem": problem, "seen": 12, "asked": 19}
    evidence = Evidence.write(city.redesign, values, by=city.bruno)
    commit()
    ids = {"evidence": evidence.id, "problem": problem.id}
    bruno, page = visit(city.bruno), f"/redesigns/{city.redesign.id}/journeys/today"
    assert "Doze de dezenove" in bruno.get(f"{cells}/pains")
    ask(bruno, f"{cells}/pains", text="Volta outro dia", **ids)
    assert "P-01 · 12/19" in bruno.get(page)
    assert (
        ask(bruno, f"{cells}/needs", text="Volta", evidence="nothing9isheld99").status_code == 404
    )
