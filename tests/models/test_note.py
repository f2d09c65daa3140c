"""Notes are grouped, put away, brought back, and grow into problems without being typed again."""

from __future__ import annotations

import pytest
from people import City4

from workbench.extensions import db
from workbench.models.base import Refused, new_id
from workbench.models.note import Note, NoteGroup
from workbench.models.redesign import Redesign
from workbench.models.service import Service


def other_team(city: City4) -> Redesign:
    service = Service.add(city.city, name="IPTU", by=None)
    db.session.flush()
    return Redesign.begin(city.programme, service, by=None)


def note_of(city: City4, **values: str) -> Note:
    note = Note.write(city.redesign, {"text": "A fila demora", **values}, by=city.bruno)
    db.session.flush()
    return note


def test_a_note_grows_into_a_problem_of_the_same_code_and_words(city: City4) -> None:
    note_of(city)
    note = note_of(city, kind="office", text="Digitamos tudo duas vezes")
    problem = note.grow(by=city.bruno)
    assert (problem.code, problem.title, problem.side) == ("P-02", note.text, "office")
    assert note.grow(by=city.ana) is problem
    assert note_of(city).code == "P-03"


def test_a_long_note_grows_into_a_problem_with_its_first_words(city: City4) -> None:
    problem = note_of(city, text="x" * 500).grow(by=city.bruno)
    assert problem.title == "x" * 300
    db.session.commit()


def test_a_problem_that_was_put_away_comes_back_when_its_note_grows_again(city: City4) -> None:
    note = note_of(city)
    problem = note.grow(by=city.bruno)
    problem.discard(by=city.bruno)
    assert note.grow(by=city.bruno) is problem
    assert not problem.is_discarded


def test_notes_stay_when_their_group_is_dissolved(city: City4) -> None:
    group = NoteGroup.write(city.redesign, {"title": "Filas"}, by=city.bruno)
    note = note_of(city)
    note.move_to(group, by=city.bruno)
    db.session.commit()
    group.discard(by=city.ana)
    db.session.commit()
    assert note.group is None
    assert not note.is_discarded


def test_a_group_of_another_team_takes_no_note_of_ours(city: City4) -> None:
    theirs = NoteGroup.write(other_team(city), {"title": "Delas"}, by=city.ana)
    with pytest.raises(Refused, match="another team"):
        note_of(city).move_to(theirs, by=city.bruno)


def test_a_note_that_is_moved_where_it_is_leaves_no_trace(city: City4) -> None:
    note = note_of(city)
    position = city.redesign.workspace.position
    note.move_to(None, by=city.bruno)
    assert city.redesign.workspace.position == position


def test_an_id_that_is_taken_is_refused_never_overwritten(city: City4) -> None:
    taken = new_id()
    Note.write(city.redesign, {"text": "primeira"}, by=city.bruno, id=taken)
    with pytest.raises(Refused, match="saved already"):
        Note.write(city.redesign, {"text": "segunda"}, by=city.bruno, id=taken)
    assert db.session.get(Note, taken).text == "primeira"


def test_codes_are_counted_for_each_team_alone(city: City4) -> None:
    note_of(city)
    other = other_team(city)
    assert Note.write(other, {"text": "primeira delas"}, by=city.ana).code == "P-01"
