"""The board: notes are written, grouped without dragging, put away and brought back."""

from __future__ import annotations

from typing import Any

import pytest
from people import City4, Page
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.base import new_id
from workbench.models.people.person import Person
from workbench.models.work.note import Note
from workbench.models.work.note_group import NoteGroup

pytestmark = pytest.mark.postgres_by_proof


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


def test_a_pasted_list_becomes_notes_all_or_none_and_undone_at_once(
    city: City4, visit: Any, board: str, notes: str
) -> None:
    bruno = visit(city.bruno)
    for lines, why in (
        (["uma"] * 21, "Send at most 20 lines at once."),
        (["uma", "x" * 503], "Line 2 has 503 characters: a note has at most 500."),
    ):
        page = bruno.post(notes, 200, text="\n".join(lines), kind="citizen", several="y")
        assert why in page
        assert lines[1] in page
        assert db.session.scalars(select(Note)).all() == []
    sent = {"text": "Fila longa\r\n\r\n  Senha cedo \r\nVolta outro dia", "kind": "office"}
    edit, first = new_id(), new_id()
    for _retry in range(2):
        bruno.post(notes, edit_id=edit, id=first, several="y", **sent)
        written = db.session.scalars(select(Note).order_by(Note.position)).all()
        assert [note.text for note in written] == ["Fila longa", "Senha cedo", "Volta outro dia"]
        assert {note.kind for note in written} == {"office"}
    assert "Notes added: 3." in bruno.get(board)
    assert written[0].id == first
    undo = f"{notes.rpartition('/')[0]}/undo"
    bruno.post(undo, deed=Page(bruno.client.get(undo)).hidden("deed"))
    assert all(note.is_discarded for note in db.session.scalars(select(Note)))
    bruno.post(notes, text="Fila longa\nSenha cedo", kind="citizen")
    assert db.session.scalars(select(Note.text).where(Note.discarded_at.is_(None))).all() == [
        "Fila longa\nSenha cedo"
    ]


def test_a_list_is_shown_first_and_what_stands_here_already_can_be_left_out(
    city: City4, visit: Any, board: str, notes: str
) -> None:
    bruno = visit(city.bruno)
    bruno.post(notes, text="A fila demora", kind="citizen")
    listed = {"text": "- a fila demora.\n2) Guichê novo", "kind": "office"}
    looked = bruno.post(f"{notes}/several", 200, several="look", **listed)
    assert "like P-01" in looked
    assert "Only the 1 new one" in looked
    assert [note.text for note in db.session.scalars(select(Note))] == ["A fila demora"]
    bruno.post(notes, several="new", **listed)
    assert "Left out, as they stand here already: 1." in bruno.get(board)
    assert db.session.scalars(select(Note.text).order_by(Note.number)).all() == [
        "A fila demora",
        "Guichê novo",
    ]
    assert "stand on the board already" in bruno.post(notes, 200, several="new", **listed)
    visit(city.observer).get(f"{notes}/several", 403)


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
    page = bruno.post(f"{notes}/arrange", note=note_id, deed="new", title="Filas")
    assert page.location == board
    group_id = only(NoteGroup).id
    assert "Filas" in bruno.get(board)
    bruno.change(f"{notes}/groups/{group_id}", title="Filas e senhas")
    assert "Filas e senhas" in bruno.get(board)
    bruno.post(f"{notes}/arrange", note=note_id, deed="out")
    assert db.session.get(Note, note_id).group is None
    bruno.post(f"{notes}/arrange", note=note_id, deed="move", group=group_id)
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
    bruno.post(f"{notes}/arrange", note=note_id, deed="new", title="Filas")
    group_id = only(NoteGroup).id
    bruno.post(f"{notes}/groups/{group_id}/discard")
    bruno.post(f"{notes}/arrange", note=note_id, deed="move", group=group_id)
    page = bruno.get(board)
    assert "uma" in page
    assert "Filas" in page


def test_a_note_cannot_take_the_id_of_a_group(
    city: City4, visit: Any, board: str, notes: str
) -> None:
    bruno = visit(city.bruno)
    bruno.post(notes, text="uma", kind="citizen")
    bruno.post(f"{notes}/arrange", note=only(Note).id, deed="new", title="Filas")
    page = bruno.post(notes, 200, text="parasita", kind="idea", id=only(NoteGroup).id)
    assert "Another text from this form was saved before" in page
    assert only(Note).text == "uma"


def test_nothing_picked_is_told_so(city: City4, visit: Any, board: str, notes: str) -> None:
    bruno = visit(city.bruno)
    bruno.post(f"{notes}/arrange", deed="out")
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
    bruno.post(page.undo)
    assert "some e volta" in bruno.get(board)
    bruno.post(f"{notes}/{note_id}/discard")
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


