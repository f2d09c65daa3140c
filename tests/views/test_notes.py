"""The board: notes are written, grouped without dragging, put away and brought back."""

from __future__ import annotations

from typing import Any

import pytest
from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.note import Note, NoteGroup
from workbench.models.person import Person


@pytest.fixture
def board(city: City4) -> str:
    return f"/redesigns/{city.redesign.id}/problems"


@pytest.fixture
def notes(city: City4) -> str:
    return f"/redesigns/{city.redesign.id}/notes"


def only(kind: Any) -> Any:
    return db.session.scalars(select(kind)).one()


def test_a_note_is_written_and_read_by_all(city: City4, visit: Any, board: str, notes: str) -> None:
    visit(city.bruno).post(notes, text="A fila demora", kind="citizen")
    for person in (city.ana, city.davi, city.edite, city.observer):
        assert "A fila demora" in visit(person).get(board)
    visit(city.carla).get(board, 404)


def test_who_writes(city: City4, visit: Any, notes: str) -> None:
    for person, answer in (
        (city.ana, 302),
        (city.observer, 403),
        (city.davi, 403),
        (city.carla, 404),
    ):
        visit(person).post(notes, answer, text="nota", kind="citizen")


def test_notes_are_grouped_and_ungrouped(city: City4, visit: Any, board: str, notes: str) -> None:
    bruno = visit(city.bruno)
    bruno.post(notes, text="uma", kind="citizen")
    note_id = only(Note).id
    page = bruno.post(f"{notes}/arrange", note=note_id, group="new", title="Filas")
    assert page.location == board
    group_id = only(NoteGroup).id
    assert "Filas" in bruno.get(board)
    bruno.change(f"{notes}/groups/{group_id}", title="Filas e senhas")
    assert "Filas e senhas" in bruno.get(board)
    bruno.post(f"{notes}/arrange", note=note_id, group="none")
    assert db.session.get(Note, note_id).group is None
    bruno.post(f"{notes}/arrange", note=note_id, group=group_id)
    bruno.get(board)
    bruno.post(f"{notes}/groups/{group_id}/discard")
    page = bruno.get(board)
    assert "uma" in page
    assert "Filas e senhas</h3>" not in page.text


def test_a_group_dissolved_meanwhile_comes_back_with_what_is_put_in_it(
    city: City4, visit: Any, board: str, notes: str
) -> None:
    bruno = visit(city.bruno)
    bruno.post(notes, text="uma", kind="citizen")
    note_id = only(Note).id
    bruno.post(f"{notes}/arrange", note=note_id, group="new", title="Filas")
    group_id = only(NoteGroup).id
    bruno.post(f"{notes}/groups/{group_id}/discard")
    bruno.post(f"{notes}/arrange", note=note_id, group=group_id)
    page = bruno.get(board)
    assert "uma" in page
    assert "Filas" in page


def test_nothing_picked_is_told_so(city: City4, visit: Any, board: str, notes: str) -> None:
    bruno = visit(city.bruno)
    bruno.post(f"{notes}/arrange", group="none")
    assert "Pick the notes first" in bruno.get(board)


def test_a_note_is_put_away_and_brought_back(
    city: City4, visit: Any, board: str, notes: str
) -> None:
    bruno = visit(city.bruno)
    bruno.post(notes, text="some e volta", kind="idea")
    note_id = only(Note).id
    bruno.post(f"{notes}/{note_id}/discard")
    page = bruno.get(board)
    assert "some e volta" not in page
    assert f"{notes}/{note_id}/restore" in page.forms()
    bruno.post(f"{notes}/{note_id}/restore")
    assert "some e volta" in bruno.get(board)


def test_a_note_grows_into_a_problem(city: City4, visit: Any, notes: str) -> None:
    bruno = visit(city.bruno)
    bruno.post(notes, text="A fila demora", kind="citizen")
    page = bruno.post(f"{notes}/{only(Note).id}/grow")
    assert "A fila demora" in bruno.get(page.location).text


@pytest.mark.parametrize("kind", ["", "poem", None])
def test_a_note_is_of_a_kind(city: City4, visit: Any, notes: str, kind: str | None) -> None:
    visit(city.bruno).post(notes, 200, text="nota", kind=kind)
    assert db.session.scalar(select(Person.id)) is not None
    assert not db.session.scalars(select(Note)).all()


def test_a_version_that_is_no_number_overwrites_nothing(
    city: City4, visit: Any, notes: str
) -> None:
    bruno = visit(city.bruno)
    bruno.post(notes, text="Ninguém avisa o dia", kind="citizen")
    address = f"{notes}/{only(Note).id}"
    page = bruno.post(address, 409, text="Outro texto", kind="citizen", version="abc")
    assert "Outro texto" in page.text
    assert only(Note).text == "Ninguém avisa o dia"
