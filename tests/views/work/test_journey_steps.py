"""One step on its own page: facts, lanes, fate and the problems it answers."""

from __future__ import annotations

from typing import Any

import pytest
from people import City4

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_step import JourneyStep
from workbench.models.work.link import Link
from workbench.models.work.problem import Problem

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def step(city: City4) -> JourneyStep:
    today = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    db.session.flush()
    step = today.add_step({"title": "Vai à praça"}, by=city.bruno)
    today.add_step({"title": "Espera"}, by=city.bruno)
    commit()
    return step


@pytest.fixture
def page(city: City4, step: JourneyStep) -> str:
    return f"/redesigns/{city.redesign.id}/journey-steps/{step.id}"


def facts(step: JourneyStep, **values: Any) -> dict[str, Any]:
    return {"title": "Vai à praça", "phase_id": step.phase_id, "time_basis": "guess", **values}


def test_facts_are_written_as_people_write_numbers(
    city: City4, visit: Any, step: JourneyStep, page: str
) -> None:
    sent, step_id = facts(step, citizen_cost="10,60", citizen_minutes="1.200", share="40"), step.id
    bruno = visit(city.bruno)
    bruno.change(f"{page}/edit", **sent, emotion="-2", channels="in_person", actor="pessoa")
    commit_and_reply = db.session.get(JourneyStep, step_id)
    assert (
        float(commit_and_reply.citizen_cost),
        commit_and_reply.citizen_minutes,
        commit_and_reply.share,
    ) == (10.6, 1200, 40)
    assert (commit_and_reply.emotion, commit_and_reply.channels) == (-2, ["in_person"])
    bruno.get(page)


def test_what_is_left_empty_is_not_known(
    city: City4, visit: Any, step: JourneyStep, page: str
) -> None:
    sent, step_id = facts(step, share="", emotion="", citizen_minutes=""), step.id
    visit(city.bruno).change(f"{page}/edit", **sent)
    commit_and_reply = db.session.get(JourneyStep, step_id)
    assert (commit_and_reply.share, commit_and_reply.emotion, commit_and_reply.citizen_minutes) == (
        100,
        None,
        None,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"share": "101"},
        {"citizen_minutes": "-1"},
        {"waiting_days": "9999999"},
        {"citizen_cost": "x"},
        {"emotion": "7"},
        {"channels": "pigeon"},
        {"phase_id": "999"},
        {"time_basis": "magic"},
    ],
)
def test_what_is_wrong_is_told_and_the_rest_is_kept(
    city: City4, visit: Any, step: JourneyStep, page: str, wrong: dict[str, str]
) -> None:
    sent = {**facts(step, actor="a pessoa idosa"), **wrong}
    assert "a pessoa idosa" in visit(city.bruno).post(f"{page}/edit", 200, **sent).text


def test_a_lane_with_evidence_is_no_guess(
    city: City4, visit: Any, step: JourneyStep, page: str
) -> None:
    said = {"text": "visto", "source": "desk"}
    evidence = Evidence.write(city.redesign, said, by=city.bruno)
    commit()
    step_id, bruno = step.id, visit(city.bruno)
    bruno.change(f"{page}/lanes", on=page, pains="cansa", **{"evidence-pains": evidence.id})
    assert not db.session.get(JourneyStep, step_id).cell("pains").is_guess
    bruno.change(f"{page}/lanes", on=page, pains="")
    assert db.session.get(JourneyStep, step_id).cell("pains").text == ""


def test_a_fate_is_decided_and_a_merge_names_its_step(
    city: City4, visit: Any, step: JourneyStep, page: str
) -> None:
    bruno, other, step_id = visit(city.bruno), step.map.steps[1].id, step.id
    refused = bruno.change(f"{page}/fate", 200, on=page, fate="merged", fate_reason="cabe no outro")
    assert "Choose the step" in refused
    assert "cabe no outro" in refused.text
    bruno.change(f"{page}/fate", on=page, fate="merged", merged_into_id=other)
    assert db.session.get(JourneyStep, step_id).merged_into_id == other


def test_a_step_says_which_problems_hurt_at_it(
    city: City4, visit: Any, step: JourneyStep, page: str
) -> None:
    problem = Problem.write(city.redesign, {"title": "A fila"}, by=city.bruno)
    commit()
    bruno, ends = visit(city.bruno), (problem.id, step.id)
    bruno.post(f"{page}/problems", problem=problem.id)
    link = db.session.scalars(db.select(Link)).one()
    assert (link.kind, link.from_id, link.to_id) == ("hurts_at", *ends)
    bruno.post(f"{page}/problems")
    assert db.session.scalars(db.select(Link)).all(), "who saw no tick takes none away"
    bruno.post(f"{page}/problems", problems_seen=ends[0])
    assert not db.session.scalars(db.select(Link)).all()


def test_the_chosen_channels_come_first_in_the_row_of_a_phone(
    city: City4, visit: Any, step: JourneyStep, page: str
) -> None:
    step.edit({"channels": ["in_person"]}, by=city.bruno)
    commit()
    shown = visit(city.bruno).get(page).document.iter("input")
    boxes = [each for each in shown if each.get("name") == "channels"]
    assert boxes[0].get("value") == "in_person"
    assert "checked" in boxes[0].attrib
    assert sum("checked" in each.attrib for each in boxes) == 1