def test_what_the_tray_is_not_told_changes_nothing(
    city: City4, visit: Any, board: str, notes: str
) -> None:
    bruno, note_id = visit(city.bruno), new_id()
    bruno.post(notes, id=note_id, text="uma", kind="citizen")
    bruno.post(f"{notes}/arrange", note=note_id, deed="move", title="Filas")
    group_id = only(NoteGroup).id
    for operation, title, status, told in (
        ("move", "", 302, "Choose a group"),
        ("new", "", 302, "Give the group a name"),
        ("new", "\u200b\u202e", 302, "Give the group a name"),
        ("new", "x" * 121, 422, "at most 120"),
        ("move", "x" * 121, 422, "at most 120"),
        ("rename", "", 400, ""),
        (None, "", 400, ""),
    ):
        page = bruno.post(
            f"{notes}/arrange", status, note=note_id, deed=operation, group="", title=title
        )
        assert told in (page if status == 422 else bruno.get(board)).words
        assert only(Note).group_id == group_id
    bruno.post(f"{notes}/arrange", 404, note=note_id, deed="move", group="none")
    bruno.post(f"{notes}/arrange", note=note_id, deed="out", group="")
    assert only(Note).group_id is None


def test_only_what_was_really_moved_is_counted(
    city: City4, visit: Any, board: str, notes: str
) -> None:
    bruno, ids = visit(city.bruno), [new_id(), new_id()]
    for note_id in ids:
        bruno.post(notes, id=note_id, text="uma", kind="citizen")
    visit(city.ana).post(f"{notes}/{ids[0]}/discard")
    bruno.post(f"{notes}/arrange", note=ids, deed="new", title="Filas")
    assert "1 note put in “Filas”" in bruno.get(board)
    assert db.session.get(Note, ids[0]).group_id is None
    group_id = only(NoteGroup).id
    for fields in ({"deed": "new", "title": "Outras"}, {"deed": "park"}):
        bruno.post(f"{notes}/arrange", 422 if "title" in fields else 302, note=ids[0], **fields)
        assert only(NoteGroup).id == group_id
        assert not db.session.get(Note, ids[0]).is_parked
    bruno.post(f"{notes}/arrange", note=ids, deed="move", group=group_id)
    assert "Nothing was changed" in bruno.get(board)


def test_notes_that_are_marked_again_are_told_so(
    city: City4, visit: Any, board: str, notes: str
) -> None:
    bruno, ids = visit(city.bruno), [new_id() for _ in range(3)]
    for note_id in ids:
        bruno.post(notes, id=note_id, text="a fila", kind="citizen")
    first, second, third = ids
    bruno.post(f"{notes}/arrange", note=[second, third], deed="same")
    bruno.post(f"{notes}/arrange", note=[second, third], deed="same")
    assert "P-02 stands for these notes already" in bruno.get(board)
    bruno.post(f"{notes}/arrange", note=[first, third], deed="same")
    assert "P-03 stands under another note already" in bruno.get(board)
    assert db.session.get(Note, third).same_as_id == second


def test_a_text_saved_on_a_note_that_was_put_away_meanwhile_brings_it_back(
    city: City4, visit: Any, board: str, notes: str
) -> None:
    bruno, ana = visit(city.bruno), visit(city.ana)
    bruno.post(notes, text="A fila", kind="citizen")
    address = f"{notes}/{only(Note).id}"
    seen = bruno.version_on(address, address)
    ana.post(f"{address}/discard")
    page = bruno.post(address, 409, text="A fila dobra a esquina", kind="citizen", version=seen)
    assert "Archived." in page
    assert "Ana Prado saved first" in page
    assert "restores it" in page
    kept = {"text": "A fila dobra a esquina", "kind": "citizen"}
    bruno.post(address, **kept, version=page.hidden("version"))
    assert "back on the board, with your text" in bruno.get(board)
    assert "A fila dobra a esquina" in bruno.get(board)
    ana.post(f"{address}/discard")
    assert "is restored with your text" in bruno.get(address)
    bruno.change(address, **kept)
    assert not only(Note).is_discarded


def test_a_name_saved_on_a_group_that_was_dissolved_meanwhile_brings_it_back(
    city: City4, visit: Any, board: str, notes: str
) -> None:
    bruno, note_id = visit(city.bruno), new_id()
    bruno.post(notes, id=note_id, text="A fila", kind="citizen")
    bruno.post(f"{notes}/arrange", note=note_id, deed="new", title="Filas")
    address = f"{notes}/groups/{only(NoteGroup).id}"
    seen = bruno.version_on(address, address)
    visit(city.ana).post(f"{address}/discard")
    page = bruno.post(address, 409, title="Filas e senhas", version=seen)
    assert "Archived." in page
    bruno.post(address, title="Filas e senhas", version=page.hidden("version"))
    assert "Filas e senhas</h3>" in bruno.get(board).text
