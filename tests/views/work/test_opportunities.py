"""Opportunities: written in a cell or from a note, put to the vote, tried by a prototype, parked with a reason."""

from __future__ import annotations

from typing import Any

from people import City4

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.people.person import Person
from workbench.models.room.block import Block
from workbench.models.room.vote import Vote, close
from workbench.models.work.code_search import participation
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey import JourneyMap
from workbench.models.work.journey_rows import StepRow, paste_rows
from workbench.models.work.journey_step import JourneyStep
from workbench.models.work.note import Note
from workbench.models.work.opportunity import Opportunity
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.withdrawal import withdraw


def step_in(city: City4) -> JourneyStep:
    today = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    db.session.flush()
    return today.add_step({"title": "Espera notícia"}, by=city.bruno)


def test_each_line_of_a_cell_is_one_record(city: City4) -> None:
    step = step_in(city)

    def fill(text: str, **said: Any) -> list[str]:
        step.fill("opportunities", text, by=city.bruno, **said)
        commit()
        return [each.code for each in step.kept_opportunities]

    assert fill("Como avisar?\n\n  Como   contar? ") == ["O-01", "O-02"]
    assert step.cell("opportunities").text == "Como avisar?\nComo contar?"
    version = step.version
    # A line in between moves no record; a changed one keeps its record.
    assert fill("Como avisar?\nComo esperar menos?\nComo contar?") == ["O-01", "O-02", "O-03"]
    assert [each.text for each in step.opportunities][:2] == ["Como avisar?", "Como contar?"]
    assert step.version > version
    assert fill("Como contar cada passo?\nComo avisar?\nComo esperar menos?") == [
        *("O-01", "O-02", "O-03")
    ]
    assert step.opportunities[1].text == "Como contar cada passo?"
    assert step.cell("opportunities").is_guess
    problem = Problem.write(city.redesign, {"title": "Ninguém avisa"}, by=city.bruno)
    evidence = Evidence.write(city.redesign, {"problem": problem, "text": "x"}, by=city.bruno)
    assert fill("Como avisar?", evidence=evidence) == ["O-01"]
    assert not step.cell("opportunities").is_guess
    assert [each.is_discarded for each in step.opportunities] == [False, True, True]
    row = StepRow({"title": "Liga"}, {"opportunities": "Como ligar menos?", "pains": "cansa"})
    (pasted,) = paste_rows(step.map, [row], by=city.bruno)
    assert [each.lane for each in pasted.written_cells] == ["pains", "opportunities"]
    # What somebody said goes at their wish from the questions that rest on it, too.
    evidence.edit({"participant_code": "E9", "quote": "Ninguém avisa"}, by=city.bruno)
    commit()
    withdraw(participation(city.redesign, "E9"), (), by=city.bruno, removed="[retirado]")
    commit()
    assert step.opportunities[0].text == "[retirado]"
    step.map.remove_step(step, by=city.bruno)
    commit()
    homeless = db.select(Opportunity.number).where(Opportunity.step_id.is_(None))
    assert set(db.session.scalars(homeless)) == {1, 2, 3}


def test_an_opportunity_is_written_voted_and_answered(city: City4, visit: Any) -> None:
    step = step_in(city)
    problem = Problem.write(city.redesign, {"title": "Ninguém avisa"}, by=city.bruno)
    prototype = Prototype.write(city.redesign, {"title": "Aviso por telefone"}, by=city.bruno)
    commit()
    here = f"/redesigns/{city.redesign.id}"
    step_id, problem_id, prototype_id = step.id, problem.id, prototype.id
    bruno, davi, carla = map(visit, (city.bruno, city.davi, city.carla))
    assert "No opportunity yet" in bruno.get(f"{here}/opportunities")
    said = {"text": "Como contar\ncada passo?", "step_id": step_id, "problems": problem_id}
    bruno.post(f"{here}/opportunities/new", **said)
    own = f"{here}/opportunities/{only().id}"
    page = bruno.get(own)
    assert "Como contar cada passo?" in page and "Espera notícia" in page
    assert "Como contar cada passo?" in bruno.get(f"{here}/journeys/today")
    assert "Como contar cada passo?" in bruno.get(f"{here}/problems/{problem_id}")
    bruno.post(f"{own}/vote")
    bruno.post(f"{own}/vote")
    note = db.session.scalars(db.select(Note)).one()
    assert (note.text, note.kind, note.opportunity_id) == (*(only().text, "question"), only().id)
    assert "It stands on the board as note P-02." in bruno.get(own)
    count_votes({note.id: 2})
    assert "2 votes" in bruno.get(own)
    change = {"text": only().text, "step_id": step_id, "problems": problem_id, "state": "parked"}
    assert "Say why this opportunity is parked" in bruno.change(f"{own}/edit", 200, **change)
    bruno.change(f"{own}/edit", **{**change, "state": "open"}, prototypes=prototype_id)
    assert "Answered by prototype V-01" in bruno.get(f"{here}/opportunities")
    assert "Como contar cada passo?" in bruno.get(f"{here}/prototypes/{prototype_id}")
    row = bruno.get(f"{here}/opportunities.json").json["opportunities"][0]
    assert (row["state"], row["votes"], row["prototypes"]) == ("answered", 2, ["V-01"])
    assert (row["step"], row["problems"]) == ("Espera notícia", ["P-01"])
    assert "Como contar" in davi.get(own) and "Choose the prototypes" not in davi.get(own)
    davi.post(f"{own}/vote", 403)
    carla.get(own, 404)


def only() -> Opportunity:
    return db.session.scalars(db.select(Opportunity)).one()


def count_votes(dots: dict[str, int]) -> None:
    """Hold a vote on the team's board in which somebody gives these dots."""
    team = only().redesign
    ana = db.session.scalars(db.select(Person).where(Person.name.startswith("Ana"))).one()
    workshop = team.programme.phases[0].plan(title="Oficina 1", by=None)
    db.session.flush()
    settings = {"kind": "vote", "title": "Escolher", "board": "team", "vote_limit": 3}
    block = Block.add(workshop, settings, by=ana)
    db.session.flush()
    block.start(by=ana)
    Vote(block, team).enter_paper("Zeca", dots, by=ana)
    close(block, by=ana)
    commit()


def test_a_note_becomes_an_opportunity(city: City4, visit: Any) -> None:
    note = Note.write(city.redesign, {"text": "E se avisasse?", "kind": "idea"}, by=city.bruno)
    commit()
    here = f"/redesigns/{city.redesign.id}"
    grown, bruno = f"{here}/notes/{note.id}", visit(city.bruno)
    assert "Turn into an opportunity" in bruno.get(grown)
    bruno.post(f"{grown}/opportunity")
    own = f"{here}/opportunities/{only().id}"
    assert only().text == "E se avisasse?"
    assert "It stands on the board as note P-01." in bruno.get(own)
    bruno.post(f"{own}/discard")
    assert "No opportunity yet" in bruno.get(f"{here}/opportunities")
    bruno.post(f"{grown}/opportunity")
    assert not only().is_discarded
