"""What the outbox of a browser is told: where to go, what was numbered, and nothing of another person's."""

from __future__ import annotations

from typing import Any

import pytest
from people import City4, Visitor, forget
from sqlalchemy import func, select

from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.commit import commit
from workbench.models.log.event import Event, Workspace
from workbench.models.work.note import Note
from workbench.models.work.problem import Problem

pytestmark = pytest.mark.postgres_by_proof


def address(city: City4) -> str:
    return f"/redesigns/{city.redesign.id}/notes"


def send(visitor: Visitor, path: str, page: str = "", person: Any = None, **fields: Any) -> Any:
    """Send a form as the outbox does."""
    headers = {"X-Outbox": "1", "Accept-Language": visitor.language}
    if page:
        headers["X-Outbox-Page"] = page
    if person is not None:
        headers["X-Outbox-Person"] = str(person)
    data = {"csrf_token": visitor.token, "edit_id": new_id(), **fields}
    forget()
    return visitor.client.post(path, data=data, headers=headers)


def position_of(city: City4) -> tuple[str, int]:
    workspace = db.session.scalar(
        select(Workspace).where(Workspace.id == city.redesign.workspace_id)
    )
    last = select(func.max(Event.position)).where(Event.workspace_id == workspace.id)
    return str(workspace.id), db.session.scalar(last)


def test_a_write_is_answered_with_where_to_go_and_what_it_numbered(city: City4, visit: Any) -> None:
    answer = send(visit(city.bruno), address(city), text="Uma fila", kind="citizen")
    assert answer.status_code == 200
    assert answer.json["go"] == f"/redesigns/{city.redesign.id}/problems#board"
    assert answer.json["at"] == dict([position_of(city)])
    assert "said" not in answer.json
    assert "Location" not in answer.headers
    assert "saved=" in "".join(answer.headers.getlist("Set-Cookie"))
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_retry_is_answered_the_same_and_numbers_nothing(city: City4, visit: Any) -> None:
    bruno, edit_id = visit(city.bruno), new_id()
    first = send(bruno, address(city), edit_id=edit_id, text="Uma fila", kind="citizen")
    again = send(bruno, address(city), edit_id=edit_id, text="Uma fila", kind="citizen")
    assert again.json["go"] == first.json["go"]
    assert again.json["at"] == {}
    assert db.session.scalar(select(func.count()).select_from(Note)) == 1


def test_what_would_be_said_after_the_redirection_is_said_in_the_answer(
    city: City4, visit: Any
) -> None:
    note = Note.write(city.redesign, {"text": "sobra"}, by=city.bruno)
    commit()
    bruno, page = visit(city.bruno), f"/redesigns/{city.redesign.id}/problems"
    path = f"{address(city)}/{note.id}/discard"
    answer = send(bruno, path, page=page)
    assert "Undo" in answer.json["said"]
    assert 'class="notice notice-ok"' in answer.json["said"]
    assert "notice-ok" not in bruno.get(page).text


def test_what_is_said_waits_when_the_browser_goes_to_another_page(city: City4, visit: Any) -> None:
    note = Note.write(city.redesign, {"text": "sobra"}, by=city.bruno)
    commit()
    bruno = visit(city.bruno)
    answer = send(bruno, f"{address(city)}/{note.id}/discard", page=f"{address(city)}/{note.id}")
    assert "said" not in answer.json
    assert "is archived" in bruno.get(f"/redesigns/{city.redesign.id}/problems").words


def test_somebody_elses_outbox_is_never_sent(city: City4, visit: Any) -> None:
    ana, bruno_id = visit(city.ana), city.bruno.id
    fields = {"text": "de Bruno", "kind": "citizen"}
    assert send(ana, address(city), person=bruno_id, **fields).status_code == 401
    assert db.session.scalar(select(func.count()).select_from(Note)) == 0
    assert send(visit(city.bruno), address(city), person=bruno_id, **fields).status_code == 200


def test_a_stranger_who_sends_an_outbox_is_told_to_sign_in(city: City4, visit: Any) -> None:
    stranger = visit()
    answer = stranger.client.post(
        address(city), data={"text": "x"}, headers={"X-Outbox": "1", "X-Outbox-Person": "1"}
    )
    assert answer.status_code in (400, 401)


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": "palavra " * 70}])
def test_what_is_refused_is_answered_with_the_servers_own_page(
    city: City4, visit: Any, fields: dict[str, str]
) -> None:
    answer = send(visit(city.bruno), address(city), kind="citizen", **fields)
    assert answer.mimetype == "text/html"
    assert db.session.scalar(select(func.count()).select_from(Note)) == 0


def test_whoever_has_no_outbox_is_redirected_as_ever(city: City4, visit: Any) -> None:
    page = visit(city.bruno).post(address(city), text="Uma fila", kind="citizen")
    assert page.status == 302


# two texts of one field


def two_titles(city: City4, visit: Any, mine: str, theirs: str) -> Any:
    problem = Problem.write(city.redesign, {"title": "A fila"}, by=city.bruno)
    commit()
    path = f"/redesigns/{city.redesign.id}/problems/{problem.id}/edit"
    same = {"side": "citizen", "state": "open", "severity": "", "version": str(problem.version)}
    visit(city.ana).post(path, title=theirs, **same)
    bruno = visit(city.bruno)
    return problem.id, bruno, path, bruno.post(path, 409, title=mine, **same)


def test_both_texts_are_saved_joined_without_a_script(city: City4, visit: Any) -> None:
    problem_id, bruno, path, page = two_titles(city, visit, "A fila dobra", "A fila é longa")
    (form,) = [each for each in page.document.iter("form") if each.get("id") == "joined"]
    fields = {each.get("name"): each.get("value") for each in form.iter("input")}
    bruno.post(path, **{k: v for k, v in fields.items() if k not in ("csrf_token", "edit_id")})
    assert db.session.get(Problem, problem_id).title == "A fila é longa / A fila dobra"


def test_a_text_that_holds_the_other_is_the_joined_one(city: City4, visit: Any) -> None:
    *_, page = two_titles(city, visit, "A fila é longa de manhã", "A fila é longa")
    (form,) = [each for each in page.document.iter("form") if each.get("id") == "joined"]
    fields = {each.get("name"): each.get("value") for each in form.iter("input")}
    assert fields["title"] == "A fila é longa de manhã"


def test_each_way_out_of_two_texts_is_one_press(city: City4, visit: Any) -> None:
    *_, page = two_titles(city, visit, 'A fila "dobra"', "A fila <b>é longa")
    rows = [each for each in page.document.iter("div") if each.get("data-versions")]
    texts = [button.get("data-text") for button in rows[0].iter("button")]
    assert texts == ['A fila "dobra"', "A fila <b>é longa", 'A fila <b>é longa / A fila "dobra"']
