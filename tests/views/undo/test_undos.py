"""One's own last operations are undone and done again; what was put away or deleted comes back; what was withdrawn does not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from people import City4, Page, Visitor, forget, predate
from sqlalchemy import event, select

from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.log.event import Event, Workspace
from workbench.models.people.person import Person
from workbench.models.programme.workshop import Workshop
from workbench.models.room.block import Block
from workbench.models.room.tick import DoneTick
from workbench.models.undo.undo import BATCH
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey import JourneyMap, JourneyPhase
from workbench.models.work.journey_step import JourneyStep
from workbench.models.work.link import Link
from workbench.models.work.note import Note, NoteGroup
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype, PrototypeVersion
from workbench.models.work.test_session import Finding, TestSession

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def here(city: City4) -> str:
    return f"/redesigns/{city.redesign.id}"


def written(city: City4, kind: Any, **values: Any) -> str:
    """Write a record of work without a request, so that nobody has an operation to undo yet; return its id."""
    record = kind.write(city.redesign, values, by=city.ana)
    commit()
    return record.id


def buttons(visitor: Visitor, here: str) -> list[tuple[str, str]]:
    """Return the undo buttons that somebody sees: (words, operation)."""
    forget()
    page, found = Page(visitor.client.get(f"{here}/undo", headers={"Accept-Language": "en"})), []
    assert page.status == 200
    for form in page.document.iter("form"):
        if (form.get("action") or "").endswith("/undo"):
            operations = [
                each.get("value") for each in form.iter("input") if each.get("name") == "deed"
            ]
            found.append((" ".join("".join(form.itertext()).split()), operations[0]))
    return found


def press(visitor: Visitor, here: str, words: str, status: int = 302) -> Page:
    """Press the button whose words begin like this."""
    (operation,) = [
        operation for told, operation in buttons(visitor, here) if told.startswith(words)
    ]
    return visitor.post(f"{here}/undo", status, deed=operation)


def now(kind: Any, record_id: Any) -> Any:
    db.session.expire_all()
    return db.session.get(kind, record_id)


@contextmanager
def read_of_the_log() -> Iterator[Counter[str]]:
    """Count how often a batch of events, the journals of one operation, or records of events are read."""
    read: Counter[str] = Counter()

    def loaded(*_: object) -> None:
        read["records"] += 1

    def asked(_line: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM event" in statement:
            read["batches" if "LIMIT" in statement else "operations"] += 1

    event.listen(Event, "load", loaded)
    event.listen(db.engine, "before_cursor_execute", asked)
    try:
        yield read
    finally:
        event.remove(Event, "load", loaded)
        event.remove(db.engine, "before_cursor_execute", asked)


def test_own_changes_are_undone_one_by_one_and_done_again(
    city: City4, visit: Any, here: str
) -> None:
    problem = written(city, Problem, title="Primeiro")
    address, bruno = f"{here}/problems/{problem}/edit", visit(city.bruno)
    for title in ("Segundo", "Terceiro"):
        bruno.change(address, title=title, side="citizen", state="open", severity="")
    press(bruno, here, "Undo")
    assert now(Problem, problem).title == "Segundo"
    press(bruno, here, "Undo")
    assert now(Problem, problem).title == "Primeiro"
    assert [told for told, _ in buttons(bruno, here)] == ["Do again: change Problem P-01"]
    press(bruno, here, "Do again")
    assert now(Problem, problem).title == "Segundo"
    press(bruno, here, "Do again")
    assert now(Problem, problem).title == "Terceiro"
    assert "undid a change of problem P-01" in bruno.get(f"{here}/activity")


def age(minutes: int) -> None:
    """Let what was done until now lie so many minutes back."""
    predate(db.session.scalars(select(Event)), timedelta(minutes=minutes))
    commit()


def test_the_button_is_offered_for_ten_minutes_and_works_for_a_day(
    city: City4, visit: Any, here: str
) -> None:
    bruno = visit(city.bruno)
    bruno.post(f"{here}/notes", text="A fila", kind="citizen")
    ((told, operation),) = buttons(bruno, here)
    assert told == "Undo: add Note P-01"
    age(9)
    assert [told for told, _ in buttons(bruno, here)] == ["Undo: add Note P-01"]
    age(2)
    assert not buttons(bruno, here)
    bruno.post(f"{here}/undo", deed=operation)
    assert db.session.scalars(select(Note)).one().is_discarded
    assert [told for told, _ in buttons(bruno, here)] == ["Do again: add Note P-01"]
    press(bruno, here, "Do again")
    age(24 * 60)
    bruno.post(f"{here}/undo", 303, deed=operation)
    assert not db.session.scalars(select(Note)).one().is_discarded


def test_the_button_beside_the_sentence_undoes_what_it_stands_beside(
    city: City4, visit: Any, here: str
) -> None:
    problem, note_id = written(city, Problem, title="A fila"), written(city, Note, text="Doze")
    bruno = visit(city.bruno)
    bruno.post(f"{here}/problems/{problem}/discard")
    beside = bruno.get(f"{here}/problems").undo
    bruno.post(f"{here}/notes/{note_id}/discard")
    bruno.post(beside)
    assert not now(Problem, problem).is_discarded
    assert now(Note, note_id).is_discarded
    bruno.post(beside, 303)
    page = bruno.get(f"{here}/problems")
    assert "nothing left to undo" in page
    bruno.post(f"{here}/notes/put-back?was={note_id}.none", 303)
    assert "This button is from an older page" in bruno.get(f"{here}/problems")


def test_what_was_done_again_is_undone_by_the_button_beside_that(
    city: City4, visit: Any, here: str
) -> None:
    bruno, problem = visit(city.bruno), written(city, Problem, title="A fila")
    bruno.post(f"{here}/problems/{problem}/discard")
    for is_discarded in (False, True, False, True, False):
        bruno.post(bruno.get(f"{here}/problems").undo)
        assert now(Problem, problem).is_discarded is is_discarded


def test_the_offer_reads_little_of_a_long_day(city: City4, visit: Any, here: str) -> None:
    bruno, ana = visit(city.bruno), visit(city.ana)
    for number in range(50):
        bruno.post(f"{here}/notes", text=f"nota {number}", kind="citizen")
    press(bruno, here, "Undo: add Note P-50")
    with read_of_the_log() as read:
        offered = [told for told, _ in buttons(bruno, here)]
    assert offered == ["Undo: add Note P-49", "Do again: add Note P-50"]
    # The journals of the two that are offered, and what it was that was undone.
    assert read == {"batches": 1, "operations": 3}
    with read_of_the_log() as read:
        assert not buttons(ana, here)
    assert read == {"batches": 1}


def test_an_operation_of_many_events_is_offered_as_a_whole(
    city: City4, visit: Any, here: str
) -> None:
    bruno, ids = visit(city.bruno), [new_id() for _ in range(BATCH + 5)]
    for note_id in ids:
        bruno.post(f"{here}/notes", id=note_id, text="nota", kind="citizen")
    bruno.post(f"{here}/notes/arrange", note=ids, deed="park")
    press(bruno, here, "Undo: park Note P-01, Note P-02, Note P-03 and 22 more")
    assert not any(now(Note, each).is_parked for each in ids)


def test_what_somebody_else_changed_since_is_left(city: City4, visit: Any, here: str) -> None:
    problem = written(city, Problem, title="Primeiro")
    address, bruno, ana = f"{here}/problems/{problem}/edit", visit(city.bruno), visit(city.ana)
    same = {"side": "citizen", "state": "open", "severity": ""}
    bruno.post(f"{here}/notes", text="A fila", kind="citizen")
    bruno.change(address, title="de Bruno", **same)
    operation = dict(buttons(bruno, here))["Undo: change Problem P-01"]
    ana.change(address, title="de Ana", **same)
    bruno.post(f"{here}/undo", 303, deed=operation)
    assert "Somebody has changed this since" in bruno.get("/")
    assert now(Problem, problem).title == "de Ana"
    assert [told for told, _ in buttons(bruno, here)] == ["Undo: add Note P-02"]
    press(bruno, here, "Undo")
    assert db.session.scalars(select(Note)).one().is_discarded


def test_another_field_that_somebody_changed_since_stays(
    city: City4, visit: Any, here: str
) -> None:
    problem = written(city, Problem, title="Primeiro")
    address, bruno, ana = f"{here}/problems/{problem}/edit", visit(city.bruno), visit(city.ana)
    same = {"side": "citizen", "state": "open", "severity": ""}
    bruno.change(address, title="de Bruno", **same)
    ana.change(address, title="de Bruno", need="sombra", **same)
    press(bruno, here, "Undo")
    found = now(Problem, problem)
    assert (found.title, found.need) == ("Primeiro", "sombra")


def test_nobody_undoes_what_somebody_else_did(city: City4, visit: Any, here: str) -> None:
    bruno, ana, carla = visit(city.bruno), visit(city.ana), visit(city.carla)
    bruno.post(f"{here}/notes", text="de Bruno", kind="citizen")
    ((_, operation),) = buttons(bruno, here)
    assert not buttons(ana, here)
    ana.post(f"{here}/undo", 303, deed=operation)
    assert "nothing left to undo" in ana.get("/")
    carla.post(f"{here}/undo", 404, deed=operation)
    visit().post(f"{here}/undo", 401, deed=operation)
    assert not db.session.scalars(select(Note)).one().is_discarded


def test_a_note_with_its_new_group_is_one_deed(city: City4, visit: Any, here: str) -> None:
    bruno, ids = visit(city.bruno), [new_id(), new_id()]
    for note_id in ids:
        bruno.post(f"{here}/notes", id=note_id, text="nota", kind="citizen")
    bruno.post(f"{here}/notes/arrange", note=ids, deed="new", title="Filas")
    told = "Undo: add Group Filas"
    assert [words for words, _ in buttons(bruno, here)] == [told]
    press(bruno, here, "Undo")
    assert [now(Note, each).group_id for each in ids] == [None, None]
    assert db.session.scalars(select(NoteGroup)).one().is_discarded
    press(bruno, here, "Do again")
    group = db.session.scalars(select(NoteGroup)).one()
    assert not group.is_discarded
    assert {now(Note, each).group_id for each in ids} == {group.id}
    for _ in range(3):
        press(bruno, here, "Undo")
    assert all(now(Note, each).is_discarded for each in ids)


def test_a_note_that_grew_is_a_note_again(city: City4, visit: Any, here: str) -> None:
    note_id = written(city, Note, text="A fila")
    bruno = visit(city.bruno)
    bruno.post(f"{here}/notes/{note_id}/grow")
    press(bruno, here, "Undo")
    assert now(Note, note_id).problem_id is None
    assert db.session.scalars(select(Problem)).one().is_discarded


def test_evidence_that_is_undone_gives_the_problem_its_former_grade(
    city: City4, visit: Any, here: str
) -> None:
    problem = written(city, Problem, title="A fila")
    bruno = visit(city.bruno)
    said = {"text": "Doze pessoas", "source": "counter", "consent": "not_needed"}
    bruno.post(f"{here}/problems/{problem}/evidence", **said)
    assert now(Problem, problem).grade == "observed"
    press(bruno, here, "Undo")
    assert now(Problem, problem).grade == "assumption"
    press(bruno, here, "Do again")
    assert now(Problem, problem).grade == "observed"


def journey(city: City4) -> tuple[JourneyMap, list[str]]:
    today = JourneyMap.begin(city.redesign, "as_is", by=city.ana, phases=["Pedir", "Esperar"])
    db.session.flush()
    steps = [today.add_step({"title": title}, by=city.ana).id for title in ("um", "dois", "três")]
    commit()
    return today, steps


def titles(kind: str = "as_is") -> list[str]:
    db.session.expire_all()
    steps = select(JourneyStep).join(JourneyMap).where(JourneyMap.kind == kind)
    return [each.title for each in db.session.scalars(steps.order_by(JourneyStep.position))]


def test_a_removed_step_comes_back_with_its_lanes_in_its_place(
    city: City4, visit: Any, here: str
) -> None:
    _, (_, second, _) = journey(city)
    bruno, ana, page = visit(city.bruno), visit(city.ana), f"{here}/journey-steps/{second}"
    ana.change(f"{page}/lanes", on=page, pains="cansa")
    bruno.change(f"{here}/journeys/steps/{second}/remove", on=page)
    assert titles() == ["um", "três"]
    ana.get(page, 404)
    assert "dois" in ana.get(f"{here}/discarded")
    ana.post(f"{here}/discarded/journey_step/{second}/restore")
    assert titles() == ["um", "dois", "três"]
    assert now(JourneyStep, second).cell("pains").text == "cansa"
    assert second not in ana.get(f"{here}/discarded").text
    assert "restored the step “dois”" in ana.get(f"{here}/activity")
    bruno.post(f"{here}/discarded/journey_step/{second}/restore", 303)


def test_deeds_on_a_journey_are_undone(city: City4, visit: Any, here: str) -> None:
    problem = written(city, Problem, title="A fila")
    today, (first, second, third) = journey(city)
    phase, bruno = today.phases[0].id, visit(city.bruno)
    page = f"{here}/journey-steps/{first}"
    bruno.change(
        f"{here}/journeys/steps/{third}/move", on=f"{here}/journey-steps/{third}", position=1
    )
    assert titles() == ["três", "um", "dois"]
    press(bruno, here, "Undo")
    assert titles() == ["um", "dois", "três"]
    bruno.change(f"{page}/lanes", on=page, pains="cansa", thoughts="ai")
    press(bruno, here, "Undo")
    assert now(JourneyStep, first).cells == []
    press(bruno, here, "Do again")
    assert now(JourneyStep, first).cell("pains").text == "cansa"
    bruno.post(f"{here}/journeys/steps/{second}/worst")
    press(bruno, here, "Undo")
    assert not now(JourneyStep, second).is_worst
    bruno.post(f"{page}/problems", problem=problem)
    press(bruno, here, "Undo")
    assert db.session.scalars(select(Link)).all() == []
    phases = f"{here}/journeys/as_is/phases"
    bruno.change(f"{phases}/{phase}", on=phases, title="x", deed="remove")
    press(bruno, here, "Undo")
    phases_now = db.session.scalars(select(JourneyPhase).order_by(JourneyPhase.position))
    assert [each.title for each in phases_now] == ["Pedir", "Esperar"]
    bruno.post(f"{here}/journeys/as_is/steps", title="zero", phase_id=phase)
    assert titles() == ["zero", "um", "dois", "três"]
    press(bruno, here, "Undo")
    assert titles() == ["um", "dois", "três"]


def test_a_step_that_others_filled_since_is_not_undone_away(
    city: City4, visit: Any, here: str
) -> None:
    today, _ = journey(city)
    phase, bruno, ana = today.phases[1].id, visit(city.bruno), visit(city.ana)
    bruno.post(f"{here}/journeys/as_is/steps", title="quatro", phase_id=phase)
    fourth = db.session.scalar(select(JourneyStep.id).where(JourneyStep.title == "quatro"))
    page = f"{here}/journey-steps/{fourth}"
    ((_, operation),) = buttons(bruno, here)
    ana.change(f"{page}/lanes", on=page, pains="cansa")
    assert not buttons(bruno, here)
    bruno.post(f"{here}/undo", 303, deed=operation)
    assert "Others have built upon this since" in bruno.get("/")
    assert now(JourneyStep, fourth).cell("pains").text == "cansa"


def test_a_future_step_that_a_fate_took_away_comes_back(city: City4, visit: Any, here: str) -> None:
    _, (_, second, _) = journey(city)
    bruno, page = visit(city.bruno), f"{here}/journey-steps/{second}"
    bruno.post(f"{here}/journeys/to_be")
    bruno.change(f"{page}/fate", on=page, fate="removed")
    assert titles("to_be") == ["um", "três"]
    press(bruno, here, "Undo")
    assert titles("to_be") == ["um", "dois", "três"]
    assert now(JourneyStep, second).fate == ""


def test_deeds_on_prototypes_and_findings_are_undone(city: City4, visit: Any, here: str) -> None:
    prototype = written(city, Prototype, title="Formulário")
    session, finding = written(city, TestSession), written(city, Finding, title="Não acha")
    bruno = visit(city.bruno)
    bruno.post(f"{here}/prototypes/{prototype}/versions", url="https://vila.example/a")
    press(bruno, here, "Undo")
    assert db.session.scalars(select(PrototypeVersion)).all() == []
    noted = {"session": session, "finding": finding, "result": "failed"}
    bruno.post(f"{here}/tests/note", **noted)
    assert now(Finding, finding).hits == 1
    press(bruno, here, "Undo")
    assert now(Finding, finding).observations == []


def test_what_a_participant_withdrew_is_not_kept_for_undo(
    city: City4, visit: Any, here: str
) -> None:
    session, bruno = written(city, TestSession, quote="frase secreta"), visit(city.bruno)
    address = f"{here}/tests/{session}/edit"
    bruno.change(
        address, quote="outra frase secreta", success="alone", consent="spoken", mode="remote"
    )
    bruno.post(f"{here}/withdrawals", code="P1", is_sure="y")
    assert not buttons(bruno, here)
    kept = json.dumps([event.before for event in db.session.scalars(select(Event))])
    assert "secreta" not in kept


def test_raw_notes_that_were_emptied_are_not_kept_either(
    city: City4, visit: Any, here: str
) -> None:
    session, bruno = written(city, TestSession, notes="nome e telefone"), visit(city.bruno)
    address = f"{here}/tests/{session}/edit"
    bruno.change(address, notes="", success="alone", consent="spoken", mode="remote")
    kept = json.dumps([event.before for event in db.session.scalars(select(Event))])
    assert "telefone" not in kept


def test_the_team_brings_back_what_anybody_put_away(city: City4, visit: Any, here: str) -> None:
    problem = written(city, Problem, title="A fila dobra a esquina")
    said = {"problem": db.session.get(Problem, problem), "text": "Doze", "source": "counter"}
    evidence = written(city, Evidence, **said)
    bruno, ana = visit(city.bruno), visit(city.ana)
    bruno.post(f"{here}/problems/{problem}/evidence/{evidence}/discard")
    bruno.post(f"{here}/problems/{problem}/discard")
    page = ana.get(f"{here}/discarded")
    assert "P-01 A fila dobra a esquina" in page
    assert "Bruno Sales" in page
    ana.post(f"{here}/discarded/problem/{problem}/restore")
    ana.post(f"{here}/discarded/evidence/{evidence}/restore")
    assert now(Problem, problem).grade == "observed"
    visit(city.observer).get(f"{here}/discarded", 403)
    visit(city.carla).get(f"{here}/discarded", 404)
    ana.post(f"{here}/discarded/problem/{problem}/restore", 303)
    assert "restored already" in ana.get("/")
    ana.post(f"{here}/discarded/launch/{problem}/restore", 404)


def test_a_hidden_note_is_its_authors_alone(city: City4, visit: Any) -> None:
    workshop = city.programme.phases[0].plan(title="Oficina", by=city.ana)
    values = {"kind": "write", "title": "Escrever", "board": "room"}
    block = Block.add(workshop, {**values, "is_hidden": True, "is_anonymous": True}, by=city.ana)
    db.session.flush()
    block.start(by=city.ana)
    commit()
    room, bruno, ana = f"/workshops/{workshop.id}", visit(city.bruno), visit(city.ana)
    bruno.post(f"{room}/notes", text="palavra escondida", kind="citizen")
    ((told, operation),) = buttons(bruno, room)
    assert "escondida" not in told
    assert not buttons(ana, room)
    ana.post(f"{room}/undo", 303, deed=operation)
    assert not db.session.scalars(select(Note)).one().is_discarded
    press(bruno, room, "Undo")
    note = db.session.scalars(select(Note)).one()
    assert note.is_discarded
    note_id = note.id
    assert "escondida" not in ana.get(f"{room}/discarded").text
    ana.post(f"{room}/discarded/note/{note_id}/restore", 404)
    assert now(Note, note_id).is_discarded
    press(bruno, room, "Do again")
    assert not now(Note, note_id).is_discarded
    bruno.post(f"{room}/notes/{note_id}/discard")
    assert "palavra escondida" in bruno.get(f"{room}/discarded")
    bruno.post(f"{room}/discarded/note/{note_id}/restore")
    assert not now(Note, note_id).is_discarded
    told = [
        event.by_id for event in db.session.scalars(select(Event)) if event.action == "note.undone"
    ]
    assert told == [None, None]


def test_everybody_sees_that_a_change_was_undone_once_the_note_is_shown(
    city: City4, visit: Any
) -> None:
    workshop = city.programme.phases[0].plan(title="Oficina", by=city.ana)
    values = {"kind": "write", "title": "Escrever", "board": "room", "is_hidden": True}
    block = Block.add(workshop, values, by=city.ana)
    db.session.flush()
    block.start(by=city.ana)
    commit()
    room, bruno, ana = f"/workshops/{workshop.id}", visit(city.bruno), visit(city.ana)
    reveal, workspace = f"{room}/moderation/reveal/{block.id}", workshop.workspace_id
    bruno.post(f"{room}/notes", text="como era", kind="citizen")
    note_id = db.session.scalars(select(Note.id)).one()
    bruno.change(f"{room}/notes/{note_id}", text="como ficou", kind="citizen")
    ana.post(reveal)
    start = now(Workspace, workspace).position
    press(bruno, room, "Undo")
    undone = db.session.scalars(select(Event).filter_by(action="note.undone")).one()
    assert undone.facts == {"code": "P-01", "title": "como era"}
    told = ana.get(f"/live?poll=1&at={workspace}.{start}").text
    assert f"note-{note_id}" in told
    assert "como era" in told


def test_a_note_that_stands_for_others_is_not_undone_away(
    city: City4, visit: Any, here: str
) -> None:
    bruno, ana, ids = visit(city.bruno), visit(city.ana), [new_id(), new_id()]
    for visitor, note_id in zip((bruno, ana), ids, strict=True):
        visitor.post(f"{here}/notes", id=note_id, text="a fila", kind="citizen")
    ((_, operation),) = buttons(bruno, here)
    ana.post(f"{here}/notes/arrange", note=ids, deed="same")
    assert not buttons(bruno, here)
    bruno.post(f"{here}/undo", 303, deed=operation)
    assert "Others have built upon this since" in bruno.get("/")
    assert not now(Note, ids[0]).is_discarded


# what the room was promised, and what it may do now


BLOCK = {
    "kind": "write",
    "title": "Escrever",
    "minutes": 9,
    "board": "room",
    "goal_kind": "",
    "vote_limit": 1,
}


@pytest.fixture
def room(city: City4) -> str:
    workshop = city.programme.phases[0].plan(title="Oficina", by=city.ana)
    commit()
    return f"/workshops/{workshop.id}"


def begin(city: City4, kind: str, *, may: list[str], board: str = "team") -> str:
    """Begin a block in which participants may do this much, outside any operation; return its id."""
    forget()
    ana = db.session.scalars(select(Person).where(Person.name == "Ana Prado")).one()
    workshop = db.session.scalars(select(Workshop)).one()
    values = {"kind": kind, "title": "Agora", "board": board, "may": may}
    block = Block.add(workshop, values, by=ana)
    db.session.flush()
    block.start(by=ana)
    block_id = block.id
    commit()
    return block_id


def test_what_people_were_promised_before_they_wrote_is_not_undone(
    city: City4, visit: Any, room: str
) -> None:
    ana, bruno = visit(city.ana), visit(city.bruno)
    ana.post(f"{room}/blocks/new", **BLOCK, step="add")
    block = db.session.scalars(select(Block)).one().id
    promised = {**BLOCK, "step": "add", "is_hidden": "y", "is_anonymous": "y"}
    ana.change(f"{room}/blocks/{block}/edit", **promised)
    operation = dict(buttons(ana, room))["Undo: change Block Escrever"]
    found = db.session.get(Block, block)
    found.start(by=db.session.scalars(select(Person).where(Person.name == "Ana Prado")).one())
    commit()
    bruno.post(f"{room}/notes", text="sem nome", kind="citizen")
    ana.post(f"{room}/undo", 303, deed=operation)
    assert "Others have built upon this since" in ana.get("/")
    found = now(Block, block)
    assert (found.is_hidden, found.is_anonymous) == (True, True)
    assert "Bruno" not in ana.get(f"{room}/moderation")
    assert not buttons(ana, room)


def test_a_planned_block_is_undone_with_the_ticks_in_it(city: City4, visit: Any, room: str) -> None:
    ana, bruno = visit(city.ana), city.bruno.id
    ana.post(f"{room}/blocks/new", **BLOCK, step="add")
    block = db.session.scalars(select(Block)).one()
    db.session.add(DoneTick(block_id=block.id, person_id=bruno))
    commit()
    press(ana, room, "Undo")
    assert not db.session.scalars(select(Block)).all()


def test_undo_and_bringing_back_keep_to_what_the_block_allows(
    city: City4, visit: Any, here: str, room: str
) -> None:
    bruno, note_id, theirs = visit(city.bruno), written(city, Note, text="A fila"), new_id()
    bruno.post(f"{here}/notes", id=theirs, text="de Bruno", kind="idea")
    bruno.post(f"{here}/notes/{note_id}/discard")
    bruno.post(f"{here}/notes/{note_id}/restore")
    bruno.post(f"{here}/notes/arrange", note=note_id, deed="new", title="Filas")
    group_id = db.session.scalars(select(NoteGroup)).one().id
    block = begin(city, "discuss", may=[])
    press(bruno, here, "Undo", 303)
    assert "Notes are not moved" in bruno.get("/")
    assert now(Note, note_id).group_id == group_id
    now(Block, block).permit(["add", "arrange"], by=None)
    commit()
    press(bruno, here, "Undo")
    press(bruno, here, "Undo", 303)
    assert "Notes are not changed" in bruno.get("/")
    now(Block, block).permit(["add", "arrange", "edit"], by=None)
    commit()
    press(bruno, here, "Undo")
    assert now(Note, note_id).is_discarded
    now(Block, block).permit(["add"], by=None)
    commit()
    bruno.post(f"{here}/discarded/note_group/{group_id}/restore", 303)
    assert now(NoteGroup, group_id).is_discarded
    bruno.post(f"{here}/discarded/note/{note_id}/restore", 303)
    assert now(Note, note_id).is_discarded
    bruno.post(f"{here}/notes/{theirs}/discard")
    bruno.post(f"{here}/discarded/note/{theirs}/restore")
    assert not now(Note, theirs).is_discarded
