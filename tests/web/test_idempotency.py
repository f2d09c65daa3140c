"""Nothing typed is lost: one effect for one edit, both texts when two people write, and the text kept when a door closes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from people import City4, Visitor
from sqlalchemy import func, select
from threads import at_once

from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.log.edit import Edit
from workbench.models.log.event import Event
from workbench.models.people.person import Person
from workbench.models.people.sign_in import SignIn
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.evidence import Evidence
from workbench.models.work.journey import JourneyMap
from workbench.models.work.note import Note
from workbench.models.work.problem import Problem

pytestmark = pytest.mark.postgres_by_proof


def board(city: City4) -> str:
    return f"/redesigns/{city.redesign.id}/notes"


def count(kind: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def problem_of(city: City4, **values: Any) -> Problem:
    problem = Problem.write(city.redesign, {"title": "A fila é longa", **values}, by=city.bruno)
    commit()
    return problem


def shown(page: Any) -> str:
    """Return everything that stands in the fields and the text of a page."""
    values = [each.get("value") or "" for each in page.document.iter("input")]
    areas = ["".join(each.itertext()) for each in page.document.iter("textarea")]
    return "\n".join([page.words, *values, *areas])


def resubmission(page: Any) -> dict[str, str]:
    """Return the fields of the form that shows both texts, as a browser sends them back."""
    (form,) = [each for each in page.document.iter("form") if each.get("class") == "versions"]
    fields = {each.get("name"): each.get("value") or "" for each in form.iter("input")}
    for area in form.iter("textarea"):
        fields[area.get("name")] = "".join(area.itertext())
    for select_ in form.iter("select"):
        chosen = [each for each in select_.iter("option") if "selected" in each.attrib]
        fields[select_.get("name")] = chosen[0].get("value") if chosen else ""
    return {name: value for name, value in fields.items() if name not in ("csrf_token", "edit_id")}


# one effect


@pytest.mark.both_databases
def test_a_form_sent_twice_has_one_effect_and_one_answer(city: City4, visit: Any) -> None:
    bruno, edit_id = visit(city.bruno), new_id()
    first = bruno.post(board(city), edit_id=edit_id, text="Uma fila", kind="citizen")
    events = count(Event)
    second = bruno.post(board(city), edit_id=edit_id, text="Uma fila", kind="citizen")
    assert (first.status, first.location) == (second.status, second.location)
    assert count(Note) == 1
    assert count(Event) == events


def test_two_people_may_use_the_same_edit_id(city: City4, visit: Any) -> None:
    edit_id = new_id()
    visit(city.bruno).post(board(city), edit_id=edit_id, text="de Bruno", kind="citizen")
    visit(city.ana).post(board(city), edit_id=edit_id, text="de Ana", kind="office")
    assert count(Note) == 2


@pytest.mark.both_databases
def test_the_same_edit_sent_in_the_same_moment_has_one_effect(
    app: Flask, city: City4, visit: Any
) -> None:
    address, edit_id = board(city), new_id()
    tabs = [visit(city.bruno), visit(city.bruno)]
    for tab in tabs:
        assert tab.token
    note_id = new_id()
    sending = [
        lambda tab=tab: tab.client.post(
            address,
            data={
                "csrf_token": tab.token,
                "edit_id": edit_id,
                "id": note_id,
                "text": "uma só",
                "kind": "citizen",
            },
        )
        for tab in tabs
    ]
    answers = at_once(app, sending)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert count(Note) == 1
    assert count(Edit) == 1


@pytest.mark.both_databases
def test_the_same_change_sent_in_the_same_moment_has_one_effect(
    app: Flask, city: City4, visit: Any
) -> None:
    problem = problem_of(city)
    address = f"/redesigns/{city.redesign.id}/problems/{problem.id}/edit"
    version, edit_id = problem.version, new_id()
    tabs = [visit(city.bruno), visit(city.bruno)]
    for tab in tabs:
        assert tab.token
    fields = {"title": "A fila é longa e fria", "side": "citizen", "state": "open", "severity": ""}
    sending = [
        lambda tab=tab: tab.client.post(
            address,
            data={"csrf_token": tab.token, "edit_id": edit_id, "version": version, **fields},
        )
        for tab in tabs
    ]
    answers = at_once(app, sending)
    assert [answer.status_code for answer in answers] == [302, 302]
    written = select(func.count()).where(Event.action == "problem.edited")
    assert db.session.scalar(written) == 1


@pytest.mark.both_databases
def test_two_people_who_write_different_notes_at_once_both_save_them(
    app: Flask, city: City4, visit: Any
) -> None:
    address = board(city)
    people = [visit(city.bruno), visit(city.ana)]
    for person in people:
        assert person.token
    sending = [
        lambda person=person, text=text: person.client.post(
            address,
            data={
                "csrf_token": person.token,
                "edit_id": new_id(),
                "text": text,
                "kind": "citizen",
            },
        )
        for person, text in zip(people, ("de Bruno", "de Ana"), strict=True)
    ]
    assert [answer.status_code for answer in at_once(app, sending)] == [302, 302]
    assert sorted(db.session.scalars(select(Note.text))) == ["de Ana", "de Bruno"]


def test_another_text_under_a_used_edit_id_is_never_called_done(city: City4, visit: Any) -> None:
    bruno, edit_id = visit(city.bruno), new_id()
    bruno.post(board(city), edit_id=edit_id, text="primeira", kind="citizen")
    page = bruno.post(board(city), 409, edit_id=edit_id, text="segunda e outra", kind="citizen")
    assert "segunda e outra" in shown(page)
    assert count(Note) == 1


@pytest.mark.both_databases
def test_a_note_whose_id_is_taken_is_refused_and_its_text_is_kept(city: City4, visit: Any) -> None:
    bruno, note_id = visit(city.bruno), new_id()
    bruno.post(board(city), id=note_id, text="primeira", kind="citizen")
    page = bruno.post(board(city), 200, id=note_id, text="segunda", kind="citizen")
    assert "saved before" in page
    assert "segunda" in shown(page)
    assert count(Note) == 1


@pytest.mark.parametrize("sent", ["arrange", "../../x", "x" * 40, "a\x00b", "ABCDEFGHIJKLMNOP", ""])
def test_an_id_that_no_browser_of_ours_makes_is_not_taken(
    city: City4, visit: Any, sent: str
) -> None:
    visit(city.bruno).post(board(city), id=sent, text="nota", kind="citizen")
    (note,) = db.session.scalars(select(Note))
    assert note.id != sent
    assert len(note.id) == 16


# two people, one text


def test_a_stale_change_shows_both_texts_and_saves_from_there(city: City4, visit: Any) -> None:
    problem = problem_of(city)
    address = f"/redesigns/{city.redesign.id}/problems/{problem.id}/edit"
    bruno, ana = visit(city.bruno), visit(city.ana)
    version = bruno.get(address).hidden("version")
    same = {"side": "citizen", "state": "open", "severity": "0", "version": version}
    ana.post(address, title="A fila é longa de manhã", **{**same, "severity": "3"})
    page = bruno.post(address, 409, title="A fila dobra a esquina", **same)
    assert "A fila dobra a esquina" in shown(page)
    assert "A fila é longa de manhã" in shown(page)
    assert "Ana Prado" in page
    assert db.session.get(Problem, problem.id).title == "A fila é longa de manhã"
    assert {"title", "severity", "version"} <= resubmission(page).keys()
    bruno.post(address, **resubmission(page))
    commit_and_reply = db.session.get(Problem, problem.id)
    assert (commit_and_reply.title, commit_and_reply.severity) == ("A fila dobra a esquina", 0)


def test_a_number_that_one_of_us_left_empty_is_told_apart_from_zero(
    city: City4, visit: Any
) -> None:
    problem = problem_of(city)
    address = f"/redesigns/{city.redesign.id}/problems/{problem.id}/edit"
    version = str(problem.version)
    same = {"title": "A fila é longa", "side": "citizen", "state": "open", "version": version}
    visit(city.ana).post(address, severity="0", **same)
    page = visit(city.bruno).post(address, 409, severity="", **same)
    assert "severity" in resubmission(page)


def test_a_stale_note_shows_both_texts(city: City4, visit: Any) -> None:
    note = Note.write(city.redesign, {"text": "antes"}, by=city.bruno)
    commit()
    address, version = f"{board(city)}/{note.id}", str(note.version)
    visit(city.ana).post(address, text="de Ana", kind="citizen", version=version)
    page = visit(city.bruno).post(address, 409, text="de Bruno", kind="citizen", version=version)
    assert "de Ana" in shown(page)
    assert "de Bruno" in shown(page)
    visit(city.bruno).post(address, **resubmission(page))
    assert db.session.get(Note, note.id).text == "de Bruno"


def first_step(city: City4) -> Any:
    journey = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    db.session.flush()
    step = journey.add_step({"title": "Vai à praça"}, by=city.bruno)
    commit()
    return step


def test_two_people_who_write_the_lanes_of_a_step_see_both_texts(city: City4, visit: Any) -> None:
    step = first_step(city)
    page = f"/redesigns/{city.redesign.id}/journey-steps/{step.id}"
    version = str(step.version)
    visit(city.ana).post(f"{page}/lanes", pains="Ana: cansa esperar", version=version)
    answer = visit(city.bruno).post(
        f"{page}/lanes", 409, pains="Bruno: o sol é forte", version=version
    )
    assert "Ana: cansa esperar" in shown(answer)
    assert "Bruno: o sol é forte" in shown(answer)
    visit(city.bruno).post(f"{page}/lanes", **resubmission(answer))
    db.session.expire_all()
    assert db.session.get(type(step), step.id).cell("pains").text == "Bruno: o sol é forte"


def test_two_people_who_change_the_facts_of_a_step_see_the_boxes_too(
    city: City4, visit: Any
) -> None:
    step = first_step(city)
    page = f"/redesigns/{city.redesign.id}/journey-steps/{step.id}/edit"
    same = {"title": "Vai à praça", "phase_id": step.phase_id, "time_basis": "guess", "kind": ""}
    version = str(step.version)
    visit(city.ana).post(page, channels="web", in_person_by_law="y", version=version, **same)
    answer = visit(city.bruno).post(page, 409, channels="post", version=version, **same)
    assert "Website" in answer
    assert "Post" in answer
    assert "True" not in answer
    visit(city.bruno).post(page, **resubmission(answer))
    db.session.expire_all()
    commit_and_reply = db.session.get(type(step), step.id)
    assert (commit_and_reply.channels, commit_and_reply.in_person_by_law) == (["post"], False)


def test_two_people_who_rename_a_phase_see_both_names(city: City4, visit: Any) -> None:
    phase = first_step(city).phase
    page = f"/redesigns/{city.redesign.id}/journeys/as_is/phases/{phase.id}"
    version = str(phase.version)
    visit(city.ana).post(page, title="Pedir de novo", deed="rename", version=version)
    answer = visit(city.bruno).post(page, 409, title="Solicitar", deed="rename", version=version)
    assert "Pedir de novo" in shown(answer)
    assert "Solicitar" in shown(answer)
    visit(city.bruno).post(page, **resubmission(answer))
    db.session.expire_all()
    assert db.session.get(type(phase), phase.id).title == "Solicitar"


def test_what_is_hidden_in_a_form_is_sent_along(city: City4, visit: Any) -> None:
    problem = problem_of(city)
    evidence = Evidence.write(
        city.redesign, {"problem": problem, "text": "antes", "source": "counter"}, by=city.bruno
    )
    commit()
    page = f"/redesigns/{city.redesign.id}/problems/{problem.id}/evidence/{evidence.id}"
    same = {"source": "counter", "consent": "not_needed", "version": str(evidence.version)}
    visit(city.ana).post(page, text="de Ana", seen="3", **same)
    answer = visit(city.bruno).post(page, 409, text="de Bruno", seen="4", **same)
    assert {"source", "consent", "text", "seen"} <= resubmission(answer).keys()
    visit(city.bruno).post(page, **resubmission(answer))
    db.session.expire_all()
    commit_and_reply = db.session.get(Evidence, evidence.id)
    assert (commit_and_reply.text, commit_and_reply.seen, commit_and_reply.source) == (
        "de Bruno",
        4,
        "counter",
    )


# a door that closes while somebody writes


@pytest.mark.parametrize("text", ["Demora", "O sistema cai às sextas", "fila"])
def test_a_session_that_ended_keeps_the_text(city: City4, visit: Any, text: str) -> None:
    bruno = visit(city.bruno)
    page = bruno.post(board(city), 400, csrf_token="from yesterday", text=text, kind="citizen")
    assert text in shown(page)
    assert count(Note) == 0


def test_a_new_password_elsewhere_keeps_the_text_on_this_page(city: City4, visit: Any) -> None:
    bruno, address, bruno_id = visit(city.bruno), board(city), city.bruno.id
    assert bruno.token
    SignIn.end_all([db.session.get(Person, bruno_id)])
    commit()
    page = bruno.post(address, 401, text="Demora", kind="citizen")
    assert "Demora" in shown(page)
    assert count(Note) == 0


def test_who_left_the_team_meanwhile_gets_the_text_back(city: City4, visit: Any) -> None:
    bruno, address = visit(city.bruno), board(city)
    ids = city.redesign.id, city.bruno.id, city.ana.id
    assert bruno.token
    redesign, person, ana = map(db.session.get, (Redesign, Person, Person), ids)
    redesign.remove_member(person, by=ana)
    commit()
    page = bruno.post(address, 403, text="Demora demais", kind="citizen")
    assert "Demora demais" in shown(page)


def test_a_step_that_was_removed_meanwhile_gives_the_text_back(city: City4, visit: Any) -> None:
    step = first_step(city)
    address = f"/redesigns/{city.redesign.id}/journey-steps/{step.id}/lanes"
    step.map.remove_step(step, by=city.ana)
    commit()
    page = visit(city.bruno).post(address, 404, pains="Cansa esperar em pé")
    assert "Cansa esperar em pé" in shown(page)


def test_a_rule_that_refuses_keeps_the_text(city: City4, visit: Any) -> None:
    problem = problem_of(city)
    page = visit(city.bruno).change(
        f"/redesigns/{city.redesign.id}/problems/{problem.id}/edit",
        200,
        title="Título novo",
        side="citizen",
        state="parked",
        severity="",
        causes="porque sim",
    )
    assert "reason stays on record" in page
    assert "Título novo" in shown(page)
    assert "porque sim" in shown(page)


def test_a_password_is_never_shown_on_a_page_that_keeps_texts(city: City4, visit: Any) -> None:
    stranger = visit()
    page = stranger.post(
        "/sign-in",
        400,
        csrf_token="old",
        email="bruno@vila.example",
        password="minha senha secreta",
    )
    assert "minha senha secreta" not in page.text


# what people type


STRANGE = {
    "script": "<script>alert(1)</script> & <b>negrito</b>",
    "quotes": "\"aspas\" 'simples' {{ 7*7 }} %(who)s {% raw %} 100%",
    "emoji": "👩🏽‍🦽 fila 🏳️‍🌈",
    "right to left": "مرحبا \u200fabc\u200e שלום",
    "format": "%s %d %(name)s %% {0}",
    "marks": "[token] [edit] [part home/index.html]",
    "lines": "uma\nduas\n\ntrês",
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_a_note_holds_whatever_was_typed(city: City4, visit: Any, text: str) -> None:
    bruno = visit(city.bruno)
    bruno.post(board(city), text=text, kind="idea")
    (note,) = db.session.scalars(select(Note))
    assert note.text == text
    words = " ".join(text.split())
    assert words in bruno.get(f"/redesigns/{city.redesign.id}/problems")
    page = bruno.get(f"{board(city)}/{note.id}")
    (area,) = page.document.iter("textarea")
    assert "".join(area.itertext()) == text
    assert not [each for each in page.document.iter("script") if not each.get("src")]
    assert " ".join(text.split())[:40] in bruno.get(f"/redesigns/{city.redesign.id}/activity")
    bruno.get(f"/redesigns/{city.redesign.id}")
    bruno.post(f"{board(city)}/{note.id}/grow")
    bruno.get(f"/redesigns/{city.redesign.id}/problems.csv")
    bruno.get(f"/redesigns/{city.redesign.id}/problems.json")


@pytest.mark.both_databases
def test_a_null_byte_is_left_out(city: City4, visit: Any) -> None:
    bruno, address = visit(city.bruno), board(city)
    bruno.post(address, text="a\x00b", kind="citizen")
    (note,) = db.session.scalars(select(Note))
    assert note.text == "ab"
    bruno.post(f"{address}/arrange", note=note.id, deed="new", title="G\x00H")
    assert db.session.get(Note, note.id).group.title == "GH"
    bruno.post(f"{address}/arrange", 404, note="\x00", deed="out")
    assert bruno.client.get(f"{address}/%00").status_code == 404


def test_a_note_that_is_too_long_is_kept_on_the_page(city: City4, visit: Any) -> None:
    text = "palavra " * 70
    page = visit(city.bruno).post(board(city), 200, text=text, kind="citizen")
    assert text.strip() in shown(page)
    assert "at most 500" in page
    assert count(Note) == 0


def test_an_empty_note_is_told_so(city: City4, visit: Any) -> None:
    assert "Fill this in" in visit(city.bruno).post(board(city), 200, text="  ", kind="citizen")


@pytest.mark.parametrize("number", ["99999999999999999999", "2147483648", "-1", "1.5"])
def test_a_number_that_is_no_id_is_not_found(city: City4, visit: Any, number: str) -> None:
    bruno: Visitor = visit(city.bruno)
    own = f"/redesigns/{city.redesign.id}"
    bruno.get(f"/redesigns/{number}", 404)
    bruno.get(f"{own}/statuses/{number}", 404)
    bruno.get(f"{own}/activity?before={number}")
